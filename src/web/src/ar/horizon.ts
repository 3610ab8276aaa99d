import { degrees, radians } from './angles'

/** A picture of the camera in grey, row by row from above, and how the camera was turned when it was taken. */
export interface Look {
  grey: Uint8Array
  width: number
  height: number
  /** Focal length in pixels of this picture, as far as it is known. */
  focal: number
  /** A quaternion x, y, z, w that turns the camera's directions into the world's, whose north is not known. */
  camera: readonly [number, number, number, number]
}

/** Where sky meets ground: pixels right of the picture's middle and above it. */
export interface Edge {
  x: number
  y: number
}

/** Degrees from column to column and from row to row in which the picture is looked through. */
const step = 0.25
/** Degrees to each side of the camera's middle that are looked through, and above and below it. */
const [aside, upwards] = [40, 34]
/** Grey levels by which sky and ground must differ. */
const least = 9
/** What a step of one row from column to column costs, in grey levels, and how many rows a line may climb at once. */
const [stepCost, farthestStep] = [2.5, 7]
/** How much of the unrest above an edge counts against it: clouds less than leaves. */
const unrestShare = 0.12

const columns = (2 * aside) / step
const rows = (2 * upwards) / step

type Vector = [number, number, number]

/** A vector turned by a quaternion, or by its inverse. */
function turned([x, y, z]: Vector, [qx, qy, qz, w]: Look['camera'], sign: 1 | -1): Vector {
  const [a, b, c] = [sign * qx, sign * qy, sign * qz]
  const [tx, ty, tz] = [2 * (b * z - c * y), 2 * (c * x - a * z), 2 * (a * y - b * x)]
  return [x + w * tx + b * tz - c * ty, y + w * ty + c * tx - a * tz, z + w * tz + a * ty - b * tx]
}

/** The direction of a pixel, degrees, from the north that the gyroscope has. */
export function directionOf({ x, y }: Edge, focal: number, camera: Look['camera']): { azimuth: number; elevation: number } {
  const [east, up, south] = turned([x, y, -focal], camera, 1)
  return { azimuth: degrees(Math.atan2(east, -south)), elevation: degrees(Math.atan2(up, Math.hypot(east, south))) }
}

/**
 * The line between sky and ground: in each upright column the strongest edge with calm sky above it, as one path from side to side
 * (dynamic programming), so that a bird does not break the line. The picture is looked through level, however the phone is held.
 */
export function horizonIn(look: Look): Edge[] {
  const { levels, places } = level(look)
  const edges = new Float32Array(columns * rows)
  const strengths = new Float32Array(columns * rows)
  for (let column = 0; column < columns; column++) {
    let unrest = 0
    for (let row = 2; row < rows - 2; row++) {
      const at = column * rows + row
      const [above, below] = [mean(levels, at - 2), mean(levels, at + 1)]
      if (Number.isNaN(above) || Number.isNaN(below)) continue
      strengths[at] = Math.abs(above - below)
      edges[at] = strengths[at]! - unrestShare * unrest
      unrest += Math.max(0, Math.abs(levels[at]! - levels[at - 1]!) - 2)
    }
  }
  return bestPath(edges).flatMap((row, column) => {
    const at = column * rows + row
    return strengths[at]! >= least ? [{ x: places[2 * at]!, y: places[2 * at + 1]! }] : []
  })
}

const mean = (levels: Float32Array, at: number): number => (levels[at]! + levels[at + 1]!) / 2

/** The picture's grey levels by azimuth and elevation, column by column; NaN beyond its edges. And the pixel of each. */
function level({ grey, width, height, focal, camera }: Look): { levels: Float32Array; places: Float32Array } {
  const middle = directionOf({ x: 0, y: 0 }, focal, camera)
  const levels = new Float32Array(columns * rows).fill(NaN)
  const places = new Float32Array(2 * columns * rows)
  for (let column = 0; column < columns; column++) {
    const azimuth = radians(middle.azimuth - aside + (column + 0.5) * step)
    for (let row = 0; row < rows; row++) {
      const elevation = radians(middle.elevation + upwards - (row + 0.5) * step)
      const across = Math.cos(elevation)
      const seen = turned([Math.sin(azimuth) * across, Math.sin(elevation), -Math.cos(azimuth) * across], camera, -1)
      if (seen[2] > -0.1) continue
      const [x, y] = [(-seen[0] / seen[2]) * focal, (-seen[1] / seen[2]) * focal]
      const [left, top] = [x + width / 2 - 0.5, height / 2 - y - 0.5]
      const [i, j] = [Math.floor(left), Math.floor(top)]
      if (i < 0 || j < 0 || i > width - 2 || j > height - 2) continue
      const [u, v] = [left - i, top - j]
      const from = j * width + i
      const upper = grey[from]! * (1 - u) + grey[from + 1]! * u
      const lower = grey[from + width]! * (1 - u) + grey[from + width + 1]! * u
      const at = column * rows + row
      levels[at] = upper * (1 - v) + lower * v
      places[2 * at] = x
      places[2 * at + 1] = y
    }
  }
  return { levels, places }
}

/** The row of each column along the path whose edges are strongest. */
function bestPath(edges: Float32Array): number[] {
  const from = new Uint16Array(columns * rows)
  let sums = edges.slice(0, rows)
  for (let column = 1; column < columns; column++) {
    const next = new Float32Array(rows)
    for (let row = 0; row < rows; row++) {
      let [best, where] = [-Infinity, row]
      for (let other = Math.max(0, row - farthestStep); other <= Math.min(rows - 1, row + farthestStep); other++) {
        const value = sums[other]! - stepCost * Math.abs(other - row)
        if (value > best) [best, where] = [value, other]
      }
      next[row] = best + edges[column * rows + row]!
      from[column * rows + row] = where
    }
    sums = next
  }
  const path: number[] = [sums.indexOf(Math.max(...sums))]
  for (let column = columns - 1; column > 0; column--) path.unshift(from[column * rows + path[0]!]!)
  return path
}
