import { Quaternion, Vector3 } from 'three'
import { azimuthOf, turnOf } from './angles'
import { bearingOf, cameraOf } from './pose'

/** What the sensors say of the rear camera. */
export interface Sensed {
  /** How the camera is turned; its azimuths start from anywhere, and only the gyroscope moves them. */
  camera: Quaternion
  /** Azimuth in which the compass has the camera look, from magnetic north; null while there is none. */
  compass: { azimuth: number; accuracy: number | null } | null
  /** Degrees by which the azimuths of `camera` start elsewhere than in what was told before; 0 but once. */
  restarted: number
}

interface AppleEvent extends DeviceOrientationEvent {
  webkitCompassHeading?: number
  webkitCompassAccuracy?: number
}

const screenAngle = (): number => screen.orientation?.angle ?? (window as unknown as { orientation?: number }).orientation ?? 0

/**
 * Follows the phone. The quirks that are dealt with: iOS gives its compass as webkitCompassHeading beside relative angles;
 * Android gives absolute angles in an event of their own; a first event of nulls is no sensor; older browsers send absolute
 * angles in the plain event; the angles are the device's, not the screen's.
 * @returns a function that stops it
 */
export function sense(tell: (sensed: Sensed) => void): () => void {
  const sensed: Sensed = { camera: new Quaternion(), compass: null, restarted: 0 }
  const absolute = new Quaternion()
  const ahead = new Vector3()
  let hasOwnAbsolute = false
  let hasRelative = false

  const bearing = (camera: Quaternion): number => bearingOf(ahead.set(0, 0, -1).applyQuaternion(camera))

  const onAbsolute = (event: DeviceOrientationEvent) => {
    if (event.alpha === null || event.beta === null || event.gamma === null) return
    hasOwnAbsolute = true
    cameraOf(event.alpha, event.beta, event.gamma, screenAngle(), absolute)
    sensed.compass = { azimuth: bearing(absolute), accuracy: null }
    // Where only absolute angles come, they must do for both.
    if (!hasRelative) sensed.camera.copy(absolute)
    sensed.restarted = 0
    tell(sensed)
  }

  const onRelative = (event: AppleEvent) => {
    if (event.alpha === null || event.beta === null || event.gamma === null) return
    // Until now the absolute angles stood in; the gyroscope's start from anywhere.
    const before = !hasRelative && hasOwnAbsolute ? bearing(sensed.camera) : null
    hasRelative = true
    cameraOf(event.alpha, event.beta, event.gamma, screenAngle(), sensed.camera)
    sensed.restarted = before === null ? 0 : turnOf(before - bearing(sensed.camera))
    if (typeof event.webkitCompassHeading === 'number' && event.webkitCompassHeading >= 0) {
      // Apple's heading is that of the top of the device; the same turn takes the camera there.
      const top = azimuthOf(-event.alpha)
      sensed.compass = {
        azimuth: azimuthOf(bearing(sensed.camera) + event.webkitCompassHeading - top),
        accuracy: event.webkitCompassAccuracy ?? null,
      }
    } else if (event.absolute && !hasOwnAbsolute) {
      sensed.compass = { azimuth: bearing(sensed.camera), accuracy: null }
    }
    tell(sensed)
  }

  addEventListener('deviceorientationabsolute', onAbsolute as EventListener)
  addEventListener('deviceorientation', onRelative)
  return () => {
    removeEventListener('deviceorientationabsolute', onAbsolute as EventListener)
    removeEventListener('deviceorientation', onRelative)
  }
}
