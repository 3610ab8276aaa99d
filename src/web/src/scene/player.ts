import { Viewer, type events } from '@photo-sphere-viewer/core'
import { EquirectangularTilesAdapter } from '@photo-sphere-viewer/equirectangular-tiles-adapter'
import { MarkersPlugin } from '@photo-sphere-viewer/markers-plugin'
import '@photo-sphere-viewer/core/index.css'
import '@photo-sphere-viewer/markers-plugin/index.css'
import { say, type Hotspot, type SceneCapture } from '../api'
import { distance } from '../format'
import { radians, turnOf } from '../ar/angles'
import { places, type Box, type Placed } from '../ar/layout'
import { Overlays, type Shown } from '../ar/overlays'
import type { View } from '../ar/view'
import { Fade } from './fade'
import { Film } from './film'
import { poseOf } from './pose'
import { between } from './slider'

/** Name of the mark that a guide points with. */
const pointer = 'pointer'
/** How long a turn to where a guide looks takes, milliseconds. */
const followed = 180
/** The vertical field of view at which labels have their size, degrees. */
const labelField = 62
/** Vertical fields of view, degrees, and the zoom of the first look: 0 is the widest, 100 the narrowest. */
const [narrowest, widest, zoom] = [20, 90, 30]

export function panoramaOf({ media }: Pick<SceneCapture, 'media'>) {
  // A film has its poster alone, until its frames are drawn over it.
  if (!media.tiles) return { baseUrl: media.base, width: 2048, cols: 4, rows: 2, tileUrl: () => null }
  const { tiles } = media
  return {
    baseUrl: media.base,
    levels: tiles.levels.map(({ width, columns, rows }) => ({ width, cols: columns, rows })),
    tileUrl: (column: number, row: number, level: number) =>
      tiles.href.replace('{level}', `${level}`).replace('{column}', `${column}`).replace('{row}', `${row}`),
  }
}

/** The panorama on screen: one capture with its tiles, or two being faded, with links in their true directions. */
export class Player {
  private readonly viewer: Viewer
  private readonly fade = new Fade()
  private readonly taps = new Set<(spot: { azimuth: number; elevation: number }) => void>()
  private shown: string
  private wanted = 0
  private overlays: Overlays | null = null
  private film: Film | null = null
  private readonly marks: ReturnType<typeof markerOf>[]
  /** Where the hotspots' names stand, and the room that they take. */
  private readonly named: (Placed | null)[]
  private readonly taken: Box[]

  constructor(
    container: HTMLElement,
    private captures: SceneCapture[],
    start: number,
    gaze: { azimuth: number; elevation: number } | undefined,
    hotspots: Hotspot[],
    words: { loading: string },
  ) {
    const first = captures[start]!
    const perDegree = container.clientHeight / (widest - (zoom / 100) * (widest - narrowest))
    const sizes = hotspots.map((hotspot) => sizeOf(hotspot, perDegree))
    this.named = namesOf(hotspots, sizes, stem / perDegree)
    this.taken = this.named.flatMap((placed, i) =>
      placed ? [{ azimuth: placed.azimuth, bottom: placed.bottom, top: placed.bottom + sizes[i]!.height, width: sizes[i]!.width }] : [],
    )
    this.shown = first.id
    this.marks = hotspots.map((hotspot, index) => markerOf(hotspot, index, this.named[index]!, perDegree))
    this.viewer = new Viewer({
      container,
      adapter: EquirectangularTilesAdapter.withConfig({ showErrorTile: false, baseBlur: false }),
      panorama: panoramaOf(first),
      sphereCorrection: poseOf(first.pose),
      defaultYaw: radians(gaze?.azimuth ?? first.pose.heading ?? 0),
      defaultPitch: radians(gaze?.elevation ?? 0),
      defaultZoomLvl: zoom,
      minFov: narrowest,
      maxFov: widest,
      navbar: false,
      keyboard: false,
      loadingTxt: words.loading,
      plugins: [
        MarkersPlugin.withConfig({
          markers: this.marks.map(({ marker }) => marker),
        }),
      ],
    })
    this.viewer.renderer.addObject(this.fade.mesh)
  }

