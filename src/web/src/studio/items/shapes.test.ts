import { expect, test } from 'vitest'
import type { Geometry } from './document'
import { circle, cornersOf, pointOf, polygonOf, writeCorners } from './shapes'

test('corners that are typed become a closed outline, and are read back as they were', () => {
  const outline = polygonOf('32.75, 129.87\n32.76 129.87\n\n32.76,129.88') as Geometry
  expect(outline.coordinates).toEqual([
    [
      [129.87, 32.75],
      [129.87, 32.76],
      [129.88, 32.76],
      [129.87, 32.75],
    ],
  ])
  expect(writeCorners(cornersOf(outline))).toBe('32.75, 129.87\n32.76, 129.87\n32.76, 129.88')
})

test('what is no outline says which line is none, and why', () => {
  expect(polygonOf('32.75, 129.87\n32.76, 129.87')).toBe('few')
  expect(polygonOf('1, 2\n\na, b\n3, 4')).toEqual({ line: 3, fault: 'unread' })
  expect(polygonOf('129.87, 32.75\n1, 2\n3, 4')).toEqual({ line: 1, fault: 'swapped' })
  expect(pointOf(95, 0)).toBeNull()
})

test('a circle stands a kilometre off on every side', () => {
  const ring = circle([129.8633, 32.7737], 1000)
  expect((ring[0]![1]! - 32.7737) * 110_940).toBeCloseTo(1000, 0)
  expect((ring[18]![0]! - 129.8633) * 111_320 * Math.cos((32.7737 * Math.PI) / 180)).toBeCloseTo(1000, 0)
})
