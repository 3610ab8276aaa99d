import { expect, test } from 'vitest'
import { daysOf, isOn, plannedOf } from './month'

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

test('what is planned is told with its end, and what is shown with the day on which it goes', () => {
  const [from, until, end] = ['2026-12-01T00:00:00+00:00', '2026-12-07T00:00:00+00:00', '2026-12-24T00:00:00+00:00']
  expect(
    plannedOf([
      { id: 'a', title: {}, published: false, showFrom: from, plannedUntil: until, showUntil: until },
      { id: 'b', title: {}, published: true, showUntil: end },
      { id: 'c', title: {}, published: true },
    ]),
  ).toEqual([
    { id: 'a', title: {}, what: 'from', at: from },
    { id: 'a', title: {}, what: 'until', at: until },
    { id: 'b', title: {}, what: 'until', at: end },
  ])
})
