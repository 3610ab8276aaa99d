import { say } from '../api'
import { turnOf } from './angles'
import { isShown, type View } from './view'

/** Something in view, for who cannot see it. */
export interface Thing {
  id: string
  name: string
  /** Where it is; of a line that goes round, where its middle is seen. */
  azimuth: number
  /** Metres; a line has none. */
  distance?: number
  isHidden: boolean
}

/** Degrees within which a place stands at a mark that names it already. */
const same = 0.2

/** All that is named in a view at a moment: points clockwise from north, each once, and after them the lines from the innermost. */
export function inView(view: View, moment: string | null): Thing[] {
  const shown = view.overlays.filter((overlay) => isShown(overlay, moment))
  const marks = shown.filter((overlay) => overlay.az !== undefined && !overlay.lines && !overlay.tint)
  const places = view.labels.filter(
    (place) =>
      !marks.some(({ id, az, el }) => id === place.id || (Math.abs(turnOf(az! - place.az!)) < same && Math.abs(el! - place.el!) < same)),
  )
  const points = [
    ...[...marks, ...places].map(({ id, label, az, distance, visible }) => ({
      id,
      name: say(label),
      azimuth: az!,
      distance: distance!,
      isHidden: visible === false,
    })),
    ...view.summits
      .filter((summit) => summit.visible)
      .map(({ id, name, az, distance }) => ({ id, name: say(name), azimuth: az, distance, isHidden: false })),
  ].sort((a, b) => a.azimuth - b.azimuth)
  const lines = shown.flatMap(({ id, label, lines }) => {
    const named = lines?.some((line) => line.label)
      ? lines.filter((line) => line.label)
      : lines?.length
        ? [{ label, parts: lines.flatMap(({ parts }) => parts) }]
        : []
    return named.map((line, i) => {
      const seen = line.parts.filter((part) => part.visible).flatMap((part) => part.points)
      const all = seen.length > 0 ? seen : line.parts.flatMap((part) => part.points)
      return { id: `${id}-${i}`, name: say(line.label), azimuth: all[Math.floor(all.length / 2)]?.[0] ?? 0, isHidden: seen.length === 0 }
    })
  })
  return [...points, ...lines]
}
