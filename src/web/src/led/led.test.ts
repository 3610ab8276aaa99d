import { expect, test } from 'vitest'
import { codeOf, shownIn, stepOf } from './led.svelte'

test('what a guide shows is what followers see', () => {
  const shown = { scene: 'a', azimuth: 123.4567, elevation: -4.01, position: 1.5, pointer: { azimuth: 10, elevation: 20.02 } }
  expect(shownIn(stepOf(shown))).toEqual({
    scene: 'a',
    azimuth: 123.45,
    elevation: -4,
    position: 1.5,
    pointer: { azimuth: 10, elevation: 20 },
  })
})

test('a guide without a pointer takes it away', () => {
  expect(shownIn(stepOf({ scene: 'a', azimuth: 1, elevation: 2 }))!.pointer).toBeUndefined()
})

test.each(['', 'not json', '[]', '{"azimuth":"north"}', '{"pointer":{"azimuth":1}}', 'null'])(
  'a step of another program shows its scene, whatever else it says: %s',
  (state) => {
    expect(shownIn({ scene: 'a', state })).toEqual({ scene: 'a' })
  },
)

test.each(['../../studio', '//example.org/x', 'scene?lang=ja#x', '', 'A'])('what is no scene is not gone to: %s', (scene) => {
  expect(shownIn({ scene })).toBeNull()
})

test('directions that are none are left out, and what lies beyond the sphere ends at its pole', () => {
  expect(shownIn({ scene: 'a', state: '{"azimuth":1e308,"elevation":-1e308,"position":-5}' })).toEqual({ scene: 'a' })
  expect(shownIn({ scene: 'a', state: '{"azimuth":370,"elevation":-400}' })).toEqual({ scene: 'a', azimuth: 370, elevation: -90 })
})

test.each([' dny-das ', 'DNY DAS', 'dnydas'])('a code is read however it is typed: %s', (typed) => {
  expect(codeOf(typed)).toBe('DNYDAS')
})
