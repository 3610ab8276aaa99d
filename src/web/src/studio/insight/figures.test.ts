import { describe, expect, it } from 'vitest'
import { byMonth, cells, daysBetween, isPartial, of, spansOf, sum, type Period } from './figures'
import { wrapped } from './marks'

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

  it('may be more where a month is under five, or is not told', () => {
    expect(isPartial(months, 'scene')).toBe(false)
    expect(isPartial([...months, month('2026-09', 0)], 'scene')).toBe(true)
    expect(isPartial([month('2026-09', 40, { place: { deck: 40 } }, ['place'])], 'scene', 'place', 'deck')).toBe(true)
  })

  it('of a festival are those of a year and the one before, announced or the same days every year', () => {
    const lantern = { first: '2026-02-17', last: '2026-03-03' }
    const dates = [{ first: '2024-02-09', last: '2024-02-25' }, lantern, { first: '2025-01-29', last: '2025-02-12' }]
    expect(spansOf({ dates }, 2026)).toEqual([lantern, dates[2]])
    expect(spansOf({ dates }, 2027)).toEqual([lantern])
    const kunchi = { first: '10-07', last: '10-09' }
    expect(spansOf({ dates: [], yearly: kunchi }, 2026)).toEqual([
      { first: '2026-10-07', last: '2026-10-09' },
      { first: '2025-10-07', last: '2025-10-09' },
    ])
    expect(spansOf({ dates: [], yearly: { first: '12-31', last: '01-02' } }, 2026)[0]).toEqual({ first: '2026-12-31', last: '2027-01-02' })
  })

  it('are called by as much of a name as the margin holds', () => {
    expect(wrapped('How far the bomb reached, seen from Inasayama')).toEqual(['How far the bomb', 'reached, seen from', 'Inasayama'])
    expect(wrapped('稲佐山から見る原子爆弾の被害')).toEqual(['稲佐山から見る原子爆', '弾の被害'])
    expect(wrapped('It brought me here: yes')).toEqual(['It brought me here:', 'yes'])
    expect(wrapped('one two three four five six seven eight nine ten eleven twelve thirteen fourteen')).toEqual([
      'one two three four',
      'five six seven eight',
      'nine ten eleven…',
    ])
    expect(wrapped('Peace Park')).toEqual(['Peace Park'])
  })
})
