import { i18n } from '../../i18n/language.svelte'
import { unreachable, type Refused } from '../api'
import { session } from '../session.svelte'
import { studioText } from '../text'
import { DeviceCopy, unsent, type Unsent } from '../unsent.svelte'
import { merge, rootOf, same } from './differences'
import { History, type EditedFeature, type Geometry, type Json, type Properties } from './document'
import { items, titleOf, type Item, type StepName } from './items'
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

/** So many tries without an answer are remembered. */
const mostSent = 20

const parsed = (words: string) => JSON.parse(words) as Properties
/** Nothing that is typed reaches what the server said. */
const copyOf = (root: Json) => parsed(JSON.stringify(root))

/** One item being edited: its words, whether they are kept and where, and the way back. */
export class Editing {
  /** As the server last had it. */
  item = $state.raw<Item>(null!)
  /** What the forms write into. The geometry stands beside the properties under its own name, so that one path reaches both. */
  root = $state<Properties>({})
  /** Waiting: it lies on this device and is sent by itself as soon as it can be. Failed: the server does not take it as it is. */
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
  /** A step was asked for while nobody could be reached: it is not done, and is not done by itself. */
  isUndone = $state(false)
  canUndo = $state(false)
  canRedo = $state(false)
  private readonly person = session.me?.name ?? ''
  private readonly form: ReturnType<typeof unsent.care>
  private readonly device = new DeviceCopy(
    (now) => this.keep(now),
    () => unsent.forget(this.form),
  )
  private history: History
  /** What is written as the server took it: its own way of writing it may differ. */
  private kept: string
  /** What was sent since the last answer, newest last: any of it may have arrived. */
  private sent: string[] = []
  private timer: ReturnType<typeof setTimeout> | undefined
  private wait = shortest
  private running: Promise<void> | null = null
  private gone = false

  /** Shows an item with what this person typed here and could not send. */
  static async open(id: string): Promise<Editing> {
    const item = await items.read(id)
    const own = await unsent.read(session.me?.name ?? '', `items/${id}`).catch(() => [])
    return new Editing(item, own)
  }

  private constructor(item: Item, own: Unsent[]) {
    this.form = unsent.care(this.person, `items/${item.id}`)
    this.item = item
    this.root = copyOf(rootOf(item.feature))
    this.kept = this.written
    for (const words of own) this.takeUp(words)
    this.history = new History(this.written)
    addEventListener('online', this.again)
  }

  /** Lays words over the item that were typed in a form that is closed now. */
  private takeUp(own: Unsent) {
    const theirs = rootOf(this.item.feature)
    const { author, tag, feature } = this.item
    // What was on its way when the form was closed has arrived: the words stand over it.
    const arrived = author === this.person && own.sent?.some((words) => same(words, theirs))
    const { merged, clashes } = merge(arrived ? theirs : own.base, own.written, parsed(this.written))
    if (same(merged, theirs)) void unsent.forget(own).catch(() => null)
    else {
      this.foundAt = own.at
      this.root = copyOf(merged ?? {})
      if (clashes.length > 0) this.conflict = { author, tag, theirs: feature, base: own.base as Properties, baseTag: own.tag }
      this.changed()
      // They are this form's from the moment on in which they lie on the device as its own.
      void this.device
        .keep(this.written)
        .then(() => (this.safe ? unsent.forget(own) : undefined))
        .catch(() => null)
    }
  }

  private get written(): string {
    return JSON.stringify(this.root)
  }

  get feature(): EditedFeature {
    const { geometry, ...properties } = parsed(this.written) as Properties & { geometry?: Geometry; kind: string }
    return { type: 'Feature', id: this.item.id, geometry: (geometry as Geometry | undefined) ?? null, properties }
  }

  get problems() {
    return [...this.fields, ...this.item.problems.filter(({ field }) => !this.fields.some((own) => own.field === field))]
  }

  /** Whether closing the page loses nothing. */
  get safe(): boolean {
    return this.written === this.kept || this.device.lies === this.written
  }

  /** To be called whenever something was written. */
  changed(): void {
    clearTimeout(this.timer)
    const now = this.written
    if (now === this.kept && !this.running) {
      // It was typed back to what the server has.
      void this.device.forget()
      ;[this.status, this.failure, this.fields] = ['saved', '', []]
      return
    }
    void this.device.keep(now)
    if (this.status !== 'waiting') this.status = 'unsaved'
    if (this.gone || this.running) return
    this.timer = setTimeout(() => {
      this.note()
      void this.save(true)
    }, pause)
  }

