/** How far a label reaches to each side of its direction, and how near two may stand in height, in degrees at the usual zoom. */
const reach = 17
const storey = 5

/**
 * How many storeys each label is lifted above its direction so that none covers another. The first in the list stands
 * lowest; who comes later goes up until there is room.
 */
export function storeys(directions: { azimuth: number; elevation: number }[]): number[] {
  const placed: { azimuth: number; height: number }[] = []
  return directions.map(({ azimuth, elevation }) => {
    let lift = 0
    const free = () =>
      placed.every((other) => {
        const apart = Math.abs(((((azimuth - other.azimuth + 180) % 360) + 360) % 360) - 180)
        return apart >= reach || Math.abs(elevation + lift * storey - other.height) >= storey - 0.01
      })
    while (!free()) lift++
    placed.push({ azimuth, height: elevation + lift * storey })
    return lift
  })
}
