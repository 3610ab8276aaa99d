import { expect, test } from 'vitest'
import { turnOf } from './angles'
import { places, type Placed, type Wanting } from './layout'

const label = (azimuth: number, elevation: number, more: Partial<Wanting> = {}): Wanting => ({
  azimuth,
  elevation,
  width: 8,
  height: 2,
  clear: 0.4,
  weight: 1,
  ...more,
})

/** What is wrong with a layout: boxes over boxes, and leaders through boxes. */
function faults(labels: Wanting[], placed: (Placed | null)[]): string[] {
  const standing = labels.flatMap((one, i) => (placed[i] ? [{ ...one, at: placed[i] }] : []))
  const wrong: string[] = []
  for (const a of standing) {
    for (const b of standing) {
      if (a === b) continue
      const narrow = Math.cos((a.elevation * Math.PI) / 180)
      const overlaps =
        Math.abs(turnOf(a.at.azimuth - b.at.azimuth)) * narrow < (a.width + b.width) / 2 &&
        a.at.bottom < b.at.bottom + b.height &&
        b.at.bottom < a.at.bottom + a.height
      if (overlaps) wrong.push(`${a.azimuth} covers ${b.azimuth}`)
      const [low, high] = [Math.min(a.elevation, a.at.foot), Math.max(a.elevation, a.at.foot)]
      const runsThrough =
        Math.abs(turnOf(a.azimuth - b.at.azimuth)) * narrow < b.width / 2 && low < b.at.bottom + b.height && high > b.at.bottom
      if (runsThrough) wrong.push(`the leader of ${a.azimuth} runs through ${b.azimuth}`)
    }
  }
  // What found no room for its name keeps its mark.
  for (const { azimuth, elevation } of labels)
    for (const { at, width, height, ...other } of standing) {
      const narrow = Math.cos((other.elevation * Math.PI) / 180)
      const isBeside = Math.abs(turnOf(azimuth - at.azimuth)) * narrow >= width / 2
      if (!isBeside && elevation > at.bottom && elevation < at.bottom + height) wrong.push(`${other.azimuth} lies on ${azimuth}`)
    }
  return wrong
}

test('a label alone stands just above its direction', () => {
  expect(places([label(30, -2)])).toEqual([{ azimuth: 30, bottom: -1.6, foot: -1.6 }])
})

test('two things in one direction, one above the other, are named without a line through a name', () => {
  const labels = [label(30, -4, { weight: 2 }), label(30, -7), label(35, -4.2)]
  const placed = places(labels)
  expect(placed.every(Boolean)).toBe(true)
  expect(faults(labels, placed)).toEqual([])
})

test('room that others have taken is left to them', () => {
  const [placed] = places([label(30, 0)], [{ azimuth: 30, bottom: 0.6, top: 4, width: 8 }])
  expect(placed!.bottom >= 4 || placed!.bottom + 2 <= 0.6).toBe(true)
})

test('north is no border between neighbours', () => {
  const labels = [label(359, 0), label(1, 0)]
  expect(faults(labels, places(labels))).toEqual([])
})

test('however many labels crowd together, none covers another and no leader runs through one', () => {
  for (let seed = 1; seed <= 40; seed++) {
    let state = seed * 7919
    const random = () => (state = (state * 48271) % 2147483647) / 2147483647
    const labels = Array.from({ length: 40 }, () =>
      label(random() * 60, -8 + random() * 12, { width: 4 + random() * 9, weight: random() * 1000, clear: random() < 0.2 ? 1.1 : 0.4 }),
    )
    const placed = places(labels)
    expect(faults(labels, placed)).toEqual([])
    // The weightiest is always there.
    expect(placed[labels.indexOf(labels.toSorted((a, b) => b.weight - a.weight)[0]!)]).not.toBeNull()
    expect(placed.filter(Boolean).length).toBeGreaterThan(6)
  }
})
