import { expect, test } from 'vitest'
import { tagOf } from './scan'

test('a tag is told by the path of its address, and by whose address it is', () => {
  expect(tagOf('https://nagasaki.example/t/abc?c=123456')).toEqual({ name: 'abc', origin: 'https://nagasaki.example' })
  expect(tagOf('https://evil.example/t/lunch-menu')?.origin).toBe('https://evil.example')
})

test.each(['hello', 'https://nagasaki.example/scenes/a', 'https://nagasaki.example/t/', 'https://nagasaki.example/t/a/b', '/t/abc'])(
  '%s is the address of no tag',
  (text) => expect(tagOf(text)).toBeNull(),
)
