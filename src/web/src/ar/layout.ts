import { radians, turnOf } from './angles'

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

/** Where a label stands: the middle of its box, its lower edge, and which of its edges its leader meets. */
export interface Placed {
  azimuth: number
  bottom: number
  /** Elevation of the leader's end at the box. */
  foot: number
}

/** A label farther from its direction than this is left out: a leader so long says nothing. */
const farthest = 10
/** Where along its box a label may be held by its leader: in the middle first, then near its ends. */
const holds = [0, 0.42, -0.42]

/** Room that is taken, in degrees: an azimuth in its middle, and its lower and upper edge. */
export interface Box {
  azimuth: number
  bottom: number
  top: number
  width: number
}

interface Line {
  azimuth: number
  low: number
  high: number
}

/**
 * A place for each label, so that no label covers another, no leader runs through a label, and no label lies on what another one marks,
 * wherever one looks: the weightiest stay nearest to their directions.
 * @param taken by others already
 * @returns in the order given; null for one that found no room
 */
export function places(labels: readonly Wanting[], taken: readonly Box[] = [], gap = 0.4): (Placed | null)[] {
  const placed = new Array<Placed | null>(labels.length).fill(null)
  const [boxes, lines]: [Box[], Line[]] = [[...taken], []]
  const order = labels.map((_, index) => index).sort((a, b) => labels[b]!.weight - labels[a]!.weight)
  for (const index of order) {
    const label = labels[index]!
    // Azimuths crowd together away from the horizon.
    const narrow = Math.cos(radians(label.elevation))
    const apart = (a: number, b: number) => Math.abs(turnOf(a - b)) * narrow
    const isFree = (box: Box, line: Line) =>
      boxes.every((other) => apart(box.azimuth, other.azimuth) >= (box.width + other.width) / 2 + gap || !overlap(box, other, gap)) &&
      boxes.every((other) => apart(line.azimuth, other.azimuth) >= other.width / 2 + gap / 2 || !crosses(line, other)) &&
      lines.every((other) => apart(box.azimuth, other.azimuth) >= box.width / 2 + gap / 2 || !crosses(other, box)) &&
      labels.every((other) => apart(box.azimuth, other.azimuth) >= box.width / 2 || !covers(box, other))
    let best: { box: Box; line: Line; away: number } | null = null
    for (const hold of holds) {
      const azimuth = label.azimuth + (hold * label.width) / Math.max(0.2, narrow)
      for (const up of [true, false]) {
        for (const level of levels(label, labels, boxes, lines, up, gap)) {
          const away = up ? level - label.elevation : label.elevation - level - label.height
          // The middle is better by a little, and above is better than below.
          const cost = away + (hold === 0 ? 0 : 0.5) + (up ? 0 : 1)
          if (away > farthest || (best && cost >= best.away)) continue
          const box = { azimuth, bottom: level, top: level + label.height, width: label.width }
          const line = up
            ? { azimuth: label.azimuth, low: label.elevation - label.clear, high: level }
            : { azimuth: label.azimuth, low: box.top, high: label.elevation + label.clear }
          if (isFree(box, line)) best = { box, line, away: cost }
        }
      }
    }
    if (!best) continue
    boxes.push(best.box)
    lines.push(best.line)
    const foot = best.box.bottom >= label.elevation ? best.box.bottom : best.box.top
    placed[index] = { azimuth: best.box.azimuth, bottom: best.box.bottom, foot }
  }
  return placed
}

const overlap = (a: Box, b: Box, gap: number): boolean => a.bottom < b.top + gap && a.top > b.bottom - gap

const crosses = (line: Line, box: Box): boolean => line.low < box.top && line.high > box.bottom

/** Whether a box lies over what a label marks. */
const covers = (box: Box, { elevation, clear }: Wanting): boolean => elevation + clear / 2 > box.bottom && elevation - clear / 2 < box.top

/** Lower edges that are worth trying: next to the direction, and next to everything that stands in the way. */
function levels(
  { elevation, clear, height }: Wanting,
  marks: readonly Wanting[],
  boxes: Box[],
  lines: Line[],
  up: boolean,
  gap: number,
): number[] {
  const first = up ? elevation + clear : elevation - clear - height
  const others = up
    ? [...boxes.map((box) => box.top), ...lines.map((line) => line.high), ...marks.map((mark) => mark.elevation + mark.clear)].map(
        (top) => top + gap,
      )
    : [...boxes.map((box) => box.bottom), ...lines.map((line) => line.low), ...marks.map((mark) => mark.elevation - mark.clear)].map(
        (bottom) => bottom - gap - height,
      )
  return [first, ...others.filter((level) => (up ? level > first : level < first))]
}
