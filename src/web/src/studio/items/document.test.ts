import { expect, test } from 'vitest'
import { get, History, move, set, type Properties } from './document'

test('a path reaches into lists and objects, and nowhere where nothing stands', () => {
  const root: Properties = { hotspots: [{ to: 'a' }, { to: 'b' }], title: { en: 'x' } }
  expect(get(root, 'hotspots[1].to')).toBe('b')
  expect(get(root, 'title.en')).toBe('x')
  expect(get(root, 'title.en.more')).toBeUndefined()
  expect(get(root, 'hotspots[7].to')).toBeUndefined()
})

test('setting makes what leads to it, and taking away leaves the rest', () => {
  const root: Properties = {}
  set(root, 'sources[0].title', 'Report')
  set(root, 'rights.credit.en', 'City')
  expect(root).toEqual({ sources: [{ title: 'Report' }], rights: { credit: { en: 'City' } } })
  set(root, 'rights.credit.en', undefined)
  set(root, 'sources[0]', undefined)
  set(root, 'nothing.here', undefined)
  expect(root).toEqual({ sources: [], rights: { credit: {} } })
})

test('an element is moved and none is lost', () => {
  expect(move(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
  expect(move(['a', 'b', 'c'], 2, -5)).toEqual(['c', 'a', 'b'])
})

test('what was written can be undone and done again, until something else is written', () => {
  const history = new History('0')
  history.note('1')
  history.note('1')
  history.note('2')
  expect(history.undo()).toBe('1')
  expect(history.undo()).toBe('0')
  expect(history.undo()).toBeNull()
  expect(history.redo()).toBe('1')
  history.note('3')
  expect(history.redo()).toBeNull()
  expect(history.undo()).toBe('1')
})
