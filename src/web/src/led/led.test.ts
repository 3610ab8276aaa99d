import { expect, test } from 'vitest'
import { shownIn, stepOf } from './led.svelte'

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
  expect(shownIn(stepOf({ scene: 'a', azimuth: 1, elevation: 2 })).pointer).toBeUndefined()
})

test.each(['', 'not json', '[]', '{"azimuth":"north"}', '{"pointer":{"azimuth":1}}', 'null'])(
  'a step of another program shows its scene, whatever else it says: %s',
  (state) => {
    expect(shownIn({ scene: 'a', state })).toEqual({ scene: 'a' })
  },
)
