import { azimuthOf, turnOf } from './angles'
import { openCamera } from './camera'
import type { Means, North } from './north'
import { sense } from './orientation'
import type { ArStage } from './stage'
import type { View } from './view'

/** Milliseconds in which sensors must say something, and degrees of turning that an arrow needs to hear of. */
const [patience, arrowStep] = [3000, 4]

/** How a phone looks round: its camera, its sensors and what is known of north. */
export class Looking {
  stage = $state.raw<ArStage | null>(null)
  means = $state<Means>('none')
  /** Share of the line of hills that fits, where it says where north is. */
  agreement = $state<number | null>(null)
  doubtful = $state(false)
  /** Where the phone looks, to a few degrees; null while north is not known. */
  azimuth = $state<number | null>(null)
  /** No sensor said anything. */
  isSilent = $state(false)
  readonly isGuess = $derived(['none', 'compass', 'kept'].includes(this.means))

  /**
   * Begins to draw a view over the camera's picture.
   * @param start Where the scene looks: where a view without a compass begins
   * @returns a function that ends it
   */
  begin(place: string, video: HTMLVideoElement, canvas: HTMLCanvasElement, view: View, start: number | undefined): () => void {
    let stop = () => {}
    let gone = false
    void Promise.all([import('./stage'), import('./north'), openCamera()]).then(async ([{ ArStage }, { North }, stream]) => {
      video.srcObject = stream
      await video.play()
      if (gone) return
      const north = new North(place, view.declination, localStorage)
      const stage = new ArStage(canvas, video, view, north)
      const still = this.follow(stage, north, start)
      const fit = () => stage.resize()
      addEventListener('resize', fit)
      video.addEventListener('resize', fit)
      fit()
      this.stage = stage
      stop = () => {
        still()
        removeEventListener('resize', fit)
        video.removeEventListener('resize', fit)
        stage.destroy()
      }
    })
    return () => {
      gone = true
      this.stage = null
      stop()
    }
  }

  /** Looks for surveyed hills in the picture while nothing better than a compass says where north is. @returns a function that ends it */
  watch(video: HTMLVideoElement, skyline: () => View['skyline']): () => void {
    const stage = this.stage!
    let stop = () => {}
    let gone = false
    import('./matcher')
      .then(({ watchByItself }) => {
        if (!gone) stop = watchByItself(stage, video, skyline, () => this.learn())
      })
      // Without it the other ways to find north are left.
      .catch(() => {})
    return () => {
      gone = true
      stop()
    }
  }

  /** Takes over what is known of north now. */
  learn(): void {
    const north = this.stage?.north
    if (north) [this.means, this.agreement] = [north.means, north.agreement]
  }

  private follow(stage: ArStage, north: North, start: number | undefined): () => void {
    let heard = false
    const silence = setTimeout(() => (this.isSilent = !heard), patience)
    const still = sense((sensed) => {
      stage.sensed(sensed)
      north.restart(sensed.restarted)
      if (!heard && start !== undefined) north.startAt(start, stage.bearing)
      heard = true
      if (sensed.compass) north.read(sensed.compass.azimuth, stage.bearing)
      if (this.means !== north.means) [this.means, this.agreement] = [north.means, north.agreement]
      if (this.doubtful !== north.isDoubtful) this.doubtful = north.isDoubtful
      const looks = azimuthOf(stage.bearing + north.heading)
      if (this.azimuth === null || Math.abs(turnOf(looks - this.azimuth)) > arrowStep) this.azimuth = north.isOpen ? null : looks
    })
    return () => {
      clearTimeout(silence)
      still()
    }
  }
}
