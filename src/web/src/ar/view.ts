import type { Text } from '../api'

/** What the server answers for a scene seen from a point; angles in degrees, lengths in metres. */
export interface View {
  scene: string
  eye: { lat: number; lon: number; ground: number; height: number }
  declination: number
  terrain: 'none' | 'coarse' | 'surveyed'
  /** Whose heights and buildings these are. */
  credits: string[]
  /** Of the city whose buildings hide things; missing where none are known. */
  year?: number
  skyline?: { step: number; elevation: number[]; distance: number[] }
  overlays: ViewOverlay[]
  labels: ViewOverlay[]
  summits: { id: string; name: Text; az: number; el: number; distance: number; visible: boolean }[]
  moments: string[]
  raster?: { href: string; azimuth: [number, number]; elevation: [number, number]; width: number; height: number }
  panel?: Panel
}

/** Azimuth, elevation and distance. */
export type Point = [number, number, number]

export interface ViewOverlay {
  id: string
  kind: 'marker' | 'rings' | 'area' | 'label' | 'photo' | 'model' | 'exposure' | 'map'
  label: Text
  az?: number
  el?: number
  distance?: number
  visible?: boolean
  lines?: { radius?: number; label?: Text; parts: { visible: boolean; points: Point[] }[] }[]
  corners?: Point[]
  href?: string
  pose?: { heading: number; pitch: number; roll: number }
  scale?: number
  tint?: { lit: string; shadow: string }
  from?: string
  to?: string
  scene?: string
}

export interface Panel {
  facing: number
  tilt: number
  accuracy: number
}

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
