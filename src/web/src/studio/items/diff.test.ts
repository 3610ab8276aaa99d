import { expect, test } from 'vitest'
import { wordsOf } from './diff'

const removed = (before: string, after: string) =>
  wordsOf(before, after)
    .filter((part) => part.removed)
    .map((part) => part.value)
    .join('|')
const added = (before: string, after: string) =>
  wordsOf(before, after)
    .filter((part) => part.added)
    .map((part) => part.value)
    .join('|')

test('only the word that changed is shown as changed, also where no spaces part words', () => {
  expect(removed('About 500 m away', 'About 600 m away')).toBe('500')
  expect(added('鐘楼は北東にあります。', '鐘楼は南東にあります。')).toMatch(/南/)
  expect(wordsOf('同じ文', '同じ文')).toEqual([{ value: '同じ文', added: false, removed: false }])
})

test('nothing of either text is lost', () => {
  const [before, after] = ['The tower slid\nto the stream.', 'The bell tower slid to the stream below.']
  const parts = wordsOf(before, after)
  expect(
    parts
      .filter((part) => !part.added)
      .map((part) => part.value)
      .join(''),
  ).toBe(before)
  expect(
    parts
      .filter((part) => !part.removed)
      .map((part) => part.value)
      .join(''),
  ).toBe(after)
})
