import { expect, test } from 'vitest'
import { wrapped } from './wrap'

const wide = (piece: string) => [...piece].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 2 : 1), 0)

test('words stay whole, and paragraphs begin a line', () => {
  expect(wrapped('The bomb burst 503 m above Matsuyama.\n\nLook north.', 20, 'en', wide)).toEqual([
    'The bomb burst 503 m',
    'above Matsuyama.',
    'Look north.',
  ])
})

test('Japanese breaks between words, and no line begins with a full stop', () => {
  const lines = wrapped('長崎の上空約500メートルで原子爆弾が爆発しました。稲佐山から見えます。', 24, 'ja', wide)
  expect(lines.length).toBeGreaterThan(2)
  for (const line of lines) {
    expect(wide(line)).toBeLessThanOrEqual(26)
    expect(line).not.toMatch(/^[、。]/)
  }
  expect(lines.join('')).toBe('長崎の上空約500メートルで原子爆弾が爆発しました。稲佐山から見えます。')
})

test('a word wider than the line is broken, and nothing of it is lost', () => {
  expect(wrapped('Llanfairpwllgwyngyll is far', 10, 'en', wide)).toEqual(['Llanfairpw', 'llgwyngyll', 'is far'])
  const pictures = wrapped('絵の具🎨🎨🎨🎨🎨🎨🎨🎨🎨🎨', 10, 'ja', wide)
  for (const line of pictures) expect(wide(line)).toBeLessThanOrEqual(10)
  expect(pictures.join('')).toBe('絵の具🎨🎨🎨🎨🎨🎨🎨🎨🎨🎨')
})

test('what opens a quotation goes to the next line with it', () => {
  expect(wrapped('they said then "quoted words" twice', 16, 'en', wide)).toEqual(['they said then', '"quoted words"', 'twice'])
})
