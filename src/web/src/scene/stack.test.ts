import { expect, test } from 'vitest'
import { storeys } from './stack'

test('labels that stand apart stay where they point', () => {
  expect(
    storeys([
      { azimuth: 0, elevation: 0 },
      { azimuth: 40, elevation: 0 },
      { azimuth: 320, elevation: 0 },
    ]),
  ).toEqual([0, 0, 0])
})

test('labels in one direction are stacked', () => {
  expect(
    storeys([
      { azimuth: 30, elevation: 0 },
      { azimuth: 31, elevation: 0 },
      { azimuth: 32, elevation: 0 },
    ]),
  ).toEqual([0, 1, 2])
})

test('north is no border between neighbours', () => {
  expect(
    storeys([
      { azimuth: 359, elevation: 0 },
      { azimuth: 1, elevation: 0 },
    ]),
  ).toEqual([0, 1])
})

test('no two labels ever cover each other', () => {
  const directions = Array.from({ length: 60 }, (_, i) => ({ azimuth: (i * 137.5) % 360, elevation: (i * 7) % 11 }))
  const heights = storeys(directions).map((lift, i) => directions[i]!.elevation + lift * 5)
  directions.forEach((a, i) =>
    directions.slice(i + 1).forEach((b, j) => {
      const apart = Math.abs(((((a.azimuth - b.azimuth + 180) % 360) + 360) % 360) - 180)
      expect(apart >= 17 || Math.abs(heights[i]! - heights[i + 1 + j]!) >= 4.9).toBe(true)
    }),
  )
})
