import { expect, test } from '@playwright/test'
import { spawn, type ChildProcess } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Upload } from 'tus-js-client'
import { bearer, noise, sha256, token } from './footage'
import { resumePort } from './playwright.config'

const address = `http://127.0.0.1:${resumePort}`
/** Bytes; XRCONTENT_UPLOAD_MIB makes it smaller for a quick run. */
const size = Number(process.env.XRCONTENT_UPLOAD_MIB ?? 2048) * (1 << 20)
const kills = 10

test(
  'two gigabytes arrive whole although the server is killed ten times, and each kill costs less than a second',
  { tag: '@alone' },
  async () => {
    test.setTimeout(600_000)
    const data = mkdtempSync(join(tmpdir(), 'xrcontent-e2e-resume-'))
    const file = noise(size)
    let server: ChildProcess | undefined
    try {
      server = await start(data)
      const random = mulberry(1945)
      // What the client says lags behind what the server has: the last stretch is left in peace.
      const moments = Array.from({ length: kills }, () => size * (0.02 + 0.86 * random())).sort((a, b) => a - b)
      const lost: number[] = []
      let [id, ready, known, restarting] = ['', 0, 0, false]

      await new Promise<void>((done, fail) => {
        const upload = new Upload(createReadStream(file), {
          endpoint: `${address}/api/v1/uploads`,
          uploadSize: size,
          chunkSize: size,
          headers: bearer,
          metadata: { filename: 'noise.mp4', place: 'minato-park' },
          retryDelays: Array(2000).fill(50),
          onUploadUrlAvailable: () => (id = upload.url!.split('/').at(-1)!),
          onProgress: (sent) => {
            // The server knows them, not only the client: time is lost until bytes arrive again.
            const here = statSync(join(data, 'uploads', id), { throwIfNoEntry: false })?.size ?? size
            if (ready > 0 && here > known) {
              lost.push(Date.now() - ready)
              ready = 0
            }
            if (moments.length === 0 || restarting || ready > 0 || sent < moments[0]!) return
            moments.shift()
            restarting = true
            server!.kill('SIGKILL')
            known = statSync(join(data, 'uploads', id)).size
            void start(data).then((next) => {
              ;[server, ready, restarting] = [next, Date.now(), false]
            }, fail)
          },
          onSuccess: () => done(),
          onError: fail,
        })
        upload.start()
      })

      expect(lost).toHaveLength(kills)
      console.log(`milliseconds from ready again to bytes again, after each kill: ${lost.join(', ')}`)
      for (const time of lost) expect(time).toBeLessThan(1000)
      const sum = await sha256(file)
      // Noise is refused, and its bytes are kept under their own hash for another try.
      await expect
        .poll(
          async () =>
            ((await (await fetch(`${address}/api/v1/studio/footage/${id}`, { headers: bearer })).json()) as { stage: string }).stage,
          { timeout: 120_000 },
        )
        .toBe('refused')
      expect(await sha256(join(data, 'media', 'originals', sum.slice(0, 2), sum))).toBe(sum)
    } finally {
      server?.kill('SIGKILL')
      rmSync(data, { recursive: true, force: true })
      rmSync(file)
    }
  },
)

async function start(data: string): Promise<ChildProcess> {
  const server = spawn(
    'dotnet',
    [process.env.XRCONTENT_E2E_SERVER!, `--DataDirectory=${data}`, `--Urls=${address}`, `--Studio:ServiceToken=${token}`],
    { stdio: 'ignore' },
  )
  while (
    !(await fetch(`${address}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    ))
  ) {
    if (server.exitCode !== null) throw new Error('The server ended as it began.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return server
}

/** Random numbers that are the same on every run. */
function mulberry(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
