/** Where the visitor is in the one document: pages change the address and never reload. */
export type Route =
  | { page: 'home' }
  | { page: 'scene'; id: string; tour: string | null }
  | { page: 'ar'; id: string }
  | { page: 'capture'; id: string }
  | { page: 'place'; id: string }
  | { page: 'studio'; part: string; id: string | null }
  | { page: 'arrive' }
  | { page: 'transparency' }
  | { page: 'group'; code: string | null }
  | { page: 'kiosk'; place: string }

export function parse(url: URL): Route {
  const [, kind, id, part] = url.pathname.split('/')
  if (kind === 'studio') return { page: 'studio', part: id ?? '', id: part ?? null }
  if (kind === 't' && id) return { page: 'arrive' }
  if (kind === 'g') return { page: 'group', code: id || null }
  if (kind === 'transparency') return { page: 'transparency' }
  if (kind === 'kiosk' && id) return { page: 'kiosk', place: id }
  if (kind === 'scenes' && id && part === 'ar') return { page: 'ar', id }
  if (kind === 'scenes' && id) return { page: 'scene', id, tour: url.searchParams.get('tour') }
  if (kind === 'captures' && id) return { page: 'capture', id }
  if (kind === 'places' && id) return { page: 'place', id }
  return { page: 'home' }
}

const current = () => parse(new URL(location.href))
let route = $state<Route>(current())
let locked: ((path: string) => void) | null = null

export const router = {
  get route() {
    return route
  },
  go(path: string) {
    if (locked) return locked(path)
    history.pushState(null, '', path)
    route = current()
    scrollTo(0, 0)
  },
  /** As go, without a way back to where one was. */
  replace(path: string) {
    history.replaceState(null, '', path)
    route = current()
    scrollTo(0, 0)
  },
  /** Hands all links of this site to somebody else, who decides: a kiosk does not leave its place. Null gives them back. */
  lock(follow: ((path: string) => void) | null) {
    locked = follow
  },
}

addEventListener('popstate', () => (route = current()))

/** Follows links of this site within the document; all others, and opening in a new tab, are the browser's. */
addEventListener(
  'click',
  (event) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = (event.target as Element | null)?.closest?.('a')
    if (!link || link.target || link.origin !== location.origin || link.hasAttribute('download')) return
    if (!/^\/(scenes|places|captures)\/|^\/$|^\/g(\/|$)|^\/transparency$|^\/studio(\/(?!house)|$)/.test(link.pathname)) return
    event.preventDefault()
    router.go(link.pathname + link.search + link.hash)
  },
  // Before the panorama's own handlers, which may keep a click to themselves.
  { capture: true },
)
