import {
  Group,
  Mesh,
  MeshBasicMaterial,
  NoColorSpace,
  SRGBColorSpace,
  type Material,
  type MeshStandardMaterial,
  Points,
  type WebGLRenderer,
} from 'three'
import { SparkRenderer, SplatFileType, SplatMesh } from '@sparkjsdev/spark'
import type { WalkInMedia } from '../api'
import { radians } from '../ar/angles'

/** Pieces that a device with little memory draws: the first ones hold what fills most of the picture. */
const [fewPieces, mostPieces, littleMemory] = [3, 25, 2]

/**
 * A walk-in record round the lens of its capture: metres, north is -z. Pixels pass as they are, so the renderer's output must be linear.
 */
export class WalkInRecord {
  readonly group = new Group()
  private readonly placed = new Group()
  private readonly spark: SparkRenderer | null = null
  private readonly splats: SplatMesh[] = []
  private readonly stop = new AbortController()

  constructor(
    private readonly media: WalkInMedia,
    renderer: WebGLRenderer,
  ) {
    const { heading, pitch, roll, east, north, up, scale } = media
    this.placed.rotation.order = 'YXZ'
    this.placed.rotation.set(radians(pitch), -radians(heading), -radians(roll))
    this.placed.position.set(east, up, -north)
    this.placed.scale.setScalar(scale)
    this.group.add(this.placed)
    if (!media.pieces) return
    this.spark = new SparkRenderer({ renderer })
    // It takes a linear output for one that is encoded later.
    Object.defineProperty(this.spark.uniforms.encodeLinear, 'value', { get: () => false, set: () => {} })
    this.group.add(this.spark)
  }

  /**
   * Loads it piece by piece.
   * @param progress Told how much of it there is, 0 to 1
   * @throws where not even its first piece could be had
   */
  async load(progress: (share: number) => void): Promise<void> {
    if (this.media.model) return this.loadMesh(this.media.model, progress)
    const memory = (navigator as { deviceMemory?: number }).deviceMemory ?? littleMemory * 2
    const pieces = this.media.pieces!.slice(0, memory <= littleMemory ? fewPieces : mostPieces)
    for (const [i, address] of pieces.entries()) {
      try {
        await this.loadPiece(address)
      } catch (error) {
        if (this.stop.signal.aborted) return
        if (i === 0) throw error
        // The place is there; what is missing are its grains.
        return progress(1)
      }
      if (this.stop.signal.aborted) return
      progress((i + 1) / pieces.length)
    }
  }

  dispose(): void {
    this.stop.abort()
    for (const splats of this.splats) splats.dispose()
    this.spark?.dispose()
    this.placed.traverse((object) => {
      if (!(object instanceof Mesh || object instanceof Points) || object instanceof SplatMesh) return
      object.geometry.dispose()
      for (const material of [object.material].flat() as MeshBasicMaterial[]) {
        material.map?.dispose()
        material.dispose()
      }
    })
  }

  private async fetch(address: string): Promise<ArrayBuffer> {
    const response = await fetch(address, { signal: this.stop.signal })
    if (!response.ok) throw new Error(`${response.status}`)
    return response.arrayBuffer()
  }

  private async loadPiece(address: string): Promise<void> {
    const splats = new SplatMesh({ fileBytes: await this.fetch(address), fileType: SplatFileType.SPZ })
    this.splats.push(splats)
    await splats.initialized
    if (!this.stop.signal.aborted) this.placed.add(splats)
  }

  private async loadMesh(address: string, progress: (share: number) => void): Promise<void> {
    const { GLTFLoader } = await import('three/examples/jsm/loaders/GLTFLoader.js')
    const { scene } = await new GLTFLoader().parseAsync(await this.fetch(address), '')
    scene.traverse((object) => {
      // Light and shadow of the place are in the record: none is added.
      if (object instanceof Mesh) object.material = Array.isArray(object.material) ? object.material.map(unlit) : unlit(object.material)
    })
    if (this.stop.signal.aborted) return
    this.placed.add(scene)
    progress(1)
  }
}

function unlit(material: Material): MeshBasicMaterial {
  const { color, map, side, vertexColors, transparent, opacity, alphaTest } = material as MeshStandardMaterial
  const plain = new MeshBasicMaterial({ map, side, vertexColors, transparent, opacity, alphaTest })
  if (color) {
    const { r, g, b } = color.getRGB(encoded, SRGBColorSpace)
    plain.color.setRGB(r, g, b)
  }
  if (map) map.colorSpace = NoColorSpace
  material.dispose()
  return plain
}

const encoded = { r: 0, g: 0, b: 0 }
