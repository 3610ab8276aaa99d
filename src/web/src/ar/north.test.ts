import { expect, test } from 'vitest'
import { North, usualField } from './north'

function memory() {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
}

const readings = (north: North, compass: number, relative: number) => {
  for (let i = 0; i < 5; i++) north.read(compass + (i - 2), relative)
}

test('the compass gives the first guess, corrected by declination', () => {
  const north = new North('deck', -7.8, memory())
  expect(north.means).toBe('none')
  readings(north, 100, 40)
  expect(north.means).toBe('compass')
  expect(north.heading).toBeCloseTo(52.2, 6)
})

test('the compass is never blended back in', () => {
  const north = new North('deck', 0, memory())
  readings(north, 100, 40)
  north.set('you', 50)
  readings(north, 300, 40)
  expect(north.heading).toBe(50)
})

test('what was found is remembered for the place, is never more than remembered, and not for another place', () => {
  const store = memory()
  const first = new North('deck', -7.8, store)
  readings(first, 100, 40)
  first.set('panel', 60, 1)
  // After a reload the gyroscope starts from elsewhere.
  const again = new North('deck', -7.8, store)
  readings(again, 100, 250)
  expect(again.means).toBe('kept')
  expect(again.heading).toBeCloseTo(60 + 40 - 250, 6)
  expect(again.pitch).toBe(1)
  const elsewhere = new North('park', -7.8, store)
  readings(elsewhere, 100, 40)
  expect(elsewhere.means).toBe('compass')
  again.forget()
  expect(again.means).toBe('compass')
})

test('a field of view is kept for the phone, and nonsense is not believed', () => {
  const store = memory()
  new North('deck', 0, store).setField(71.5)
  expect(new North('park', 0, store).field).toBe(71.5)
  store.setItem('field', '4000')
  expect(new North('park', 0, store).field).toBe(usualField)
  store.setItem('north:park', '{"correction":"x"}')
  const north = new North('park', 0, store)
  readings(north, 0, 0)
  expect(north.means).toBe('compass')
})

test('when the gyroscope starts from elsewhere what is drawn stays, and so do the readings that were taken', () => {
  const north = new North('deck', 0, memory())
  // Two readings come while absolute angles stand in for the gyroscope's; then its own begin, 100 degrees off.
  for (let i = 0; i < 2; i++) north.read(30, 30)
  north.restart(-100)
  for (let i = 0; i < 3; i++) north.read(30, 130)
  expect(north.heading).toBeCloseTo(-100, 6)
  north.restart(40)
  expect(north.heading).toBeCloseTo(-60, 6)
})

test('a compass that turns against the gyroscope is noticed, and a single wild reading is not', () => {
  const north = new North('deck', 0, memory())
  readings(north, 100, 40)
  for (let i = 0; i < 12; i++) north.read(i === 5 ? 250 : 100, 40)
  expect(north.isDoubtful).toBe(false)
  for (let i = 0; i < 12; i++) north.read(135, 40)
  expect(north.isDoubtful).toBe(true)
  expect(north.heading).toBeCloseTo(60, 6)
})

test('who aligns after the gyroscope drifted ends the doubt, and what is kept is the compass’s error and not the drift', () => {
  const store = memory()
  const north = new North('deck', 0, store)
  readings(north, 100, 40)
  // The gyroscope drifts by 25 degrees: the compass, which is right, seems to turn.
  for (let i = 0; i < 12; i++) north.read(100, 15)
  expect(north.isDoubtful).toBe(true)
  north.set('panel', 85)
  expect(north.isDoubtful).toBe(false)
  expect(JSON.parse(store.getItem('north:deck')!).correction).toBeCloseTo(0, 6)
})

test('who goes back to the compass has neither the score nor the lens of the hills left', () => {
  const kept = new Map<string, string>()
  const north = new North('deck', 0, {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  })
  for (let i = 0; i < 5; i++) north.read(40, 0)
  north.tryField(75)
  north.set('skyline', 17, -1, 0.93)
  expect(north.agreement).toBe(0.93)
  north.forget()
  expect(north).toMatchObject({ means: 'compass', heading: 40, pitch: 0, agreement: null, field: usualField, isFieldKnown: false })
  // Two landmarks tell the lens for good.
  north.setField(71)
  north.tryField(75)
  north.forget()
  expect(north.field).toBe(71)
})
