import { Quaternion, Vector3 } from 'three'
import { expect, test } from 'vitest'
import { turnOf } from './angles'
import type { Look } from './horizon'
import { isCertain, match } from './horizonMatch'
import { aligned, cameraOf, directionOf } from './pose'
import { skylineAt } from './view'

/** Hills of no place: waves of several lengths, the sea between 180 and 280 degrees. */
const hills = {
  step: 0.25,
  distance: [],
  elevation: Array.from({ length: 1440 }, (_, i) => {
    const at = (i * Math.PI) / 720
    if (i / 4 > 180 && i / 4 < 280) return -0.5
    return 1.5 + 1.6 * Math.sin(3 * at + 1) + 1.1 * Math.sin(11 * at) + 0.5 * Math.sin(37 * at + 2) + 0.25 * Math.sin(90 * at)
  }),
}

const [width, height] = [320, 240]
const usual = width / 2 / Math.tan((33 * Math.PI) / 180)

/** Noise that is the same each time, 0 to 1. */
const noise = (x: number, y: number) => Math.abs(Math.sin(x * 12.9898 + y * 78.233) * 43758.5453) % 1

/** What a camera sees of the hills. */
function look(
  camera: Quaternion,
  {
    focal = usual,
    believed = usual,
    north = 0,
    sky = (x: number, y: number) => 190 - 30 * y + 12 * Math.sin(9 * x + 4 * y),
    ground = (x: number, y: number) => 70 + 50 * noise(x, y),
    hidden = (_: number): boolean => false,
  } = {},
): Look {
  const grey = new Uint8Array(width * height)
  const ray = new Vector3()
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      ray.set(column + 0.5 - width / 2, height / 2 - row - 0.5, -focal).applyQuaternion(camera)
      const { azimuth, elevation } = directionOf(ray)
      const isSky = elevation > skylineAt(hills, azimuth) && !(hidden(column) && elevation < 9)
      grey[row * width + column] = isSky ? sky(column / width, row / height) : ground(column, row)
    }
  const { x, y, z, w } = aligned(camera, -north, 0, new Quaternion())
  return { grey, width, height, focal: believed, camera: [x, y, z, w] }
}

const looking = (azimuth: number, elevation: number, roll = 0, turned = 0) => cameraOf(360 - azimuth, 90 + elevation, roll, turned)

for (const [azimuth, elevation] of [
  [40, -2],
  [110, 4],
  [310, -9],
] as const)
  test(`the picture towards ${azimuth} degrees is laid on the hills to a fifth of a degree`, () => {
    const fit = match(look(looking(azimuth, elevation), { north: 137 }), hills, true)!
    expect(Math.abs(turnOf(fit.heading - 137))).toBeLessThan(0.2)
    expect(Math.abs(fit.pitch)).toBeLessThan(0.3)
    expect(fit.agreement).toBeGreaterThan(0.85)
    expect(isCertain(fit)).toBe(true)
  })

test('a phone that is held askew finds the same', () => {
  const fit = match(look(looking(95, -3, 12), { north: -64 }), hills, true)!
  expect(Math.abs(turnOf(fit.heading + 64))).toBeLessThan(0.3)
  expect(isCertain(fit)).toBe(true)
})

test('roofs and masts before a sixth of the hills do not turn them', () => {
  const fit = match(look(looking(60, 0), { north: 20, hidden: (x) => x % 90 < 15 }), hills, true)!
  expect(Math.abs(turnOf(fit.heading - 20))).toBeLessThan(0.3)
  expect(isCertain(fit)).toBe(true)
})

for (const share of [0.85, 1.15])
  test(`a lens that is ${share} of the usual one is told from the hills, and not taken for another heading`, () => {
    const fit = match(look(looking(60, 0), { north: 20, focal: usual * share }), hills, false)!
    expect(Math.abs(turnOf(fit.heading - 20))).toBeLessThan(0.6)
    expect(Math.abs(fit.scale - share)).toBeLessThan(0.04)
    expect(isCertain(fit)).toBe(true)
  })

test('a sensor that has elevations wrong by two degrees is set right', () => {
  const camera = looking(60, 0)
  const fit = match({ ...look(camera), camera: look(looking(60, 2)).camera }, hills, true)!
  expect(fit.pitch).toBeCloseTo(-2, 0)
  expect(Math.abs(fit.heading)).toBeLessThan(0.3)
})

test('the level sea tells nothing, and nothing is claimed', () => {
  const fit = match(look(looking(230, 0)), hills, true)
  expect(fit && isCertain(fit)).toBeFalsy()
})

test('neither a night nor a wall is taken for hills', () => {
  expect(match(look(looking(60, 0), { sky: () => 8, ground: (x, y) => 6 + 3 * noise(x, y) }), hills, true)).toBeNull()
  const wall = look(looking(60, 0), { sky: (x, y) => 200 * noise(x * 91, y * 57), ground: (x, y) => 200 * noise(x, y) })
  const fit = match(wall, hills, true)
  expect(fit && isCertain(fit)).toBeFalsy()
})

test('what is claimed is true, all round, by any lens, with roofs before a sixth of every other picture', () => {
  const fits = Array.from({ length: 18 }, (_, i) => {
    const focal = usual * (0.85 + (i % 7) * 0.05)
    const seen = look(looking(i * 20, (i % 5) - 2), { north: 20, focal, hidden: (x) => i % 2 === 1 && x % 90 < 15 })
    return match(seen, hills, false)
  })
  const claimed = fits.filter((fit) => fit && isCertain(fit))
  for (const fit of claimed) expect(Math.abs(turnOf(fit!.heading - 20))).toBeLessThan(0.5)
  // All but those that see more sea than hills.
  expect(claimed.length).toBeGreaterThanOrEqual(12)
}, 60_000)

test('hills of elsewhere are not found here', () => {
  for (let seed = 1; seed <= 16; seed++) {
    const wave = (i: number) => ({ high: 1.6 * noise(seed, i), phase: 6.28 * noise(seed + 50, i), waves: [2, 3, 5, 9, 14, 23, 37, 60][i]! })
    const waves = Array.from({ length: 8 }, (_, i) => wave(i))
    const elevation = Array.from({ length: 1440 }, (_, i) =>
      waves.reduce((sum, { high, phase, waves }) => sum + (high * Math.sin((waves * i * Math.PI) / 720 + phase)) / Math.sqrt(waves), 1),
    )
    const fit = match(look(looking(40 + 15 * seed, -1)), { step: 0.25, distance: [], elevation }, false)
    expect(fit && isCertain(fit), `seed ${seed}: ${JSON.stringify(fit)}`).toBeFalsy()
    // And not where the land here is nearly flat, as over the sea.
    const flat = { step: 0.25, distance: [], elevation: elevation.map((each) => Math.max(-0.5, each - 2.5)) }
    const other = match(look(looking(40 + 15 * seed, -1)), flat, false)
    expect(other && isCertain(other), `flat, seed ${seed}: ${JSON.stringify(other)}`).toBeFalsy()
  }
}, 90_000)

test('a line of which a third lies elsewhere is not used unseen, however distinct the rest', () => {
  const fit = { heading: 0, pitch: 0.5, scale: 1, agreement: 0.95, distinctness: 0.95 }
  expect(isCertain(fit)).toBe(true)
  for (const doubt of [{ agreement: 0.66 }, { distinctness: 0.6 }, { pitch: -4 }, { scale: 0.76 }, { scale: 1.2 }])
    expect(isCertain({ ...fit, ...doubt })).toBe(false)
})
