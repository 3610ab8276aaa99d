import { degrees, radians } from './angles'

/** Where the phone stands. */
export interface Fix {
  lat: number
  lon: number
  /** Metres within which it is with 68 percent. */
  accuracy: number
}

/** A point of the earth. */
export type Spot = Pick<Fix, 'lat' | 'lon'>

/** Metres east and north. */
export interface Offset {
  east: number
  north: number
}

const perDegree = 111_320
/** Digits of degrees that the server is told: ten metres. What is finer stays on the phone. */
const digits = 4

/** The corner of a grid of ten metres: all that the server hears of where somebody stands. */
export const coarse = ({ lat, lon }: Spot): Spot => ({ lat: Number(lat.toFixed(digits)), lon: Number(lon.toFixed(digits)) })

/** From one point to another near by; right to a centimetre within a hundred metres. */
export const offsetOf = (from: Spot, to: Spot): Offset => ({
  east: (to.lon - from.lon) * perDegree * Math.cos(radians((from.lat + to.lat) / 2)),
  north: (to.lat - from.lat) * perDegree,
})

export const metres = ({ east, north }: Offset): number => Math.hypot(east, north)

/** Azimuth of an offset. */
export const towards = ({ east, north }: Offset): number => (degrees(Math.atan2(east, north)) + 360) % 360

/** Where the eye of the view is, and why. */
export type Standing =
  /** The phone was not asked, or has not answered yet. */
  | { kind: 'waiting' }
  /** The visitor does not want to say, or the phone does not know. */
  | { kind: 'unknown'; why: 'refused' | 'unavailable' }
  /** From where the visitor stands. */
  | { kind: 'here'; fix: Fix }
  /** At the scene's own point, as near as the phone can tell. */
  | { kind: 'there'; fix: Fix }
  /** The position is too rough to be used, or too far away: the scene is shown from its own point. */
  | { kind: 'rough' | 'far'; fix: Fix; away: number }

/** A rougher position would turn near things by tens of degrees. */
const roughest = 40
/** The server makes no view from farther away. */
const farthest = 19_000
/** Standing this near to a point that was surveyed, that point is better than any phone's. */
const asGoodAs = 4

/** What to make of a fix, for a scene with a point of its own. */
export function judge(fix: Fix, own: Spot): Standing {
  const away = metres(offsetOf(own, fix))
  if (away > farthest) return { kind: 'far', fix, away }
  if (fix.accuracy > roughest) return { kind: 'rough', fix, away }
  return { kind: away <= Math.max(asGoodAs, fix.accuracy / 2) ? 'there' : 'here', fix }
}

/**
 * Follows where the phone stands; the browser asks the visitor the first time.
 * @returns a function that stops it
 */
export function follow(tell: (fix: Fix) => void, fail: (why: 'refused' | 'unavailable') => void): () => void {
  if (!navigator.geolocation) {
    fail('unavailable')
    return () => {}
  }
  const watch = navigator.geolocation.watchPosition(
    ({ coords }) => tell({ lat: coords.latitude, lon: coords.longitude, accuracy: coords.accuracy }),
    (error) => fail(error.code === error.PERMISSION_DENIED ? 'refused' : 'unavailable'),
    { enableHighAccuracy: true, maximumAge: 2_000, timeout: 20_000 },
  )
  return () => navigator.geolocation.clearWatch(watch)
}
