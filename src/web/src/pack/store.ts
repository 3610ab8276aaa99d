/** What this phone keeps of scenes: one cache for each, with a note of when to forget it. */
export const shellCache = 'shell'
const prefix = 'pack-'
export const notePath = '/kept-until'

export interface Note {
  /** When the pass ends, milliseconds; null for a paired screen, which is on the spot by itself. */
  until: number | null
  version: number
  /** Language of what is kept. */
  lang: string
  /** False while it is still being loaded. */
  whole: boolean
}

export const cacheOf = (scene: string) => prefix + scene

export async function readNote(cache: Cache): Promise<Note | null> {
  const note = await cache.match(notePath)
  return note ? ((await note.json()) as Note) : null
}

export const writeNote = (cache: Cache, note: Note) => cache.put(notePath, Response.json(note))

/** What is kept of a scene and still may be shown; what has ended is removed on the way. */
export async function keptOf(scene: string): Promise<Note | null> {
  if (!(await caches.has(cacheOf(scene)))) return null
  const note = await readNote(await caches.open(cacheOf(scene)))
  if (note?.until != null && note.until <= Date.now()) {
    await caches.delete(cacheOf(scene))
    return null
  }
  return note?.whole ? note : null
}

/** The names of all scenes that are kept and still may be shown. */
export async function kept(): Promise<string[]> {
  const scenes = (await caches.keys()).filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length))
  const alive = await Promise.all(scenes.map(keptOf))
  return scenes.filter((_, i) => alive[i])
}
