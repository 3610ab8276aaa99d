import { azimuthOf, degrees, radians } from './angles'
import { beside, type Offset } from './position'
import type { Point, View, ViewOverlay } from './view'

/**
 * The view of somebody who stands some metres beside its eye: each point keeps its place on the earth and gets another direction. So the
 * server need not be told, nor asked, at each step. What hills hide stays as it was.
 */
export function shifted(view: View, by: Offset): View {
  if (by.east === 0 && by.north === 0) return view
  return {
    ...view,
    eye: { ...view.eye, ...beside(view.eye, by) },
    overlays: view.overlays.map((overlay) => moved(overlay, by)),
    labels: view.labels.map((overlay) => moved(overlay, by)),
    summits: view.summits.map((summit) => {
      const [az, el, distance] = seen([summit.az, summit.el, summit.distance], by)
      return { ...summit, az, el, distance }
    }),
  }
}

function moved(overlay: ViewOverlay, by: Offset): ViewOverlay {
  const other = { ...overlay }
  if (overlay.az !== undefined && overlay.el !== undefined && overlay.distance !== undefined)
    [other.az, other.el, other.distance] = seen([overlay.az, overlay.el, overlay.distance], by)
  if (overlay.corners) other.corners = overlay.corners.map((corner) => seen(corner, by))
  if (overlay.lines)
    other.lines = overlay.lines.map((line) => ({
      ...line,
      parts: line.parts.map((part) => ({ ...part, points: part.points.map((point) => seen(point, by)) })),
    }))
  return other
}

/** A point as it is seen from beside the eye. */
export function seen([azimuth, elevation, distance]: Point, { east, north }: Offset): Point {
  const level = distance * Math.cos(radians(elevation))
  const [x, y] = [level * Math.sin(radians(azimuth)) - east, level * Math.cos(radians(azimuth)) - north]
  const [across, up] = [Math.hypot(x, y), distance * Math.sin(radians(elevation))]
  return [azimuthOf(degrees(Math.atan2(x, y))), degrees(Math.atan2(up, across)), Math.hypot(across, up)]
}
