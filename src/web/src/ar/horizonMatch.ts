import { azimuthOf, turnOf } from './angles'
import { directionOf, horizonIn, type Look } from './horizon'
import { skylineAt, type View } from './view'

type Skyline = NonNullable<View['skyline']>

/** How the gyroscope's directions must be turned so that the picture's horizon lies on the skyline. */
export interface Fit {
  /** Degrees to add to the gyroscope's azimuths. */
  heading: number
  /** Degrees to add to elevations. */
  pitch: number
  /** The focal length that fits best, as a share of the one that was believed. */
  scale: number
  /** Share of the horizon that lies on the skyline, 0 to 1. */
  agreement: number
  /** 0 where what lies on it does so at another heading too, 1 where none comes near; 0 where too little lies on it to ask. */
  distinctness: number
}

/** Gravity is told by every phone to a degree or two: hills that want more are other hills. */
const mostPitch = 3
/** By chance, with the lens free, hills of elsewhere lie on two thirds of a line. */
const leastAgreement = 0.75

/** True when the fit may be used without being looked at, to a degree. What wants the last of the lenses wants one that no phone has. */
export const isCertain = ({ agreement, distinctness, pitch, scale }: Fit): boolean =>
  agreement >= leastAgreement && distinctness >= 0.7 && Math.abs(pitch) <= mostPitch && scale > anyLens[0]! && scale < anyLens.at(-1)!

/** Degrees beyond which a column counts as something else than the skyline, and within which it lies on it. */
const [bound, on] = [1.5, 0.25]
/** Degrees of heading within which another fit is the same fit. */
const same = 1.5
/** What a heading that is right leaves, degrees squared. */
const noise = 0.02
const [coarseStep, fineStep] = [0.5, 0.05]
const rounds = 3
/** Of so many columns one is looked at while all headings are tried. */
const thinned = 3
const fewest = 80
/** Lenses of phones, as shares of the one that is believed; where two landmarks told the field of view, nearly that one. */
const [anyLens, knownLens] = [
  [0.76, 0.8, 0.84, 0.88, 0.92, 0.96, 1, 1.04, 1.08, 1.12, 1.16, 1.2],
  [0.98, 1, 1.02],
]

/** A column of the horizon: degrees, azimuth as the gyroscope has it. */
interface Column {
  azimuth: number
  elevation: number
  /** Degrees right of the middle of all columns. */
  aside: number
}

interface Candidate {
  heading: number
  scale: number
  lift: number
  cost: number
  agreement: number
  /** What each column lies above the skyline. */
  left: number[]
}

/**
 * Finds heading, pitch and focal length by laying the horizon of a picture on the computed skyline. For each heading and lens the lift
 * that fits best, and a lean that gravity may have left, are a linear least squares problem; what does not fit (a roof, a mast) counts
 * up to a bound only. The heading that leaves least wins.
 * @param isLensKnown the focal length has been told by something better than a guess
 * @returns null where too little of a horizon is seen
 */
export function match(look: Look, skyline: Skyline, isLensKnown: boolean): Fit | null {
  const horizon = horizonIn(look)
  if (horizon.length < fewest) return null
  const lenses = (isLensKnown ? knownLens : anyLens).map((scale) => {
    const directions = horizon.map((edge) => directionOf(edge, look.focal * scale, look.camera))
    const middle = directions[Math.floor(directions.length / 2)]!.azimuth
    return { scale, columns: directions.map((direction) => ({ ...direction, aside: turnOf(direction.azimuth - middle) })) }
  })
  const first = least(allRound(lenses, skyline, coarseStep))
  const { columns } = lenses.find(({ scale }) => scale === first.scale)!
  const near = headings(first.heading - coarseStep, first.heading + coarseStep, fineStep)
  const best = least(near.map((heading) => fit(columns, skyline, heading, first.scale)))
  return {
    heading: turnOf(best.heading),
    pitch: -best.lift,
    scale: best.scale,
    agreement: best.agreement,
    distinctness: best.agreement < leastAgreement ? 0 : distinctnessOf(best, lenses, skyline),
  }
}

/** How much worse what lies on the skyline would lie on it at any other heading; what fits nowhere says nothing of that. */
function distinctnessOf(best: Candidate, lenses: Lens[], skyline: Skyline): number {
  const fitting = lenses.map((lens) => ({ ...lens, columns: lens.columns.filter((_, i) => Math.abs(best.left[i]!) < on) }))
  const others = allRound(fitting, skyline, 2 * coarseStep).filter(({ heading }) => Math.abs(turnOf(heading - best.heading)) > same)
  return 1 - noise / Math.max(noise, least(others).cost)
}

interface Lens {
  scale: number
  columns: Column[]
}

/** The fits at all headings, by some of the columns. */
const allRound = (lenses: Lens[], skyline: Skyline, step: number): Candidate[] =>
  lenses.flatMap(({ scale, columns }) => {
    const some = columns.filter((_, i) => i % thinned === 0)
    return headings(0, 360, step).map((heading) => fit(some, skyline, heading, scale))
  })

const headings = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.round((to - from) / step) }, (_, i) => from + i * step)

const least = (candidates: Candidate[]): Candidate => candidates.reduce((best, each) => (each.cost < best.cost ? each : best))

/** The lift and lean that fit best at one heading. */
function fit(columns: Column[], skyline: Skyline, heading: number, scale: number): Candidate {
  const above = columns.map(({ azimuth, elevation }) => elevation - skylineAt(skyline, azimuthOf(azimuth + heading)))
  // The first guess is a median, so that a tower does not tilt the world.
  let lift = above.slice().sort((a, b) => a - b)[Math.floor(above.length / 2)]!
  let lean = 0
  for (let round = 0; round < rounds; round++) {
    const own = bound * (rounds - round)
    let [w, wa, waa, wy, way] = [0, 0, 0, 0, 0]
    columns.forEach(({ aside }, i) => {
      const left = above[i]! - lift - lean * aside
      // Weights after Geman and McClure: near 1 on the line, near 0 far from it.
      const weight = 1 / (1 + (left * left) / (own * own)) ** 2
      w += weight
      wa += weight * aside
      waa += weight * aside * aside
      wy += weight * above[i]!
      way += weight * aside * above[i]!
    })
    // Gravity is known to a degree or so: a lean beyond that is held back as by so many columns more.
    waa += columns.length * 60
    const determinant = w * waa - wa * wa
    lift = (wy * waa - way * wa) / determinant
    lean = (way * w - wy * wa) / determinant
  }
  const left = columns.map(({ aside }, i) => above[i]! - lift - lean * aside)
  const cost = left.reduce((sum, each) => sum + Math.min(each * each, bound * bound), 0) / left.length
  // A picture that is lifted far, or a lens far from the usual, is less likely.
  const odd = 0.004 * lift * lift + 0.5 * (scale - 1) ** 2
  const agreement = left.filter((each) => Math.abs(each) < on).length / left.length
  return { heading, scale, lift, cost: cost + odd, agreement, left }
}
