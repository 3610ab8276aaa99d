import { expect, test } from 'vitest'
import { words as en } from './en'
import { words as ja } from './ja'
import { words as ko } from './ko'
import { choose } from './language.svelte'
import { words as zh } from './zh-Hans'

test('no language lacks a string or leaves one empty', () => {
  const names = Object.keys(ja).sort()
  for (const words of [en, ko, zh]) {
    expect(Object.keys(words).sort()).toEqual(names)
    for (const value of Object.values(words)) if (typeof value === 'string') expect(value.trim()).not.toBe('')
  }
})

test('the first language that the project speaks is chosen, and English for who reads none', () => {
  expect(choose(['fr-FR', 'ko-KR', 'ja'])).toBe('ko')
  expect(choose(['zh-TW'])).toBe('zh-Hans')
  expect(choose(['fr', 'de'])).toBe('en')
  expect(choose([])).toBe('en')
})
