/** The z15 slippy-map cell of a position: all that the server is told of where somebody listens. */
export function cellOf(latitude: number, longitude: number, zoom = 15): string {
  const across = 2 ** zoom
  const phi = (latitude * Math.PI) / 180
  const x = Math.floor(((longitude + 180) / 360) * across)
  const y = Math.floor(((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2) * across)
  return `${zoom}/${x}/${y}`
}

/** A cell by its numbers: eastward it goes round the earth, and beyond the poles there is none. */
export function cellAt(zoom: number, x: number, y: number): string | null {
  const across = 2 ** zoom
  return y < 0 || y >= across ? null : `${zoom}/${((x % across) + across) % across}/${y}`
}
