import { expect, test } from 'vitest'
import { words as en } from './en'
import { words as ja } from './ja'
import { words as ko } from './ko'
import { flatten, holesOf, withOwn } from './own'
import { words as zh } from './zh-Hans'

test('what the museum says differently is said, filled in where the word has holes', () => {
  const words = withOwn(en, { nearMe: 'What is round me?', stop: 'No. {0} / {1}', 'directions.n': 'North' })
  expect(words.nearMe).toBe('What is round me?')
  expect(words.stop(2, 5)).toBe('No. 2 / 5')
  expect(words.directions.n).toBe('North')
  expect(words.directions.s).toBe(en.directions.s)
  expect(words.close).toBe(en.close)
})

test('a name that there is not counts for nothing', () => {
  expect(withOwn(en, { 'nearMe.inner': 'x', gone: 'y', directions: 'z' })).toEqual(en)
})

test('every word of every language can be shown to the museum with its holes', () => {
  for (const words of [ja, en, zh, ko]) {
    const flat = flatten(words)
    for (const text of Object.values(flat)) expect(text.trim()).not.toBe('')
    expect(holesOf(flat.stop!)).toEqual(['{0}', '{1}'])
  }
})
