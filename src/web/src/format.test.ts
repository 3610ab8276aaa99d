import { expect, test } from 'vitest'
import { direction, distance, moment } from './format'
import { words } from './i18n/en'

test('distances are said as a walker would say them', () => {
  expect([4, 84, 848, 996, 2649, 12345].map(distance)).toEqual(['0 m', '80 m', '850 m', '1.0 km', '2.6 km', '12 km'])
})

test('bearings are said as one of eight directions', () => {
  expect([0, 44, 144, 271, 359].map((bearing) => direction(bearing, words))).toEqual(['north', 'north-east', 'south-east', 'west', 'north'])
})

test('a day is the day at the place, whatever clock the reader has', () => {
  expect(moment('1945-08-09T00:30:00+09:00', 'en')).toBe('August 9, 1945')
  expect(moment('1945-08-09T23:30:00+09:00', 'ja')).toBe('1945年8月9日')
})
