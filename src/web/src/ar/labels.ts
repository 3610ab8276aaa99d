import { say } from '../api'
import { distance } from '../format'
import { turnOf } from './angles'
import type { Writing } from './atlas'
import { isShown, type View, type ViewOverlay } from './view'

/** A label in the view: what it says, where it points, and what it leads to. */
export interface Label extends Writing {
  id: string
  kind: 'marker' | 'line' | 'place' | 'summit'
  azimuth: number
  elevation: number
  weight: number
  /** Degrees to keep clear above the direction, for a mark that stands there. */
  clear: number
  scene?: string
  /** The overlay that it names, and which of its rings. */
  overlay?: string
  ring?: number
}

const weights = { marker: 4000, line: 3000, place: 2000, summit: 1000 }

const same = 0.2
const [clearOfMark, clearOfPoint] = [1.1, 0.4]

/** Everything that is named in the view at a moment. Ring labels stand beside one another, each on its own line. */
export function labelsOf(view: View, moment: string | null, hidden: string): Label[] {
  const labels: Label[] = []
  for (const overlay of view.overlays) {
    if (!isShown(overlay, moment)) continue
    if (overlay.kind === 'marker' || overlay.kind === 'label') labels.push(pointOf(overlay, hidden))
    overlay.lines?.forEach((line, index) => {
      const seen = line.parts.filter((part) => part.visible).flatMap((part) => part.points)
      if (!line.label || seen.length === 0) return
      const wanted = (overlay.az ?? 0) + 9 * (index + 1)
      const [azimuth, elevation] = seen.reduce((best, point) =>
        Math.abs(turnOf(point[0] - wanted)) < Math.abs(turnOf(best[0] - wanted)) ? point : best,
      )
      labels.push({
        id: `${overlay.id}-${index}`,
        overlay: overlay.id,
        ...(line.radius !== undefined && { ring: index }),
        kind: 'line',
        text: say(line.label),
        dim: false,
        mark: true,
        azimuth,
        elevation,
        weight: weights.line - index,
        clear: clearOfPoint,
      })
    })
  }
  for (const overlay of view.labels) {
    // A place that a mark stands on needs no second name.
    if (
      labels.some(
        (label) =>
          label.kind === 'marker' && Math.abs(turnOf(label.azimuth - overlay.az!)) < same && Math.abs(label.elevation - overlay.el!) < same,
      )
    )
      continue
    labels.push(pointOf(overlay, hidden))
  }
  for (const summit of view.summits) {
    if (summit.visible)
      labels.push({
        id: summit.id,
        kind: 'summit',
        text: say(summit.name),
        note: distance(summit.distance),
        dim: false,
        mark: false,
        azimuth: summit.az,
        elevation: summit.el,
        weight: weights.summit - summit.distance / 1000,
        clear: clearOfPoint,
      })
  }
  return labels
}

function pointOf(overlay: ViewOverlay, hidden: string): Label {
  const kind = overlay.kind === 'marker' ? 'marker' : 'place'
  const away = distance(overlay.distance!)
  return {
    id: overlay.id,
    ...(overlay.kind !== 'label' && { overlay: overlay.id }),
    kind,
    text: say(overlay.label),
    note: overlay.visible ? away : `${away} · ${hidden}`,
    dim: !overlay.visible,
    mark: kind === 'marker',
    azimuth: overlay.az!,
    elevation: overlay.el!,
    weight: weights[kind] - overlay.distance! / 1000 - (overlay.visible ? 0 : 100),
    clear: kind === 'marker' ? clearOfMark : clearOfPoint,
    scene: overlay.scene,
  }
}
