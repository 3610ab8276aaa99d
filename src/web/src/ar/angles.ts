export const radians = (degrees: number): number => (degrees * Math.PI) / 180
export const degrees = (radians: number): number => (radians * 180) / Math.PI

/** The same azimuth, 0 to 360. */
export const azimuthOf = (degrees: number): number => ((degrees % 360) + 360) % 360

/** The same angle, -180 to 180. */
export const turnOf = (degrees: number): number => azimuthOf(degrees + 180) - 180

/** The middle of angles that may lie on both sides of north. */
export function meanAzimuth(angles: readonly number[]): number {
  let [x, y] = [0, 0]
  for (const angle of angles) {
    x += Math.cos(radians(angle))
    y += Math.sin(radians(angle))
  }
  return azimuthOf(degrees(Math.atan2(y, x)))
}
