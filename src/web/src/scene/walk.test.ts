import { Vector3 } from 'three'
import { expect, test } from 'vitest'
import { step } from './walk'

test('who goes ahead goes where they look, and to the right of it', () => {
  const east = new Vector3()
  step(east, 90, { ahead: 1, right: 0 }, 2, 100)
  expect(east.toArray().map((metres) => Number(metres.toFixed(6)) + 0)).toEqual([2, 0, 0])

  const south = new Vector3()
  step(south, 90, { ahead: 0, right: 1 }, 2, 100)
  expect(south.toArray().map((metres) => Number(metres.toFixed(6)) + 0)).toEqual([0, 0, 2])
})

test('who goes ahead and aside is no faster', () => {
  const place = new Vector3()
  step(place, 0, { ahead: 1, right: 1 }, 3, 100)
  expect(place.length()).toBeCloseTo(3, 6)
})

test('nobody walks out of the record', () => {
  const place = new Vector3(0, 0, -9)
  for (let i = 0; i < 100; i++) step(place, 30, { ahead: 1, right: 0 }, 1, 10)
  expect(place.length()).toBeCloseTo(10, 6)
  expect((Math.atan2(place.x, -place.z) * 180) / Math.PI).toBeCloseTo(30, 0)
})
