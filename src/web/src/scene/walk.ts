import { LinearSRGBColorSpace, PerspectiveCamera, Scene as World, Vector3, WebGLRenderer } from 'three'
import type { SceneCapture } from '../api'
import { azimuthOf, radians } from '../ar/angles'
import { Fade } from './fade'
import { WalkInRecord } from './record'

/** Metres a second: as one walks through a room. */
const speed = 1.4
/** Vertical field of view, degrees; and degrees up and down that one looks at most. */
const [field, steepest] = [66, 85]
/** Seconds between two pictures for which one is moved: after a pause nobody jumps. */
const longest = 0.1

/** Which ways a foot goes: metres ahead and to the right for each second. */
export interface Steps {
  ahead: number
  right: number
}

/** A walk in the record of a capture: it begins at the lens, and stays at the height of the eyes. */
export class Walk {
  steps: Steps = { ahead: 0, right: 0 }
  private readonly renderer: WebGLRenderer
  private readonly world = new World()
  private readonly camera = new PerspectiveCamera(field, 1, 0.02, 5_000)
  private readonly record: WalkInRecord
  private readonly fade = new Fade()
  private readonly resized: ResizeObserver
  private readonly ahead = new Vector3()
  private last = 0
  private wanted = 0

  constructor(
    container: HTMLElement,
    private readonly capture: SceneCapture,
    private azimuth: number,
    private elevation: number,
  ) {
    this.renderer = new WebGLRenderer({ powerPreference: 'high-performance' })
    this.renderer.outputColorSpace = LinearSRGBColorSpace
    container.append(this.renderer.domElement)
    this.record = new WalkInRecord(capture.media.walkIn!, this.renderer)
    // What is looked up in pictures has north the other way.
    this.fade.mesh.rotation.y = Math.PI
    this.world.add(this.record.group, this.fade.mesh)
    this.resized = new ResizeObserver(() => this.fit(container))
    this.resized.observe(container)
    this.fit(container)
    this.renderer.setAnimationLoop((now) => this.draw(now))
  }

  /** @throws where the record could not be had */
  load(progress: (share: number) => void): Promise<void> {
    return this.record.load(progress)
  }

  /** Where one looks, degrees. */
  get gaze(): { azimuth: number; elevation: number } {
    return { azimuth: this.azimuth, elevation: this.elevation }
  }

  /** Metres east and north of the lens. */
  get place(): { east: number; north: number } {
    return { east: this.camera.position.x, north: -this.camera.position.z }
  }

  turn(right: number, up: number): void {
    this.azimuth = azimuthOf(this.azimuth + right)
    this.elevation = Math.min(steepest, Math.max(-steepest, this.elevation + up))
  }

  /** Lays another moment's picture over the record: share 0 shows the record alone, 1 the picture alone. */
  async cover(other: SceneCapture | null, share: number): Promise<void> {
    const call = ++this.wanted
    if (!other || share === 0) return this.fade.hide()
    await this.fade.show(other, other, 0)
    if (call === this.wanted) this.fade.opacity = share
  }

  destroy(): void {
    this.wanted++
    this.renderer.setAnimationLoop(null)
    this.resized.disconnect()
    this.fade.dispose()
    this.record.dispose()
    this.renderer.dispose()
    // A browser has few of them, and the panorama needs its own.
    this.renderer.forceContextLoss()
    this.renderer.domElement.remove()
  }

  private fit({ clientWidth: width, clientHeight: height }: HTMLElement): void {
    if (!width || !height) return
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 1.5))
    this.renderer.setSize(width, height)
    this.camera.aspect = width / height
    this.camera.updateProjectionMatrix()
  }

  private draw(now: number): void {
    const seconds = Math.min(longest, (now - this.last) / 1000)
    this.last = now
    const [azimuth, elevation] = [radians(this.azimuth), radians(this.elevation)]
    const level = Math.cos(elevation)
    this.ahead.set(Math.sin(azimuth) * level, Math.sin(elevation), -Math.cos(azimuth) * level)
    step(this.camera.position, this.azimuth, this.steps, seconds * speed, this.capture.media.walkIn!.reach)
    this.camera.lookAt(this.ahead.add(this.camera.position))
    this.fade.mesh.position.copy(this.camera.position)
    this.renderer.render(this.world, this.camera)
  }
}

/** Goes on from a place, on the level, as far as one may walk. North is -z. */
export function step(place: Vector3, azimuth: number, { ahead, right }: Steps, metres: number, reach: number): void {
  const length = Math.hypot(ahead, right)
  if (length === 0) return
  const [sin, cos] = [Math.sin(radians(azimuth)), Math.cos(radians(azimuth))]
  const share = metres / Math.max(1, length)
  place.x += share * (ahead * sin + right * cos)
  place.z += share * (right * sin - ahead * cos)
  const away = Math.hypot(place.x, place.z)
  if (away > reach) place.multiplyScalar(reach / away)
}
