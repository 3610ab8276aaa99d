import { beforeEach, describe, expect, it, vi } from 'vitest'

const sent: Record<string, unknown>[] = []
const store = () => {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
}

/** A document whose cookies are kept as a browser keeps them. */
const page = (told: object) => {
  const jar = new Map<string, string>()
  return {
    getElementById: (id: string) => (id === 'insight' ? { textContent: JSON.stringify(told) } : null),
    get cookie() {
      return [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    },
    set cookie(line: string) {
      const [pair, ...rest] = line.split('; ')
      const [name, value] = pair!.split('=')
      if (rest.includes('Max-Age=0')) jar.delete(name!)
      else jar.set(name!, value!)
    },
  }
}

async function fresh(told: object, navigator: object = {}, session = store()) {
  sent.length = 0
  vi.resetModules()
  vi.stubGlobal('document', page(told))
  vi.stubGlobal('navigator', { languages: [], ...navigator })
  vi.stubGlobal('localStorage', store())
  vi.stubGlobal('sessionStorage', session)
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('removeEventListener', () => {})
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    sent.push(JSON.parse(body) as Record<string, unknown>)
    return Promise.resolve()
  })
  return import('./count')
}

const measures = () => sent.map(({ measure, item }) => `${String(measure)} ${String(item)}`)

describe('counting', () => {
  beforeEach(() => vi.unstubAllGlobals())

  it('says what was done and nothing of who did it', async () => {
    const { count } = await fresh({ counting: true })
    count({ measure: 'scene', item: 'deck', way: 'ar', from: 'tag' })
    expect(sent).toEqual([{ measure: 'scene', item: 'deck', way: 'ar', from: 'tag', language: 'en' }])
  })

  it.each([{ doNotTrack: '1' }, { globalPrivacyControl: true }, null])('asks nothing and marks nothing where %o is said', async (said) => {
    const session = store()
    const counts = await fresh({ counting: true, question: 'brought' }, said ?? {}, session)
    if (!said) counts.counting.isOff = true
    counts.countVisit('home')
    counts.goOnTour('harbour-walk')
    expect([counts.finishTour(), counts.question()]).toEqual([false, null])
    expect([session.getItem('visited'), session.getItem('tour')]).toEqual([null, null])
  })

  it('asks who is counted, at the end of a tour', async () => {
    const counts = await fresh({ counting: true, question: 'brought' })
    counts.goOnTour('harbour-walk')
    expect([counts.finishTour(), counts.question()]).toEqual([true, 'brought'])
  })

  it.each([
    [{ counting: false }, {}],
    [{}, {}],
    [{ counting: true }, { doNotTrack: '1' }],
    [{ counting: true }, { globalPrivacyControl: true }],
  ])('says nothing where it is off or the browser asks not to: %j %j', async (told, navigator) => {
    const { count } = await fresh(told, navigator)
    count({ measure: 'visit', from: 'home' })
    expect(sent).toEqual([])
  })

  it('stops on a device that said so, and goes on when it says otherwise', async () => {
    const { count, counting } = await fresh({ counting: true })
    counting.isOff = true
    count({ measure: 'visit', from: 'home' })
    expect(sent).toEqual([])
    counting.isOff = false
    count({ measure: 'visit', from: 'home' })
    expect(sent).toHaveLength(1)
  })

  it('counts a visit once a tab', async () => {
    const { countVisit } = await fresh({ counting: true })
    vi.useFakeTimers()
    countVisit('home')
    countVisit('home')
    expect(sent).toEqual([])
    vi.runAllTimers()
    vi.useRealTimers()
    expect(sent).toHaveLength(1)
  })

  it('counts a scene once for each way of looking, however often one goes to and fro, but at a kiosk each time', async () => {
    const { came, countScene } = await fresh({ counting: true })
    came.from = 'map'
    countScene('deck', 'panorama')
    countScene('deck', 'ar')
    countScene('deck', 'panorama')
    countScene('deck', 'panorama', true)
    expect(sent.map(({ way, from }) => `${String(way)} ${String(from)}`)).toEqual(['panorama map', 'ar link', 'panorama kiosk'])
  })

  it('counts a tour as finished or as left, never as both', async () => {
    const { goOnTour, finishTour } = await fresh({ counting: true })
    goOnTour('walk')
    goOnTour('walk')
    goOnTour('school')
    expect(finishTour()).toBe(true)
    expect(finishTour()).toBe(false)
    goOnTour(null)
    expect(finishTour()).toBe(false)
    expect(measures()).toEqual(['tour-begun walk', 'tour-left walk', 'tour-begun school', 'tour-finished school'])
  })

  it('goes on with a tour after the page was loaded anew, and asks no second time', async () => {
    const session = store()
    const first = await fresh({ counting: true }, {}, session)
    first.goOnTour('walk')
    expect(first.finishTour()).toBe(true)
    const again = await fresh({ counting: true }, {}, session)
    again.goOnTour('walk')
    expect(again.finishTour()).toBe(false)
    expect(measures()).toEqual([])
  })
})
