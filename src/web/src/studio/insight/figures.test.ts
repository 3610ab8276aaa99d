import { describe, expect, it } from 'vitest'
import { byMonth, cells, daysBetween, of, sum, type Period } from './figures'

const month = (period: string, total: number, by: Record<string, Record<string, number>> = {}, withheld: string[] = []): Period => ({
  period,
  measures: { scene: { total, by, withheld } },
})
const months = [
  month('2026-02', 40, { way: { ar: 25, panorama: 10 } }),
  month('2026-08', 15, { way: { ar: 5 }, language: { ja: 10 } }, ['place']),
]

describe('figures', () => {
  it('are the cell’s own, nothing where nobody came, and none where they are withheld', () => {
    expect(of(months[0], 'scene')).toBe(40)
    expect(of(months[0], 'scene', 'way', 'ar')).toBe(25)
    expect(of(months[0], 'scene', 'way', 'headset')).toBe(0)
    expect(of(months[1], 'scene', 'place', 'deck')).toBeNull()
    expect(of(undefined, 'visit')).toBe(0)
  })

  it('add up over a year, and come in the order of their number', () => {
    expect(sum(months, 'scene')).toBe(55)
    expect(sum(months, 'scene', 'way', 'ar')).toBe(30)
    expect(cells(months, 'scene', 'way')).toEqual([
      { value: 'ar', count: 30 },
      { value: 'panorama', count: 10 },
    ])
  })

  it('stand at their months', () => {
    expect(byMonth(months, 'scene')).toEqual([0, 40, 0, 0, 0, 0, 0, 15, 0, 0, 0, 0])
  })

  it('have a day for each of a span, over the end of a month too', () => {
    expect(daysBetween('2026-02-27', '2026-03-02')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02'])
    expect(daysBetween('2026-03-02', '2026-02-27')).toEqual([])
  })
})
