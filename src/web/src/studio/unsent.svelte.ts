import { openDB, type DBSchema } from 'idb'
import type { Json } from './items/document'

/** Words that were typed on this device and that the server has not acknowledged. */
export interface Unsent {
  /** Who typed them: nobody else is shown them. */
  person: string
  /** What they are of: "items/the-garden", "words/ja". */
  of: string
  /** The page in which they were typed: two pages of one item keep theirs apart. */
  page: string
  /** What a list calls it. */
  title: { [language: string]: string }
  /** What was typed, whole. */
  written: Json
  /** What it was typed over, and the tag of that. */
  base: Json
  tag: string
  /** What was sent without an answer: any of it may have arrived. */
  sent?: Json[]
  /** Milliseconds. */
  at: number
}

interface Kept extends DBSchema {
  unsent: { key: [string, string, string]; value: Unsent; indexes: { person: string } }
}

let opened: ReturnType<typeof open> | null = null
const open = () =>
  openDB<Kept>('studio', 1, {
    upgrade(database) {
      database.createObjectStore('unsent', { keyPath: ['person', 'of', 'page'] }).createIndex('person', 'person')
    },
    terminated: () => (opened = null),
  })
const store = () => (opened ??= open())

/** After this nobody comes back for what they typed, milliseconds. */
const longest = 90 * 24 * 3600_000
/** This page, among all that are open. */
export const thisPage = `${Date.now()}-${Math.random()}`
const lockOf = ({ person, of, page }: Pick<Unsent, 'person' | 'of' | 'page'>) => `unsent ${person} ${of} ${page}`

let all = $state.raw<Unsent[]>([])

/** What is typed lies on the device first, and until the server has it. */
export const unsent = {
  /** All of somebody's that no open page cares for, as last asked for. */
  get all() {
    return all
  },
  async look(person: string): Promise<void> {
    const found = await (await store()).getAllFromIndex('unsent', 'person', person)
    const old = found.filter(({ at }) => Date.now() - at > longest)
    await Promise.all(old.map((one) => unsent.forget(one)))
    all = await left(found.filter((one) => !old.includes(one)))
  },
  /** What was left of one thing by pages that are closed, oldest first. */
  async read(person: string, of: string): Promise<Unsent[]> {
    const found = await (await store()).getAllFromIndex('unsent', 'person', person)
    return (await left(found.filter((one) => one.of === of))).sort((a, b) => a.at - b.at)
  },
  /** @throws where the device keeps nothing, as in some private windows. */
  async keep(words: Unsent): Promise<void> {
    await (await store()).put('unsent', words)
  },
  async forget({ person, of, page }: Pick<Unsent, 'person' | 'of' | 'page'>): Promise<void> {
    await (await store()).delete('unsent', [person, of, page])
    all = all.filter((one) => one.of !== of || one.person !== person || one.page !== page)
  },
  /** Says that this page cares for something, until the returned function is called. */
  care(person: string, of: string): () => void {
    let end = () => {}
    const held = new Promise<void>((resolve) => (end = resolve))
    void navigator.locks?.request(lockOf({ person, of, page: thisPage }), () => held)
    return end
  },
}

/** Those of which the page is closed. */
async function left(found: Unsent[]): Promise<Unsent[]> {
  const cared = new Set((await navigator.locks?.query())?.held?.map(({ name }) => name))
  return found.filter((one) => !cared.has(lockOf(one)))
}

/**
 * What lies on the device of one thing: written as it is typed, and again only when what went before is down, so that no letter waits for a
 * timer and no two writes cross.
 */
export class DeviceCopy {
  /** What lies there; null where nothing does. */
  lies = $state.raw<string | null>(null)
  private wanted: string | null = null
  private isStale = false
  private busy = false

  constructor(
    private readonly write: (now: string) => Promise<unknown>,
    private readonly erase: () => Promise<unknown>,
  ) {}

  keep(now: string): void {
    this.wanted = now
    void this.run()
  }

  /** As keep, although the same words lie there: what they stand over has changed. */
  renew(now: string): void {
    this.isStale = true
    this.keep(now)
  }

  forget(): void {
    this.wanted = null
    void this.run()
  }

  private async run(): Promise<void> {
    if (this.busy) return
    this.busy = true
    while (this.wanted !== this.lies || (this.isStale && this.wanted !== null)) {
      const now = this.wanted
      this.isStale = false
      try {
        await (now === null ? this.erase() : this.write(now))
        this.lies = now
      } catch {
        // The page asks before it is left.
        break
      }
    }
    this.busy = false
  }
}
