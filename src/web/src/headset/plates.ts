import { CanvasTexture, DoubleSide, Group, LinearFilter, Mesh, MeshBasicMaterial, NoColorSpace, PlaneGeometry, type Raycaster } from 'three'
import { radians } from '../ar/angles'
import { vectorOf } from '../ar/pose'
import { wrapped } from './wrap'

/** Words in a headset, or something to choose there. Degrees. */
export interface Plate {
  id: string
  azimuth: number
  elevation: number
  /** How wide it may become. */
  width: number
  title?: string
  text?: string
  /** What happens when it is chosen; words alone have nothing. */
  act?: () => void
}

/** Metres at which plates stand: where eyes rest without strain. */
const away = 3
/** Pixels of the drawing for a degree: about what headsets show. */
const perDegree = 22
/** Heights of letters and of lines, degrees: what is read without effort. */
const [letter, line, padding, most] = [1.35, 2, 1, 22]
const family = "system-ui, 'Hiragino Sans', 'Noto Sans CJK JP', sans-serif"

interface Standing {
  plate: Plate
  mesh: Mesh<PlaneGeometry, MeshBasicMaterial>
  /** It came up since the last look. */
  isNew: boolean
}

/** Plates round the visitor, each one drawn once. */
export class Plates {
  readonly group = new Group()
  private readonly standing = new Map<string, Standing>()
  private pointed: Standing | null = null

  constructor(private readonly language: string) {}

  /** Puts plates up in place of all that were there. */
  show(plates: readonly Plate[]): void {
    const wanted = new Map(plates.map((plate) => [plate.id, plate]))
    for (const [id, { plate }] of this.standing) if (!same(plate, wanted.get(id))) this.take(id)
    for (const plate of plates) {
      const known = this.standing.get(plate.id)
      if (known) known.plate = plate
      else this.put(plate)
    }
  }

  /** The plate that a ray meets, where it can be chosen. */
  at(ray: Raycaster): Plate | null {
    const meshes = [...this.standing.values()].filter(({ plate }) => plate.act).map(({ mesh }) => mesh)
    const hit = ray.intersectObjects(meshes, false)[0]?.object
    return [...this.standing.values()].find(({ mesh }) => mesh === hit)?.plate ?? null
  }

  /** Whether a plate came up since the last look. */
  isNew(plate: Plate): boolean {
    return this.standing.get(plate.id)?.isNew ?? false
  }

  /** Ends a look. */
  settle(): void {
    for (const each of this.standing.values()) each.isNew = false
  }

  /** Lights the plate that is pointed at. */
  point(plate: Plate | null): void {
    const next = plate ? (this.standing.get(plate.id) ?? null) : null
    if (next === this.pointed) return
    this.pointed?.mesh.material.color.setScalar(1)
    next?.mesh.material.color.setScalar(1.45)
    this.pointed = next
  }

  dispose(): void {
    for (const id of [...this.standing.keys()]) this.take(id)
  }

  private put(plate: Plate): void {
    const { texture, width, height } = draw(plate, this.language)
    const mesh = new Mesh(
      new PlaneGeometry(spanOf(width), spanOf(height)),
      new MeshBasicMaterial({ map: texture, transparent: true, depthTest: false, depthWrite: false, side: DoubleSide, toneMapped: false }),
    )
    mesh.position.copy(vectorOf(plate.azimuth, plate.elevation)).multiplyScalar(away)
    mesh.rotation.set(radians(plate.elevation), -radians(plate.azimuth), 0, 'YXZ')
    mesh.renderOrder = 2000
    this.group.add(mesh)
    this.standing.set(plate.id, { plate, mesh, isNew: true })
  }

  private take(id: string): void {
    const known = this.standing.get(id)
    if (!known) return
    if (this.pointed === known) this.pointed = null
    this.standing.delete(id)
    this.group.remove(known.mesh)
    known.mesh.geometry.dispose()
    known.mesh.material.map?.dispose()
    known.mesh.material.dispose()
  }
}

const spanOf = (degrees: number): number => 2 * away * Math.tan(radians(degrees / 2))

const same = (a: Plate, b: Plate | undefined): boolean =>
  !!b && a.azimuth === b.azimuth && a.elevation === b.elevation && a.width === b.width && a.title === b.title && a.text === b.text

type Line = { part: 'title' | 'text'; piece: string }

const fonts = { title: `600 ${letter * perDegree}px ${family}`, text: `400 ${letter * perDegree}px ${family}` }

/** The lines of a plate, and its size in degrees. */
function linesOf(context: CanvasRenderingContext2D, { title, text, width }: Plate, language: string) {
  const room = (width - 2 * padding) * perDegree
  const measure = (part: Line['part'], piece: string) => {
    context.font = fonts[part]
    return context.measureText(piece).width
  }
  const lines = (['title', 'text'] as const).flatMap((part): Line[] => {
    const words = part === 'title' ? title : text
    return words ? wrapped(words, room, language, (piece) => measure(part, piece)).map((piece) => ({ part, piece })) : []
  })
  const kept = lines.length > most ? [...lines.slice(0, most - 1), { part: 'text' as const, piece: '…' }] : lines
  const widest = Math.max(0, ...kept.map(({ part, piece }) => measure(part, piece)))
  return { lines: kept, width: widest / perDegree + 2 * padding, height: kept.length * line + 1.2 * padding }
}

/** Degrees that a plate takes once it is up. */
export const sizeOf = (plate: Plate, language: string): { width: number; height: number } =>
  linesOf(document.createElement('canvas').getContext('2d')!, plate, language)

function draw(plate: Plate, language: string): { texture: CanvasTexture; width: number; height: number } {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')!
  const { lines, width, height } = linesOf(context, plate, language)
  canvas.width = Math.ceil(width * perDegree)
  canvas.height = Math.ceil(height * perDegree)
  context.beginPath()
  context.roundRect(2, 2, canvas.width - 4, canvas.height - 4, 0.7 * perDegree)
  context.fillStyle = '#14171aeb'
  context.fill()
  context.lineWidth = 2
  context.strokeStyle = plate.act ? '#e2d6b2' : '#ffffff59'
  context.stroke()
  context.textBaseline = 'middle'
  lines.forEach(({ part, piece }, i) => {
    context.font = fonts[part]
    context.fillStyle = part === 'title' ? '#f3ead0' : '#f2efe6'
    context.fillText(piece, padding * perDegree, (padding * 0.6 + (i + 0.5) * line) * perDegree)
  })
  const texture = new CanvasTexture(canvas)
  texture.colorSpace = NoColorSpace
  texture.minFilter = LinearFilter
  texture.generateMipmaps = false
  return { texture, width: canvas.width / perDegree, height: canvas.height / perDegree }
}
