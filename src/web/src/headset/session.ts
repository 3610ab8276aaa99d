import { LinearSRGBColorSpace, PerspectiveCamera, Scene as World, Vector3, WebGLRenderer } from 'three'
import { api, say, type Scene } from '../api'
import { azimuthOf, radians } from '../ar/angles'
import { bearingOf } from '../ar/pose'
import type { View } from '../ar/view'
import { i18n } from '../i18n/language.svelte'
import { measure } from './measure'
import { Pointer } from './pointer'
import { Room } from './room'

/** A look through a headset. */
export interface HeadsetSession {
  end: () => void
}

/**
 * Shows a scene in a headset until it is left there, here or by the headset's own button. Must be called on a tap.
 * @param position Which moment of the scene is shown
 * @param ended Called with the scene that was looked at last, once everything is put away
 */
export async function enter(scene: Scene, view: View | null, position: number, ended: (scene: string) => void): Promise<HeadsetSession> {
  const session = await navigator.xr!.requestSession('immersive-vr', { optionalFeatures: ['local-floor', 'hand-tracking'] })
  const renderer = new WebGLRenderer({ antialias: true })
  renderer.outputColorSpace = LinearSRGBColorSpace
  renderer.xr.enabled = true
  renderer.xr.setReferenceSpaceType('local')
  const world = new World()
  const camera = new PerspectiveCamera(75, 1, 0.05, 200_000)
  const [head, ahead] = [new Vector3(), new Vector3()]
  /** How far the room's north is turned from where the headset began, degrees; null until the head is known. */
  let north: number | null = null
  let left = false
  let room: Room
  let pointer: Pointer

  const ways = { leave: () => void session.end(), go: (id: string) => void go(id) }
  const put = (next: Scene, seen: View | null, at: number) => {
    room = new Room(next, seen, at, i18n.words!, i18n.language, ways)
    pointer = new Pointer(renderer, room.plates, (degrees) => (north = (north ?? 0) + degrees))
    north = null
    world.add(room.group, pointer.group, ...pointer.objects)
  }
  const take = () => {
    world.remove(room.group, pointer.group, ...pointer.objects)
    pointer.dispose()
    room.dispose()
  }

  async function go(id: string) {
    try {
      const next = await api.scene(id, i18n.language)
      const { sensitivity } = next
      const isTold = sensitivity?.level !== 'distressing' || sessionStorage.getItem('accepted') !== null
      if (left) return
      if (!isTold) {
        // Who goes on from the notice has read it.
        sessionStorage.setItem('accepted', 'yes')
        return room.tell(say(next.title), say(sensitivity!.notice), id)
      }
      const seen = next.overlays.length > 0 ? await api.view(id, i18n.language).catch(() => null) : null
      if (left) return
      take()
      put(next, seen, Math.max(next.captures.length - 1, 0))
    } catch {
      if (!left) room.tell(i18n.words!.failed, '')
    }
  }

  session.addEventListener('end', () => {
    left = true
    renderer.setAnimationLoop(null)
    const { id } = room.scene
    take()
    renderer.dispose()
    ended(id)
  })
  put(scene, view, position)
  await renderer.xr.setSession(session)
  renderer.setAnimationLoop((now) => {
    const eyes = renderer.xr.getCamera()
    measure(renderer)
    head.setFromMatrixPosition(eyes.matrixWorld)
    ahead.set(0, 0, -1).transformDirection(eyes.matrixWorld)
    north ??= room.start - bearingOf(ahead)
    // Pictures are taken from one point: the room comes along with the head.
    room.group.position.copy(head)
    room.group.rotation.y = radians(north)
    room.group.updateMatrixWorld()
    pointer.update(now, head, ahead)
    const bearing = azimuthOf(bearingOf(ahead) + north)
    room.update(ahead.applyAxisAngle(up, -radians(north)), bearing)
    renderer.render(world, camera)
  })
  return { end: ways.leave }
}

const up = new Vector3(0, 1, 0)
