import { BufferAttribute, BufferGeometry, type Vector3 } from 'three'
import { radians, turnOf } from './angles'
import type { Written } from './atlas'
import { vectorOf } from './pose'
import type { Point } from './view'

/** Everything is drawn on a sphere of this radius round the eye; only directions count. */
const radius = 5

export const onSphere = (azimuth: number, elevation: number): Vector3 => vectorOf(azimuth, elevation).multiplyScalar(radius)

export function segments(points: readonly Point[]): Vector3[] {
  const ends: Vector3[] = []
  for (let i = 0; i + 1 < points.length; i++) {
    const [a, b] = [points[i]!, points[i + 1]!]
    // Long straight stretches follow the sphere.
    const turn = turnOf(b[0] - a[0])
    const pieces = Math.max(1, Math.ceil(Math.max(Math.abs(turn), Math.abs(b[1] - a[1])) / 2))
    for (let k = 0; k < pieces; k++) {
      ends.push(
        onSphere(a[0] + (turn * k) / pieces, a[1] + ((b[1] - a[1]) * k) / pieces),
        onSphere(a[0] + (turn * (k + 1)) / pieces, a[1] + ((b[1] - a[1]) * (k + 1)) / pieces),
      )
    }
  }
  return ends
}

/** A thin cross round a direction, open in the middle. */
export function cross({ azimuth, elevation }: { azimuth: number; elevation: number }): Vector3[] {
  const [inner, outer] = [0.25, 0.8]
  const across = 1 / Math.max(0.2, Math.cos(radians(elevation)))
  return [
    [
      [azimuth - outer * across, elevation],
      [azimuth - inner * across, elevation],
    ],
    [
      [azimuth + inner * across, elevation],
      [azimuth + outer * across, elevation],
    ],
    [
      [azimuth, elevation - outer],
      [azimuth, elevation - inner],
    ],
    [
      [azimuth, elevation + inner],
      [azimuth, elevation + outer],
    ],
  ].flatMap(([from, to]) => [onSphere(from![0]!, from![1]!), onSphere(to![0]!, to![1]!)])
}

/** A flat piece that faces the eye: its direction and size in degrees, and its part of the texture. */
export interface Quad {
  azimuth: number
  elevation: number
  width: number
  height: number
  texture: Written
}

export function quads(all: readonly Quad[]): BufferGeometry {
  const [positions, uvs, index]: [number[], number[], number[]] = [[], [], []]
  for (const { azimuth, elevation, width, height, texture } of all) {
    const first = positions.length / 3
    const middle = onSphere(azimuth, elevation)
    const right = vectorOf(azimuth + 90, 0).multiplyScalar(radius * Math.tan(radians(width / 2)))
    const up = vectorOf(azimuth, elevation + 90).multiplyScalar(radius * Math.tan(radians(height / 2)))
    for (const [x, y] of [
      [-1, 1],
      [1, 1],
      [1, -1],
      [-1, -1],
    ] as const) {
      positions.push(middle.x + x * right.x + y * up.x, middle.y + x * right.y + y * up.y, middle.z + x * right.z + y * up.z)
      uvs.push(x < 0 ? texture.left : texture.right, y > 0 ? texture.top : texture.bottom)
    }
    index.push(first, first + 1, first + 2, first, first + 2, first + 3)
  }
  return geometryOf(positions, uvs, index)
}

export function band(bottom: number, top: number): BufferGeometry {
  const [columns, rows] = [180, 20]
  const [positions, uvs, index]: [number[], number[], number[]] = [[], [], []]
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++) {
      positions.push(...onSphere((column / columns) * 360, bottom + (row / rows) * (top - bottom)).toArray())
      uvs.push(column / columns, row / rows)
      if (row === rows || column === columns) continue
      const at = row * (columns + 1) + column
      index.push(at, at + 1, at + columns + 1, at + 1, at + columns + 2, at + columns + 1)
    }
  }
  return geometryOf(positions, uvs, index)
}

export function picture(corners: readonly Point[]): BufferGeometry {
  return geometryOf(
    corners.flatMap(([azimuth, elevation]) => onSphere(azimuth, elevation).toArray()),
    [0, 1, 1, 1, 1, 0, 0, 0],
    [0, 1, 2, 0, 2, 3],
  )
}

function geometryOf(positions: number[], uvs: number[], index: number[]): BufferGeometry {
  return new BufferGeometry()
    .setAttribute('position', new BufferAttribute(new Float32Array(positions), 3))
    .setAttribute('uv', new BufferAttribute(new Float32Array(uvs), 2))
    .setIndex(index)
}
