import { expect, test, vi } from 'vitest'
import { renewOnce } from './renewed'

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
