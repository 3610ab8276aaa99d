import { Euler, Matrix4, Vector3 } from 'three'
import { expect, test } from 'vitest'
import { frameOf } from '../scene/frame'
import { poseOf } from '../scene/pose'
import { directionAt } from './tiles'

test('a place of a picture lies where the panorama looks it up', () => {
  // The look-up of the panorama's shader (scene/sphere), written out.
  for (const [right, down] of [
    [0.5, 0.5],
    [0.25, 0.5],
    [0.9, 0.2],
    [0.1, 0.85],
  ] as const) {
    const [x, y, z] = directionAt(right, down)
    expect(0.5 + Math.atan2(-x, z) / (2 * Math.PI)).toBeCloseTo(right, 9)
    expect(0.5 - Math.asin(y) / Math.PI).toBeCloseTo(down, 9)
  }
})

test('tiles are turned as the small picture under them', () => {
  const pose = { heading: 37, pitch: 8, roll: -5 }
  const { pan, tilt, roll } = poseOf(pose)
  const seen = new Vector3(...directionAt(0.3, 0.4)).applyMatrix4(new Matrix4().makeRotationFromEuler(new Euler(tilt, pan, roll, 'YXZ')))
  const back = seen.applyMatrix3(frameOf(pose)).toArray()
  directionAt(0.3, 0.4).forEach((value, i) => expect(back[i]).toBeCloseTo(value, 9))
})
