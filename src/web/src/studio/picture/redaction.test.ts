import { expect, test } from 'vitest'
import { onCamera, toCamera, toLevel } from './redaction'

test('a camera that stood level keeps rectangles as they are drawn', () => {
  expect(onCamera({ pitch: 0, roll: 0 }, { left: -20, right: 10, top: 5, bottom: -15 })).toEqual({
    left: -20,
    right: 10,
    top: 5,
    bottom: -15,
  })
  expect(onCamera({ pitch: 0, roll: 0 }, { left: 170, right: -170, top: 5, bottom: -5 })).toEqual({
    left: 170,
    right: -170,
    top: 5,
    bottom: -5,
  })
})

test('there and back leads to where one was, however the camera leaned', () => {
  for (const [pitch, roll, longitude, latitude] of [
    [4.5, -7.25, 30, 10],
    [-20, 15, -170, -40],
    [0, 90, 5, 5],
  ] as const) {
    const [l, b] = toLevel({ pitch, roll }, ...toCamera({ pitch, roll }, longitude, latitude))
    expect(l).toBeCloseTo(longitude, 6)
    expect(b).toBeCloseTo(latitude, 6)
  }
})

test('whatever was drawn is covered on a leaning camera’s picture', () => {
  const lean = { pitch: 12, roll: -8 }
  const drawn = { left: 40, right: 60, top: 10, bottom: -10 }
  const kept = onCamera(lean, drawn)
  for (let x = 40; x <= 60; x += 2) {
    for (let y = -10; y <= 10; y += 2) {
      const [l, b] = toCamera(lean, x, y)
      expect(l).toBeGreaterThanOrEqual(kept.left - 0.2)
      expect(l).toBeLessThanOrEqual(kept.right + 0.2)
      expect(b).toBeLessThanOrEqual(kept.top + 0.2)
      expect(b).toBeGreaterThanOrEqual(kept.bottom - 0.2)
    }
  }
})
