import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { turnOf } from './angles'
import { North } from './north'
import { sense } from './orientation'
import { bearingOf } from './pose'
import { Vector3 } from 'three'

const listeners = new Map<string, (event: object) => void>()

beforeEach(() => {
  listeners.clear()
  vi.stubGlobal('addEventListener', (name: string, listen: (event: object) => void) => listeners.set(name, listen))
  vi.stubGlobal('removeEventListener', (name: string) => listeners.delete(name))
  vi.stubGlobal('screen', { orientation: { angle: 0 } })
})
afterEach(() => vi.unstubAllGlobals())

const memory = { getItem: () => null, setItem: () => {}, removeItem: () => {} }
const truth = 29

/** Upright, looking to an azimuth. */
const absolute = () => listeners.get('deviceorientationabsolute')!({ alpha: 360 - truth, beta: 90, gamma: 0, absolute: true })
/** The same, as a gyroscope has it whose azimuths start 100 degrees off. */
const relative = () => listeners.get('deviceorientation')!({ alpha: (360 - truth + 100) % 360, beta: 90, gamma: 0, absolute: false })

/** Every order in which six absolute and six relative events can begin. */
const orders = Array.from({ length: 64 }, (_, bits) => Array.from({ length: 6 }, (_, i) => ((bits >> i) & 1 ? relative : absolute)))

test.each(orders.map((order, i) => [i, order] as const))('in order %i of the first events the camera looks where it looks', (_, order) => {
  const north = new North('deck', 0, memory)
  let looks = NaN
  const stop = sense((sensed) => {
    const bearing = bearingOf(new Vector3(0, 0, -1).applyQuaternion(sensed.camera))
    north.restart(sensed.restarted)
    if (sensed.compass) north.read(sensed.compass.azimuth, bearing)
    looks = bearing + north.heading
  })
  for (const event of order) event()
  for (let i = 0; i < 6; i++) (absolute(), relative())
  expect(north.means).toBe('compass')
  expect(Math.abs(turnOf(looks - truth))).toBeLessThan(0.01)
  stop()
  expect(listeners.size).toBe(0)
})