  private async keep(now: string): Promise<void> {
    const { conflict, item } = this
    const { person, of, form } = this.form
    const written = parsed(now)
    await unsent.keep({
      person,
      of,
      form,
      title: { ...(written.title as Record<string, string> | undefined) },
      written,
      base: conflict?.base ?? rootOf(item.feature),
      tag: conflict?.baseTag ?? item.tag,
      sent: this.sent.map(parsed),
      at: Date.now(),
    })
  }

  private note() {
    this.history.note(this.written)
    ;[this.canUndo, this.canRedo] = [this.history.canUndo, this.history.canRedo]
  }

  private back(state: string | null) {
    if (state !== null) this.root = parsed(state)
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
    if (this.conflict || session.me?.name !== this.person) return false
    const now = this.written
    if (now === this.kept && autosave) {
      this.changed()
      return true
    }
    this.note()
    this.status = 'saving'
    this.sent = [...this.sent.filter((words) => words !== now), now].slice(-mostSent)
    void this.device.renew(now)
    this.running = items
      .save(this.item.id, this.feature, this.item.tag, autosave)
      .then(
        (item) => this.acknowledge(item, now),
        (error: Refused) => this.refused(error),
      )
      .finally(() => (this.running = null))
    await this.running
    // What was typed meanwhile follows.
    if (this.written !== this.kept && !this.conflict && this.isOpen) this.changed()
    if (!autosave) void known.refresh().catch(() => null)
    return this.written === this.kept
  }

  private acknowledge(item: Item, now: string): void {
    this.item = item
    this.kept = now
    this.sent = []
    this.wait = shortest
    this.savedAt = Date.now()
    ;[this.failure, this.fields] = ['', []]
    this.status = this.written === now ? 'saved' : 'unsaved'
    if (this.status === 'saved') void this.device.forget()
    else void this.device.renew(this.written)
  }

  /** Whether what is written now may be sent by and by: nothing was refused, and nothing waits for a network. */
  private get isOpen(): boolean {
    return this.status !== 'failed' && this.status !== 'waiting'
  }

  /** Tries again at once. */
  readonly again = (): void => {
    if (this.status === 'waiting') void this.save(true)
  }

  private refused(error: Refused) {
    if (unreachable(error)) {
      this.status = 'waiting'
      this.failure = error.status >= 500 ? error.message : ''
      clearTimeout(this.timer)
      if (!this.gone) this.timer = setTimeout(this.again, this.wait * (0.5 + Math.random() / 2))
      this.wait = Math.min(this.wait * 2, longest)
      return
    }
    this.status = 'failed'
    this.failure = error.message
    this.fields = error.fields ?? []
    const current = this.currentIn(error)
    if (current) this.join(current)
    const away = error.body.current as { tag: string; deleted?: string } | undefined
    // It was put away meanwhile: taking a revision up again brings it back, with these words over it.
    if (away?.deleted) this.item = { ...this.item, tag: away.tag, deleted: away.deleted }
  }

  /** What stands there instead, where somebody wrote meanwhile. */
  private currentIn({ status, body }: Refused) {
    const current = body.current as { author: string; tag: string; feature: EditedFeature; deleted?: string } | undefined
    return status === 412 && current && !current.deleted ? current : undefined
  }

  private join(current: { author: string; tag: string; feature: EditedFeature }) {
    const { author, tag, feature } = current
    // What is said of it is said in full where one chooses.
    this.failure = ''
    const theirs = rootOf(feature)
    const arrived = author === this.person ? this.sent.find((words) => same(parsed(words), theirs)) : undefined
    if (arrived) {
      // Only the answer was lost.
      this.acknowledge({ ...this.item, tag, feature, author }, arrived)
      return
    }
    const base = rootOf(this.item.feature)
    const { merged, clashes } = merge(base, parsed(this.written), theirs)
    if (clashes.length > 0) {
      this.conflict = { author, tag, theirs: feature, base, baseTag: this.item.tag }
      void this.device.renew(this.written)
      return
    }
    if (!same(merged, theirs)) this.joined = author
    this.putOver(feature, tag, merged as Properties)
  }

