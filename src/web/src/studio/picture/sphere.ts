import { Viewer } from '@photo-sphere-viewer/core'
import { EquirectangularTilesAdapter } from '@photo-sphere-viewer/equirectangular-tiles-adapter'
import { MarkersPlugin } from '@photo-sphere-viewer/markers-plugin'
import '@photo-sphere-viewer/core/index.css'
import '@photo-sphere-viewer/markers-plugin/index.css'
import type { Media } from '../../api'
import { panoramaOf } from '../../scene/player'
import { poseOf } from '../../scene/pose'
import { credentials } from '../api'

export interface Mark {
  label: string
  azimuth: number
  elevation: number
}

const radians = (degrees: number) => (degrees * Math.PI) / 180
const degrees = (angle: number) => (angle * 180) / Math.PI
const round = (value: number) => Math.round(value * 100) / 100

/** A panorama that one clicks into: where, in degrees from true north and above the level. */
export class Sphere {
  private readonly viewer: Viewer
  private readonly plugin: MarkersPlugin
  private readonly waiting = new Map<string, () => void>()

  constructor(container: HTMLElement, media: Media, heading: number, clicked: (azimuth: number, elevation: number) => void) {
    this.viewer = new Viewer({
      container,
      adapter: EquirectangularTilesAdapter.withConfig({ showErrorTile: false, baseBlur: false }),
      panorama: panoramaOf({ media }),
      // What is served is level: only the heading turns it.
      sphereCorrection: poseOf({ heading, pitch: 0, roll: 0 }),
      requestHeaders: () => credentials(),
      defaultYaw: radians(heading),
      defaultZoomLvl: 20,
      minFov: 15,
      maxFov: 90,
      navbar: false,
      // The editor's own keys turn it: see SphereView.
      keyboard: false,
      mousewheelCtrlKey: true,
      plugins: [MarkersPlugin.withConfig({})],
    })
    this.plugin = this.viewer.getPlugin(MarkersPlugin)
    this.viewer.addEventListener('click', ({ data }) => clicked(round((degrees(data.yaw) + 360) % 360), round(degrees(data.pitch))))
  }

  /** Before its picture is there, a viewer has nothing that could be turned or marked; of several calls the last one counts. */
  private whenReady(name: string, act: () => void): void {
    if (this.viewer.state.ready) return act()
    if (this.waiting.size === 0) this.viewer.addEventListener('ready', () => this.waiting.forEach((one) => one()), { once: true })
    this.waiting.set(name, act)
  }

  /** Turns the picture so that its centre lies at another azimuth. */
  turnTo(heading: number): void {
    this.whenReady('turn', () => this.viewer.setOption('sphereCorrection', poseOf({ heading, pitch: 0, roll: 0 })))
  }

  /** Looks further to the right and up, degrees. */
  turnBy(right: number, up: number): void {
    const { yaw, pitch } = this.viewer.getPosition()
    this.viewer.rotate({ yaw: yaw + radians(right), pitch: Math.max(-Math.PI / 2, Math.min(Math.PI / 2, pitch + radians(up))) })
  }

  /** Looks nearer, in hundredths of the way from far to near. */
  nearer(by: number): void {
    this.viewer.zoom(Math.max(0, Math.min(100, this.viewer.getZoomLevel() + by)))
  }

  mark(marks: Mark[]): void {
    this.whenReady('marks', () =>
      this.plugin.setMarkers(
        marks.map((mark, index) => {
          const element = document.createElement('span')
          element.className = 'pin'
          element.textContent = mark.label
          return {
            id: `${index}`,
            element,
            position: { yaw: radians(mark.azimuth), pitch: radians(mark.elevation) },
            anchor: 'bottom center',
          }
        }),
      ),
    )
  }

  look(azimuth: number, elevation: number): void {
    void this.viewer.animate({ yaw: radians(azimuth), pitch: radians(elevation), speed: '20rpm' })
  }

  /** Where the view looks, for who has no pointer. */
  get centre(): { azimuth: number; elevation: number } {
    const { yaw, pitch } = this.viewer.getPosition()
    return { azimuth: round((degrees(yaw) + 360) % 360), elevation: round(degrees(pitch)) }
  }

  destroy(): void {
    this.viewer.destroy()
  }
}
