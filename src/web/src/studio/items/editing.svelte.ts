import type { Refused } from '../api'
import { History, type EditedFeature, type Geometry, type Properties } from './document'
import { items, type Change, type Item } from './items'
import { known } from './known.svelte'

export interface Conflict {
  author: string
  tag: string
  feature: EditedFeature
  changes: Change[]
}

/** How long one must have stopped writing until a draft is kept, milliseconds. */
const pause = 1200

/** One item being edited: its words, whether they are kept, and the way back. */
export class Editing {
  item = $state.raw<Item>(null!)
  /** What the forms write into. The geometry stands beside the properties under its own name, so that one path reaches both. */
  root = $state<Properties>({})
  status = $state<'saved' | 'unsaved' | 'saving' | 'failed'>('saved')
  failure = $state('')
  fields = $state.raw<{ field: string; message: string }[]>([])
  conflict = $state.raw<Conflict | null>(null)
  canUndo = $state(false)
  canRedo = $state(false)
  private history: History
  private kept: string
  private timer: ReturnType<typeof setTimeout> | undefined
  private running: Promise<void> | null = null

  constructor(item: Item) {
    this.take(item)
    this.history = new History(this.written)
    this.kept = this.written
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

  /** Shows an item as the server has it. */
  take(item: Item): void {
    this.item = item
    this.root = {
      ...(item.feature.properties as Properties),
      ...(item.feature.geometry ? { geometry: item.feature.geometry as unknown as Properties } : {}),
    }
  }

  /** To be called whenever something was written. */
  changed(): void {
    const now = this.written
    if (now === this.kept) return
    this.status = 'unsaved'
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.note()
      void this.save(true)
    }, pause)
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
    if (now === this.kept && autosave) return true
    this.note()
    this.status = 'saving'
    this.running = items.save(this.item.id, this.feature, this.item.tag, autosave).then(
      (item) => {
        this.item = item
        this.kept = now
        ;[this.failure, this.fields] = ['', []]
        this.status = this.written === now ? 'saved' : 'unsaved'
        if (!autosave) void known.refresh()
      },
      (error: Refused) => this.refused(error),
    )
    await this.running
    this.running = null
    return this.written === this.kept
  }

  private refused(error: Refused) {
    this.status = 'failed'
    this.failure = error.message
    this.fields = error.fields ?? []
    if (error.status !== 412) return
    const current = error.body.current as { author: string; tag: string; feature: EditedFeature }
    this.conflict = { ...current, changes: (error.body.changes as Change[] | undefined) ?? [] }
  }

  /** Ends a conflict: what is written here goes over the other's words, which stay as a revision; or theirs are shown here. */
  async settle(mine: boolean): Promise<void> {
    const { tag, feature } = this.conflict!
    this.conflict = null
    if (mine) {
      this.item = { ...this.item, tag }
      await this.save(false)
      return
    }
    this.note()
    this.take({ ...(await items.read(this.item.id)), feature })
    this.kept = this.written
    ;[this.status, this.failure, this.fields] = ['saved', '', []]
  }

  /** Takes a step of the workflow with all that is written. */
  async act(step: string, body: unknown = {}): Promise<boolean> {
    if (this.status !== 'saved' && !(await this.save(false))) return false
    try {
      this.shown(await items.act(this.item.id, this.item.tag, step, body))
      return true
    } catch (error) {
      this.refused(error as Refused)
      return false
    }
  }

  async putAway(): Promise<boolean> {
    try {
      await items.remove(this.item.id, this.item.tag)
      return true
    } catch (error) {
      this.refused(error as Refused)
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
    ;[this.status, this.failure, this.fields] = ['saved', '', []]
    void known.refresh()
  }

  dispose(): void {
    clearTimeout(this.timer)
  }
}
