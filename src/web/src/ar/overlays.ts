import {
  type BufferGeometry,
  DoubleSide,
  Group,
  Mesh,
  MeshBasicMaterial,
  NoColorSpace,
  TextureLoader,
  type Texture,
  type Vector3,
} from 'three'
import { LineMaterial } from 'three/examples/jsm/lines/LineMaterial.js'
import { LineSegments2 } from 'three/examples/jsm/lines/LineSegments2.js'
import { LineSegmentsGeometry } from 'three/examples/jsm/lines/LineSegmentsGeometry.js'
import { radians, turnOf } from './angles'
import { writeAll, type Written } from './atlas'
import { labelsOf, type Label } from './labels'
import { places, type Box, type Placed } from './layout'
import { band, cross, onSphere, picture, quads, segments } from './shapes'
import { isShown, type Point, type View } from './view'

const styles = {
  skyline: { color: 0xffffff, opacity: 0.75, linewidth: 1.5, dashed: false },
  rings: { color: 0xe2d6b2, opacity: 0.95, linewidth: 2.5, dashed: false },
  ringsHidden: { color: 0xe2d6b2, opacity: 0.35, linewidth: 1.5, dashed: true },
  area: { color: 0xd98c6a, opacity: 0.9, linewidth: 2, dashed: false },
  areaHidden: { color: 0xd98c6a, opacity: 0.3, linewidth: 1.5, dashed: true },
  leaders: { color: 0xffffff, opacity: 0.5, linewidth: 1, dashed: false },
  marks: { color: 0xf3ead0, opacity: 1, linewidth: 2, dashed: false },
} as const
type Style = keyof typeof styles

/** What may be shown or not, beside the timeline. */
export interface Shown {
  moment: string | null
  skyline: boolean
  /** Names of everything, or of lines alone where the page names the rest itself. */
  labels: 'all' | 'lines'
  /** Words put beside what a hill hides. */
  hidden: string
  /** Where the page itself has put names. */
  taken?: readonly Box[]
}

/** A label that found room: where it stands and its size in degrees, and its part of the texture. */
type Standing = Label & { at: Placed; width: number; height: number; texture: Written }

/** A view's overlays as three.js objects: a handful of draw calls, built anew only when what is shown changes. */
export class Overlays {
  readonly group = new Group()
  /** The labels that are up, with where each stands, for taps. */
  standing: Standing[] = []
  private readonly lines = new Map<Style, LineSegments2>()
  private words: Mesh<BufferGeometry, MeshBasicMaterial> | null = null
  private ground: Mesh<BufferGeometry, MeshBasicMaterial> | null = null
  private groundOf = ''
  private groundAt: string | null = null
  private readonly pictures = new Map<string, Mesh<BufferGeometry, MeshBasicMaterial>>()

  constructor(
    private view: View,
    private readonly changed: () => void,
  ) {}

  /** Takes the same overlays as they are seen from beside: nothing is loaded again, and `show` draws them. */
  move(view: View): void {
    this.view = view
    for (const overlay of view.overlays) {
      const mesh = this.pictures.get(overlay.id)
      if (!mesh || !overlay.corners) continue
      mesh.geometry.dispose()
      mesh.geometry = picture(overlay.corners)
    }
  }

  /** @param pixelsPerDegree of the page, in the middle of the view */
  show(shown: Shown, pixelsPerDegree: number, size: { width: number; height: number }): void {
    const moment = shown.moment
    const parts = (kind: 'rings' | 'area', visible: boolean) =>
      this.view.overlays
        .filter((overlay) => overlay.kind === kind && isShown(overlay, moment))
        .flatMap((overlay) => overlay.lines ?? [])
        .flatMap((line) => line.parts)
        .filter((part) => part.visible === visible)
        .map((part) => part.points)
    this.draw('rings', parts('rings', true).flatMap(segments), size)
    this.draw('ringsHidden', parts('rings', false).flatMap(segments), size)
    this.draw('area', parts('area', true).flatMap(segments), size)
    this.draw('areaHidden', parts('area', false).flatMap(segments), size)
    const { skyline } = this.view
    const edge: Point[] =
      shown.skyline && skyline ? [...skyline.elevation, skyline.elevation[0]!].map((elevation, i) => [i * skyline.step, elevation, 0]) : []
    this.draw('skyline', segments(edge), size)
    this.write(shown, pixelsPerDegree, size)
    this.paint(moment)
    this.hang(moment)
    this.changed()
  }

  /** Sets how strongly pictures lie over the view, 0 to 1. */
  fade(opacity: number): void {
    for (const mesh of this.pictures.values()) mesh.material.opacity = opacity
    this.changed()
  }

  /** The label at a direction, if one stands there. */
  at(azimuth: number, elevation: number): Label | null {
    return (
      this.standing.find(
        (label) =>
          Math.abs(turnOf(azimuth - label.at.azimuth)) * Math.cos(radians(elevation)) < label.width / 2 &&
          elevation > label.at.bottom &&
          elevation < label.at.bottom + label.height,
      ) ?? null
    )
  }

  dispose(): void {
    this.group.traverse((object) => {
      if (!(object instanceof Mesh)) return
      object.geometry.dispose()
      object.material.map?.dispose()
      object.material.dispose()
    })
  }

