import { expect, test } from 'vitest'
import { codeAt } from './code'

// RFC 6238, appendix B: eight digits, SHA-1, the secret "12345678901234567890".
test.each([
  [59, '94287082'],
  [1111111109, '07081804'],
  [1234567890, '89005924'],
  [20000000000, '65353130'],
])('the code at second %i is the published one', async (second, code) => {
  const key = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode('12345678901234567890'),
    { name: 'HMAC', hash: 'SHA-1' },
    false,
    ['sign'],
  )
  expect(await codeAt(key, second * 1000, 30, 8)).toBe(code)
})
