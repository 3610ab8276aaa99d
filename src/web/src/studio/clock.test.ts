import { expect, test } from 'vitest'
import { localOf, momentOf } from './clock'

test('what is typed is the clock of the place, whatever clock the device has', () => {
  expect(momentOf('2026-02-17T19:05', 'Asia/Tokyo')).toBe('2026-02-17T19:05:00+09:00')
  expect(momentOf('2026-02-17T19:05:30', 'America/St_Johns')).toBe('2026-02-17T19:05:30-03:30')
  expect(momentOf('2026-02-17T19:05', 'UTC')).toBe('2026-02-17T19:05:00+00:00')
})

test('on both sides of a change of clocks the offset is that of the day', () => {
  expect(momentOf('2026-03-29T01:59', 'Europe/Berlin')).toBe('2026-03-29T01:59:00+01:00')
  expect(momentOf('2026-03-29T03:00', 'Europe/Berlin')).toBe('2026-03-29T03:00:00+02:00')
  expect(momentOf('2026-10-25T03:00', 'Europe/Berlin')).toBe('2026-10-25T03:00:00+01:00')
})

test('a moment of 1945 keeps the offset of then', () => {
  expect(momentOf('1945-08-09T11:02', 'Asia/Tokyo')).toBe('1945-08-09T11:02:00+09:00')
})

test('a moment is read by the clock of the place', () => {
  expect(localOf('2026-02-17T10:05:00Z', 'Asia/Tokyo')).toBe('2026-02-17T19:05:00')
  expect(localOf('2026-02-17T15:00:00Z', 'Asia/Tokyo')).toBe('2026-02-18T00:00:00')
})

test('a clock that ran by the sun has an offset in whole minutes, and a year that is still being typed is no moment', () => {
  expect(momentOf('1870-05-01T12:00', 'Asia/Tokyo')).toBe('1870-05-01T12:00:00+09:19')
  expect(momentOf('0002-05-01T12:00', 'Asia/Tokyo')).toBeUndefined()
  expect(momentOf('', 'Asia/Tokyo')).toBeUndefined()
})
