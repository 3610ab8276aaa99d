import { expect, test } from 'vitest'
import { turnOf } from './angles'
import { seen, shifted } from './parallax'
import { beside, coarse, judge, metres, offsetOf, towards } from './position'
import type { View } from './view'

const own = { lat: 32.7765, lon: 129.8634 }
const at = (east: number, north: number, accuracy = 5) => ({ ...beside(own, { east, north }), accuracy })

test('an offset leads to where it was measured from', () => {
  for (const [east, north] of [
    [120, -40],
    [-3, 0],
    [0, 900],
  ] as const) {
    const there = beside(own, { east, north })
    expect(offsetOf(own, there).east).toBeCloseTo(east, 3)
    expect(offsetOf(own, there).north).toBeCloseTo(north, 3)
    expect(turnOf(towards({ east, north }) - (Math.atan2(east, north) * 180) / Math.PI)).toBeCloseTo(0, 9)
  }
})

test('the server hears the corner of a grid of ten metres, and another one only when the visitor has left it', () => {
  const corner = coarse({ lat: 32.776544, lon: 129.863412 })
  expect(corner).toEqual({ lat: 32.7765, lon: 129.8634 })
  // A step over the border between two cells, and back, is no move.
  expect(coarse({ lat: 32.776551, lon: 129.8634 }, corner)).toBe(corner)
  expect(coarse({ lat: 32.77662, lon: 129.8634 }, corner)).toEqual({ lat: 32.7766, lon: 129.8634 })
})

test('who stands at the scene’s spot, beside it, too roughly known or too far away is told apart', () => {
  expect(judge(at(3, 0), own).kind).toBe('there')
  expect(judge(at(30, 0), own).kind).toBe('here')
  expect(judge(at(30, 0, 90), own).kind).toBe('rough')
  expect(judge(at(25_000, 0), own).kind).toBe('far')
  // Who stood there leaves it only when clearly away.
  expect(judge(at(6, 0), own).kind).toBe('here')
  expect(judge(at(6, 0), own, true).kind).toBe('there')
})

test('a step moves near things much and far things little, by what plane geometry says', () => {
  // 100 m north; after 10 m to the east it stands 5.71 degrees to the left, and as far up as before in metres.
  const [az, el, distance] = seen([0, 10, 100], { east: 10, north: 0 })
  const level = 100 * Math.cos((10 * Math.PI) / 180)
  expect(turnOf(az)).toBeCloseTo((-Math.atan2(10, level) * 180) / Math.PI, 6)
  expect(distance * Math.sin((el * Math.PI) / 180)).toBeCloseTo(100 * Math.sin((10 * Math.PI) / 180), 6)
  expect(turnOf(seen([0, 0, 10_000], { east: 10, north: 0 })[0])).toBeCloseTo(-0.0573, 3)
})

test('a view that moved along says where its eye is now, and moved back it is what it was', () => {
  const point = { id: 'a', kind: 'marker', label: { en: 'a' }, az: 40, el: 5, distance: 250 } as const
  const parts = [{ visible: true, points: [[40, 5, 250]] }]
  const view = {
    eye: { ...own, ground: 1, height: 3 },
    overlays: [point, { ...point, id: 'b', lines: [{ radius: 10, parts }], corners: [[40, 5, 250]] }],
    labels: [point],
    summits: [{ id: 's', name: { en: 's' }, az: 90, el: 2, distance: 4000, visible: true }],
  } as unknown as View
  const moved = shifted(view, { east: 20, north: -7 })
  expect(metres(offsetOf(own, moved.eye))).toBeCloseTo(Math.hypot(20, 7), 3)
  const back = shifted(moved, { east: -20, north: 7 })
  const flat = (value: unknown): number[] =>
    typeof value === 'number' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(flat) : []
  flat(back).forEach((value, i) => expect(value).toBeCloseTo(flat(view)[i]!, 5))
  expect(moved.overlays[1]!.lines![0]!.parts[0]!.points[0]![0]).toBeCloseTo(moved.overlays[0]!.az!, 9)
})
