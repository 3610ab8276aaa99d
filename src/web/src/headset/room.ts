import { Group, Matrix3, Vector3, type WebGLRenderer } from 'three'
import { say, type Hotspot, type Scene, type SceneCapture } from '../api'
import { farther } from '../ar/eyes'
import { places, type Placed } from '../ar/layout'
import { Models } from '../ar/models'
import { Overlays } from '../ar/overlays'
import type { View } from '../ar/view'
import { distance, moment } from '../format'
import type { Words } from '../i18n/ja'
import { Fade } from '../scene/fade'
import { Film } from '../scene/film'
import { frameOf } from '../scene/frame'
import { quiet } from '../scene/quiet.svelte'
import type { WalkInRecord } from '../scene/record'
import { between } from '../scene/slider'
import { pagesOf } from './pages'
import { Plates, sizeOf, type Plate } from './plates'
import { Tiles } from './tiles'

/** What a room asks of the session that it is in. */
export interface Ways {
  leave: () => void
  /** @param read The visitor has read what it says first. */
  go: (scene: string, read: boolean) => void
}

/** Where the choices stand, degrees: below what is looked at, in reach of the neck. */
const [menu, menuStep] = [-30, 5]
/** Degrees from the choices at which somebody has turned to something else. */
const turnedAway = 50
const [hotspotWidth, cardWidth, choiceWidth] = [16, 38, 16]
/** Pixels of a degree for which names of lines are drawn: letters as high as those of plates. And pixels of an eye's picture. */
const [linePixels, eye] = [11, 1600]

/** What is said before the visitor, a page at a time. */
interface Card {
  title: string
  pages: string[]
  page: number
  azimuth: number
  scene?: string
  isNotice: boolean
}

/** A hotspot's name in its place. */
interface Named {
  hotspot: Hotspot
  plate: Plate
  at: Placed
  size: { width: number; height: number }
}

/** One scene round the visitor: its picture or film, what lies over it, and what can be chosen. North is -z. */
export class Room {
  readonly group = new Group()
  /** What the visitor walks in: it stays where it is when they move. */
  readonly ground = new Group()
  readonly plates: Plates
  private readonly sphere = new Group()
  private readonly fade = new Fade()
  private tiles: Tiles | null = null
  private tilesFrame = new Matrix3()
  private film: Film | null = null
  private overlays: Overlays | null = null
  private models: Models | null = null
  private record: WalkInRecord | null = null
  private card: Card | null = null
  /** The hotspots whose names found room, and where they stand. */
  private readonly named: Named[]
  private facing: number
  private shown = 0
  private readonly ahead = new Vector3()

  constructor(
    readonly scene: Scene,
    private view: View | null,
    private position: number,
    private readonly words: Words,
    private readonly language: string,
    private readonly ways: Ways,
    private readonly renderer: WebGLRenderer,
    private laid = true,
  ) {
    this.facing = scene.gaze?.azimuth ?? scene.captures[Math.round(position)]?.pose.heading ?? 0
    this.plates = new Plates(language)
    this.named = namesOf(scene.hotspots, language)
    // What is looked up in pictures has north the other way.
    this.sphere.rotation.y = Math.PI
    this.fade.mesh.scale.setScalar(farther)
    this.sphere.add(this.fade.mesh)
    this.group.add(this.sphere, this.plates.group)
    if (view) this.lay(view)
    void this.seek(position)
    this.write()
  }

  /** Somebody walks: the head is no longer where the lens was. */
  get isWalked(): boolean {
    return this.record !== null
  }

  /** The direction that the scene begins with, degrees. */
  get start(): number {
    return this.facing
  }

  /** @param ahead Where the head looks, in this room's own directions; @param azimuth the same, degrees */
  update(ahead: Vector3, azimuth: number): void {
    if (this.tiles) this.tiles.look(this.ahead.copy(ahead).applyAxisAngle(up, Math.PI).applyMatrix3(this.tilesFrame))
    // The choices follow who turns round, and stand still for who looks at them; a card is closed by turning away.
    const turned = Math.abs(((azimuth - this.facing + 540) % 360) - 180)
    if (turned < turnedAway) return
    this.facing = azimuth
    this.card = null
    this.write()
  }

  /** Takes the view over the picture, where it came after the scene. */
  see(view: View): void {
    if (this.overlays) return
    this.view = view
    this.lay(view)
    if (!this.sphere.visible) this.turnOver(false)
    this.write()
  }

