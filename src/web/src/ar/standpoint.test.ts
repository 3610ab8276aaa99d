import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { api, Problem } from '../api'
import { beside, metres, offsetOf, type Fix } from './position'
import { Standpoint } from './standpoint.svelte'
import type { View } from './view'

vi.mock('../i18n/language.svelte', () => ({ i18n: { language: 'en' } }))
let tell: (fix: Fix) => void
let fail: (why: 'refused' | 'unavailable') => void
vi.mock('./position', async (original) => ({
  ...(await original<typeof import('./position')>()),
  follow: (heard: typeof tell, refused: typeof fail) => {
    ;[tell, fail] = [heard, refused]
    return () => {}
  },
}))

const own = { lat: 32.7765, lon: 129.8634 }
const at = (east: number): Fix => ({ ...beside(own, { east, north: 0 }), accuracy: 3 })
const viewFrom = (from: { lat: number; lon: number }, scene = 'en') =>
  ({ scene, eye: { ...from, ground: 0, height: 2 }, overlays: [], labels: [], summits: [], moments: [] }) as unknown as View

/** Questions to the server that wait for their answers. */
let asked: { from?: { lat: number; lon: number }; answer: (view: View) => void; refuse: (error: Error) => void }[]

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  vi.spyOn(api, 'view').mockImplementation(
    (_id, _language, from) => new Promise((answer, refuse) => asked.push({ ...(from && { from }), answer, refuse })),
  )
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function started(): { standpoint: Standpoint; stop: () => void } {
  const standpoint = new Standpoint('scene')
  const stop = standpoint.follow()
  standpoint.take(viewFrom(own))
  return { standpoint, stop }
}

const drawnBeside = (standpoint: Standpoint, fix: Fix) => metres(offsetOf(standpoint.view!.eye, fix))

test('while the server is asked the view that is there moves along, and its answer changes nothing of where one stands', async () => {
  const { standpoint } = started()
  tell(at(30))
  expect(drawnBeside(standpoint, at(30))).toBeLessThan(0.01)
  const [{ from, answer }] = asked as [(typeof asked)[0]]
  expect(metres(offsetOf(from!, at(30)))).toBeLessThan(9)
  answer(viewFrom(from!))
  await vi.advanceTimersByTimeAsync(0)
  expect(drawnBeside(standpoint, at(30))).toBeLessThan(0.01)
  expect(standpoint.isThere).toBe(true)
})

test('too far from the last answer nothing is moved, and it is known that the view is from elsewhere', async () => {
  const { standpoint } = started()
  tell(at(2_000))
  expect(standpoint.isThere).toBe(false)
  expect(standpoint.view!.eye.lat).toBe(own.lat)
  asked[0]!.answer(viewFrom(asked[0]!.from!))
  await vi.advanceTimersByTimeAsync(0)
  expect(standpoint.isThere).toBe(true)
  expect(drawnBeside(standpoint, at(2_000))).toBeLessThan(0.01)
})

test('who walks on is asked about at most every four seconds, and the last place is not forgotten', async () => {
  const { standpoint } = started()
  tell(at(30))
  tell(at(60))
  tell(at(90))
  expect(asked).toHaveLength(1)
  asked[0]!.answer(viewFrom(asked[0]!.from!))
  await vi.advanceTimersByTimeAsync(3_900)
  expect(asked).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(200)
  expect(asked).toHaveLength(2)
  expect(metres(offsetOf(asked[1]!.from!, at(90)))).toBeLessThan(9)
  expect(drawnBeside(standpoint, at(90))).toBeLessThan(0.01)
})

test('an answer in the language of before is not taken, and the question is asked again', async () => {
  const { standpoint } = started()
  tell(at(30))
  standpoint.take(viewFrom(own, 'ja'))
  asked[0]!.answer(viewFrom(asked[0]!.from!, 'en'))
  await vi.advanceTimersByTimeAsync(5_000)
  expect(standpoint.view!.scene).toBe('ja')
  expect(asked).toHaveLength(2)
  asked[1]!.answer(viewFrom(asked[1]!.from!, 'ja'))
  await vi.advanceTimersByTimeAsync(0)
  expect([standpoint.view!.scene, standpoint.isThere]).toEqual(['ja', true])
})

test.each([new Problem(503, '/problems/busy', ''), new TypeError('no network')])(
  'after %s the view goes on moving along, and it is asked for again',
  async (error) => {
    const { standpoint } = started()
    tell(at(30))
    asked[0]!.refuse(error)
    await vi.advanceTimersByTimeAsync(0)
    tell(at(34))
    expect(drawnBeside(standpoint, at(34))).toBeLessThan(0.01)
    await vi.advanceTimersByTimeAsync(4_100)
    expect(asked).toHaveLength(2)
  },
)

test('who leaves is not asked about any more, though an answer is on its way', async () => {
  const { stop } = started()
  tell(at(30))
  tell(at(90))
  stop()
  asked[0]!.answer(viewFrom(asked[0]!.from!))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toHaveLength(1)
})

test('a phone that loses its position for a moment stays, and one that may no longer say goes back to the scene’s own spot', () => {
  const { standpoint } = started()
  tell(at(30))
  fail('unavailable')
  expect(standpoint.standing.kind).toBe('here')
  fail('refused')
  expect(standpoint.standing).toEqual({ kind: 'unknown', why: 'refused' })
  expect(standpoint.view!.eye.lon).toBeCloseTo(own.lon, 9)
})

test('who gives no position may say at what they stand, and a position of the phone takes its place', async () => {
  const standpoint = new Standpoint('scene')
  standpoint.follow()
  const label = (id: string, az: number, distance: number) => ({ id, label: { en: id }, az, distance })
  standpoint.take({
    ...viewFrom(own),
    labels: [label('far', 0, 900), label('statue', 90, 60), label('spring', 180, 20)],
  } as unknown as View)
  fail('refused')
  expect(standpoint.spots.map(({ name }) => name)).toEqual(['spring', 'statue'])
  standpoint.stand(standpoint.spots[1]!)
  expect(standpoint.standing).toMatchObject({ kind: 'chosen', name: 'statue' })
  expect(drawnBeside(standpoint, at(60))).toBeLessThan(0.5)
  expect(metres(offsetOf(asked[0]!.from!, at(60)))).toBeLessThan(9)
  expect(standpoint.way).toBeNull()
  asked[0]!.answer(viewFrom(asked[0]!.from!))
  await vi.advanceTimersByTimeAsync(0)
  // A phone that is refused again says nothing new.
  fail('refused')
  expect(standpoint.standing.kind).toBe('chosen')
  standpoint.stand(null)
  expect(standpoint.standing).toEqual({ kind: 'unknown', why: 'refused' })
  expect(drawnBeside(standpoint, { ...own, accuracy: 0 })).toBeLessThan(0.01)
  standpoint.stand(standpoint.spots[0]!)
  tell(at(30))
  expect(standpoint.standing.kind).toBe('here')
})