  private draw(style: Style, ends: Vector3[], size: { width: number; height: number }): void {
    let line = this.lines.get(style)
    if (!line) {
      line = new LineSegments2(
        new LineSegmentsGeometry(),
        new LineMaterial({ ...styles[style], transparent: true, depthTest: false, depthWrite: false, dashSize: 0.03, gapSize: 0.03 }),
      )
      line.renderOrder = 1010 + [...Object.keys(styles)].indexOf(style)
      line.frustumCulled = false
      this.lines.set(style, line)
      this.group.add(line)
    }
    line.visible = ends.length > 0
    line.material.resolution.set(size.width, size.height)
    if (!line.visible) return
    line.geometry.dispose()
    line.geometry = new LineSegmentsGeometry().setPositions(ends.flatMap(({ x, y, z }) => [x, y, z]))
    if (styles[style].dashed) line.computeLineDistances()
  }

  private write(shown: Shown, pixelsPerDegree: number, size: { width: number; height: number }): void {
    if (this.words) {
      this.group.remove(this.words)
      this.words.material.map?.dispose()
      this.words.material.dispose()
      this.words.geometry.dispose()
      this.words = null
    }
    const all = labelsOf(this.view, shown.moment, shown.hidden)
    this.draw('marks', all.filter((label) => label.kind === 'marker').flatMap(cross), size)
    const labels = shown.labels === 'all' ? all : all.filter((label) => label.kind === 'line')
    const { texture, written } = writeAll(labels, Math.min(devicePixelRatio, 2))
    const sizes = written.map(({ width, height }) => ({ width: width / pixelsPerDegree, height: height / pixelsPerDegree }))
    const placed = places(
      labels.map((label, i) => ({ ...label, ...sizes[i]! })),
      shown.taken,
    )
    this.standing = labels.flatMap((label, i) => (placed[i] ? [{ ...label, ...sizes[i]!, texture: written[i]!, at: placed[i] }] : []))
    this.draw(
      'leaders',
      this.standing.flatMap(({ azimuth, elevation, at }) => [onSphere(azimuth, elevation), onSphere(azimuth, at.foot)]),
      size,
    )
    if (this.standing.length === 0) return texture.dispose()
    this.words = new Mesh(
      quads(
        this.standing.map(({ at, width, height, texture }) => ({
          azimuth: at.azimuth,
          elevation: at.bottom + height / 2,
          width,
          height,
          texture,
        })),
      ),
      new MeshBasicMaterial({
        map: texture,
        transparent: true,
        depthTest: false,
        depthWrite: false,
        side: DoubleSide,
        forceSinglePass: true,
        toneMapped: false,
      }),
    )
    this.words.renderOrder = 1030
    this.words.frustumCulled = false
    this.group.add(this.words)
  }

  /** The tinted ground, as the server painted it for the moment. */
  private paint(moment: string | null): void {
    const { raster } = this.view
    const wanted =
      raster && this.view.overlays.some((overlay) => ['exposure', 'area', 'map'].includes(overlay.kind) && isShown(overlay, moment))
        ? raster.href + (moment ? `&at=${encodeURIComponent(moment)}` : '')
        : ''
    if (wanted === this.groundOf) return
    // After a step the ground as it was stays until the next one is there; at another moment it would be wrong.
    if (this.ground && (!wanted || moment !== this.groundAt)) this.ground.visible = false
    ;[this.groundOf, this.groundAt] = [wanted, moment]
    if (!raster || !wanted) return
    load(wanted, (texture) => {
      if (this.groundOf !== wanted) return texture.dispose()
      this.ground ??= this.layGround(raster.elevation as [number, number])
      this.ground.material.map?.dispose()
      this.ground.material.map = texture
      this.ground.material.needsUpdate = true
      this.ground.visible = true
      this.changed()
    })
  }

  private layGround([bottom, top]: [number, number]): Mesh<BufferGeometry, MeshBasicMaterial> {
    const ground = new Mesh(
      band(bottom, top),
      new MeshBasicMaterial({
        transparent: true,
        depthTest: false,
        depthWrite: false,
        side: DoubleSide,
        forceSinglePass: true,
        toneMapped: false,
      }),
    )
    ground.renderOrder = 1001
    ground.frustumCulled = false
    this.group.add(ground)
    return ground
  }

  /** Pictures placed by their four corners. */
  private hang(moment: string | null): void {
    for (const overlay of this.view.overlays) {
      if (overlay.kind !== 'photo' || !overlay.href || !overlay.corners) continue
      let mesh = this.pictures.get(overlay.id)
      if (!mesh) {
        mesh = new Mesh(
          picture(overlay.corners),
          new MeshBasicMaterial({
            transparent: true,
            opacity: 0.85,
            depthTest: false,
            depthWrite: false,
            side: DoubleSide,
            forceSinglePass: true,
            toneMapped: false,
          }),
        )
        mesh.renderOrder = 1005
        this.pictures.set(overlay.id, mesh)
        this.group.add(mesh)
        const material = mesh.material
        load(overlay.href, (texture) => {
          material.map = texture
          material.needsUpdate = true
          this.changed()
        })
      }
      mesh.visible = isShown(overlay, moment)
    }
  }
}

function load(href: string, done: (texture: Texture) => void): void {
  new TextureLoader().load(href, (texture) => {
    texture.colorSpace = NoColorSpace
    done(texture)
  })
}