  /** Shows a moment of the scene, whole numbers one capture each. */
  async seek(position: number): Promise<void> {
    const call = ++this.shown
    const last = this.position
    this.position = position
    const { before, after, share } = between(position, this.scene.captures.length)
    const [first, second] = [this.scene.captures[before], this.scene.captures[after]]
    if (!first || !second) return
    this.clear()
    this.stay()
    try {
      await this.fade.show(first, second, share)
    } catch {
      if (call !== this.shown) return
      this.position = last
      return this.tell(this.words.failed, '')
    }
    if (call !== this.shown) return
    const whole = share === 0 ? first : share === 1 ? second : null
    if (whole) this.detail(whole)
    this.write()
  }

  /** Says something before the visitor, with a way on. @param isNotice What is said must be read before the scene is seen */
  tell(title: string, text: string, scene?: string, isNotice = false): void {
    this.card = { title, pages: pagesOf(text, this.language), page: 0, azimuth: this.facing, scene, isNotice }
    this.write()
  }

  dispose(): void {
    this.shown++
    this.clear()
    this.stay()
    this.sphere.remove(this.fade.mesh)
    this.fade.dispose()
    this.overlays?.dispose()
    this.models?.dispose()
    this.plates.dispose()
  }

  private clear(): void {
    if (this.tiles) {
      this.sphere.remove(this.tiles.group)
      this.tiles.dispose()
      this.tiles = null
    }
    if (this.film) {
      this.sphere.remove(...this.film.eyes)
      this.film.dispose()
      this.film = null
    }
  }

  /** The fine picture of a capture, or its film. */
  private detail(capture: SceneCapture): void {
    if (capture.media.film) {
      this.film = new Film(capture, () => {})
      for (const eye of this.film.inStereo()) {
        eye.scale.setScalar(farther)
        eye.renderOrder = 1000.7
        this.sphere.add(eye)
      }
      // Muted it may begin by itself, unless the visitor wants quiet.
      if (!quiet.on) void this.play(this.film.video)
    } else {
      this.tiles = new Tiles(capture)
      this.tilesFrame = frameOf(capture.pose)
      this.sphere.add(this.tiles.group)
    }
  }

  private lay(view: View): void {
    this.overlays = new Overlays(view, () => {})
    this.overlays.group.scale.setScalar(farther)
    const taken = this.named.map(({ at, size }) => ({
      azimuth: at.azimuth,
      bottom: at.bottom,
      top: at.bottom + size.height,
      width: size.width,
    }))
    const shown = { moment: null, skyline: false, labels: 'lines', hidden: this.words.arHidden, taken } as const
    this.overlays.show(shown, linePixels, { width: eye, height: eye })
    this.models = new Models(view, () => {})
    this.models.show(null)
    this.overlays.group.visible = this.models.group.visible = this.laid
    this.group.add(this.overlays.group, this.models.group)
  }

  private write(): void {
    this.plates.show([...this.names(), ...this.choices(), ...this.told()])
  }

  /** Hotspots stand where what they name is; in front of a card there are none. */
  private names(): Plate[] {
    if (this.card) return []
    return this.named.map(({ plate, hotspot }) => ({ ...plate, act: () => this.open(hotspot) }))
  }

  private choices(): Plate[] {
    const { captures } = this.scene
    const at = Math.round(this.position)
    const step = (by: number, title: string) =>
      captures[at + by] ? { title, text: taken(captures[at + by]!, this.language), act: () => void this.seek(at + by) } : null
    const film = this.film?.video
    const choices = [
      { title: this.words.about, act: () => this.tell(say(this.scene.title), this.about()) },
      step(-1, this.words.vrEarlier),
      step(1, this.words.vrLater),
      film && { title: film.muted ? this.words.filmSound : this.words.filmMute, act: () => this.sound(film) },
      film && { title: film.paused ? this.words.filmPlay : this.words.filmPause, act: () => this.toggle(film) },
      captures[at]?.media.walkIn && !this.record && { title: this.words.walkIn, act: () => void this.walk(captures[at]!) },
      this.record && { title: this.words.walkLeave, act: () => (this.stay(), this.write()) },
      this.overlays && !this.record && { title: `${this.laid ? '◉' : '○'} ${this.words.overlay}`, act: () => this.cover() },
      { title: this.words.vrLeave, act: () => this.ways.leave() },
    ].filter((choice) => !!choice)
    // Two beside each other, under what is looked at.
    return choices.map((choice, i) => ({
      id: `choice ${choice.title}`,
      azimuth: this.facing + (i % 2 === 0 ? -1 : 1) * (choiceWidth / 2 + 1),
      elevation: menu - Math.floor(i / 2) * menuStep,
      width: choiceWidth,
      ...choice,
    }))
  }

