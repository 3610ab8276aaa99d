import { expect, test } from 'vitest'
import { align, azimuth } from './alignment'

test('two landmarks that agree turn the picture by what both say', () => {
  const found = align([
    { seen: 350, true: 5 },
    { seen: 100, true: 115 },
  ])!
  expect(found.turn).toBeCloseTo(15)
  expect(found.spread).toBeCloseTo(0)
})

test('landmarks that disagree say by how much, also across north', () => {
  const found = align([
    { seen: 10, true: 9 },
    { seen: 200, true: 202 },
  ])!
  expect(found.turn).toBeCloseTo(0.5, 2)
  expect(found.spread).toBeCloseTo(1.5, 2)
})

test('nothing is said of no landmark, and an azimuth is never 360', () => {
  expect(align([])).toBeNull()
  expect(azimuth(359.999)).toBe(0)
  expect(azimuth(-0.5)).toBe(359.5)
})
