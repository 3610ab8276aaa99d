/** A landmark: where the picture shows it now, and where it truly is. Degrees. */
export interface Pair {
  seen: number
  true: number
}

const radians = (degrees: number) => (degrees * Math.PI) / 180
const signed = (degrees: number) => ((((degrees + 180) % 360) + 360) % 360) - 180

/** By how much the picture is to be turned, and how far the landmarks disagree with that at most. */
export function align(pairs: Pair[]): { turn: number; spread: number } | null {
  if (pairs.length === 0) return null
  const turns = pairs.map((pair) => signed(pair.true - pair.seen))
  const [x, y] = [
    turns.reduce((sum, turn) => sum + Math.cos(radians(turn)), 0),
    turns.reduce((sum, turn) => sum + Math.sin(radians(turn)), 0),
  ]
  const turn = (Math.atan2(y, x) * 180) / Math.PI
  return { turn, spread: Math.max(...turns.map((each) => Math.abs(signed(each - turn)))) }
}

/** An azimuth, 0 to less than 360, to a hundredth. */
export const azimuth = (degrees: number): number => (Math.round((((degrees % 360) + 360) % 360) * 100) / 100) % 360
