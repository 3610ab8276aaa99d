import { afterEach, expect, test, vi } from 'vitest'
import { api, type Feature } from '../api'
import { cellOf } from '../cells'
import { around } from './around'

afterEach(() => vi.restoreAllMocks())

const here = { lat: 32.7737, lon: 129.8633 }
const place = (id: string, lat: number, lon: number) =>
  ({ id, geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { kind: 'place', title: { en: id } } }) as unknown as Feature

/** A city of some places, served by cells. */
function serve(places: Feature[]) {
  const asked: string[] = []
  vi.spyOn(api, 'cell').mockImplementation(async (cell) => {
    asked.push(cell)
    return places.filter(({ geometry }) => cellOf(geometry!.coordinates[1]!, geometry!.coordinates[0]!) === cell)
  })
  return asked
}

test('what is around is told nearest first with distance and direction, and only whole cells are asked for', async () => {
  const asked = serve([
    place('farther', 32.7737, 129.868),
    place('north', 32.7781, 129.8633),
    place('east', 32.7737, 129.866),
    place('far', 33.5, 130.4),
  ])
  const found = await around(here, 'en')
  expect(found.map(({ id }) => id)).toEqual(['east', 'farther', 'north'])
  expect(found[0]!.properties.distance).toBeCloseTo(253, -1)
  expect(found[0]!.properties.bearing).toBeCloseTo(90, 0)
  expect(found[2]!.properties.bearing).toBeCloseTo(0, 0)
  // Next to nothing is here, so the second ring was asked for too: 25 cells, each once.
  expect(new Set(asked).size).toBe(25)
  expect(asked.length).toBe(25)
})

test('where enough is near the second ring is left alone', async () => {
  const asked = serve(Array.from({ length: 6 }, (_, i) => place(`p${i}`, 32.7737 + i * 1e-4, 129.8633)))
  expect(await around(here, 'en')).toHaveLength(6)
  expect(asked.length).toBe(9)
})

test('east of 180 degrees the first cell follows the last one', async () => {
  serve([place('beyond', 0.001, -179.999)])
  expect((await around({ lat: 0.001, lon: 179.999 }, 'en')).map(({ id }) => id)).toEqual(['beyond'])
})
