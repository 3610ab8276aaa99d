/** A rectangle in degrees: from the picture's centre column, and from its middle row. */
export interface Area {
  left: number
  right: number
  top: number
  bottom: number
}

export interface Lean {
  pitch: number
  roll: number
}

const radians = (degrees: number) => (degrees * Math.PI) / 180
const degrees = (angle: number) => (angle * 180) / Math.PI
const samples = 12

/** Where the camera's own picture shows what the level one shows at a longitude and latitude. */
export function toCamera({ pitch, roll }: Lean, longitude: number, latitude: number): [number, number] {
  return turned(longitude, latitude, ([x, y, z]) => {
    const [p, r] = [radians(pitch), radians(roll)]
    const lifted = y * Math.cos(p) - z * Math.sin(p)
    return [x * Math.cos(r) - lifted * Math.sin(r), lifted * Math.cos(r) + x * Math.sin(r), y * Math.sin(p) + z * Math.cos(p)]
  })
}

/** The way back. */
export function toLevel({ pitch, roll }: Lean, longitude: number, latitude: number): [number, number] {
  return turned(longitude, latitude, ([x, y, z]) => {
    const [p, r] = [radians(pitch), radians(roll)]
    const [right, lifted] = [x * Math.cos(r) + y * Math.sin(r), y * Math.cos(r) - x * Math.sin(r)]
    return [right, lifted * Math.cos(p) + z * Math.sin(p), z * Math.cos(p) - lifted * Math.sin(p)]
  })
}

function turned(
  longitude: number,
  latitude: number,
  turn: (direction: [number, number, number]) => [number, number, number],
): [number, number] {
  const [l, b] = [radians(longitude), radians(latitude)]
  const [x, y, z] = turn([Math.cos(b) * Math.sin(l), Math.sin(b), Math.cos(b) * Math.cos(l)])
  return [degrees(Math.atan2(x, z)), degrees(Math.asin(Math.max(-1, Math.min(1, y))))]
}

/** The corners and edges of a rectangle, point by point. */
function outline({ left, right, top, bottom }: Area): [number, number][] {
  const width = right > left ? right - left : right - left + 360
  return Array.from({ length: samples + 1 }, (_, i) => i / samples).flatMap((share): [number, number][] => [
    [left + width * share, top],
    [left + width * share, bottom],
    [left, bottom + (top - bottom) * share],
    [left + width, bottom + (top - bottom) * share],
  ])
}

/** The rectangle on the camera's picture that covers one drawn on the level picture: never less than was drawn. */
export function onCamera(lean: Lean, area: Area): Area {
  const centre = toCamera(lean, (area.left + (area.right > area.left ? area.right : area.right + 360)) / 2, (area.top + area.bottom) / 2)[0]
  const points = outline(area).map(([longitude, latitude]) => toCamera(lean, longitude, latitude))
  // Counted from the middle, so that the seam cuts nothing.
  const across = points.map(([longitude]) => ((((longitude - centre + 180) % 360) + 360) % 360) - 180)
  const wrap = (longitude: number) => ((((longitude + 180) % 360) + 360) % 360) - 180
  const round = (value: number) => Math.round(value * 100) / 100
  return {
    left: round(wrap(centre + Math.min(...across))),
    right: round(wrap(centre + Math.max(...across))),
    top: round(Math.max(...points.map(([, latitude]) => latitude))),
    bottom: round(Math.min(...points.map(([, latitude]) => latitude))),
  }
}

/** The outline of a kept rectangle on the level picture, in order round it. */
export function onLevel(lean: Lean, area: Area): [number, number][] {
  const width = area.right > area.left ? area.right - area.left : area.right - area.left + 360
  const steps = Array.from({ length: samples + 1 }, (_, i) => i / samples)
  const round: [number, number][] = [
    ...steps.map((share): [number, number] => [area.left + width * share, area.top]),
    ...steps.map((share): [number, number] => [area.left + width, area.top + (area.bottom - area.top) * share]),
    ...steps.map((share): [number, number] => [area.left + width * (1 - share), area.bottom]),
    ...steps.map((share): [number, number] => [area.left, area.bottom + (area.top - area.bottom) * share]),
  ]
  return round.map(([longitude, latitude]) => toLevel(lean, longitude, latitude))
}