  /** Calls back once, when the first picture is on the screen. */
  shownFirst(back: () => void): void {
    this.viewer.addEventListener('ready', back, { once: true })
  }

  /** Moves the time slider: whole numbers show one capture with its tiles, what lies between is a fade. */
  async seek(position: number): Promise<void> {
    this.wanted = position
    const { before, after, share } = between(position, this.captures.length)
    const whole = share === 0 ? before : share === 1 ? after : null
    if (whole === null || this.captures[whole]!.id !== this.shown) {
      await this.fade.show(this.captures[before]!, this.captures[after]!, share)
      this.viewer.needsUpdate()
    }
    if (whole === null || this.wanted !== position) return
    const capture = this.captures[whole]!
    if (capture.id !== this.shown) {
      // The fade stays in front until the tiles' panorama is there; the camera keeps its direction.
      await this.viewer.setPanorama(panoramaOf(capture), { transition: false, showLoader: false, sphereCorrection: poseOf(capture.pose) })
      this.shown = capture.id
    }
    if (this.wanted === position) {
      this.fade.hide()
      this.viewer.needsUpdate()
    }
  }

  /** Brings a capture's film to the screen; null takes it away. The page plays the video that it is given. */
  project(capture: SceneCapture | null): HTMLVideoElement | null {
    if (this.film) {
      this.viewer.renderer.removeObject(this.film.mesh)
      this.film.dispose()
      this.film = null
    }
    if (capture?.media.film) {
      this.film = new Film(capture, () => this.viewer.needsUpdate())
      this.viewer.renderer.addObject(this.film.mesh)
    }
    this.viewer.needsUpdate()
    return this.film?.video ?? null
  }

  /** Lays the scene's overlays over the picture, the same as over a live camera; null takes them away. */
  overlay(view: View | null, shown: Shown): void {
    if (this.overlays) {
      this.viewer.renderer.removeObject(this.overlays.group)
      this.overlays.dispose()
      this.overlays = null
    }
    for (const { to, marker, away, said } of this.marks) {
      const isHidden = view?.labels.find(({ id }) => id === to)?.visible === false
      marker.element.classList.toggle('behind', isHidden)
      away.textContent = isHidden ? [said, shown.hidden].filter(Boolean).join(' · ') : said
    }
    if (view) {
      this.overlays = new Overlays(view, () => this.viewer.needsUpdate())
      // The viewer's north lies the other way.
      this.overlays.group.rotation.y = Math.PI
      const { width, height } = this.viewer.getSize()
      this.overlays.show({ ...shown, taken: this.taken }, height / labelField, { width, height })
      this.viewer.renderer.addObject(this.overlays.group)
    }
    this.viewer.needsUpdate()
  }

  /** Where the view looks, degrees. */
  get gaze(): { azimuth: number; elevation: number } {
    const { yaw, pitch } = this.viewer.getPosition()
    return { azimuth: (yaw * 180) / Math.PI, elevation: (pitch * 180) / Math.PI }
  }

  /** Turns the view by degrees. */
  turn(right: number, up: number): void {
    const { yaw, pitch } = this.viewer.getPosition()
    this.viewer.rotate({ yaw: yaw + radians(right), pitch: pitch + radians(up) })
  }

  zoom(steps: number): void {
    this.viewer.zoom(this.viewer.getZoomLevel() + steps)
  }

  look(azimuth: number, elevation: number): void {
    this.viewer.rotate({ yaw: radians(azimuth), pitch: radians(elevation) })
  }

