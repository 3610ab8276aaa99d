import { expect, test } from 'vitest'
import { daysOf, isOn } from './month'

test('a month is shown in whole weeks from Monday on', () => {
  const days = daysOf(2026, 8)
  expect(days[0]).toBe('2026-07-27')
  expect(days.at(-1)).toBe('2026-09-06')
  expect(days).toHaveLength(42)
  expect(daysOf(2027, 2)).toHaveLength(28)
})

test('an event is on its announced days and on the same days every year', () => {
  expect(isOn({ dates: [{ first: '2026-02-17', last: '2026-03-03' }] }, '2026-03-03')).toBe(true)
  expect(isOn({ dates: [{ first: '2026-02-17', last: '2026-03-03' }] }, '2027-03-03')).toBe(false)
  expect(isOn({ yearly: { first: '10-07', last: '10-09' } }, '2030-10-08')).toBe(true)
  expect(isOn({ yearly: { first: '12-31', last: '01-02' } }, '2030-01-01')).toBe(true)
  expect(isOn({ yearly: { first: '12-31', last: '01-02' } }, '2030-06-01')).toBe(false)
  expect(isOn({}, '2030-01-01')).toBe(false)
})
