import { unreachable, type Refused } from '../api'
import { i18n } from '../../i18n/language.svelte'
import { session } from '../session.svelte'
import { studioText } from '../text'
import { keeper, unsent, type Unsent } from '../unsent.svelte'
import { merge, rootOf } from './differences'
import { History, type EditedFeature, type Geometry, type Properties } from './document'
import { items, type Item, type StepName } from './items'
import { known } from './known.svelte'

/** Two wrote at once: what stood there before both, and what the other one wrote. */
export interface Conflict {
  author: string
  /** Of the other's version; what is chosen goes over it. */
  tag: string
  theirs: EditedFeature
  base: Properties
  baseTag: string
}

/** How long one must have stopped writing until a draft is sent, milliseconds. */
const pause = 1200
/** Between two tries to reach the server, at first and at most, milliseconds. */
const [shortest, longest] = [2000, 60_000]

/** One item being edited: its words, whether they are kept and where, and the way back. */
export class Editing {
  item = $state.raw<Item>(null!)
  /** What the forms write into. The geometry stands beside the properties under its own name, so that one path reaches both. */
  root = $state<Properties>({})
  /** Waiting: it lies on this device and is sent by itself as soon as it can be. */
  status = $state<'saved' | 'unsaved' | 'saving' | 'waiting' | 'failed'>('saved')
  /** When the server last took what is written, milliseconds. */
  savedAt = $state(0)
  failure = $state('')
  fields = $state.raw<{ field: string; message: string }[]>([])
  conflict = $state.raw<Conflict | null>(null)
  /** Whose words were joined with these, since both changed other parts. */
  joined = $state('')
  /** When words were typed that had not been sent and are shown again, milliseconds. */
  foundAt = $state(0)
  canUndo = $state(false)
  canRedo = $state(false)
  private readonly person = session.me?.name ?? ''
  private readonly device = keeper((now) => this.keep(now).then(() => (this.keptHere = now)))
  /** What lies on this device. */
  private keptHere = $state('')
  private history: History
  private kept: string
  private timer: ReturnType<typeof setTimeout> | undefined
  private wait = shortest
  private running: Promise<void> | null = null

  /** Shows an item with what this person typed here and could not send. */
  static async open(id: string): Promise<Editing> {
    const item = await items.read(id)
    const own = await unsent.read(session.me?.name ?? '', `items/${id}`).catch(() => undefined)
    return new Editing(item, own)
  }

  private constructor(item: Item, own: Unsent | undefined) {
    this.take(item)
    this.history = new History(this.written)
    this.kept = this.written
    if (own) this.takeUp(own)
    addEventListener('online', this.again)
  }

  private takeUp(own: Unsent) {
    this.foundAt = own.at
    const theirs = rootOf(this.item.feature)
    const { merged, clashes } = merge(own.base, own.written, theirs)
    this.root = merged as Properties
    const { author, tag, feature, at } = this.item
    // What was on its way when the page was closed has arrived, and these words are newer.
    if (author === this.person && Date.parse(at) <= own.at) this.root = own.written as Properties
    else if (clashes.length > 0) this.conflict = { author, tag, theirs: feature, base: own.base as Properties, baseTag: own.tag }
  }

  private get written(): string {
    return JSON.stringify(this.root)
  }

  get feature(): EditedFeature {
    const { geometry, ...properties } = JSON.parse(this.written) as Properties & { geometry?: Geometry; kind: string }
    return { type: 'Feature', id: this.item.id, geometry: (geometry as Geometry | undefined) ?? null, properties }
  }

  get problems() {
    return [...this.fields, ...this.item.problems.filter(({ field }) => !this.fields.some((own) => own.field === field))]
  }

  /** Whether closing the page loses nothing. */
  get safe(): boolean {
    return this.status === 'saved' || this.keptHere === this.written
  }

  /** Shows an item as the server has it. */
  take(item: Item): void {
    this.item = item
    this.root = rootOf(item.feature)
  }

