import { expect, test } from 'vitest'
import { inView } from './inView'
import type { View } from './view'

const part = (visible: boolean, ...azimuths: number[]) => ({ visible, points: azimuths.map((azimuth) => [azimuth, 0, 1000] as const) })
const view = {
  overlays: [
    { id: 'burst', kind: 'marker', label: { en: 'Burst point' }, az: 29, el: 4, distance: 2700, visible: true },
    { id: 'ground', kind: 'marker', label: { en: 'Hypocentre' }, az: 29, el: -6, distance: 2650, visible: false },
    { id: 'light', kind: 'exposure', label: { en: 'Light' }, az: 29, el: 4, tint: { lit: '#fff', shadow: '#000' } },
    {
      id: 'rings',
      kind: 'rings',
      label: { en: 'Reach' },
      az: 29,
      lines: [
        { radius: 1000, label: { en: 'within 1 km' }, parts: [part(true, 20, 30, 40)] },
        { radius: 2000, label: { en: '1 to 2 km' }, parts: [part(false, 10, 50)] },
      ],
    },
    { id: 'burned', kind: 'area', label: { en: 'Burned' }, lines: [{ parts: [part(true, 60, 70)] }, { parts: [part(false, 80)] }] },
    { id: 'later', kind: 'marker', label: { en: 'Later' }, az: 1, el: 1, distance: 1, from: '1946-01-01T00:00:00+09:00' },
  ],
  labels: [
    { id: 'scene', kind: 'label', label: { en: 'Hypocentre' }, az: 29.1, el: -6.1, distance: 2650, visible: false },
    { id: 'torii', kind: 'label', label: { en: 'Torii' }, az: 350, el: -4, distance: 2400, visible: true },
  ],
  summits: [
    { id: 'seen', name: { en: 'Seen' }, az: 100, el: 1, distance: 9000, visible: true },
    { id: 'behind', name: { en: 'Behind' }, az: 120, el: 1, distance: 9000, visible: false },
  ],
} as unknown as View

test('each thing is named once, points clockwise from north and after them the lines, and what a hill hides is said', () => {
  const things = inView(view, '1945-08-09T11:02:00+09:00')
  expect(things.map(({ name, isHidden }) => `${name}${isHidden ? ' (hidden)' : ''}`)).toEqual([
    'Burst point',
    'Hypocentre (hidden)',
    'Seen',
    'Torii',
    'within 1 km',
    '1 to 2 km (hidden)',
    'Burned',
  ])
  expect(things.find(({ name }) => name === 'within 1 km')).toMatchObject({ azimuth: 30 })
  expect(things.find(({ name }) => name === 'Burned')!.distance).toBeUndefined()
})