  /** Puts the record of a capture round the visitor, in place of its picture. */
  private async walk(capture: SceneCapture): Promise<void> {
    const call = this.shown
    let own: WalkInRecord | null = null
    try {
      const { WalkInRecord } = await import('../scene/record')
      if (call !== this.shown || this.record) return
      own = this.record = new WalkInRecord(capture.media.walkIn!, this.renderer)
      this.ground.add(own.group)
      this.write()
      // The picture stays until there is something to stand in.
      await own.load(() => this.record === own && this.turnOver(false))
    } catch {
      // Who left meanwhile, and perhaps began anew, is told nothing.
      if (call !== this.shown || this.record !== own) return
      this.stay()
      this.tell(this.words.walkFailed, '')
    }
  }

  /** Leaves the record for the picture. */
  private stay(): void {
    if (!this.record) return
    this.ground.remove(this.record.group)
    this.record.dispose()
    this.record = null
    this.turnOver(true)
  }

  private turnOver(isPicture: boolean): void {
    this.sphere.visible = isPicture
    if (this.overlays) this.overlays.group.visible = isPicture && this.laid
    if (this.models) this.models.group.visible = isPicture && this.laid
  }

  private told(): Plate[] {
    const { card } = this
    if (!card) return []
    const close = () => {
      this.card = null
      this.write()
    }
    const turn = () => {
      card.page++
      this.write()
    }
    const ways = [
      ...(card.page + 1 < card.pages.length ? [{ title: this.words.next, act: turn }] : []),
      ...(card.scene ? [{ title: this.words.noticeGo, act: () => this.ways.go(card.scene!, card.isNotice) }] : []),
      { title: this.words.close, act: close },
    ]
    return [
      { id: 'card', azimuth: card.azimuth, elevation: 6, width: cardWidth, title: card.title, text: card.pages[card.page] },
      ...ways.map((way, i) => ({
        id: `way ${i}`,
        azimuth: card.azimuth + (i - (ways.length - 1) / 2) * (choiceWidth + 2),
        elevation: -20,
        width: choiceWidth,
        ...way,
      })),
    ]
  }

  private open({ title, summary, distance: away, scene, azimuth }: Hotspot): void {
    this.facing = azimuth
    this.tell(say(title), [say(summary), away ? distance(away) : ''].filter(Boolean).join('\n'), scene)
  }

  /** What the scene says, and where that is from. */
  private about(): string {
    const { text, summary, sources } = this.scene
    const { arLit, arShadow, arCoarse } = this.words
    const colours = this.view?.overlays.some((overlay) => overlay.tint) ? [arLit, arShadow] : []
    const coarse = this.view?.terrain === 'coarse' ? [arCoarse] : []
    return [
      say(text ?? summary),
      ...colours,
      ...coarse,
      ...sources.map(({ title, publisher }) => `— ${[title, publisher].filter(Boolean).join(', ')}`),
    ].join('\n')
  }

  private toggle(video: HTMLVideoElement): void {
    if (video.paused) return void this.play(video)
    video.pause()
    this.write()
  }

  private sound(video: HTMLVideoElement): void {
    video.muted = !video.muted
    if (!video.muted && video.paused) void this.play(video)
    this.write()
  }

  private async play(video: HTMLVideoElement): Promise<void> {
    // What may not begin, or is put away meanwhile, stays as it is.
    await video.play().catch(() => {})
    if (this.film?.video === video) this.write()
  }

  private cover(): void {
    this.laid = !this.laid
    this.overlays!.group.visible = this.laid
    if (this.models) this.models.group.visible = this.laid
    this.write()
  }
}

const up = new Vector3(0, 1, 0)

const taken = (capture: SceneCapture, language: string): string => moment(capture.depicts ?? capture.taken, language)

/** Each hotspot's name where it covers neither another nor what it names: what an overlay marks stands nearest to its mark. */
function namesOf(hotspots: readonly Hotspot[], language: string): Named[] {
  const wanting = hotspots.map((hotspot, i) => {
    const text = hotspot.distance ? distance(hotspot.distance) : undefined
    const { azimuth, elevation } = hotspot
    const plate: Plate = { id: `at ${i}`, azimuth, elevation, width: hotspotWidth, title: say(hotspot.title), text }
    return { hotspot, plate, size: sizeOf(plate, language) }
  })
  const placed = places(
    wanting.map(({ hotspot: { azimuth, elevation, kind }, size }) => ({
      azimuth,
      elevation,
      ...size,
      clear: 1,
      weight: kind === 'overlay' ? 1000 : -elevation,
    })),
  )
  return wanting.flatMap(({ hotspot, plate, size }, i) => {
    const at = placed[i]
    if (!at) return []
    return [{ hotspot, at, size, plate: { ...plate, azimuth: at.azimuth, elevation: at.bottom + size.height / 2 } }]
  })
}
