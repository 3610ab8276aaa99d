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

/** Metres from a corner of that grid within which it is held on to: farther than from any spot to its own corner. */
const held = 9

/**
 * The corner of a grid of ten metres: all that the server hears of where somebody stands.
 * @param last the corner before, which stays while it is near: who stands between two does not go to and fro
 */
export function coarse({ lat, lon }: Spot, last: Spot | null = null): Spot {
  if (last && metres(offsetOf(last, { lat, lon })) < held) return last
  return { lat: Number(lat.toFixed(digits)), lon: Number(lon.toFixed(digits)) }
}

/** From one point to another near by; right to a centimetre within a hundred metres. */
export const offsetOf = (from: Spot, to: Spot): Offset => ({
  east: (to.lon - from.lon) * perDegree * Math.cos(radians((from.lat + to.lat) / 2)),
  north: (to.lat - from.lat) * perDegree,
})

/** The point some metres beside another one: the inverse of `offsetOf`. */
export function beside({ lat, lon }: Spot, { east, north }: Offset): Spot {
  const there = lat + north / perDegree
  return { lat: there, lon: lon + east / (perDegree * Math.cos(radians((lat + there) / 2))) }
}

export const metres = ({ east, north }: Offset): number => Math.hypot(east, north)

/** Azimuth of an offset. */
export const towards = ({ east, north }: Offset): number => (degrees(Math.atan2(east, north)) + 360) % 360

/** Where the eye of the view is, and why. */
export type Standing =
  /** The phone was not asked, or has not answered yet. */
  | { kind: 'waiting' }
  /** The visitor does not want to say, or the phone does not know. */
  | { kind: 'unknown'; why: 'refused' | 'unavailable' }
  /** At something that has a name, as the visitor says. */
  | { kind: 'chosen'; name: string; fix: Fix }
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

/** Who stood at a point leaves it only when they are clearly away from it. */
const leaving = 1.6

/**
 * What to make of a fix, for a scene with a point of its own.
 * @param wasThere whether the visitor stood at that point until now
 */
export function judge(fix: Fix, own: Spot, wasThere = false): Standing {
  const away = metres(offsetOf(own, fix))
  if (away > farthest) return { kind: 'far', fix, away }
  if (fix.accuracy > roughest) return { kind: 'rough', fix, away }
  const near = Math.max(asGoodAs, fix.accuracy / 2) * (wasThere ? leaving : 1)
  return { kind: away <= near ? 'there' : 'here', fix }
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
