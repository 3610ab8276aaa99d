import { createPartialResponse } from 'workbox-range-requests'
import { cacheOf, kept, keptOf, shellCache } from './store'

declare const self: ServiceWorkerGlobalScope

/** A network that has not answered by then counts as gone, milliseconds. */
const patience = 4000

self.addEventListener('install', () => void self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (request.mode === 'navigate') event.respondWith(page(request, url))
  else if (url.pathname.startsWith('/assets/')) event.respondWith(asset(request))
  else if (url.pathname.startsWith('/media/')) event.respondWith(media(request))
  else if (url.pathname.startsWith('/api/v1/scenes/')) event.respondWith(answer(request, url))
})

/** The pages are one document; a tag's own address must reach the server, which alone gives passes. */
async function page(request: Request, url: URL): Promise<Response> {
  try {
    return await inTime(request)
  } catch (gone) {
    const shell = url.pathname.startsWith('/t/') ? undefined : await (await caches.open(shellCache)).match('/')
    if (shell) return shell
    throw gone
  }
}

async function asset(request: Request): Promise<Response> {
  return (await (await caches.open(shellCache)).match(request)) ?? fetch(request)
}

/** The network knows best what a scene is now; where there is none, what is kept stands in. A scene that was taken back is forgotten. */
async function answer(request: Request, url: URL): Promise<Response> {
  const scene = url.pathname.split('/')[4]!
  const note = await keptOf(scene)
  // Nothing stands in for what is not kept, however slow the network is.
  if (!note) return fetch(request)
  try {
    const response = await inTime(request)
    if (response.status === 404) await caches.delete(cacheOf(scene))
    return response
  } catch (gone) {
    const cache = await caches.open(cacheOf(scene))
    const exact = await cache.match(request, { ignoreVary: true })
    if (exact) return exact
    // Kept in another language than is asked for now: better than nothing.
    url.searchParams.set('lang', note.lang)
    const other = await cache.match(url.pathname + url.search, { ignoreVary: true })
    if (other) return other
    throw gone
  }
}

async function media(request: Request): Promise<Response> {
  for (const scene of await kept()) {
    const found = await (await caches.open(cacheOf(scene))).match(request.url, { ignoreVary: true })
    if (found) return request.headers.has('range') ? createPartialResponse(request, found) : found
  }
  return fetch(request)
}

function inTime(request: Request): Promise<Response> {
  return Promise.race([fetch(request), new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer')), patience))])
}
