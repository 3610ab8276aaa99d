import { describe, expect, test } from 'vitest'
import { differences, merge } from './differences'
import type { Json } from './document'

const scene = {
  title: { ja: '庭', en: 'Garden' },
  geometry: { type: 'Point', coordinates: [129.8, 32.7] },
  hotspots: [
    { to: 'a', azimuth: 10 },
    { to: 'b', azimuth: 20 },
  ],
  overlays: ['x', 'y'],
}

describe('what differs', () => {
  test('is told by the names of elements, wherever they stand', () => {
    const other = { ...scene, hotspots: [scene.hotspots[1]!, { to: 'a', azimuth: 11 }, { to: 'c', azimuth: 30 }] }
    expect(differences(scene, other)).toEqual([
      { path: 'hotspots[a].azimuth', before: 10, after: 11 },
      { path: 'hotspots[c].to', after: 'c' },
      { path: 'hotspots[c].azimuth', after: 30 },
      { path: 'hotspots (order)', before: ['a', 'b'], after: ['b', 'a'] },
    ])
  })

  test('is whole where half says nothing: a shape, a list of names', () => {
    const moved = { ...scene, geometry: { type: 'Point', coordinates: [129.9, 32.7] }, overlays: ['y'] }
    expect(differences(scene, moved)).toEqual([
      { path: 'geometry', before: scene.geometry, after: moved.geometry },
      { path: 'overlays', before: ['x', 'y'], after: ['y'] },
    ])
  })

  test('is all of it where there was nothing, and nothing where only members stand in another order', () => {
    expect(differences(undefined, { title: { ja: '庭' } })).toEqual([{ path: 'title.ja', after: '庭' }])
    expect(differences({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toEqual([])
  })
})

describe('two versions put together', () => {
  test('keep what each of two changed', () => {
    const mine = { ...scene, title: { ...scene.title, ja: '静かな庭' } }
    const theirs = { ...scene, title: { ...scene.title, ko: '정원' }, overlays: ['y'] }
    expect(merge(scene, mine, theirs)).toEqual({
      merged: { ...scene, title: { ja: '静かな庭', en: 'Garden', ko: '정원' }, overlays: ['y'] },
      clashes: [],
    })
  })

  test('ask where both changed one thing, and take what is chosen', () => {
    const mine = { ...scene, title: { ...scene.title, en: 'Quiet garden' } }
    const theirs = { ...scene, title: { ...scene.title, en: 'Old garden' } }
    const { merged, clashes } = merge(scene, mine, theirs)
    expect(clashes).toEqual([{ path: 'title.en', base: 'Garden', mine: 'Quiet garden', theirs: 'Old garden' }])
    expect(merged).toEqual(mine)
    const chosen = merge(scene, mine, theirs, (path) => (path === 'title.en' ? { value: 'Quiet old garden' } : undefined))
    expect(chosen.merged).toEqual({ ...scene, title: { ja: '庭', en: 'Quiet old garden' } })
  })

  test('of lists keep what either added and leave out what either took away', () => {
    const mine = { ...scene, hotspots: [scene.hotspots[0]!, { to: 'mine', azimuth: 1 }, scene.hotspots[1]!] }
    const theirs = { ...scene, hotspots: [scene.hotspots[1]!, { to: 'theirs', azimuth: 2 }] }
    const { merged, clashes } = merge(scene, mine, theirs)
    expect(clashes).toEqual([])
    expect((merged as typeof scene).hotspots.map(({ to }) => to)).toEqual(['mine', 'b', 'theirs'])
  })

  test('ask where one took away what the other wrote on', () => {
    const mine = { ...scene, hotspots: [{ to: 'a', azimuth: 99 }, scene.hotspots[1]!] }
    const theirs = { ...scene, hotspots: [scene.hotspots[1]!] }
    expect(merge(scene, mine, theirs).clashes).toEqual([
      { path: 'hotspots[a]', base: { to: 'a', azimuth: 10 }, mine: { to: 'a', azimuth: 99 } },
    ])
  })

  test('take an order that only one changed', () => {
    const turned = { ...scene, hotspots: [...scene.hotspots].reverse() }
    const other = { ...scene, overlays: ['x'] }
    expect(merge(scene, turned, other).merged).toEqual({ ...turned, overlays: ['x'] })
    expect(merge(scene, other, turned).merged).toEqual({ ...turned, overlays: ['x'] })
  })

  const stops = (...names: string[]) => ({ stops: names.map((scene) => ({ scene })) })
  const orderOf = (merged: unknown) => (merged as ReturnType<typeof stops>).stops.map(({ scene }) => scene).join('')

  test('take an order though the other one took something away or added something', () => {
    expect(orderOf(merge(stops('a', 'b', 'c', 'd'), stops('a', 'b', 'c'), stops('d', 'c', 'b', 'a')).merged)).toBe('cba')
    expect(orderOf(merge(stops('a', 'b', 'c'), stops('c', 'b', 'a'), stops('a', 'b', 'x', 'c')).merged)).toBe('cbxa')
  })

  test('ask which order is meant where both changed it, and take the one that is chosen', () => {
    const [base, mine, theirs] = [stops('a', 'b', 'c'), stops('b', 'a', 'c'), stops('a', 'c', 'b')]
    const { merged, clashes } = merge(base, mine, theirs)
    expect(clashes).toEqual([{ path: 'stops (order)', base: ['a', 'b', 'c'], mine: ['b', 'a', 'c'], theirs: ['a', 'c', 'b'] }])
    expect(orderOf(merged)).toBe('bac')
    expect(orderOf(merge(base, mine, theirs, () => ({ value: ['a', 'c', 'b'] })).merged)).toBe('acb')
  })

  test('keep both of two new elements that have no name yet', () => {
    const one = { hotspots: [{ to: 'a', azimuth: 1 }] }
    const mine = { hotspots: [...one.hotspots, { to: '', azimuth: 15 }] }
    const theirs = { hotspots: [...one.hotspots, { to: '', azimuth: 5 }] }
    const { merged, clashes } = merge(one, mine, theirs)
    expect(clashes).toEqual([])
    expect((merged as typeof one).hotspots.map(({ azimuth }) => azimuth)).toEqual([1, 5, 15])
  })

  test('keep both of two elements of one name', () => {
    const twice = {
      hotspots: [
        { to: 'a', azimuth: 1 },
        { to: 'a', azimuth: 2 },
      ],
    }
    const { merged } = merge(twice, { ...twice, title: { ja: '庭' } }, { hotspots: [twice.hotspots[0]!, { to: 'a', azimuth: 3 }] })
    expect(merged).toEqual({
      title: { ja: '庭' },
      hotspots: [
        { to: 'a', azimuth: 1 },
        { to: 'a', azimuth: 3 },
      ],
    })
  })

  test('lose no word of either, whatever the two did', () => {
    // A small generator of its own: the same numbers each time.
    let seed = 7
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below
    for (let round = 0; round < 3000; round++) {
      const base = { title: { ja: 'b0', en: 'b1' }, hotspots: ['p', 'q', 'r'].map((id) => ({ id, words: `b-${id}` })), n: 0 }
      const written = (who: string) => {
        const copy = structuredClone(base) as typeof base & { extra?: string }
        if (random(2)) copy.title.ja = `${who}-ja`
        if (random(2)) copy.title.en = `${who}-en`
        if (random(3) === 0) copy.extra = `${who}-extra`
        copy.hotspots = copy.hotspots.filter(() => random(5) > 0)
        for (const hotspot of copy.hotspots) if (random(3) === 0) hotspot.words = `${who}-${hotspot.id}`
        if (random(3) === 0) copy.hotspots.splice(random(copy.hotspots.length + 1), 0, { id: `${who}-new`, words: `${who}-new-words` })
        if (random(4) === 0) copy.hotspots.reverse()
        return copy
      }
      const [mine, theirs] = [written('m'), written('t')]
      const { merged, clashes } = merge(base as Json, mine as Json, theirs as Json)
      const words = (value: unknown) => new Set(JSON.stringify(value)?.match(/[mt]-[a-z-]+/g) ?? [])
      const found = new Set([...words(merged), ...words(clashes)])
      for (const word of [...words(mine), ...words(theirs)]) expect(found, `${round}: ${word}`).toContain(word)
      expect(merge(base as Json, mine as Json, base as Json).merged).toEqual(mine)
      expect(merge(base as Json, base as Json, theirs as Json).merged).toEqual(theirs)
    }
  })
})
