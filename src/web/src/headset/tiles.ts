import {
  BufferAttribute,
  BufferGeometry,
  DoubleSide,
  Group,
  LinearFilter,
  Mesh,
  MeshBasicMaterial,
  NoColorSpace,
  TextureLoader,
  type Vector3,
} from 'three'
import type { SceneCapture } from '../api'
import { poseOf } from '../scene/pose'

/** No headset shows more than this many pixels round. */
const widest = 8192
/** Degrees from where one looks within which tiles are fetched, and how many are kept. */
const [near, most] = [62, 64]
const atOnce = 4
const radius = 90
/** Degrees of a patch between two points of its mesh. */
const fine = 3

interface Tile {
  column: number
  row: number
  /** Its middle, in the picture's own frame. */
  x: number
  y: number
  z: number
  mesh: Mesh<BufferGeometry, MeshBasicMaterial> | null
  state: 'none' | 'coming' | 'there' | 'gone'
}

/** The fine tiles of a still where one looks, over its small picture. */
export class Tiles {
  readonly group = new Group()
  private readonly all: Tile[] = []
  private readonly level: { index: number; columns: number; rows: number } | null
  private coming = 0
  private disposed = false

  constructor(private readonly capture: SceneCapture) {
    const { pan, tilt, roll } = poseOf(capture.pose)
    this.group.rotation.set(tilt, pan, roll, 'YXZ')
    const levels = capture.media.tiles?.levels ?? []
    const index = levels.reduce((best, { width }, i) => (width <= widest && width > (levels[best]?.width ?? 0) ? i : best), -1)
    const chosen = levels[index]
    this.level = chosen ? { index, columns: chosen.columns, rows: chosen.rows } : null
    if (!this.level) return
    const { columns, rows } = this.level
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const [x, y, z] = directionAt((column + 0.5) / columns, (row + 0.5) / rows)
        this.all.push({ column, row, x, y, z, mesh: null, state: 'none' })
      }
  }

  /** Fetches what lies ahead and lets go of what lies farthest behind. @param ahead A unit vector in the picture's own frame */
  look(ahead: Vector3): void {
    const byNearness = this.all
      .map((tile) => ({ tile, cosine: tile.x * ahead.x + tile.y * ahead.y + tile.z * ahead.z }))
      .sort((a, b) => b.cosine - a.cosine)
    const held = byNearness.filter(({ tile }) => tile.state === 'there')
    for (const { tile } of held.slice(most)) this.drop(tile)
    for (const { tile, cosine } of byNearness) {
      if (this.coming >= atOnce || cosine < Math.cos((near * Math.PI) / 180)) break
      if (tile.state === 'none') this.fetch(tile)
    }
  }

  dispose(): void {
    this.disposed = true
    for (const tile of this.all) this.drop(tile)
  }

  private fetch(tile: Tile): void {
    tile.state = 'coming'
    this.coming++
    const { index, columns, rows } = this.level!
    const href = this.capture.media
      .tiles!.href.replace('{level}', `${index}`)
      .replace('{column}', `${tile.column}`)
      .replace('{row}', `${tile.row}`)
    new TextureLoader().loadAsync(href).then(
      (texture) => {
        this.coming--
        if (this.disposed) return texture.dispose()
        texture.colorSpace = NoColorSpace
        texture.minFilter = LinearFilter
        texture.generateMipmaps = false
        tile.mesh = new Mesh(
          patch(tile.column / columns, tile.row / rows, 1 / columns, 1 / rows),
          new MeshBasicMaterial({ map: texture, side: DoubleSide, depthTest: false, depthWrite: false, toneMapped: false }),
        )
        tile.mesh.renderOrder = 1000.5
        tile.state = 'there'
        this.group.add(tile.mesh)
      },
      () => {
        // The small picture stays there.
        this.coming--
        tile.state = 'gone'
      },
    )
  }

  private drop(tile: Tile): void {
    if (tile.mesh) {
      this.group.remove(tile.mesh)
      tile.mesh.geometry.dispose()
      tile.mesh.material.map?.dispose()
      tile.mesh.material.dispose()
      tile.mesh = null
    }
    if (tile.state === 'there') tile.state = 'none'
  }
}

/** The direction of a place of an equirectangular picture, as shares of its width and height from the left top, in its own frame. */
export function directionAt(right: number, down: number): [number, number, number] {
  const [turn, elevation] = [(right - 0.5) * 2 * Math.PI, (0.5 - down) * Math.PI]
  return [-Math.sin(turn) * Math.cos(elevation), Math.sin(elevation), Math.cos(turn) * Math.cos(elevation)]
}

/** A piece of the sphere, as shares of the picture. */
function patch(left: number, top: number, width: number, height: number): BufferGeometry {
  const [across, along] = [Math.ceil((width * 360) / fine), Math.ceil((height * 180) / fine)]
  const [positions, uvs, index]: [number[], number[], number[]] = [[], [], []]
  for (let j = 0; j <= along; j++)
    for (let i = 0; i <= across; i++) {
      const direction = directionAt(left + (width * i) / across, top + (height * j) / along)
      positions.push(...direction.map((each) => each * radius))
      uvs.push(i / across, 1 - j / along)
      if (i === across || j === along) continue
      const at = j * (across + 1) + i
      index.push(at, at + across + 1, at + 1, at + 1, at + across + 1, at + across + 2)
    }
  return new BufferGeometry()
    .setAttribute('position', new BufferAttribute(new Float32Array(positions), 3))
    .setAttribute('uv', new BufferAttribute(new Float32Array(uvs), 2))
    .setIndex(index)
}
