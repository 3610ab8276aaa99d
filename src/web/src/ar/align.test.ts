import { Quaternion } from 'three'
import { expect, test } from 'vitest'
import { turnOf } from './angles'
import { headingByLandmarks, type Tapped } from './landmarks'
import { aligned, cameraOf, vectorOf } from './pose'
import { discs } from './sky'
import { isShown, skylineAt } from './view'

function tapOn(azimuth: number, camera: Quaternion, relative: Quaternion, focal: number): Tapped {
  const seen = vectorOf(azimuth, -4).applyQuaternion(camera.clone().invert())
  return { azimuth, x: (-focal * seen.x) / seen.z, y: (focal * seen.y) / seen.z, camera: relative }
}

test('two landmarks in one picture give both heading and focal length', () => {
  const truth = cameraOf(300, 87, 2, 0)
  const relative = aligned(truth, -33, 0, new Quaternion())
  const { heading, focal } = headingByLandmarks(tapOn(50, truth, relative, 820), tapOn(68, truth, relative, 820), 700)
  expect(heading).toBeCloseTo(33, 3)
  expect(focal).toBeCloseTo(820, 1)
})

test('two landmarks tapped one after the other, each in the middle, give the heading and leave the focal length', () => {
  const [first, second] = [cameraOf(340, 88, 0, 0), cameraOf(230, 88, 0, 0)]
  const turned = (camera: Quaternion) => aligned(camera, -120, 0, new Quaternion())
  const { heading, focal } = headingByLandmarks(tapOn(20, first, turned(first), 700), tapOn(130, second, turned(second), 700), 700)
  expect(turnOf(heading - 120)).toBeCloseTo(0, 3)
  expect(focal).toBe(700)
})

test('the sun stands where the almanac has it', async () => {
  // 9 August 1945, 11:02 in Nagasaki: 65 degrees high, too high to find north by.
  expect((await discs(new Date('1945-08-09T02:02:00Z'), 32.7528, 129.8496, 335)).some((disc) => disc.body === 'sun')).toBe(false)
  // NOAA's solar calculator: 21 March 2026, 07:00 in Nagasaki: azimuth 94.4, elevation 6.5.
  const sun = (await discs(new Date('2026-03-20T22:00:00Z'), 32.7528, 129.8496, 0)).find((disc) => disc.body === 'sun')!
  expect(sun.azimuth).toBeGreaterThan(93)
  expect(sun.azimuth).toBeLessThan(96)
  expect(sun.elevation).toBeGreaterThan(5)
  expect(sun.elevation).toBeLessThan(9)
})

test('an overlay is shown from its first moment until its last', () => {
  const overlay = { from: '1945-08-09T11:02:00+09:00', to: '1945-08-10T00:00:00+09:00' }
  expect(isShown(overlay, '1945-08-09T11:01:59+09:00')).toBe(false)
  expect(isShown(overlay, '1945-08-09T02:02:00Z')).toBe(true)
  expect(isShown(overlay, '1945-08-10T00:00:00+09:00')).toBe(false)
  expect(isShown(overlay, null)).toBe(true)
  expect(isShown({}, '2026-01-01T00:00:00Z')).toBe(true)
})

test('the skyline runs on between its values and through north', () => {
  const skyline = { step: 90, elevation: [0, 4, 8, 2], distance: [1, 1, 1, 1] }
  expect(skylineAt(skyline, 45)).toBe(2)
  expect(skylineAt(skyline, -45)).toBe(1)
  expect(skylineAt(skyline, 360)).toBe(0)
})
