import { azimuthOf, meanAzimuth, turnOf } from './angles'

/** How north was found, best first. */
export type Means = 'panel' | 'sky' | 'landmarks' | 'you' | 'compass' | 'none'

/** What is kept for a place: by how much its compass was wrong there, and how that was found. */
interface Kept {
  means: Means
  /** True azimuth less the compass's, degrees. */
  correction: number
  pitch: number
}

const readingsNeeded = 5
const key = (place: string) => `north:${place}`
const fieldKey = 'field'

/** What the rear camera of most phones spans along the longer side of its video, degrees. */
export const usualField = 66

/**
 * Where true north lies. The compass is read once, as a first guess; after that only the gyroscope moves the picture, and
 * what the visitor or the panel says is kept for the place.
 */
export class North {
  means: Means = 'none'
  /** Degrees to add to the gyroscope's azimuths. */
  heading = 0
  /** Degrees to add to elevations. */
  pitch = 0
  /** Degrees that the camera's video spans along its longer side. */
  field: number
  private readings: number[] = []
  private compass: number | null = null

  constructor(
    private readonly place: string,
    private readonly declination: number,
    private readonly store: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  ) {
    const field = Number(store.getItem(fieldKey))
    this.field = field > 30 && field < 110 ? field : usualField
  }

  /** True until the compass, or something better, has said where north is. */
  get isOpen(): boolean {
    return this.means === 'none'
  }

  /** Without a compass the view starts where the scene looks, until it is aligned. */
  startAt(azimuth: number, relative: number): void {
    this.heading = turnOf(azimuth - relative)
  }

  /** Takes a reading of the compass in; some of them make the first guess. */
  read(compass: number, relative: number): void {
    if (this.readings.length >= readingsNeeded) return
    this.readings.push(azimuthOf(compass + this.declination - relative))
    if (this.readings.length < readingsNeeded) return
    this.compass = meanAzimuth(this.readings)
    if (!this.isOpen) return
    const kept = this.kept()
    this.heading = turnOf(this.compass + (kept?.correction ?? 0))
    this.pitch = kept?.pitch ?? 0
    this.means = kept?.means ?? 'compass'
  }

  /** Sets north by something better than the compass. */
  set(means: Means, heading: number, pitch = this.pitch): void {
    this.means = means
    this.heading = turnOf(heading)
    this.pitch = pitch
    if (this.compass === null) return
    this.store.setItem(key(this.place), JSON.stringify({ means, correction: turnOf(this.heading - this.compass), pitch } satisfies Kept))
  }

  setField(field: number): void {
    this.field = field
    this.store.setItem(fieldKey, field.toFixed(2))
  }

  /** Back to the compass alone. */
  forget(): void {
    this.store.removeItem(key(this.place))
    this.means = this.compass === null ? 'none' : 'compass'
    this.heading = this.compass === null ? this.heading : turnOf(this.compass)
    this.pitch = 0
  }

  private kept(): Kept | null {
    try {
      const kept = JSON.parse(this.store.getItem(key(this.place)) ?? 'null') as Kept | null
      return kept && Number.isFinite(kept.correction) && Number.isFinite(kept.pitch) ? kept : null
    } catch {
      return null
    }
  }
}
