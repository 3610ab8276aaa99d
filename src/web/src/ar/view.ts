import type { Schemas } from '../api'

/** Azimuth, elevation and distance. */
export type Point = [number, number, number]

/** An overlay in directions; its points are told by their places in a list, which the contract has no word for. */
export type ViewOverlay = Omit<Schemas['ViewOverlay'], 'corners' | 'lines'> & {
  corners?: Point[]
  lines?: (Omit<Schemas['ViewLine'], 'parts'> & { parts: { visible: boolean; points: Point[] }[] })[]
}

/** What the server answers for a scene seen from a point; angles in degrees, lengths in metres. */
export type View = Omit<Schemas['ViewAnswer'], 'overlays' | 'labels'> & { overlays: ViewOverlay[]; labels: ViewOverlay[] }

export type Panel = Schemas['ViewPanel']

/** Whether an overlay is shown at a moment of the timeline; without a moment all are. */
export function isShown(overlay: { from?: string; to?: string }, moment: string | null): boolean {
  if (moment === null) return true
  const at = Date.parse(moment)
  return (!overlay.from || Date.parse(overlay.from) <= at) && (!overlay.to || at < Date.parse(overlay.to))
}

/** The skyline's elevation at any azimuth. */
export function skylineAt(skyline: NonNullable<View['skyline']>, azimuth: number): number {
  const count = skyline.elevation.length
  const at = ((((azimuth % 360) + 360) % 360) / 360) * count
  const i = Math.floor(at) % count
  const share = at - Math.floor(at)
  return skyline.elevation[i]! * (1 - share) + skyline.elevation[(i + 1) % count]! * share
}
