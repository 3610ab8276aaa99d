import { untrack } from 'svelte'
import type { Schemas } from './api'
import { i18n } from './i18n/language.svelte'

type Act = Omit<Schemas['CountRequest'], 'language'>
export type Whence = 'tag' | 'kiosk' | 'map' | 'home' | 'link' | 'tour' | 'group'

/** What the server says of counting; the page carries it from the start. */
const told = JSON.parse(globalThis.document?.getElementById('insight')?.textContent ?? '{}') as { counting?: boolean; question?: string }

/** A cookie, since the server counts passes by itself. */
const mark = 'not-counted'
const [year, gone] = [365 * 24 * 3600, 0]

/** Milliseconds after which a page has what it needs first. */
const settled = 4000

/** Whether this device's acts are counted: not where the server counts nothing, the browser asks not to, or the visitor said so here. */
export const counting = {
  get isAsked() {
    return navigator.doNotTrack === '1' || (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true
  },
  get isOff() {
    return document.cookie.split('; ').includes(`${mark}=yes`)
  },
  set isOff(off: boolean) {
    document.cookie = `${mark}=yes; Path=/; SameSite=Lax; Max-Age=${off ? year : gone}`
  },
  get isOn() {
    return told.counting === true && !counting.isAsked && !counting.isOff
  },
}

/** Which question tours end with; null where nothing is asked, and of whom nothing is counted. */
export const question = (): 'brought' | 'again' | null =>
  counting.isOn && (told.question === 'brought' || told.question === 'again') ? told.question : null

/** Whence what is opened next was reached; whoever leads there says so. */
export const came: { from: Whence } = { from: 'link' }

/** Has an act counted. Nothing waits for it, nothing depends on it, and it says nothing of who acts. */
export function count(act: Act): void {
  if (!counting.isOn) return
  void fetch('/api/v1/counts', {
    method: 'POST',
    keepalive: true,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...act, language: untrack(() => i18n.language) }),
  }).catch(() => null)
}

/** A visit is counted once a tab; the tab knows, and nobody else. */
export function countVisit(from: 'tag' | 'home' | 'link' | 'group'): void {
  came.from = from
  if (!counting.isOn) return
  if (sessionStorage.getItem('visited')) return
  sessionStorage.setItem('visited', 'yes')
  // On a slow line the first picture comes first.
  const tell = () => {
    clearTimeout(waiting)
    removeEventListener('pagehide', tell)
    count({ measure: 'visit', from })
  }
  const waiting = setTimeout(tell, settled)
  addEventListener('pagehide', tell)
}

const seen = new Set<string>()

/** A scene was looked at in a way: counted once as long as the page is open, however often one goes to and fro. */
export function countScene(item: string, way: 'panorama' | 'ar' | 'headset', isKiosk = false): void {
  // A screen that stays has another visitor each time.
  if (!isKiosk && seen.has(`${item} ${way}`)) return
  seen.add(`${item} ${way}`)
  count({ measure: 'scene', item, way, from: isKiosk ? 'kiosk' : readTour() ? 'tour' : came.from })
  // What is reached from here was reached by a link.
  came.from = 'link'
}

/** The tour that this tab is on, so that its end can be counted; it never leaves the tab. */
interface Tour {
  id: string
  isFinished: boolean
}

const tourKey = 'tour'
const readTour = (): Tour | null => JSON.parse(sessionStorage.getItem(tourKey) ?? 'null') as Tour | null

function keepTour(tour: Tour | null): void {
  if (tour) sessionStorage.setItem(tourKey, JSON.stringify(tour))
  else sessionStorage.removeItem(tourKey)
}

/** Says on which tour the visitor is, null for none: one that was not finished is counted as left. */
export function goOnTour(id: string | null): void {
  if (!counting.isOn) return sessionStorage.removeItem(tourKey)
  const tour = readTour()
  if ((tour?.id ?? null) === id) return
  if (tour && !tour.isFinished) count({ measure: 'tour-left', item: tour.id })
  keepTour(id ? { id, isFinished: false } : null)
  if (id) count({ measure: 'tour-begun', item: id })
}

/** The last stop was seen. Says whether that is new. */
export function finishTour(): boolean {
  if (!counting.isOn) return false
  const tour = readTour()
  if (!tour || tour.isFinished) return false
  keepTour({ ...tour, isFinished: true })
  count({ measure: 'tour-finished', item: tour.id })
  return true
}
