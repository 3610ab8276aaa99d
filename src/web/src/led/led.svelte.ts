import type { HubConnection } from '@microsoft/signalr'
import { openHub } from '../hub'

export interface Spot {
  azimuth: number
  elevation: number
}

/** What the guide's screen shows: degrees, and the place on the slider between captures. */
export interface Shown extends Partial<Spot> {
  scene: string
  position?: number
  pointer?: Spot
}

type Step = { scene: string; state?: string }
type Guiding = { role: 'guide'; code: string; secret: string; closed?: boolean }
type Following = { role: 'follower'; code: string; key?: string; free?: boolean }
type Kept = Guiding | Following

/** After which a guide who was refused asks again, milliseconds. */
const again = 2000

/** A guide comes back as the guide after the browser was closed; a pupil's visit ends with its tab. */
const store = { guide: () => localStorage, follower: () => sessionStorage }
const name = 'led'

/** Ids of items have this form; whatever else a step calls its scene is no scene. */
const scenes = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** What a step says, whoever wrote it; null where it names no scene. */
export function shownIn({ scene, state }: Step): Shown | null {
  if (!scenes.test(scene)) return null
  const shown: Shown = { scene }
  try {
    const said = JSON.parse(state ?? '{}') as Record<string, unknown>
    const [look, pointer] = [spotIn(said), spotIn(said.pointer)]
    if (look) Object.assign(shown, look)
    if (typeof said.position === 'number' && said.position >= 0) shown.position = said.position
    if (pointer) shown.pointer = pointer
  } catch {
    // Its scene is shown all the same.
  }
  return shown
}

/** A direction on the sphere, or nothing. */
function spotIn(said: unknown): Spot | null {
  const { azimuth, elevation } = (said ?? {}) as Record<string, unknown>
  if (typeof azimuth !== 'number' || typeof elevation !== 'number' || Math.abs(azimuth) > 1e6) return null
  return { azimuth, elevation: Math.max(-90, Math.min(90, elevation)) }
}

/** A code as it was typed or scanned, without what stands between its letters. */
export const codeOf = (typed: string) => typed.replace(/[\s-]/g, '').toUpperCase()

/** To a twentieth of a degree: a hand that rests says nothing. */
const rounded = (value: number) => Math.round(value * 20) / 20

export function stepOf({ scene, position, pointer, ...look }: Shown & Spot): Step {
  const spot = (at: Spot) => ({ azimuth: rounded(at.azimuth), elevation: rounded(at.elevation) })
  return { scene, state: JSON.stringify({ ...spot(look), position, pointer: pointer && spot(pointer) }) }
}

/** The group that this phone leads or follows, if any. One connection, from the first tap to the end. */
class Led {
  role = $state<'guide' | 'follower' | null>(null)
  code = $state('')
  /** Nobody else can join. */
  closed = $state(false)
  private self = $state(false)
  /** What the guide shows; the guide's own screen shows it already. */
  shown = $state.raw<Shown | null>(null)
  online = $state(false)
  /** Why there is no group any more. */
  over = $state<'unknown' | 'closed' | 'ended' | 'site' | 'elsewhere' | null>(null)
  /** The guide's phone dropped. */
  away = $state(false)
  /** What this guide's phone showed before its page was opened anew: the page goes on there. */
  before = $state.raw<Shown | null>(null)
  /** The guide's taps point instead of looking round. */
  pointing = $state(false)
  pointer = $state.raw<Spot | null>(null)

  /** Lets another tab lead. */
  private release = () => {}
  private readonly held = () => new Promise<void>((resolve) => (this.release = resolve))
  private kept: Kept | null = null
  private hub: HubConnection | null = null
  private close: (() => void) | null = null
  /** What followers have not been told yet, and what they were told last. */
  private waiting: Step | null = null
  private told = ''
  private sending = false
  /** Nothing was shown by this page yet. */
  private fresh = true

  /** A follower who looks for themself; still so when the page is opened anew. */
  get free() {
    return this.self
  }

  set free(free: boolean) {
    this.self = free
    if (this.kept?.role === 'follower') this.keep({ ...this.kept, free })
  }

  get following() {
    return this.role === 'follower' && !this.free
  }

  /** Goes on with the group of this phone, if it has one. */
  resume() {
    const followed = store.follower().getItem(name)
    if (followed) return this.open(JSON.parse(followed) as Kept, 'follower')
    if (store.guide().getItem(name)) void this.take()
  }

  /** One tab leads; another waits until it is closed, and leads then if there still is a group. */
  private async take() {
    const go = () => {
      const led = store.guide().getItem(name)
      if (!led || this.role) return
      this.open(JSON.parse(led) as Kept, 'guide')
      return this.held()
    }
    await (navigator.locks ? navigator.locks.request(name, go) : go())
  }

  /** Another picture: what was pointed at is not in it. */
  turnPage() {
    this.pointer = null
  }

