import { Quaternion, Vector3 } from 'three'
import { expect, test } from 'vitest'
import { turnOf } from './angles'
import { agreed, headingByPanel, type Corner } from './panel'
import { aligned, cameraOf, vectorOf } from './pose'

/** Where a code's corners appear to a pinhole camera at the origin. */
function photograph(camera: Quaternion, centre: Vector3, facing: number, tilt: number, side: number, focal: number): Corner[] {
  const face = vectorOf(facing, tilt)
  const right = vectorOf(facing - 90, 0)
  const up = face.clone().cross(right)
  const toCamera = camera.clone().invert()
  return [
    [-1, 1],
    [1, 1],
    [1, -1],
    [-1, -1],
  ].map(([x, y]) => {
    const seen = centre
      .clone()
      .addScaledVector(right, (x! * side) / 2)
      .addScaledVector(up, (y! * side) / 2)
      .applyQuaternion(toCamera)
    return { x: (-focal * seen.x) / seen.z, y: (focal * seen.y) / seen.z }
  })
}

test.each([
  [200, 0, 25, 100],
  [200, 0, -10, 350],
  [10, 30, 40, 90],
  [310, 60, -35, 3],
])('a panel facing %d, tilted %d, seen %d off by a gyroscope that is wrong by %d, gives that heading', (facing, tilt, aside, wrong) => {
  const truth = cameraOf(360 - (facing + 180 + aside), 80, 3, 0)
  const relative = aligned(truth, -wrong, 0, new Quaternion())
  const centre = new Vector3(0.05, -0.03, -0.5).applyQuaternion(truth)
  const corners = photograph(truth, centre, facing, tilt, 0.12, 900)
  expect(turnOf(headingByPanel(corners, 900, relative, { facing, tilt, accuracy: 1 })! - wrong)).toBeCloseTo(0, 1)
})

test('what is no square of that panel gives nothing', () => {
  const corners = [
    { x: -50, y: -40 },
    { x: 60, y: -90 },
    { x: 20, y: 10 },
    { x: -80, y: 90 },
  ]
  expect(headingByPanel(corners, 900, cameraOf(0, 90, 0, 0), { facing: 180, tilt: 0, accuracy: 1 })).toBeNull()
})

test('headings agree on their middle across north, and scattered ones do not', () => {
  expect(agreed([179.5, -179.9, 179.8], 1)).toBeCloseTo(179.8, 6)
  expect(agreed([10, 14, 3], 1)).toBeNull()
})
