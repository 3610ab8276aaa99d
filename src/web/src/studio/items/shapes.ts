import { positionIn, type Fault } from './coordinates'
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

/** A polygon from lines of positions, or which line is none and why; "few" while they are not three corners yet. */
export function polygonOf(text: string): Geometry | { line: number; fault: Fault } | 'few' {
  const ring: number[][] = []
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const position = positionIn(line)
    if (typeof position === 'string') return { line: i + 1, fault: position }
    ring.push([position.longitude, position.latitude])
  }
  return ring.length < 3 ? 'few' : { type: 'Polygon', coordinates: [[...ring, ring[0]!]] }
}

/** A circle of metres round a point, for looking at: a ring of positions, longitude first. */
export function circle([longitude, latitude]: number[], metres: number): number[][] {
  const [up, across] = [metres / 110_940, metres / (111_320 * Math.cos((latitude! * Math.PI) / 180))]
  return Array.from({ length: 73 }, (_, i) => {
    const angle = (i * 5 * Math.PI) / 180
    return [longitude! + across * Math.sin(angle), latitude! + up * Math.cos(angle)]
  })
}