  /** Writes over what somebody else wrote, knowing it. What was before is no step that Undo goes back to: it would take their words. */
  private putOver(theirs: EditedFeature, tag: string, merged: Json) {
    this.item = { ...this.item, tag, feature: theirs }
    this.kept = JSON.stringify(rootOf(theirs))
    this.sent = []
    this.root = copyOf(same(merged, rootOf(theirs)) ? rootOf(theirs) : merged)
    this.history = new History(this.written)
    ;[this.canUndo, this.canRedo, this.failure, this.fields] = [false, false, '', []]
    this.status = this.written === this.kept ? 'saved' : 'unsaved'
    if (this.status === 'saved') void this.device.forget()
    else void this.device.renew(this.written)
  }

  /** Ends a conflict with what was chosen, part by part; the other's words stay as a revision. */
  async settle(choose: (path: string) => { value: Json | undefined }): Promise<void> {
    const { base, theirs, tag } = this.conflict!
    const { merged } = merge(base, parsed(this.written), rootOf(theirs), choose)
    this.conflict = null
    this.putOver(theirs, tag, merged ?? {})
    if (this.status === 'unsaved') await this.save(false)
    else await this.reload().catch(() => null)
  }

  /** Takes a step of the workflow with all that is written. */
  async act(step: StepName, body: object = {}): Promise<boolean> {
    this.isUndone = false
    // Words that are joined with a colleague's, or typed meanwhile, are kept first as well; those of what is put away come after it.
    for (let tries = 0; tries < 3 && this.written !== this.kept && !this.item.deleted; tries++) {
      await this.save(false)
      this.isUndone = this.status === 'waiting'
      if (this.conflict || this.isUndone || (this.status === 'failed' && !this.item.deleted)) return false
    }
    return this.attempt(async () => this.shown(await items.act(this.item.id, this.item.tag, step, body)))
  }

  putAway(): Promise<boolean> {
    return this.attempt(() => items.remove(this.item.id, this.item.tag))
  }

  /** A step that is refused leaves the words as they are: saved, or not. */
  private async attempt(what: () => Promise<unknown>): Promise<boolean> {
    try {
      ;[this.failure, this.fields] = ['', []]
      await what()
      return true
    } catch (thrown) {
      const error = thrown as Refused
      this.isUndone = unreachable(error)
      ;[this.failure, this.fields] = [error.message, error.fields ?? []]
      const current = this.currentIn(error)
      if (current && current.feature.id !== this.item.id) {
        // One of those that go with it: what goes with it is shown anew, to be looked at again.
        await this.reload().catch(() => null)
        const title = titleOf((current.feature.properties.title ?? {}) as never, i18n.language, current.feature.id ?? '')
        this.failure = studioText(i18n.language).companionChanged(title, current.author)
      } else if (current) this.join(current)
      return false
    }
  }

  /** After something else than this form changed the item: what is being typed stays. */
  async reload(): Promise<void> {
    this.shown(await items.read(this.item.id))
  }

  private shown(item: Item) {
    const [base, mine] = [rootOf(this.item.feature), this.written]
    const theirs = rootOf(item.feature)
    const { merged, clashes } = mine === this.kept ? { merged: theirs, clashes: [] } : merge(base, parsed(mine), theirs)
    const { author, tag, feature } = item
    if (clashes.length > 0) this.conflict = { author, tag, theirs: feature, base, baseTag: this.item.tag }
    this.item = item
    this.root = copyOf(merged ?? {})
    this.kept = JSON.stringify(theirs)
    this.note()
    ;[this.joined, this.foundAt] = ['', 0]
    if (this.written === this.kept) {
      void this.device.forget()
      ;[this.status, this.failure, this.fields] = ['saved', '', []]
    } else {
      void this.device.renew(this.written)
      this.changed()
    }
    void known.refresh().catch(() => null)
  }

  /** What is not sent yet is sent once more; what cannot be stays on the device. */
  dispose(): void {
    this.gone = true
    removeEventListener('online', this.again)
    clearTimeout(this.timer)
    const end = () => void this.form.end()
    if (this.written === this.kept && !this.running) void this.device.forget().finally(end)
    else if (this.status === 'waiting') end()
    else void this.save(true).finally(end)
  }
}
