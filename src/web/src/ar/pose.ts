import { Matrix4, Quaternion, Vector3 } from 'three'
import { azimuthOf, degrees, radians } from './angles'

// World: x east, y up, z south, so that a camera that is not turned looks north.

/** The unit vector of a direction. */
export function vectorOf(azimuth: number, elevation: number, target: Vector3 = new Vector3()): Vector3 {
  const [az, el] = [radians(azimuth), radians(elevation)]
  return target.set(Math.sin(az) * Math.cos(el), Math.sin(el), -Math.cos(az) * Math.cos(el))
}

/** Azimuth of a vector. */
export const bearingOf = (vector: Vector3): number => azimuthOf(degrees(Math.atan2(vector.x, -vector.z)))

/** Azimuth and elevation of a vector. */
export function directionOf(vector: Vector3): { azimuth: number; elevation: number } {
  return { azimuth: bearingOf(vector), elevation: degrees(Math.atan2(vector.y, Math.hypot(vector.x, vector.z))) }
}

const [turn, tilt, lean, screen] = [new Quaternion(), new Quaternion(), new Quaternion(), new Quaternion()]
const [xAxis, yAxis, zAxis] = [new Vector3(1, 0, 0), new Vector3(0, 1, 0), new Vector3(0, 0, 1)]
const toWorld = new Quaternion().setFromRotationMatrix(new Matrix4().set(1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1))

/**
 * How the rear camera is turned, from the angles of a deviceorientation event (W3C Device Orientation, section 4.1: z by
 * alpha, then x by beta, then y by gamma, from east-north-up) and the screen's own rotation, all in degrees.
 */
export function cameraOf(
  alpha: number,
  beta: number,
  gamma: number,
  screenAngle: number,
  target: Quaternion = new Quaternion(),
): Quaternion {
  turn.setFromAxisAngle(zAxis, radians(alpha))
  tilt.setFromAxisAngle(xAxis, radians(beta))
  lean.setFromAxisAngle(yAxis, radians(gamma))
  screen.setFromAxisAngle(zAxis, radians(-screenAngle))
  return target.copy(toWorld).multiply(turn).multiply(tilt).multiply(lean).multiply(screen)
}

const [north, level, ahead] = [new Quaternion(), new Quaternion(), new Vector3()]

/** A camera turned to true north: `heading` is added to its azimuths, `pitch` to the elevation ahead of it. */
export function aligned(camera: Quaternion, heading: number, pitch: number, target: Quaternion): Quaternion {
  north.setFromAxisAngle(yAxis, radians(-heading))
  target.copy(north).multiply(camera)
  if (pitch === 0) return target
  ahead.set(0, 0, -1).applyQuaternion(target)
  ahead.set(-ahead.z, 0, ahead.x).normalize()
  level.setFromAxisAngle(ahead, radians(pitch))
  return target.premultiply(level)
}
