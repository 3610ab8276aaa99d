import { Group, PerspectiveCamera, Quaternion, Scene, Vector3, WebGLRenderer } from 'three'
import { degrees, radians, turnOf } from './angles'
import { focalOnPage } from './field'
import type { North } from './north'
import type { Sensed } from './orientation'
import { Overlays, type Shown } from './overlays'
import { aligned, bearingOf, directionOf } from './pose'
import { Models } from './models'
import type { View } from './view'

const nearPlane = 0.1
const farPlane = 200_000

/** The overlays over the camera's picture: turned by the gyroscope, drawn only when something moved. */
export class ArStage {
  readonly scene = new Scene()
  /** All that is drawn, with north along -z. */
  readonly world = new Group()
  readonly camera = new PerspectiveCamera(60, 1, nearPlane, farPlane)
  readonly renderer: WebGLRenderer
  overlays: Overlays
  private models: Models
  /** How the camera is turned as the gyroscope has it, from an unknown north. */
  readonly relative = new Quaternion()
  private readonly ray = new Vector3()
  private shown: Shown | null = null
  private strength: number | null = null
  private size = { width: 1, height: 1 }
  private dirty = true
  private frame = 0
  /** Focal length in pixels of the page. */
  focal = 1

  constructor(
    canvas: HTMLCanvasElement,
    private readonly video: HTMLVideoElement,
    private view: View,
    readonly north: North,
  ) {
    this.renderer = new WebGLRenderer({ canvas, alpha: true, antialias: true })
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2))
    this.overlays = new Overlays(view, this.touch)
    this.models = new Models(view, this.touch)
    this.world.add(this.overlays.group, this.models.group)
    this.scene.add(this.world)
    this.loop()
  }

  readonly touch = (): void => {
    this.dirty = true
  }

  /** Fits the drawing to the page, and its field of view to that of the video. */
  resize(): void {
    this.size = { width: innerWidth, height: innerHeight }
    const video = this.video.videoWidth > 0 ? { width: this.video.videoWidth, height: this.video.videoHeight } : this.size
    this.focal = focalOnPage(this.north.field, video, this.size)
    this.camera.aspect = this.size.width / this.size.height
    this.camera.fov = 2 * degrees(Math.atan(this.size.height / 2 / this.focal))
    this.camera.updateProjectionMatrix()
    this.renderer.setSize(this.size.width, this.size.height, false)
    if (this.shown) this.show(this.shown)
  }

  show(shown: Shown): void {
    this.shown = shown
    this.overlays.show(shown, this.focal * radians(1), this.size)
    if (this.strength !== null) this.overlays.fade(this.strength)
    this.models.show(shown.moment)
  }

  /** Sets how strongly pictures lie over the view, 0 to 1. */
  fade(strength: number): void {
    this.strength = strength
    this.overlays.fade(strength)
  }

  /**
   * Draws another view of the same scene; the camera and north stay. Where it holds the same things, as after a step, nothing is loaded
   * again; another language or a correction brings others.
   */
  see(view: View): void {
    if (view === this.view) return
    const isSame = sameThings(view, this.view)
    this.view = view
    if (isSame) {
      this.overlays.move(view)
      this.models.move(view)
    } else {
      this.world.remove(this.overlays.group, this.models.group)
      this.overlays.dispose()
      this.models.dispose()
      this.overlays = new Overlays(view, this.touch)
      this.models = new Models(view, this.touch)
      this.world.add(this.overlays.group, this.models.group)
    }
    if (this.shown) this.show(this.shown)
  }

  sensed(sensed: Sensed): void {
    this.relative.copy(sensed.camera)
    this.dirty = true
  }

  /** Azimuth of the middle of the view as the gyroscope has it. */
  get bearing(): number {
    return bearingOf(this.ray.set(0, 0, -1).applyQuaternion(this.relative))
  }

  /** The true direction of a pixel of the page. */
  directionAt(x: number, y: number): { azimuth: number; elevation: number } {
    this.turn()
    return directionOf(this.ray.set(x - this.size.width / 2, this.size.height / 2 - y, -this.focal).applyQuaternion(this.camera.quaternion))
  }

  /** The pixel of the page at which a true direction appears; null behind the camera. */
  pixelOf(direction: Vector3): { x: number; y: number } | null {
    this.turn()
    this.ray.copy(direction).applyQuaternion(this.camera.quaternion.clone().invert())
    if (this.ray.z >= -1e-6) return null
    return {
      x: this.size.width / 2 - (this.ray.x / this.ray.z) * this.focal,
      y: this.size.height / 2 + (this.ray.y / this.ray.z) * this.focal,
    }
  }

  /** Drags what is drawn from one pixel to another: it follows the finger. */
  drag(from: { x: number; y: number }, to: { x: number; y: number }): void {
    const [a, b] = [this.directionAt(from.x, from.y), this.directionAt(to.x, to.y)]
    this.north.set('you', this.north.heading - turnOf(b.azimuth - a.azimuth), this.north.pitch - (b.elevation - a.elevation))
    this.dirty = true
  }

  destroy(): void {
    cancelAnimationFrame(this.frame)
    this.renderer.setAnimationLoop(null)
    this.overlays.dispose()
    this.models.dispose()
    this.renderer.dispose()
  }

  private turn(): void {
    aligned(this.relative, this.north.heading, this.north.pitch, this.camera.quaternion)
  }

  private readonly loop = (): void => {
    this.frame = requestAnimationFrame(this.loop)
    if (!this.dirty || this.renderer.xr.isPresenting) return
    this.dirty = false
    this.turn()
    this.renderer.render(this.scene, this.camera)
  }
}

/** True when two views show the same overlays from the same files, from wherever they are seen. */
const sameThings = (a: View, b: View): boolean =>
  a.overlays.length === b.overlays.length && a.overlays.every(({ id, href }, i) => id === b.overlays[i]!.id && href === b.overlays[i]!.href)
