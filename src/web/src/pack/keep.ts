import { api, type Pack } from '../api'
import { cacheOf, notePath, shellCache, writeNote } from './store'

const atOnce = 6

/** False where the browser keeps nothing: without https, or in some private windows. */
export const canKeep = (): boolean => 'serviceWorker' in navigator && 'caches' in globalThis

async function addAll(cache: Cache, addresses: string[], added: (address: string) => void): Promise<void> {
  const left = [...addresses]
  const work = async () => {
    for (let address = left.shift(); address; address = left.shift()) {
      if (!(await cache.match(address, { ignoreVary: true }))) {
        const response = await fetch(address, { cache: 'no-store' })
        if (!response.ok) throw new Error(`${address}: ${response.status}`)
        await cache.put(address, response)
      }
      added(address)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

/** Keeps the pages themselves. Called again after an update, it forgets the files of the old one. */
export async function keepShell(): Promise<void> {
  await navigator.serviceWorker.register('/sw.js')
  const cache = await caches.open(shellCache)
  const files = ['/', '/icon.svg', ...((await (await fetch('/shell.json', { cache: 'no-store' })).json()) as string[])]
  await cache.delete('/')
  await addAll(cache, files, () => {})
  const wanted = new Set(files)
  for (const { url } of await cache.keys()) if (!wanted.has(new URL(url).pathname)) await cache.delete(url)
}

/** Keeps a scene, in one language or several. One that broke off goes on where it stopped; what no longer belongs to it goes. */
export async function keep(packs: Pack[], languages: string[], until: number | null, progress: (share: number) => void): Promise<void> {
  const [first] = packs
  if (!first) return
  await keepShell()
  const cache = await caches.open(cacheOf(first.scene))
  const answers = packs.flatMap((pack) => pack.answers)
  const sizes = new Map(packs.flatMap((pack) => pack.files.map(({ href, bytes }) => [href, bytes] as const)))
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  const note = { until, version: first.version, lang: languages[0]!, whole: false }
  await writeNote(cache, note)
  let done = 0
  // Answers may have changed since; media under the same address have not.
  for (const answer of answers) await cache.delete(answer, { ignoreVary: true })
  await addAll(cache, [...answers, ...sizes.keys()], (address) => progress((done += sizes.get(address) ?? 0) / Math.max(bytes, 1)))
  await writeNote(cache, { ...note, whole: true })
  const wanted = new Set([...answers, ...sizes.keys(), notePath])
  for (const { url } of await cache.keys()) {
    const { pathname, search } = new URL(url)
    if (!wanted.has(pathname + search)) await cache.delete(url, { ignoreVary: true })
  }
}

export const forget = (scene: string) => caches.delete(cacheOf(scene))

/** What would be kept, with its size; the phone may be asked first. */
export const ask = (scene: string, lang: string, width?: number) => api.pack(scene, lang, width)
