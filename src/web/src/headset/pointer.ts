import {
  BufferGeometry,
  Group,
  Line,
  LineBasicMaterial,
  Mesh,
  MeshBasicMaterial,
  Raycaster,
  RingGeometry,
  Vector3,
  type WebGLRenderer,
} from 'three'
import type { Plate, Plates } from './plates'

/** Milliseconds for which one looks at a plate to choose it. */
const dwell = 2000
/** Share of a stick's way that counts, and degrees by which it turns the view at once: turning slowly makes people ill. */
const [pushed, snap] = [0.7, 30]
const [inner, outer, reach] = [0.02, 0.032, 2.9]

/** A controller or a hand, and its ray: drawn while it points. */
interface Hand {
  hand: Group
  line: Line
  release: () => void
}

/** What the eyes, controllers and hands of a visitor choose. */
export class Pointer {
  /** Where the head looks: a ring that fills while a plate is looked at. */
  readonly group = new Group()
  private readonly ray = new Raycaster()
  private readonly ring = new Mesh(new RingGeometry(inner, outer, 32), material(0xf3ead0, 0.9))
  private readonly filling = new Mesh(new RingGeometry(0, inner, 32), material(0xe2d6b2, 0.9))
  private readonly hands: Hand[]
  private looked: { plate: Plate; since: number } | null = null
  private rested = true
  private readonly at = new Vector3()
  private readonly direction = new Vector3()

  /** @param turn Turns the visitor to the right, by degrees */
  constructor(
    private readonly renderer: WebGLRenderer,
    private readonly plates: Plates,
    private readonly turn: (degrees: number) => void,
    /** What pointed before, in another room of the same session. */
    before: Pointer | null = null,
  ) {
    this.group.add(this.ring, this.filling)
    this.ring.renderOrder = this.filling.renderOrder = 2010
    this.hands = [0, 1].map((i) => {
      const hand = renderer.xr.getController(i)
      const line = new Line(
        new BufferGeometry().setFromPoints([new Vector3(), new Vector3(0, 0, -reach)]),
        new LineBasicMaterial({ color: 0xf3ead0, transparent: true, opacity: 0.8, depthTest: false, toneMapped: false }),
      )
      line.renderOrder = 2005
      line.visible = before?.hands[i]!.line.visible ?? false
      hand.add(line)
      const connect = ({ data }: { data: XRInputSource }) => (line.visible = data.targetRayMode === 'tracked-pointer')
      const disconnect = () => (line.visible = false)
      const select = () => this.pointedBy(hand)?.act?.()
      hand.addEventListener('connected', connect)
      hand.addEventListener('disconnected', disconnect)
      hand.addEventListener('select', select)
      const release = () => {
        hand.removeEventListener('connected', connect)
        hand.removeEventListener('disconnected', disconnect)
        hand.removeEventListener('select', select)
        hand.remove(line)
        line.geometry.dispose()
        line.material.dispose()
      }
      return { hand, line, release }
    })
  }

  /** The hands, to be drawn in the room that they move in. */
  get objects(): Group[] {
    return this.hands.map(({ hand }) => hand)
  }

  /** @param now Milliseconds */
  update(now: number, head: Vector3, ahead: Vector3): void {
    const sources = [...(this.renderer.xr.getSession()?.inputSources ?? [])]
    const pointing = this.hands.filter(({ line }) => line.visible)
    const isPointing = pointing.length > 0
    this.steer(sources)
    this.ring.visible = !isPointing
    this.group.position.copy(head).addScaledVector(ahead, reach)
    this.group.lookAt(head)
    if (isPointing) {
      this.plates.point(pointing.map(({ hand }) => this.pointedBy(hand)).find((plate) => plate !== null) ?? null)
      this.filling.visible = false
      this.looked = null
      return
    }
    this.ray.set(head, ahead)
    this.stare(this.plates.at(this.ray), now)
    this.plates.settle()
  }

  dispose(): void {
    for (const mesh of [this.ring, this.filling]) {
      mesh.geometry.dispose()
      mesh.material.dispose()
    }
    for (const { release } of this.hands) release()
  }

  /**
   * Looking at a plate chooses it, once; who wants it again looks away first. What comes up before the eyes is not chosen: it may just be
   * in the way of what one looks at.
   */
  private stare(plate: Plate | null, now: number): void {
    this.plates.point(plate)
    if (plate?.id !== this.looked?.plate.id) this.looked = plate && { plate, since: this.plates.isNew(plate) ? Infinity : now }
    const share = this.looked ? (now - this.looked.since) / dwell : 0
    this.filling.visible = share > 0 && share < 1
    this.filling.scale.setScalar(Math.min(1, Math.max(0.01, share)))
    if (!this.looked || share < 1) return
    const { act } = this.looked.plate
    this.looked.since = Infinity
    act?.()
  }

  private pointedBy(hand: Group): Plate | null {
    hand.updateMatrixWorld()
    this.ray.set(this.at.setFromMatrixPosition(hand.matrixWorld), this.direction.set(0, 0, -1).transformDirection(hand.matrixWorld))
    return this.plates.at(this.ray)
  }

  private steer(sources: XRInputSource[]): void {
    const push = sources.map(({ gamepad }) => gamepad?.axes[2] ?? 0).find((value) => Math.abs(value) > pushed) ?? 0
    if (push !== 0 && this.rested) this.turn(push > 0 ? snap : -snap)
    this.rested = push === 0
  }
}

const material = (color: number, opacity: number) =>
  new MeshBasicMaterial({ color, opacity, transparent: true, depthTest: false, depthWrite: false, toneMapped: false })
