import { openDB, type DBSchema } from 'idb'
import type { Json } from './items/document'

/** Words that were typed on this device and that the server has not acknowledged. */
export interface Unsent {
  /** Who typed them: nobody else is shown them. */
  person: string
  /** What they are of: "items/the-garden", "words/ja". */
  of: string
  /** The form in which they were typed: two of one item keep theirs apart, in one browser or in one page. */
  form: string
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
      database.createObjectStore('unsent', { keyPath: ['person', 'of', 'form'] }).createIndex('person', 'person')
    },
    terminated: () => (opened = null),
  })
const store = () => (opened ??= open())

/** After this nobody comes back for what they typed, milliseconds. */
const longest = 90 * 24 * 3600_000
export type Form = Pick<Unsent, 'person' | 'of' | 'form'>
const lockOf = ({ person, of, form }: Form) => `unsent ${person} ${of} ${form}`

let all = $state.raw<Unsent[]>([])

/** What is typed lies on the device first, and until the server has it. */
export const unsent = {
  /** All of somebody's that no open form cares for, as last asked for. */
  get all() {
    return all
  },
  async look(person: string): Promise<void> {
    const found = await (await store()).getAllFromIndex('unsent', 'person', person)
    const old = found.filter(({ at }) => Date.now() - at > longest)
    await Promise.all(old.map((one) => unsent.forget(one)))
    all = await left(found.filter((one) => !old.includes(one)))
  },
  /** What was left of one thing by forms that are closed, oldest first. */
  async read(person: string, of: string): Promise<Unsent[]> {
    const found = await (await store()).getAllFromIndex('unsent', 'person', person)
    return (await left(found.filter((one) => one.of === of))).sort((a, b) => a.at - b.at)
  },
  /** @throws where the device keeps nothing, as in some private windows. */
  async keep(words: Unsent): Promise<void> {
    await (await store()).put('unsent', words)
  },
  async forget({ person, of, form }: Form): Promise<void> {
    await (await store()).delete('unsent', [person, of, form])
    all = all.filter((one) => one.of !== of || one.person !== person || one.form !== form)
  },
  /** Opens a form of something: what is typed in it is its own until `end` is called, and then stands among what was left. */
  care(person: string, of: string): Form & { end: () => Promise<void> } {
    const form = { person, of, form: `${Date.now()}-${Math.random()}` }
    let free = () => {}
    const held = new Promise<void>((resolve) => (free = resolve))
    const lock = navigator.locks?.request(lockOf(form), () => held)
    const end = async () => {
      free()
      await lock
      await unsent.look(person).catch(() => null)
    }
    return { ...form, end }
  },
}

/** Those of which the form is closed. */
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
  private running: Promise<void> | null = null

  constructor(
    private readonly write: (now: string) => Promise<unknown>,
    private readonly erase: () => Promise<unknown>,
  ) {}

  /** @returns when the newest words lie there, or cannot */
  keep(now: string): Promise<void> {
    this.wanted = now
    return this.run()
  }

  /** As keep, although the same words lie there: what they stand over has changed. */
  renew(now: string): Promise<void> {
    this.isStale = true
    return this.keep(now)
  }

  forget(): Promise<void> {
    this.wanted = null
    return this.run()
  }

  private run(): Promise<void> {
    return (this.running ??= this.follow().finally(() => (this.running = null)))
  }

  private async follow(): Promise<void> {
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
  }
}
