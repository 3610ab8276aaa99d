import { api, type Feature } from '../api'
import { metres, offsetOf, towards, type Spot } from '../ar/position'
import { cellAt, cellOf } from '../cells'

/** Rings of cells about one's own that are asked for while next to nothing is found: two reach 2 km. */
const rings = [1, 2]
const enough = 5

/**
 * What is around a position, nearest first. The server is asked for whole cells of about a kilometre, and never told the position; how
 * far each thing is, and in which direction, is reckoned here.
 */
export async function around(here: Spot, language: string): Promise<Feature[]> {
  const found = new Map<string, Feature>()
  for (const ring of [0, ...rings]) {
    if (ring > 1 && found.size >= enough) break
    const cells = ringOf(cellOf(here.lat, here.lon), ring)
    for (const features of await Promise.all(cells.map((cell) => api.cell(cell, language))))
      for (const feature of features) found.set(feature.id, measured(feature, here))
  }
  return [...found.values()].sort((a, b) => (a.properties.distance ?? Infinity) - (b.properties.distance ?? Infinity))
}

/** The cells of a square's edge, so many cells from its middle. */
function ringOf(cell: string, ring: number): string[] {
  const [zoom, x, y] = cell.split('/').map(Number) as [number, number, number]
  const steps = Array.from({ length: 2 * ring + 1 }, (_, i) => i - ring)
  return steps
    .flatMap((dx) => steps.map((dy) => [dx, dy] as const))
    .filter(([dx, dy]) => Math.max(Math.abs(dx), Math.abs(dy)) === ring)
    .flatMap(([dx, dy]) => cellAt(zoom, x + dx, y + dy) ?? [])
}

function measured(feature: Feature, here: Spot): Feature {
  const points = pointsOf(feature.geometry?.coordinates)
  if (points.length === 0) return feature
  const there = { lat: mean(points.map((point) => point[1])), lon: mean(points.map((point) => point[0])) }
  const offset = offsetOf(here, there)
  return { ...feature, properties: { ...feature.properties, distance: metres(offset), bearing: towards(offset) } }
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** All positions of a geometry's coordinates, however deep they lie. */
function pointsOf(coordinates: unknown): [number, number][] {
  if (!Array.isArray(coordinates)) return []
  return typeof coordinates[0] === 'number' ? [coordinates as [number, number]] : coordinates.flatMap(pointsOf)
}
