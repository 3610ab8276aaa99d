import { openDB, type DBSchema } from 'idb'
import type { Json } from './items/document'

/** Words that were typed on this device and that the server has not acknowledged. */
export interface Unsent {
  /** Who typed them: nobody else is shown them. */
  person: string
  /** What they are of: "items/the-garden", "words/ja". */
  of: string
  /** What a list calls it. */
  title: { [language: string]: string }
  /** What was typed, whole. */
  written: Json
  /** What it was typed over, and the tag of that. */
  base: Json
  tag: string
  /** Milliseconds. */
  at: number
}

interface Kept extends DBSchema {
  unsent: { key: [string, string]; value: Unsent; indexes: { person: string } }
}

let opened: ReturnType<typeof open> | null = null
const open = () =>
  openDB<Kept>('studio', 1, {
    upgrade(database) {
      database.createObjectStore('unsent', { keyPath: ['person', 'of'] }).createIndex('person', 'person')
    },
    terminated: () => (opened = null),
  })
const store = () => (opened ??= open())

let all = $state.raw<Unsent[]>([])

/** What is typed lies on the device first, and until the server has it. */
export const unsent = {
  /** All of somebody's, as last asked for. */
  get all() {
    return all
  },
  async look(person: string): Promise<void> {
    all = await (await store()).getAllFromIndex('unsent', 'person', person)
  },
  async read(person: string, of: string): Promise<Unsent | undefined> {
    return (await store()).get('unsent', [person, of])
  },
  /** @throws where the device keeps nothing, as in some private windows. */
  async keep(words: Unsent): Promise<void> {
    await (await store()).put('unsent', words)
  },
  /** Forgets what the server has now; what another tab typed since stays. */
  async sent(person: string, of: string, written: string): Promise<void> {
    const within = (await store()).transaction('unsent', 'readwrite')
    const kept = await within.store.get([person, of])
    if (kept && JSON.stringify(kept.written) === written) await within.store.delete([person, of])
    await within.done
    all = all.filter((one) => one.of !== of || one.person !== person)
  },
  async forget(person: string, of: string): Promise<void> {
    await (await store()).delete('unsent', [person, of])
    all = all.filter((one) => one.of !== of || one.person !== person)
  },
}

/**
 * Keeps what is newest of one thing: written at once, and again only when what went before is down, so that no letter waits for a timer
 * and no two writes cross.
 */
export function keeper(write: (now: string) => Promise<unknown>): { note: (now: string) => void; again: (now: string) => void } {
  let [newest, down, busy] = [null as string | null, null as string | null, false]
  async function run() {
    busy = true
    while (newest !== null && newest !== down) {
      const now = newest
      try {
        await write(now)
        down = now
      } catch {
        // The page asks before it is left.
        newest = null
      }
    }
    busy = false
  }
  return {
    note(now) {
      newest = now
      if (!busy) void run()
    },
    /** As note, although the same words lie there: what they are over has changed. */
    again(now) {
      down = null
      this.note(now)
    },
  }
}
