import { api, Problem, say } from '../api'
import { i18n } from '../i18n/language.svelte'
import { radians } from './angles'
import { shifted } from './parallax'
import { beside, coarse, follow, judge, metres, offsetOf, type Fix, type Spot, type Standing } from './position'
import type { View } from './view'

/** Views are asked for at most this often while somebody walks, milliseconds. */
const pause = 4_000
/** Metres that the visitor may walk before everything is drawn anew. */
const step = 0.4
/** Metres from the scene's own point within which something that has a name may be stood at. */
const aroundHere = 400
/** Metres to which somebody stands at what has a name. */
const besideIt = 10

/** Something near by that has a name. */
export interface NamedSpot extends Spot {
  id: string
  name: string
}

/** Metres beside its eye to where a view may be moved along: farther off the ground and what hills hide are others. */
const farthest = 120

const isSame = (a: Spot | null, b: Spot | null) => a?.lat === b?.lat && a?.lon === b?.lon

/**
 * From where a scene is seen: its own point, or where the visitor stands. Between two answers of the server the view moves along on the
 * phone, so that nothing jumps and nothing waits.
 */
export class Standpoint {
  standing = $state<Standing>({ kind: 'waiting' })
  /** The view as it is drawn. */
  view = $state.raw<View | null>(null)
  /** The view is from where `standing` says, and not from another point while that one is being asked for. */
  isThere = $state(true)
  /** The scene's own point. */
  own = $state.raw<Spot | null>(null)
  /** What has a name near by, nearest first: who does not give a position may say where they stand. */
  spots = $state.raw<NamedSpot[]>([])
  /** What the server answered last, and for which point; null for the scene's own. */
  private from: View | null = null
  private eye: Spot | null = null
  private drawn: Spot | null = null
  private asked = 0
  private asking = false
  private following = false
  /** Counts what was taken: an answer to an earlier question is another language's, or of before a correction. */
  private taken = 0
  private later: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly scene: string) {}

  /** Takes the view from the scene's own point, in a language. */
  take(view: View): void {
    this.taken++
    this.asked = 0
    this.own = { lat: view.eye.lat, lon: view.eye.lon }
    this.spots = namedIn(view)
    ;[this.from, this.eye] = [view, null]
    this.move(true)
    void this.ask()
  }

  /** Takes the visitor's word for where they stand; null is the scene's own point. A position of the phone's takes its place. */
  stand(spot: NamedSpot | null): void {
    const why = this.standing.kind === 'unknown' ? this.standing.why : 'refused'
    this.standing = spot
      ? { kind: 'chosen', name: spot.name, fix: { lat: spot.lat, lon: spot.lon, accuracy: besideIt } }
      : { kind: 'unknown', why }
    this.move()
    void this.ask()
  }

  /** Follows the visitor. @returns a function that stops it */
  follow(): () => void {
    this.following = true
    const stop = follow(
      (fix) => {
        if (!this.own) return
        this.standing = judge(fix, this.own, this.standing.kind === 'there')
        this.move()
        void this.ask()
      },
      (why) => {
        // A phone that knew where it is and loses it for a moment stays where it was.
        if (this.standing.kind === 'chosen') return
        if (this.standing.kind === 'waiting' || why === 'refused') this.standing = { kind: 'unknown', why }
        this.move()
      },
    )
    return () => {
      this.following = false
      clearTimeout(this.later)
      stop()
    }
  }

  /** The way to the scene's own point; null where the visitor stands at it, or where nobody knows. */
  get way() {
    if (!this.own || !('fix' in this.standing) || this.standing.kind === 'there' || this.standing.kind === 'chosen') return null
    return offsetOf(this.standing.fix, this.own)
  }

  /** Where the visitor stands, where that is another point than the scene's own. */
  private get elsewhere(): Fix | null {
    return this.standing.kind === 'here' || this.standing.kind === 'chosen' ? this.standing.fix : null
  }

  /** Asks for the view from where the visitor stands, where that is another one; soon, if one was asked for just now. */
  private async ask(): Promise<void> {
    clearTimeout(this.later)
    const eye = this.elsewhere ? coarse(this.elsewhere, this.eye) : null
    if (this.asking || !this.following || isSame(eye, this.eye)) return
    const wait = this.asked + pause - Date.now()
    if (wait > 0) {
      this.later = setTimeout(() => void this.ask(), wait)
      return
    }
    const { taken } = this
    this.asking = true
    this.asked = Date.now()
    try {
      const view = await api.view(this.scene, i18n.language, eye ?? undefined)
      if (taken === this.taken) {
        ;[this.from, this.eye] = [view, eye]
        this.move(true)
      }
    } catch (error) {
      // Without a network, or while the server is busy, the view that is there goes on moving along.
      if (!(error instanceof Problem) && !(error instanceof TypeError)) throw error
    } finally {
      this.asking = false
      // Who walked on meanwhile, or got no answer, asks again.
      void this.ask()
    }
  }

  /** Draws the view from where the visitor stands. */
  private move(anew = false): void {
    if (!this.from || !this.own) return
    const here = this.elsewhere ?? this.own
    const by = offsetOf(this.from.eye, here)
    this.isThere = metres(by) <= farthest
    const target = this.isThere ? here : this.from.eye
    if (!anew && this.drawn && metres(offsetOf(this.drawn, target)) < step) return
    this.drawn = target
    this.view = this.isThere && metres(by) >= step ? shifted(this.from, by) : this.from
  }
}

/** What has a name near the eye of a view. */
const namedIn = ({ eye, labels }: View): NamedSpot[] =>
  labels
    .filter(({ az, distance }) => az !== undefined && distance !== undefined && distance < aroundHere)
    .sort((a, b) => a.distance! - b.distance!)
    .map(({ id, label, az, distance }) => ({
      id,
      name: say(label),
      ...beside(eye, { east: distance! * Math.sin(radians(az!)), north: distance! * Math.cos(radians(az!)) }),
    }))
