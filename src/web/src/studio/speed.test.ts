import { expect, test } from 'vitest'
import { rough, Speed } from './speed'

test('the speed is that of the last seconds, not of a burst long ago', () => {
  const speed = new Speed(8000)
  speed.add(0, 0)
  expect(speed.rate).toBeNull()
  speed.add(1000, 50_000_000)
  for (let second = 2; second <= 30; second++) speed.add(second * 1000, 50_000_000 + second * 100_000)
  expect(speed.rate).toBeCloseTo(100_000, -3)
})

test('a stalled link counts down to nothing', () => {
  const speed = new Speed(8000)
  for (let second = 0; second < 5; second++) speed.add(second * 1000, second * 1_000_000)
  for (let second = 5; second < 20; second++) speed.add(second * 1000, 4_000_000)
  expect(speed.rate).toBe(0)
})

test('an upload that begins anew begins its speed anew', () => {
  const speed = new Speed()
  speed.add(0, 5_000_000)
  speed.add(1000, 9_000_000)
  speed.add(2000, 0)
  expect(speed.rate).toBeNull()
})

test('time left is rounded to what a guess is worth', () => {
  expect(rough(2, 'en')).toBe('5 seconds')
  expect(rough(61, 'en')).toBe('60 seconds')
  expect(rough(600, 'en')).toBe('10 minutes')
  expect(rough(9000, 'ja')).toBe('2.5 時間')
})
