import { Quaternion, Vector3 } from 'three'
import { expect, test } from 'vitest'
import { fieldOnPage, focalOnPage } from './field'
import { aligned, cameraOf, directionOf, vectorOf } from './pose'

const looks = (camera: Quaternion) => directionOf(new Vector3(0, 0, -1).applyQuaternion(camera))
const up = (camera: Quaternion) => new Vector3(0, 1, 0).applyQuaternion(camera)

test.each([
  // Upright in portrait, its back to the north: alpha turns counter-clockwise.
  [0, 90, 0, 0, 0, 0],
  [330, 90, 0, 0, 30, 0],
  [0, 60, 0, 0, 0, -30],
  [90, 120, 0, 0, 270, 30],
  // In landscape, turned a quarter to the left: gamma does the tilting.
  [0, 0, -90, 90, 90, 0],
  [0, 0, 90, 270, 270, 0],
])(
  'alpha %d, beta %d, gamma %d on a screen turned by %d looks to azimuth %d, elevation %d',
  (alpha, beta, gamma, screen, azimuth, elevation) => {
    const camera = cameraOf(alpha, beta, gamma, screen)
    expect(looks(camera).elevation).toBeCloseTo(elevation, 6)
    expect(Math.cos(((looks(camera).azimuth - azimuth) * Math.PI) / 180)).toBeCloseTo(1, 9)
    expect(up(camera).y).toBeCloseTo(Math.cos((elevation * Math.PI) / 180), 6)
  },
)

test('a direction and its vector lead back to each other', () => {
  for (let azimuth = 0; azimuth < 360; azimuth += 17)
    for (let elevation = -80; elevation <= 80; elevation += 20) {
      const back = directionOf(vectorOf(azimuth, elevation))
      expect(back.azimuth).toBeCloseTo(azimuth, 6)
      expect(back.elevation).toBeCloseTo(elevation, 6)
    }
})

test('heading and pitch are added to where the camera looks', () => {
  const camera = cameraOf(340, 85, 0, 0)
  const before = looks(camera)
  const after = looks(aligned(camera, 7, 2, new Quaternion()))
  expect(after.azimuth).toBeCloseTo(before.azimuth + 7, 6)
  expect(after.elevation).toBeCloseTo(before.elevation + 2, 6)
})

test('the field of view and the focal length on the page lead back to each other, whichever way the phone is held', () => {
  for (const [video, screen] of [
    [
      { width: 1280, height: 720 },
      { width: 390, height: 844 },
    ],
    [
      { width: 720, height: 1280 },
      { width: 844, height: 390 },
    ],
  ] as const)
    expect(fieldOnPage(focalOnPage(63, video, screen), video, screen)).toBeCloseTo(63, 9)
})
