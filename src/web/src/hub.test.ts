import { expect, test } from 'vitest'
import { pauseBefore } from './hub'

test('each try waits longer, up to half a minute, and never at one moment with all others', () => {
  const [soonest, latest] = [() => 0, () => 1]
  expect([0, 1, 2, 3, 4, 5, 9].map((tries) => pauseBefore(tries, latest))).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  expect(pauseBefore(0, soonest)).toBe(500)
  expect(pauseBefore(9, soonest)).toBe(15_000)
})
