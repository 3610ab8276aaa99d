import { beforeAll, expect, test, vi } from 'vitest'

let parse: typeof import('./router.svelte').parse

beforeAll(async () => {
  vi.stubGlobal('location', { href: 'http://localhost/', origin: 'http://localhost' })
  vi.stubGlobal('addEventListener', () => {})
  parse = (await import('./router.svelte')).parse
})

const at = (path: string) => parse(new URL(path, 'http://localhost'))

test('each page has its address', () => {
  expect(at('/')).toEqual({ page: 'home' })
  expect(at('/scenes/a?tour=b')).toEqual({ page: 'scene', id: 'a', tour: 'b' })
  expect(at('/captures/a')).toEqual({ page: 'capture', id: 'a' })
  expect(at('/places/a')).toEqual({ page: 'place', id: 'a' })
  expect(at('/g/K7Q2MX')).toEqual({ page: 'group', code: 'K7Q2MX' })
  expect(at('/g')).toEqual({ page: 'group', code: null })
  expect(at('/scenes/')).toEqual({ page: 'home' })
})
