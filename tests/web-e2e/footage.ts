import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { appendFileSync, closeSync, copyFileSync, createReadStream, openSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const token = process.env.XRCONTENT_E2E_TOKEN!
export const bearer = { Authorization: `Bearer ${token}` }

const fresh = (name: string) => join(tmpdir(), `xrcontent-e2e-${randomBytes(4).toString('hex')}-${name}`)

/** A panorama like no other: a drawing with bytes after its end. */
export function newStill(): string {
  const path = fresh('still.jpg')
  copyFileSync('../../content/drawings/minato-park.jpg', path)
  appendFileSync(path, randomBytes(16))
  return path
}

/** A file whose name lies. */
export function textFile(): string {
  const path = fresh('text.jpg')
  appendFileSync(path, 'no picture')
  return path
}

/** A film of 360 degrees: a real one where XRCONTENT_FILM names it, else moving colours with a tone. */
export function newFilm(): string {
  const path = fresh('film.mp4')
  if (process.env.XRCONTENT_FILM) copyFileSync(process.env.XRCONTENT_FILM, path)
  else {
    const source = ['-f', 'lavfi', '-i', 'testsrc2=s=640x320:r=15:d=8', '-f', 'lavfi', '-i', 'sine=d=8']
    execFileSync('ffmpeg', [
      '-nostdin',
      '-v',
      'error',
      ...source,
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'aac',
      path,
    ])
  }
  return path
}

/** A file of noise. */
export function noise(bytes: number): string {
  const path = fresh('noise.mp4')
  const file = openSync(path, 'w')
  // Begins like a film, so that a file chooser takes it for one.
  for (let left = bytes; left > 0; left -= 1 << 24) writeSync(file, randomBytes(Math.min(left, 1 << 24)))
  closeSync(file)
  return path
}

export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part as Buffer)
  return hash.digest('hex')
}