  begin() {
    if (!navigator.locks) return this.open(null, 'guide')
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (!lock) return void (this.over = 'elsewhere')
      this.open(null, 'guide')
      return this.held()
    })
  }

  /** Follows a group; the guide of one stays its guide, and ends it before following another. */
  async join(code: string) {
    const name = codeOf(code)
    if (this.role === 'guide' && (this.code === name || !(await this.end()))) return
    this.leave()
    this.open({ role: 'follower', code: name }, 'follower')
  }

  async lock(closed: boolean) {
    await this.hub?.invoke('LockGroup', closed)
    this.closed = closed
    if (this.kept?.role === 'guide') this.keep({ ...this.kept, closed })
  }

  /** Ends the group that this phone leads, for all who follow; false where that could not be said, and the group goes on. */
  async end(): Promise<boolean> {
    try {
      await this.hub!.invoke('EndGroup')
    } catch {
      return false
    }
    this.leave()
    return true
  }

  leave() {
    this.release()
    this.close?.()
    // Another window's group is its own.
    const kept = this.role && store[this.role]().getItem(name)
    if (kept && (JSON.parse(kept) as Kept).code === this.code) store[this.role!]().removeItem(name)
    ;[this.close, this.hub, this.kept, this.waiting, this.told] = [null, null, null, null, '']
    ;[this.role, this.code, this.shown, this.online, this.pointer] = [null, '', null, false, null]
    ;[this.closed, this.self, this.pointing, this.over] = [false, false, false, null]
    ;[this.away, this.before, this.fresh] = [false, null, true]
  }

  /** Tells followers what the guide's screen shows; the same again is not told. */
  show(shown: Shown & Spot) {
    const step = stepOf({ ...shown, pointer: this.pointer ?? undefined })
    if (JSON.stringify(step) === this.told) return
    this.waiting = step
    void this.send()
  }

  private open(kept: Kept | null, role: 'guide' | 'follower') {
    ;[this.kept, this.role, this.code, this.over] = [kept, role, kept?.code ?? '', null]
    this.self = kept?.role === 'follower' && !!kept.free
    this.close = openHub(
      (hub) => {
        this.hub = hub
        hub.on('Step', (step: Step) => {
          this.shown = shownIn(step) ?? this.shown
          this.away = false
        })
        hub.on('Guide', (isHere: boolean) => (this.away = !isHere))
        hub.on('Ended', () => this.finish('ended'))
        hub.onreconnecting(() => (this.online = false))
        hub.onclose(() => (this.online = false))
      },
      (hub) => (role === 'guide' ? this.lead(hub) : this.follow(hub)),
      undefined,
      () => (this.online = false),
    )
  }

  private async lead(hub: HubConnection) {
    if (this.kept?.role === 'guide') {
      const group = await hub.invoke<{ isLocked: boolean; last?: Step } | null>('ResumeGroup', this.kept.code, this.kept.secret)
      if (!group) return this.finish('ended')
      // A server that was started anew does not know that it was closed.
      if (this.kept.closed && !group.isLocked) await hub.invoke('LockGroup', true)
      this.closed = group.isLocked || !!this.kept.closed
      if (this.fresh && group.last) [this.before, this.waiting] = [shownIn(group.last), null]
      // Whether the last word arrived is not known.
      this.told = ''
    } else {
      try {
        this.keep({ role: 'guide', ...(await hub.invoke<{ code: string; secret: string }>('BeginGroup')) })
      } catch (refused) {
        if (String(refused).includes('a pass is needed')) return this.finish('site')
        throw refused
      }
    }
    this.fresh = false
    this.online = true
    void this.send()
  }

  /** Asks whether this phone leads still, and again until there is an answer. */
  private ask(hub: HubConnection) {
    setTimeout(() => {
      if (this.hub === hub && hub.state === 'Connected') this.lead(hub).catch(() => this.ask(hub))
    }, again)
  }

  private async follow(hub: HubConnection) {
    const kept = this.kept as Kept & { role: 'follower' }
    this.away = false
    const { outcome, key } = await hub.invoke<{ outcome: 'following' | 'waiting' | 'unknown' | 'closed'; key?: string }>(
      'Follow',
      kept.code,
      kept.key ?? null,
    )
    if (outcome === 'unknown' || outcome === 'closed') return this.finish(outcome === 'unknown' && kept.key ? 'ended' : outcome)
    this.keep({ ...kept, key })
    // The server knows nothing of the group any more, as after a restart: its guide tells it.
    if (outcome === 'waiting') this.away = true
    this.online = true
  }

  private keep(kept: Kept) {
    ;[this.kept, this.code] = [kept, kept.code]
    store[kept.role]().setItem(name, JSON.stringify(kept))
  }

  private finish(over: NonNullable<Led['over']>) {
    const code = this.code
    this.leave()
    ;[this.over, this.code] = [over, code]
  }

  /** One word at a time: while one is on its way, only the newest of those that follow waits. */
  private async send() {
    if (this.sending || !this.waiting || !this.online || this.hub?.state !== 'Connected') return
    this.sending = true
    const step = this.waiting
    this.waiting = null
    try {
      await this.hub.invoke('Lead', this.code, step)
      this.told = JSON.stringify(step)
    } catch {
      this.waiting ??= step
      // Said no to, and not cut off: whether this phone leads still is asked anew.
      const hub = this.hub
      if (hub?.state === 'Connected') {
        this.online = false
        this.ask(hub)
      }
    }
    this.sending = false
    if (this.told === JSON.stringify(step)) void this.send()
  }
}

export const led = new Led()
