import { expect, test } from 'vitest'
import { sittings, type Line } from './record'

const line = (number: number, minute: number, more: Partial<Line> = {}): Line => ({
  number,
  at: new Date(Date.UTC(2026, 0, 1, 9, minute)).toISOString(),
  person: 'Hana',
  action: 'item-saved',
  item: 'garden',
  fields: [],
  hash: '',
  ...more,
})
const field = (name: string, before: string | undefined, after: string | undefined) => ({
  field: name,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
})

test('what somebody wrote of one item at one go is one sitting, from before it to after it', () => {
  const [one] = sittings([
    line(3, 20, { fields: [field('title.en', 'Gar', 'Garden'), field('summary.en', undefined, 'Quiet.')] }),
    line(2, 10, { fields: [field('title.en', 'G', 'Gar')] }),
    line(1, 0, { fields: [field('title.en', undefined, 'G'), field('radius', '10', '20')] }),
  ])
  expect(one!.lines).toBe(3)
  expect(one!.since).toBe('2026-01-01T09:00:00.000Z')
  expect(one!.fields).toEqual([
    { field: 'title.en', before: undefined, after: 'Garden' },
    { field: 'summary.en', after: 'Quiet.' },
    { field: 'radius', before: '10', after: '20' },
  ])
})

test('what was typed and taken back again is not told', () => {
  const [one] = sittings([line(2, 1, { fields: [field('radius', '20', '10')] }), line(1, 0, { fields: [field('radius', '10', '20')] })])
  expect(one!.fields).toEqual([])
})

test('another person, item, act, or half an hour is another sitting', () => {
  expect(sittings([line(2, 1, { person: 'Ken' }), line(1, 0)])).toHaveLength(2)
  expect(sittings([line(2, 1, { item: 'park' }), line(1, 0)])).toHaveLength(2)
  expect(sittings([line(2, 1, { action: 'item-published' }), line(1, 0)])).toHaveLength(2)
  expect(sittings([line(2, 31), line(1, 0)])).toHaveLength(2)
  expect(sittings([line(2, 30), line(1, 0)])).toHaveLength(1)
})
