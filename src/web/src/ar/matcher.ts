import { Quaternion } from 'three'
import { degrees, radians, turnOf } from './angles'
import { focalIn } from './field'
import { isCertain, type Fit } from './horizonMatch'
import type { Answer, Question } from './match.worker'
import { agreed } from './panel'
import type { ArStage } from './stage'
import type { View } from './view'

/** Pixels of the longer side of what is looked through: finer adds nothing that a phone's lens shows. */
const longest = 320
/** Milliseconds over which the phone must be still for a picture to belong to a direction, and degrees that count as still. */
const [moment, still] = [120, 0.6]
/** Looks in a row that must agree, and degrees within which they do. */
const [looks, within] = [3, 0.6]

/** Headings farther from the compass's than this are not believed without being asked for, degrees. */
const farthest = 60
/** Looks after which the hills are left alone until somebody asks for them. */
const most = 40

/** What a look found: its fit, and whether enough of them agree by now. */
export interface Found {
  fit: Fit | null
  isSure: boolean
}

/**
 * Looks for the computed skyline in the camera's picture, in a worker, again and again.
 * @param skyline The one of where the visitor stands now
 * @param every Milliseconds from look to look
 * @param each Called with what each look found
 * @param failed Called where no worker may run
 * @returns a function that ends it
 */
export function watch(
  stage: ArStage,
  video: HTMLVideoElement,
  skyline: () => View['skyline'],
  every: number,
  each: (found: Found) => void,
  failed: () => void = () => {},
): () => void {
  const worker = new Worker(new URL('./match.worker.ts', import.meta.url), { type: 'module' })
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  const certain: Fit[] = []
  const { north } = stage
  let timer = 0
  let ended = false
  let asked: View['skyline']

  worker.onmessage = ({ data: fit }: MessageEvent<Answer>) => {
    if (fit && isCertain(fit)) certain.push(fit)
    else certain.length = 0
    if (certain.length > looks) certain.shift()
    const headings = certain.map(({ heading }) => heading)
    each({ fit, isSure: certain.length === looks && agreed(headings, within) !== null })
    if (!ended) timer = window.setTimeout(look, every)
  }
  worker.onerror = failed

  function look() {
    const before = stage.relative.clone()
    const picture = grey()
    timer = window.setTimeout(() => {
      const line = skyline()
      if (!picture || !line || degrees(before.angleTo(stage.relative)) > still) {
        timer = window.setTimeout(look, every)
        return
      }
      // What was found from another point says nothing of this one.
      if (line !== asked) certain.length = 0
      asked = line
      const { x, y, z, w } = new Quaternion().slerpQuaternions(before, stage.relative, 0.5)
      const focal = focalIn(north.field, picture)
      const question: Question = { look: { ...picture, focal, camera: [x, y, z, w] }, skyline: line, isLensKnown: north.isFieldKnown }
      worker.postMessage(question, [picture.grey.buffer])
    }, moment)
  }

  /** The camera's picture, small and grey; null while there is none. */
  function grey(): { grey: Uint8Array<ArrayBuffer>; width: number; height: number } | null {
    const scale = Math.min(1, longest / Math.max(video.videoWidth, video.videoHeight))
    const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)]
    if (width === 0) return null
    canvas.width = width
    canvas.height = height
    context.drawImage(video, 0, 0, width, height)
    const { data } = context.getImageData(0, 0, width, height)
    const levels = new Uint8Array(width * height)
    // Blue tells sky from hills best in haze.
    for (let i = 0; i < levels.length; i++) levels[i] = (data[4 * i]! + 2 * data[4 * i + 1]! + 3 * data[4 * i + 2]!) / 6
    return { grey: levels, width, height }
  }

  look()
  return () => {
    ended = true
    clearTimeout(timer)
    worker.terminate()
  }
}

/** Turns what is drawn as the hills say. */
export function apply(stage: ArStage, { heading, pitch, scale, agreement }: Fit): void {
  const { north } = stage
  if (!north.isFieldKnown && scale !== 1) north.tryField(2 * degrees(Math.atan(Math.tan(radians(north.field) / 2) / scale)))
  north.set('skyline', heading, pitch, agreement)
  stage.resize()
  stage.touch()
}

/**
 * Looks for the hills by itself while nothing better than a compass says where north is.
 * @param found Called once, when they are found
 * @returns a function that ends it
 */
export function watchByItself(stage: ArStage, video: HTMLVideoElement, skyline: () => View['skyline'], found: () => void): () => void {
  let count = 0
  const stop = watch(stage, video, skyline, 1_500, ({ fit, isSure }) => {
    if (++count >= most) return stop()
    if (!fit || !isSure) return
    if (!stage.north.isOpen && Math.abs(turnOf(fit.heading - stage.north.heading)) > farthest) return
    stop()
    apply(stage, fit)
    found()
  })
  return stop
}
