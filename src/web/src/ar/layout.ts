import { turnOf } from './angles'

/** A label that wants a place: its direction and its size, all in degrees. */
export interface Wanting {
  azimuth: number
  elevation: number
  width: number
  height: number
  /** Degrees to keep clear above and below the direction itself. */
  clear: number
  /** The greater comes first. */
  weight: number
}

/** Labels that would have to go higher than this are left out: a leader so long says nothing. */
const highest = 10

/**
 * How far each label is lifted above its direction, so that none covers another wherever one looks: the weightiest stay
 * lowest, the others go up until there is room.
 * @returns degrees above the label's own direction, in the order given; null for one that found no room
 */
export function lifts(labels: readonly Wanting[], gap = 0.4): (number | null)[] {
  const lifted = new Array<number | null>(labels.length).fill(null)
  const placed: { azimuth: number; bottom: number; top: number; width: number }[] = []
  const order = labels.map((_, index) => index).sort((a, b) => labels[b]!.weight - labels[a]!.weight)
  for (const index of order) {
    const { azimuth, elevation, width, height, clear } = labels[index]!
    // Azimuths crowd together away from the horizon.
    const near = placed.filter(
      (other) => Math.abs(turnOf(azimuth - other.azimuth)) * Math.cos((elevation * Math.PI) / 180) < (width + other.width) / 2 + gap,
    )
    let bottom = elevation + clear
    for (let moved = true; moved;) {
      moved = false
      for (const other of near) {
        if (bottom < other.top + gap && bottom + height > other.bottom - gap) {
          bottom = other.top + gap
          moved = true
        }
      }
    }
    if (bottom - elevation > highest) continue
    lifted[index] = bottom - elevation
    // Room below is kept for what the label marks.
    placed.push({ azimuth, bottom: elevation - clear, top: bottom + height, width })
  }
  return lifted
}
