import type { Look } from './horizon'
import { match, type Fit } from './horizonMatch'
import type { View } from './view'

/** What the page asks: whether the look lies on the skyline somewhere. */
export interface Question {
  look: Look
  skyline: NonNullable<View['skyline']>
  isLensKnown: boolean
}

export type Answer = Fit | null

onmessage = ({ data: { look, skyline, isLensKnown } }: MessageEvent<Question>) =>
  postMessage(match(look, skyline, isLensKnown) satisfies Answer)
