import type { Pose } from '../api'

const radians = (degrees: number) => (degrees * Math.PI) / 180

/**
 * How a sphere is turned so that the viewer's yaw is the azimuth from true north and its horizon is level: the inverse of
 * the camera's GPano pose. Radians.
 */
export function poseOf(pose: Pose): { pan: number; tilt: number; roll: number } {
  return { pan: -radians(pose.heading ?? 0), tilt: -radians(pose.pitch), roll: radians(pose.roll) }
}
