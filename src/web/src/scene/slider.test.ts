import { expect, test } from 'vitest'
import { between } from './slider'

test('a whole position shows one capture and what lies between is a share of two', () => {
  expect(between(0, 3)).toEqual({ before: 0, after: 1, share: 0 })
  expect(between(1.25, 3)).toEqual({ before: 1, after: 2, share: 0.25 })
  expect(between(2, 3)).toEqual({ before: 1, after: 2, share: 1 })
})

test('positions beyond the ends are held, and one capture stands alone', () => {
  expect(between(9, 3).share).toBe(1)
  expect(between(-1, 3)).toEqual({ before: 0, after: 1, share: 0 })
  expect(between(0, 1)).toEqual({ before: 0, after: 0, share: 0 })
})
