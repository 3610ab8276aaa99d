import type { Geometry } from './document'

const digits = 7
const round = (degrees: number) => Number(degrees.toFixed(digits))

export function pointOf(latitude: number, longitude: number): Geometry | null {
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return null
  return { type: 'Point', coordinates: [round(longitude), round(latitude)] }
}

/** The outer corners of a polygon as latitude and longitude, without the last that closes it. */
export function cornersOf(geometry: Geometry | null): [number, number][] {
  if (geometry?.type !== 'Polygon') return []
  const ring = ((geometry.coordinates as number[][][])[0] ?? []).slice(0, -1)
  return ring.map(([longitude, latitude]) => [latitude!, longitude!])
}

export const writeCorners = (corners: [number, number][]): string =>
  corners.map(([latitude, longitude]) => `${latitude}, ${longitude}`).join('\n')

/** A polygon from lines of "latitude, longitude"; null while they are not three corners yet. */
export function polygonOf(text: string): Geometry | null {
  const ring: number[][] = []
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const [latitude, longitude] = line
      .split(/[,\s]+/)
      .filter(Boolean)
      .map(Number)
    if (latitude === undefined || longitude === undefined || !(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return null
    ring.push([round(longitude), round(latitude)])
  }
  return ring.length < 3 ? null : { type: 'Polygon', coordinates: [[...ring, ring[0]!]] }
}

/** A circle of metres round a point, for looking at: a ring of positions, longitude first. */
export function circle([longitude, latitude]: number[], metres: number): number[][] {
  const [up, across] = [metres / 110_940, metres / (111_320 * Math.cos((latitude! * Math.PI) / 180))]
  return Array.from({ length: 73 }, (_, i) => {
    const angle = (i * 5 * Math.PI) / 180
    return [longitude! + across * Math.sin(angle), latitude! + up * Math.cos(angle)]
  })
}
