import { api, Problem } from '../api'
import { i18n } from '../i18n/language.svelte'
import { shifted } from './parallax'
import { coarse, follow, judge, metres, offsetOf, type Spot, type Standing } from './position'
import type { View } from './view'

/** Views are asked for at most this often while somebody walks, milliseconds. */
const pause = 4_000
/** Metres that the visitor may walk before everything is drawn anew. */
const step = 0.4

/**
 * From where a scene is seen: its own point, or where the visitor stands. Between two answers of the server the view moves along on the
 * phone, so that nothing jumps and nothing waits.
 */
export class Standpoint {
  standing = $state<Standing>({ kind: 'waiting' })
  /** The view from where the visitor stands now. */
  view = $state.raw<View | null>(null)
  /** The scene's own point. */
  own = $state.raw<Spot | null>(null)
  private from: View | null = null
  private eye: Spot | null = null
  private drawn: Spot | null = null
  private asked = 0
  private asking = false
  private later: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly scene: string) {}

  /** Takes the view from the scene's own point, in a language. */
  take(view: View): void {
    this.own = { lat: view.eye.lat, lon: view.eye.lon }
    ;[this.from, this.eye, this.drawn, this.view] = [view, null, null, view]
    void this.ask()
  }

  /** Follows the visitor. @returns a function that stops it */
  follow(): () => void {
    const stop = follow(
      (fix) => {
        if (!this.own) return
        this.standing = judge(fix, this.own)
        void this.ask()
        this.move()
      },
      (why) => {
        // A phone that knew where it is and loses it for a moment stays where it was.
        if (this.standing.kind === 'waiting' || why === 'refused') this.standing = { kind: 'unknown', why }
      },
    )
    return () => {
      clearTimeout(this.later)
      stop()
    }
  }

  /** Where to go for the scene's own point; null where the visitor stands at it, or where nobody knows. */
  get way() {
    if (!this.own || !('fix' in this.standing) || this.standing.kind === 'there') return null
    return offsetOf(this.standing.fix, this.own)
  }

  /** Asks for the view from where the visitor stands, where that is another one; soon, if one was asked for just now. */
  private async ask(): Promise<void> {
    const eye = this.standing.kind === 'here' ? coarse(this.standing.fix) : null
    if (this.asking || (eye?.lat === this.eye?.lat && eye?.lon === this.eye?.lon)) return
    clearTimeout(this.later)
    const wait = this.asked + pause - Date.now()
    if (wait > 0) {
      this.later = setTimeout(() => void this.ask(), wait)
      return
    }
    this.asking = true
    this.asked = Date.now()
    try {
      const view = await api.view(this.scene, i18n.language, eye ?? undefined)
      ;[this.from, this.eye, this.drawn] = [view, eye, null]
      this.move()
    } catch (error) {
      // Without a network, or while the server is busy, the view that is there goes on moving along.
      if (!(error instanceof Problem) && !(error instanceof TypeError)) throw error
    } finally {
      this.asking = false
    }
  }

  /** Draws the view from where the visitor stands. */
  private move(): void {
    if (!this.from) return
    const here = this.standing.kind === 'here' ? this.standing.fix : null
    const { eye } = this.from
    if (!here) {
      if (this.view !== this.from) [this.view, this.drawn] = [this.from, null]
      return
    }
    if (this.drawn && metres(offsetOf(this.drawn, here)) < step) return
    this.drawn = here
    this.view = shifted(this.from, offsetOf(eye, here))
  }
}
