/** Where the visitor is in the one document: pages change the address and never reload. */
export type Route =
  | { page: 'home' }
  | { page: 'scene'; id: string; tour: string | null }
  | { page: 'ar'; id: string }
  | { page: 'capture'; id: string }
  | { page: 'place'; id: string }
  | { page: 'upload' }

export function parse(url: URL): Route {
  const [, kind, id, part] = url.pathname.split('/')
  if (kind === 'studio' && id === 'upload') return { page: 'upload' }
  if (kind === 'scenes' && id && part === 'ar') return { page: 'ar', id }
  if (kind === 'scenes' && id) return { page: 'scene', id, tour: url.searchParams.get('tour') }
  if (kind === 'captures' && id) return { page: 'capture', id }
  if (kind === 'places' && id) return { page: 'place', id }
  return { page: 'home' }
}

const current = () => parse(new URL(location.href))
let route = $state<Route>(current())

export const router = {
  get route() {
    return route
  },
  go(path: string) {
    history.pushState(null, '', path)
    route = current()
    scrollTo(0, 0)
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
    if (!/^\/(scenes|places|captures)\/|^\/$/.test(link.pathname)) return
    event.preventDefault()
    router.go(link.pathname + link.search)
  },
  // Before the panorama's own handlers, which may keep a click to themselves.
  { capture: true },
)
