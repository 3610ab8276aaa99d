import { expect, test, vi } from 'vitest'
import { isGone, renewOnce } from './renewed'

test('a page of which a part is gone is loaded anew once, and not again within a minute', () => {
  const kept = new Map<string, string>()
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) }
  const reload = vi.fn()
  let time = 1_000_000
  const visit = { now: () => time, storage, reload }
  expect(renewOnce(visit)).toBe(true)
  time += 59_000
  expect(renewOnce(visit)).toBe(false)
  time += 2000
  expect(renewOnce(visit)).toBe(true)
  expect(reload).toHaveBeenCalledTimes(2)
})

test('only what the server says is gone is a new version: no network is none, and a part that is there is none', async () => {
  const error = new TypeError('Failed to fetch dynamically imported module: https://xr.example.org/assets/Page-1.js')
  const asked: string[] = []
  const answer = (status: number) => async (address: string) => {
    asked.push(address)
    return new Response('', { status })
  }
  expect(await isGone(error, answer(404))).toBe(true)
  expect(asked).toEqual(['https://xr.example.org/assets/Page-1.js'])
  expect(await isGone(error, answer(200))).toBe(false)
  expect(await isGone(error, () => Promise.reject(new TypeError('Failed to fetch')))).toBe(false)
  expect(await isGone(new Error('Unable to preload CSS for /assets/Page-1.css'), answer(404))).toBe(true)
  expect(asked.at(-1)).toBe('/assets/Page-1.css')
})
