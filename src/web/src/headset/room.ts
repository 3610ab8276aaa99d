import { Group, Matrix3, Vector3 } from 'three'
import { say, type Hotspot, type Scene, type SceneCapture } from '../api'
import { places, type Placed } from '../ar/layout'
import { Models } from '../ar/models'
import { Overlays } from '../ar/overlays'
import type { View } from '../ar/view'
import { distance, moment } from '../format'
import type { Words } from '../i18n/ja'
import { Fade } from '../scene/fade'
import { Film } from '../scene/film'
import { frameOf } from '../scene/frame'
import { between } from '../scene/slider'
import { farther } from './measure'
import { Plates, type Plate } from './plates'
import { Tiles } from './tiles'

/** What a room asks of the session that it is in. */
export interface Ways {
  leave: () => void
  go: (scene: string) => void
}

/** Where the choices stand, degrees: below what is looked at, in reach of the neck. */
const [menu, menuStep] = [-30, 5]
/** Degrees from the choices at which somebody has turned to something else. */
const turnedAway = 50
const [hotspotWidth, cardWidth, choiceWidth] = [16, 38, 16]
/** Pixels of a degree for which names of lines are drawn: letters as high as those of plates. And pixels of an eye's picture. */
const [linePixels, eye] = [11, 1600]
/** Degrees of a hotspot's plate that hold a name and its distance, for a first guess of who stands where. */
const hotspotHeight = 5

/** One scene round the visitor: its picture or film, what lies over it, and what can be chosen. North is -z. */
export class Room {
  readonly group = new Group()
  readonly plates: Plates
  position: number
  private readonly sphere = new Group()
  private readonly fade = new Fade()
  private tiles: Tiles | null = null
  private tilesFrame = new Matrix3()
  private film: Film | null = null
  private overlays: Overlays | null = null
  private models: Models | null = null
  private card: { title: string; text: string; azimuth: number; scene?: string } | null = null
  /** Where the hotspots' names stand. */
  private readonly placed: (Placed | null)[]
  private facing: number
  private laid = true
  private shown = 0
  private readonly ahead = new Vector3()

  constructor(
    readonly scene: Scene,
    view: View | null,
    position: number,
    private readonly words: Words,
    private readonly language: string,
    private readonly ways: Ways,
  ) {
    this.position = position
    this.facing = scene.gaze?.azimuth ?? scene.captures[Math.round(position)]?.pose.heading ?? 0
    this.plates = new Plates(language)
    this.placed = places(
      scene.hotspots.map(({ azimuth, elevation, kind }) => ({
        azimuth,
        elevation,
        width: hotspotWidth,
        height: hotspotHeight,
        clear: 1,
        weight: kind === 'overlay' ? 1000 : -elevation,
      })),
    )
    // What is looked up in pictures has north the other way.
    this.sphere.rotation.y = Math.PI
    this.fade.mesh.scale.setScalar(farther)
    this.sphere.add(this.fade.mesh)
    this.group.add(this.sphere, this.plates.group)
    if (view) this.lay(view)
    void this.seek(position)
    this.write()
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

  /** Shows a moment of the scene, whole numbers one capture each. */
  async seek(position: number): Promise<void> {
    const call = ++this.shown
    this.position = position
    const { before, after, share } = between(position, this.scene.captures.length)
    const [first, second] = [this.scene.captures[before], this.scene.captures[after]]
    if (!first || !second) return
    this.clear()
    await this.fade.show(first, second, share)
    if (call !== this.shown) return
    const whole = share === 0 ? first : share === 1 ? second : null
    if (whole) this.detail(whole)
    this.write()
  }

  /** Says something before the visitor, with a way on. */
  tell(title: string, text: string, scene?: string): void {
    this.card = { title, text, azimuth: this.facing, scene }
    this.write()
  }

  dispose(): void {
    this.shown++
    this.clear()
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
      void this.film.video.play().catch(() => {})
    } else {
      this.tiles = new Tiles(capture)
      this.tilesFrame = frameOf(capture.pose)
      this.sphere.add(this.tiles.group)
    }
  }

  private lay(view: View): void {
    this.overlays = new Overlays(view, () => {})
    this.overlays.group.scale.setScalar(farther)
    const taken = this.placed.flatMap((at) =>
      at ? [{ azimuth: at.azimuth, bottom: at.bottom, top: at.bottom + hotspotHeight, width: hotspotWidth }] : [],
    )
    const shown = { moment: null, skyline: false, labels: 'lines', hidden: this.words.arHidden, taken } as const
    this.overlays.show(shown, linePixels, { width: eye, height: eye })
    this.models = new Models(view, () => {})
    this.models.show(null)
    this.group.add(this.overlays.group, this.models.group)
  }

  private write(): void {
    this.plates.show([...this.names(), ...this.choices(), ...this.told()])
  }

  /** Hotspots stand where what they name is; in front of a card there are none. */
  private names(): Plate[] {
    if (this.card) return []
    return this.scene.hotspots.flatMap((hotspot, i) => {
      const at = this.placed[i]
      if (!at) return []
      const text = hotspot.distance ? distance(hotspot.distance) : undefined
      const elevation = at.bottom + hotspotHeight / 2
      const act = () => this.open(hotspot)
      return [{ id: `at ${i}`, azimuth: at.azimuth, elevation, width: hotspotWidth, title: say(hotspot.title), text, act }]
    })
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
      film && { title: film.paused ? this.words.filmPlay : this.words.filmPause, act: () => this.toggle(film) },
      this.overlays && { title: `${this.laid ? '◉' : '○'} ${this.words.overlay}`, act: () => this.cover() },
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

  private told(): Plate[] {
    const { card } = this
    if (!card) return []
    const close = () => {
      this.card = null
      this.write()
    }
    const ways = [
      ...(card.scene ? [{ title: this.words.noticeGo, act: () => this.ways.go(card.scene!) }] : []),
      { title: this.words.close, act: close },
    ]
    return [
      { id: 'card', azimuth: card.azimuth, elevation: 6, width: cardWidth, title: card.title, text: card.text },
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
    return [say(text ?? summary), ...sources.map(({ title, publisher }) => `— ${[title, publisher].filter(Boolean).join(', ')}`)].join('\n')
  }

  private toggle(video: HTMLVideoElement): void {
    if (video.paused) void video.play().then(() => this.write())
    else video.pause()
    this.write()
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
