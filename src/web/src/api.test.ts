import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { api } from './api'

// The page's own address, from which the server is asked.
vi.hoisted(() => {
  globalThis.location = new URL('https://xr.example.org/') as unknown as Location
})

/** What the server answers, one after another; the last for ever. */
let answers: number[]
const asked = vi.fn(async () => {
  const status = answers.length > 1 ? answers.shift()! : answers[0]!
  return new Response(JSON.stringify(status === 200 ? { scene: 'deck' } : { type: '/problems/busy', title: 'Busy', status }), { status })
})

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', { name: '' })
  vi.stubGlobal('location', new URL('https://xr.example.org/'))
  vi.stubGlobal('fetch', asked)
  asked.mockClear()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a view that a busy server does not make is asked for again, and comes', async () => {
  answers = [503, 503, 200]
  const view = api.view('deck', 'en')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await view).toMatchObject({ scene: 'deck' })
  expect(asked).toHaveBeenCalledTimes(3)
})

test('a server that stays busy is left alone in the end, and says so', async () => {
  answers = [503]
  const view = api.view('deck', 'en').catch((error) => error)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await view).toMatchObject({ status: 503 })
  expect(asked).toHaveBeenCalledTimes(5)
})

test('another refusal is not asked about twice, and who walks asks by themselves', async () => {
  answers = [404]
  await expect(api.view('deck', 'en')).rejects.toMatchObject({ status: 404 })
  answers = [503]
  await expect(api.view('deck', 'en', { lat: 32.7, lon: 129.8 })).rejects.toMatchObject({ status: 503 })
  expect(asked).toHaveBeenCalledTimes(2)
})
