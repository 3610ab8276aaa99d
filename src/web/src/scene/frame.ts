import { Euler, Matrix3, Matrix4 } from 'three'
import type { Pose } from '../api'
import { poseOf } from './pose'

/** Turns a direction of the viewer's world into the picture's own frame. */
export function frameOf(pose: Pose): Matrix3 {
  const { pan, tilt, roll } = poseOf(pose)
  return new Matrix3().setFromMatrix4(new Matrix4().makeRotationFromEuler(new Euler(tilt, pan, roll, 'YXZ')).transpose())
}