  /** To be called whenever something was written. */
  changed(): void {
    const now = this.written
    if (now === this.kept) return
    this.device.note(now)
    if (this.status !== 'waiting') this.status = 'unsaved'
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.note()
      void this.save(true)
    }, pause)
  }

  private async keep(now: string): Promise<void> {
    const { conflict, item, person } = this
    const written = JSON.parse(now) as Properties
    await unsent.keep({
      person,
      of: `items/${item.id}`,
      title: { ...(written.title as Record<string, string> | undefined) },
      written,
      base: conflict?.base ?? rootOf(item.feature),
      tag: conflict?.baseTag ?? item.tag,
      at: Date.now(),
    })
  }

  private note() {
    this.history.note(this.written)
    ;[this.canUndo, this.canRedo] = [this.history.canUndo, this.history.canRedo]
  }

  private back(state: string | null) {
    if (state !== null) this.root = JSON.parse(state) as Properties
    ;[this.canUndo, this.canRedo] = [this.history.canUndo, this.history.canRedo]
  }

  undo(): void {
    this.note()
    this.back(this.history.undo())
  }

  redo(): void {
    this.back(this.history.redo())
  }

  /** Keeps what is written; true when all of it is kept. */
  async save(autosave: boolean): Promise<boolean> {
    clearTimeout(this.timer)
    // One at a time: the next goes over the tag that this one brings.
    while (this.running) await this.running
    if (this.conflict) return false
    const now = this.written
    if (now === this.kept && autosave) {
      // It was typed back to what the server has.
      this.status = 'saved'
      await unsent.forget(this.person, `items/${this.item.id}`).catch(() => null)
      return true
    }
    this.note()
    this.status = 'saving'
    this.running = items.save(this.item.id, this.feature, this.item.tag, autosave).then(
      (item) => this.acknowledged(item, now, autosave),
      (error: Refused) => this.refused(error),
    )
    await this.running
    this.running = null
    return this.written === this.kept
  }

  private async acknowledged(item: Item, now: string, autosave: boolean): Promise<void> {
    this.item = item
    this.kept = now
    this.wait = shortest
    this.savedAt = Date.now()
    ;[this.failure, this.fields] = ['', []]
    this.status = this.written === now ? 'saved' : 'unsaved'
    if (this.status === 'unsaved') this.device.again(this.written)
    await unsent.sent(this.person, `items/${item.id}`, now).catch(() => null)
    if (!autosave) void known.refresh()
  }

  /** Tries again at once. */
  readonly again = (): void => {
    if (this.status === 'waiting') void this.save(true)
  }

  private refused(error: Refused) {
    if (unreachable(error)) {
      this.status = 'waiting'
      this.failure = error.status >= 500 ? error.message : ''
      this.timer = setTimeout(this.again, this.wait * (0.5 + Math.random() / 2))
      this.wait = Math.min(this.wait * 2, longest)
      return
    }
    this.status = 'failed'
    this.failure = error.message
    this.fields = error.fields ?? []
    const current = error.body.current as { author: string; tag: string; feature: EditedFeature; deleted?: string } | undefined
    if (error.status !== 412 || !current || current.deleted) return
    // What is said of it is said in full where one chooses.
    this.failure = ''
    const base = rootOf(this.item.feature)
    const { merged, clashes } = merge(base, JSON.parse(this.written) as Properties, rootOf(current.feature))
    if (clashes.length > 0) {
      this.conflict = { author: current.author, tag: current.tag, theirs: current.feature, base, baseTag: this.item.tag }
      this.device.again(this.written)
      return
    }
    this.joined = current.author
    this.putOver(current.feature, current.tag, merged as Properties)
  }

  /** Writes over what somebody else wrote, knowing it. */
  private putOver(theirs: EditedFeature, tag: string, merged: Properties) {
    this.note()
    this.item = { ...this.item, tag, feature: theirs }
    this.kept = JSON.stringify(rootOf(theirs))
    this.root = merged
    ;[this.status, this.failure, this.fields] = ['unsaved', '', []]
    this.changed()
  }

  /** Ends a conflict with what was chosen, part by part; the other's words stay as a revision. */
  async settle(choose: (path: string) => { value: Properties[string] | undefined }): Promise<void> {
    const { base, theirs, tag } = this.conflict!
    const { merged } = merge(base, JSON.parse(this.written) as Properties, rootOf(theirs), choose)
    this.conflict = null
    this.putOver(theirs, tag, merged as Properties)
    if (this.written !== this.kept) await this.save(false)
    else this.shown(await items.read(this.item.id))
  }

  /** Takes a step of the workflow with all that is written. */
  async act(step: StepName, body: object = {}): Promise<boolean> {
    if (this.status !== 'saved' && !(await this.save(false))) {
      this.failure ||= this.conflict ? '' : studioText(i18n.language).noConnection
      return false
    }
    return this.attempt(async () => this.shown(await items.act(this.item.id, this.item.tag, step, body)))
  }

  putAway(): Promise<boolean> {
    return this.attempt(() => items.remove(this.item.id, this.item.tag))
  }

  /** What was not reached is said, and not tried again: nobody waits for it any more when it can be. */
  private async attempt(what: () => Promise<unknown>): Promise<boolean> {
    try {
      await what()
      return true
    } catch (error) {
      if (unreachable(error as Refused)) this.failure = (error as Refused).message
      else this.refused(error as Refused)
      return false
    }
  }

  /** After something else than this form changed the item. */
  async reload(): Promise<void> {
    this.shown(await items.read(this.item.id))
  }

  private shown(item: Item) {
    this.take(item)
    this.kept = this.written
    this.note()
    ;[this.status, this.failure, this.fields, this.joined, this.foundAt] = ['saved', '', [], '', 0]
    void unsent.forget(this.person, `items/${item.id}`).catch(() => null)
    void known.refresh()
  }

  /** What is not sent yet is sent once more; what cannot be stays on the device. */
  dispose(): void {
    removeEventListener('online', this.again)
    if (this.written !== this.kept && this.status !== 'waiting') void this.save(true).finally(() => clearTimeout(this.timer))
    else clearTimeout(this.timer)
  }
}
