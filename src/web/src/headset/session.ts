import { LinearSRGBColorSpace, PerspectiveCamera, Scene as World, Vector3, WebGLRenderer } from 'three'
import { api, Problem, say, type Scene } from '../api'
import { azimuthOf, radians } from '../ar/angles'
import { measure } from '../ar/eyes'
import { bearingOf } from '../ar/pose'
import type { View } from '../ar/view'
import { i18n } from '../i18n/language.svelte'
import { yearOf } from '../scene/capture'
import { Pointer } from './pointer'
import { Room } from './room'

/** A look through a headset. */
export interface HeadsetSession {
  end: () => void
  /** Takes the view over the first scene's picture, where it comes after it. */
  see: (view: View) => void
}

/** What is shown first. */
export interface Beginning {
  scene: Scene
  view: View | null
  /** Overlays lie over the picture. */
  laid: boolean
  /** Which moment of the scene. */
  position: number
}

/**
 * Shows a scene in a headset until it is left there, here or by the headset's own button. Must be called on a tap.
 * @param ended Called with the scene that was looked at last, once everything is put away
 */
export async function enter({ scene, view, laid, position }: Beginning, ended: (scene: string) => void): Promise<HeadsetSession> {
  const session = await navigator.xr!.requestSession('immersive-vr', { optionalFeatures: ['hand-tracking'] })
  try {
    const headset = new Headset(session, scene.id, ended)
    headset.put(scene, view, position, laid)
    await headset.begin()
    return headset
  } catch (error) {
    await session.end().catch(() => {})
    throw error
  }
}

class Headset implements HeadsetSession {
  private readonly renderer = new WebGLRenderer({ antialias: true })
  private readonly world = new World()
  private readonly camera = new PerspectiveCamera(75, 1, 0.05, 200_000)
  private readonly head = new Vector3()
  private readonly ahead = new Vector3()
  /** How far the room's north is turned from where the headset began, degrees; null until the head is known. */
  private north: number | null = null
  /** The same for the picture before: who turns at once turns where they stand. */
  private turned = 0
  private room: Room | null = null
  private pointer: Pointer | null = null
  private left = false
  /** Counts the ways that were taken: a slow answer does not overtake a later one. */
  private going = 0

  constructor(
    private readonly session: XRSession,
    private readonly first: string,
    private readonly ended: (scene: string) => void,
  ) {
    this.renderer.outputColorSpace = LinearSRGBColorSpace
    this.renderer.xr.enabled = true
    this.renderer.xr.setReferenceSpaceType('local')
    session.addEventListener('end', () => this.leave())
  }

  async begin(): Promise<void> {
    await this.renderer.xr.setSession(this.session)
    if (!this.left) this.renderer.setAnimationLoop((now) => this.draw(now))
  }

  readonly end = (): void => void this.session.end().catch(() => {})

  see(view: View): void {
    if (this.room?.scene.id === this.first) this.room.see(view)
  }

  put(scene: Scene, view: View | null, position: number, laid: boolean): void {
    const ways = { leave: this.end, go: (id: string, read: boolean) => void this.go(id, read) }
    const room = new Room(scene, view, position, i18n.words!, i18n.language, ways, this.renderer, laid)
    const pointer = new Pointer(this.renderer, room.plates, (degrees) => (this.north = (this.north ?? 0) + degrees), this.pointer)
    this.take()
    ;[this.room, this.pointer, this.north] = [room, pointer, null]
    this.world.add(room.group, room.ground, pointer.group, ...pointer.objects)
  }

  private take(): void {
    if (!this.room || !this.pointer) return
    this.world.remove(this.room.group, this.room.ground, this.pointer.group)
    this.pointer.dispose()
    this.room.dispose()
  }

  private leave(): void {
    this.left = true
    this.renderer.setAnimationLoop(null)
    this.take()
    this.renderer.dispose()
    this.ended(this.room?.scene.id ?? this.first)
  }

  private async go(id: string, read: boolean): Promise<void> {
    const going = ++this.going
    if (read) sessionStorage.setItem('accepted', 'yes')
    const isLate = () => this.left || going !== this.going
    try {
      const scene = await api.scene(id, i18n.language)
      if (isLate()) return
      if (scene.sensitivity?.level === 'distressing' && sessionStorage.getItem('accepted') === null)
        return this.room!.tell(say(scene.title), say(scene.sensitivity.notice), id, true)
      const last = scene.captures.at(-1)
      const city = scene.cities && last ? yearOf(last) : undefined
      const view = scene.overlays.length > 0 ? await api.view(id, i18n.language, undefined, city).catch(() => null) : null
      if (!isLate()) this.put(scene, view, Math.max(scene.captures.length - 1, 0), true)
    } catch (error) {
      if (!isLate()) this.room!.tell(why(error), '')
    }
  }

  private draw(now: number): void {
    const [room, pointer] = [this.room!, this.pointer!]
    const eyes = this.renderer.xr.getCamera()
    measure(this.renderer)
    this.head.setFromMatrixPosition(eyes.matrixWorld)
    this.ahead.set(0, 0, -1).transformDirection(eyes.matrixWorld)
    this.north ??= room.start - bearingOf(this.ahead)
    // Pictures are taken from one point: the room comes along with the head.
    room.group.position.copy(this.head)
    room.group.rotation.y = radians(this.north)
    room.group.updateMatrixWorld()
    // What one walks in is entered where the head is, and stays there.
    if (!room.isWalked) room.ground.position.copy(this.head)
    else if (this.turned !== this.north)
      room.ground.position
        .sub(this.head)
        .applyAxisAngle(up, radians(this.north - this.turned))
        .add(this.head)
    this.turned = this.north
    room.ground.rotation.y = radians(this.north)
    pointer.update(now, this.head, this.ahead)
    // What was chosen may have led to another room.
    if (room !== this.room) return
    const bearing = azimuthOf(bearingOf(this.ahead) + this.north)
    room.update(this.ahead.applyAxisAngle(up, -radians(this.north)), bearing)
    this.renderer.render(this.world, this.camera)
  }
}

/** What a visitor is told of an answer that is no scene. */
function why(error: unknown): string {
  const words = i18n.words!
  if (!(error instanceof Problem)) return words.failed
  return error.status === 403 ? words.refusedPass : error.status === 404 ? words.notFound : words.failed
}

const up = new Vector3(0, 1, 0)
