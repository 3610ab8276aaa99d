import { Quaternion, Vector3 } from 'three'
import { turnOf } from './angles'
import { directionOf } from './pose'

/** A named thing that was tapped: where it truly is, where in the picture it was tapped, and how the camera was turned then. */
export interface Tapped {
  azimuth: number
  /** Pixels right of the middle of the screen. */
  x: number
  /** Pixels below the middle of the screen. */
  y: number
  camera: Quaternion
}

/** The azimuth, as the gyroscope has it, of a pixel. */
export function relativeAzimuth(tap: Tapped, focal: number): number {
  return directionOf(new Vector3(tap.x, -tap.y, -focal).applyQuaternion(tap.camera)).azimuth
}

const leastApart = 80
const [least, most] = [0.6, 1.7]

/**
 * Heading and focal length from two landmarks: their true angle apart must be that of the taps. Where the taps lie too near
 * each other on the screen the focal length cannot be told and stays.
 * @param focal the focal length in pixels that is believed so far
 */
export function headingByLandmarks(first: Tapped, second: Tapped, focal: number): { heading: number; focal: number } {
  const truth = turnOf(second.azimuth - first.azimuth)
  const short = (f: number) => turnOf(relativeAzimuth(second, f) - relativeAzimuth(first, f)) - truth
  let fitted = focal
  if (Math.abs(second.x - first.x) >= leastApart) {
    let [low, high] = [focal * least, focal * most]
    if (short(low) * short(high) < 0) {
      for (let i = 0; i < 40; i++) {
        const middle = (low + high) / 2
        if (short(middle) * short(low) > 0) low = middle
        else high = middle
      }
      fitted = (low + high) / 2
    }
  }
  const offs = [first, second].map((tap) => turnOf(tap.azimuth - relativeAzimuth(tap, fitted)))
  return { heading: turnOf(offs[0]! + turnOf(offs[1]! - offs[0]!) / 2), focal: fitted }
}
