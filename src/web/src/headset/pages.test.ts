import { expect, test } from 'vitest'
import { pagesOf } from './pages'

test('a short text is one page, and a long one is parted between its paragraphs', () => {
  expect(pagesOf('One.\n\nTwo.', 'en')).toEqual(['One.\nTwo.'])
  const [first, second] = ['a'.repeat(400), 'b'.repeat(400)]
  expect(pagesOf(`${first}\n\n${second}`, 'en')).toEqual([first, second])
})

test('a paragraph that is longer than a page is parted after a sentence, and nothing is lost', () => {
  const sentence = '長崎の上空で原子爆弾が爆発しました。'
  const pages = pagesOf(sentence.repeat(30), 'ja')
  expect(pages.length).toBeGreaterThan(1)
  for (const page of pages) expect(page.endsWith('。')).toBe(true)
  expect(pages.join('')).toBe(sentence.repeat(30))
})

test('a figure is not parted at its point', () => {
  const text = 'The hospital stood 2.7 km away. '.repeat(30).trim()
  const pages = pagesOf(text, 'en')
  expect(pages.length).toBeGreaterThan(1)
  for (const page of pages) expect(page).toMatch(/^The .*away\.$/)
  expect(pages.join(' ')).toBe(text)
})
