/** The z15 slippy-map cell of a position: all that the server is told of where somebody listens. */
export function cellOf(latitude: number, longitude: number, zoom = 15): string {
  const across = 2 ** zoom
  const phi = (latitude * Math.PI) / 180
  const x = Math.floor(((longitude + 180) / 360) * across)
  const y = Math.floor(((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2) * across)
  return `${zoom}/${x}/${y}`
}