  /** Turns to where somebody else looks, who turns on: without a jump between one word and the next. */
  follow(azimuth: number, elevation: number): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return this.look(azimuth, elevation)
    this.viewer.animate({ yaw: radians(azimuth), pitch: radians(elevation), speed: followed, easing: 'linear' })
  }

  /** Shows where somebody points; null takes it away. */
  point(spot: { azimuth: number; elevation: number } | null, label: string): void {
    const markers = this.viewer.getPlugin<MarkersPlugin>(MarkersPlugin)
    if (markers.getMarkers().some(({ id }) => id === pointer)) markers.removeMarker(pointer)
    if (!spot) return
    const element = document.createElement('span')
    element.className = 'pointer'
    element.role = 'img'
    element.ariaLabel = label
    markers.addMarker({
      id: pointer,
      element,
      position: { yaw: radians(spot.azimuth), pitch: radians(spot.elevation) },
      anchor: 'center center',
    })
  }

  /** Calls back with where the picture is tapped, degrees, until the returned function is called. */
  tapped(back: (spot: { azimuth: number; elevation: number }) => void): () => void {
    const told = (event: Event) => {
      const { yaw, pitch } = (event as events.ClickEvent).data
      back({ azimuth: (yaw * 180) / Math.PI, elevation: (pitch * 180) / Math.PI })
    }
    this.viewer.addEventListener('click', told)
    this.taps.add(back)
    return () => {
      this.viewer.removeEventListener('click', told)
      this.taps.delete(back)
    }
  }

  /** A tap by key: in the middle of the picture, which the keys turn. */
  tap(): void {
    for (const back of this.taps) back(this.gaze)
  }

  destroy(): void {
    this.project(null)
    this.viewer.renderer.removeObject(this.fade.mesh)
    this.fade.dispose()
    this.overlays?.dispose()
    this.viewer.destroy()
  }
}

/** What an overlay marks stands nearest to its mark; of the rest the lower ones, so that the far ones look over them. */
const namesOf = (hotspots: Hotspot[], sizes: Size[], clear: number): (Placed | null)[] =>
  places(
    hotspots.map(({ azimuth, elevation, kind }, i) => ({
      azimuth,
      elevation,
      ...sizes[i]!,
      clear,
      weight: (kind === 'overlay' ? 1000 : 0) - elevation,
    })),
  )

interface Size {
  width: number
  height: number
}

/** The shortest leader, pixels. */
const stem = 14
const [usual, eastAsian, padding, most, line] = [7.7, 14.5, 24, 210, 18.5]

/** About how many degrees a label takes, before it is drawn. */
function sizeOf({ title, distance: away }: Hotspot, perDegree: number): Size {
  const text = [...say(title)].reduce((sum, letter) => sum + (letter > '\u2e7f' ? eastAsian : usual), 0)
  const lines = Math.ceil(text / (most - padding)) + (away ? 1 : 0)
  return { width: Math.min(most, text + padding) / perDegree, height: (lines * line + 9) / perDegree }
}

function markerOf(hotspot: Hotspot, index: number, placed: Placed | null, perDegree: number) {
  const address = hotspot.scene ? `/scenes/${hotspot.scene}` : hotspot.kind === 'place' ? `/places/${hotspot.to}` : null
  const element = document.createElement(address ? 'a' : 'span')
  if (element instanceof HTMLAnchorElement) element.href = address!
  element.className = `hotspot ${hotspot.kind}`
  const name = document.createElement('span')
  name.textContent = say(hotspot.title)
  const away = document.createElement('small')
  away.textContent = hotspot.distance ? distance(hotspot.distance) : ''
  const label = document.createElement('span')
  label.className = 'label'
  label.append(name, away)
  const leader = document.createElement('span')
  leader.className = 'stem'
  const isAbove = !placed || placed.bottom >= hotspot.elevation
  if (placed) {
    leader.style.height = `${Math.abs(placed.foot - hotspot.elevation) * perDegree}px`
    const aside = turnOf(placed.azimuth - hotspot.azimuth) * Math.cos(radians(hotspot.elevation)) * perDegree
    label.style.translate = `${aside}px`
  } else {
    // There is no room for its name beside the others: it stands there when it is pointed at.
    element.classList.add('crowded')
  }
  element.append(...(isAbove ? [label, leader] : [leader, label]))
  const marker = {
    id: `${index}-${hotspot.to}`,
    element,
    position: { yaw: radians(hotspot.azimuth), pitch: radians(hotspot.elevation) },
    anchor: isAbove ? 'bottom center' : 'top center',
  }
  return { to: hotspot.to, marker, away, said: away.textContent }
}
