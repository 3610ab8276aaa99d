import { azimuthOf, meanAzimuth, turnOf } from './angles'

/** How north was found, best first. What was found on an earlier visit is never more than remembered. */
export type Means = 'panel' | 'skyline' | 'sky' | 'landmarks' | 'you' | 'kept' | 'compass' | 'none'

/** The same as the house's figures tell them apart. */
export const waysOfNorth = {
  panel: 'panel',
  skyline: 'skyline',
  sky: 'landmark',
  landmarks: 'landmark',
  you: 'hand',
  kept: 'remembered',
  compass: 'compass',
  none: 'none',
} as const satisfies Record<Means, string>

/** What is kept for a place: by how much its compass was wrong there. */
interface Kept {
  /** True azimuth less the compass's, degrees. */
  correction: number
  pitch: number
}

const readingsNeeded = 5
/** Readings over which the compass and the gyroscope are compared, and degrees by which they may part. */
const [watched, parting] = [12, 20]
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
  /** The field of view was told by landmarks, and is not the usual one of phones. */
  isFieldKnown: boolean
  /** Share of the line of hills that fits, where that line says where north is. */
  agreement: number | null = null
  /** What the field of view was before the hills said anything of it. */
  private ownField: number
  private readings: number[] = []
  private compass: number | null = null
  private recent: number[] = []

  constructor(
    private readonly place: string,
    private readonly declination: number,
    private readonly store: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  ) {
    const field = Number(store.getItem(fieldKey))
    this.isFieldKnown = field > 30 && field < 110
    this.field = this.isFieldKnown ? field : usualField
    this.ownField = this.field
  }

  /** True until the compass, or something better, has said where north is. */
  get isOpen(): boolean {
    return this.means === 'none'
  }

  /** Without a compass the view starts where the scene looks, until it is aligned. */
  startAt(azimuth: number, relative: number): void {
    this.heading = turnOf(azimuth - relative)
  }

  /** The compass has turned against the gyroscope since it was read: one of them is wrong, and nobody knows which. */
  get isDoubtful(): boolean {
    if (this.compass === null || this.recent.length < watched) return false
    return Math.abs(turnOf(meanAzimuth(this.recent) - this.compass)) > parting
  }

  /** The gyroscope's azimuths start elsewhere from now on: what is drawn stays where it is. */
  restart(turn: number): void {
    if (turn === 0) return
    this.heading = turnOf(this.heading + turn)
    this.readings = this.readings.map((reading) => azimuthOf(reading + turn))
    this.recent = this.recent.map((reading) => azimuthOf(reading + turn))
    if (this.compass !== null) this.compass = azimuthOf(this.compass + turn)
  }

  /** Takes a reading of the compass in; some of them make the first guess, and the later ones only watch over it. */
  read(compass: number, relative: number): void {
    const reading = azimuthOf(compass + this.declination - relative)
    if (this.readings.length >= readingsNeeded) {
      this.recent.push(reading)
      if (this.recent.length > watched) this.recent.shift()
      return
    }
    this.readings.push(reading)
    if (this.readings.length < readingsNeeded) return
    this.compass = meanAzimuth(this.readings)
    if (!this.isOpen) return
    const kept = this.kept()
    this.heading = turnOf(this.compass + (kept?.correction ?? 0))
    this.pitch = kept?.pitch ?? 0
    this.means = kept ? 'kept' : 'compass'
  }

  /** Sets north by something better than the compass. */
  set(means: Means, heading: number, pitch = this.pitch, agreement: number | null = null): void {
    this.means = means
    this.agreement = agreement
    this.heading = turnOf(heading)
    this.pitch = pitch
    if (this.compass === null) return
    // The gyroscope may have drifted since: what the compass says now is what it is wrong by.
    if (this.recent.length >= watched) this.compass = meanAzimuth(this.recent)
    this.recent = []
    this.store.setItem(key(this.place), JSON.stringify({ correction: turnOf(this.heading - this.compass), pitch } satisfies Kept))
  }

  /** Takes a field of view for this visit alone. */
  tryField(field: number): void {
    this.field = field
  }

  setField(field: number): void {
    this.field = this.ownField = field
    this.isFieldKnown = true
    this.store.setItem(fieldKey, field.toFixed(2))
  }

  /** Back to the compass alone. */
  forget(): void {
    this.store.removeItem(key(this.place))
    this.means = this.compass === null ? 'none' : 'compass'
    this.heading = this.compass === null ? this.heading : turnOf(this.compass)
    this.pitch = 0
    this.agreement = null
    this.field = this.ownField
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
