import type { Schemas } from './api'
import { i18n } from './i18n/language.svelte'

type Act = Omit<Schemas['CountRequest'], 'language'>
export type Whence = 'tag' | 'kiosk' | 'map' | 'home' | 'link' | 'tour' | 'group'

/** What the server says of counting; the page carries it from the start. */
const told = JSON.parse(globalThis.document?.getElementById('insight')?.textContent ?? '{}') as { counting?: boolean; question?: string }

const key = 'not-counted'

/** Milliseconds after which a page has what it needs first. */
const settled = 4000

/** Whether this device's acts are counted: not where the server counts nothing, the browser asks not to, or the visitor said so here. */
export const counting = {
  get isAsked() {
    return navigator.doNotTrack === '1' || (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true
  },
  get isOff() {
    return localStorage.getItem(key) !== null
  },
  set isOff(off: boolean) {
    if (off) localStorage.setItem(key, 'yes')
    else localStorage.removeItem(key)
  },
  get isOn() {
    return told.counting === true && !counting.isAsked && !counting.isOff
  },
}

/** Which question tours end with; null where nothing is asked. */
export const question: 'brought' | 'again' | null = told.question === 'brought' || told.question === 'again' ? told.question : null

/** Whence what is opened next was reached; whoever leads there says so. */
export const came: { from: Whence } = { from: 'link' }

/** Has an act counted. Nothing waits for it, nothing depends on it, and it says nothing of who acts. */
export function count(act: Act): void {
  if (!counting.isOn) return
  void fetch('/api/v1/counts', {
    method: 'POST',
    keepalive: true,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...act, language: i18n.language }),
  }).catch(() => null)
}

/** A visit is counted once a tab; the tab knows, and nobody else. */
export function countVisit(from: Whence): void {
  came.from = from
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

/** The tour that this tab is on, so that its end can be counted; it never leaves the tab. */
let tour: { id: string; isFinished: boolean } | null = null

/** Says on which tour the visitor is, null for none: one that was not finished is counted as left. */
export function goOnTour(id: string | null): void {
  if (tour?.id === id) return
  if (tour && !tour.isFinished) count({ measure: 'tour-left', item: tour.id })
  tour = id ? { id, isFinished: false } : null
  if (id) count({ measure: 'tour-begun', item: id })
}

/** The last stop was seen. Says whether that is new. */
export function finishTour(): boolean {
  if (!tour || tour.isFinished) return false
  tour.isFinished = true
  count({ measure: 'tour-finished', item: tour.id })
  return true
}

globalThis.addEventListener?.('pagehide', () => goOnTour(null))
