import { Quaternion, Vector3 } from 'three'
import { turnOf } from './angles'
import { vectorOf } from './pose'
import type { Panel } from './view'

/** A corner of the code in the picture: pixels right of and below the middle. */
export interface Corner {
  x: number
  y: number
}

// Left top, right top, right bottom, left bottom, as the code is read.
const square = [
  [-0.5, 0.5],
  [0.5, 0.5],
  [0.5, -0.5],
  [-0.5, -0.5],
] as const

const tooFar = 0.02

/**
 * The heading to add to the gyroscope's azimuths so that the panel faces where it was surveyed to face. Gravity is known from
 * the sensors and the panel's tilt from the survey, so only its turn about the vertical is left: each turn is tried, the
 * panel put where it fits the corners best, and the one that leaves least is taken.
 * @param corners left top, right top, right bottom, left bottom of the code
 * @param focal focal length in pixels of the same picture
 * @param camera how the camera was turned, as the gyroscope has it
 * @returns null where the corners are no such panel
 */
export function headingByPanel(corners: readonly Corner[], focal: number, camera: Quaternion, panel: Panel): number | null {
  const rays = corners.map((corner) => [corner.x / focal, -corner.y / focal] as const)
  const toCamera = camera.clone().invert()
  const misfit = (facing: number): number => {
    const face = vectorOf(facing, panel.tilt)
    // Who stands before a panel has its right side on their right.
    const right = vectorOf(facing - 90, 0).applyQuaternion(toCamera)
    const up = face.clone().applyQuaternion(toCamera).cross(right)
    if (face.clone().applyQuaternion(toCamera).z < 0.05) return Infinity
    return leftOver(rays, right, up)
  }
  const best = least(misfit)
  return best.value < tooFar ? turnOf(panel.facing - best.at) : null
}

function least(of: (facing: number) => number): { at: number; value: number } {
  let best = { at: 0, value: Infinity }
  for (let step = 4, [from, to] = [0, 360] as [number, number]; step > 0.01; step /= 8) {
    for (let at = from; at < to; at += step) {
      const value = of(at)
      if (value < best.value) best = { at, value }
    }
    ;[from, to] = [best.at - step, best.at + step]
  }
  return best
}

/** What is left, relative to the code's size in the picture, when a square with these axes is put where it fits best. */
function leftOver(rays: readonly (readonly [number, number])[], right: Vector3, up: Vector3): number {
  // For each corner p = offset + t must satisfy p.x = -u p.z and p.y = -v p.z (the camera looks along -z): linear in t.
  const normal = [0, 0, 0, 0, 0, 0]
  const side = [0, 0, 0]
  const rows: [number, number, number, number][] = []
  rays.forEach(([u, v], i) => {
    const [a, b] = square[i]!
    const [x, y, z] = [a * right.x + b * up.x, a * right.y + b * up.y, a * right.z + b * up.z]
    rows.push([1, 0, u, -(x + u * z)], [0, 1, v, -(y + v * z)])
  })
  for (const [a, b, c, d] of rows) {
    normal[0]! += a * a
    normal[1]! += a * b
    normal[2]! += a * c
    normal[3]! += b * b
    normal[4]! += b * c
    normal[5]! += c * c
    side[0]! += a * d
    side[1]! += b * d
    side[2]! += c * d
  }
  const t = solve(normal as Six, side as Three)
  if (!t || t[2] > -0.5) return Infinity
  return Math.sqrt(rows.reduce((sum, [a, b, c, d]) => sum + (a * t[0] + b * t[1] + c * t[2] - d) ** 2, 0) / rows.length)
}

type Three = [number, number, number]
type Six = [number, number, number, number, number, number]

/** Solves a symmetric system of three by Cramer's rule; null where it has no one answer. */
function solve([a, b, c, d, e, f]: Six, [x, y, z]: Three): Three | null {
  const [p, q, r] = [d * f - e * e, c * e - b * f, b * e - c * d]
  const determinant = a * p + b * q + c * r
  if (Math.abs(determinant) < 1e-12) return null
  return [
    (x * p + y * q + z * r) / determinant,
    (x * q + y * (a * f - c * c) + z * (b * c - a * e)) / determinant,
    (x * r + y * (b * c - a * e) + z * (a * d - b * b)) / determinant,
  ]
}

/** The middle of several headings, when they agree; null while they do not. */
export function agreed(headings: readonly number[], within: number): number | null {
  const [first] = headings
  if (first === undefined) return null
  const turns = headings.map((heading) => turnOf(heading - first)).sort((a, b) => a - b)
  const middle = turns[Math.floor(turns.length / 2)]!
  const spread = Math.sqrt(turns.reduce((sum, turn) => sum + (turn - middle) ** 2, 0) / turns.length)
  return spread <= within ? turnOf(first + middle) : null
}
