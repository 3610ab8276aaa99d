import createClient from 'openapi-fetch'
import type { View } from './ar/view'
import type { components, paths } from './contract'
import { heard } from './heard'

/** What the server's OpenAPI document says: the build writes it, and these types come from it. */
export type Schemas = components['schemas']

/** Texts hold the asked language, or the one that stands in for it. */
export type Text = Schemas['LocalText']
export type Fact = Schemas['Fact']
export type Source = Schemas['Source']
export type Rights = Schemas['Rights']
export type Sensitivity = Schemas['Sensitivity']
export type Pose = Schemas['Pose']
export type Media = Schemas['MediaLinks']
export type FilmMedia = Schemas['FilmLinks']
export type WalkInMedia = Schemas['WalkInLinks']
export type OldMap = Schemas['OldMap']
export type Site = Schemas['SiteAnswer']
export type Scene = Schemas['SceneAnswer']
export type SceneCapture = Schemas['SceneCapture']
export type Hotspot = Schemas['SceneHotspot']
/** The scene that one starts with comes whole. */
export type Pass = Omit<Schemas['PassAnswer'], 'start'> & { start?: Scene }
export type Pack = Schemas['PackAnswer']

/** On the spot the whole document stands among the properties, off it what lists show. */
export interface Feature {
  id: string
  geometry: { type: string; coordinates: number[] } | null
  properties: Schemas['FeatureProperties'] & {
    text?: Text
    access?: Text
    /** How sure its place is. */
    position?: { accuracy: number; note?: Text }
    hours?: Text
    stops?: { scene: string; note?: Text }[]
    pose?: Pose
    media?: Media
    facts?: Fact[]
    sources?: Source[]
    rights?: Rights
  }
}

/** Why an endpoint is closed, with the place that it belongs to; texts hold all languages. */
export interface Refusal {
  type: string
  /** Metres from the place. */
  distance?: number
  place?: {
    id: string
    title: Text
    summary?: Text
    access?: Text
    /** How sure its place is. */
    position?: { accuracy: number; note?: Text }
    hours?: Text
    longitude: number
    latitude: number
    preview?: string
    page: string
  }
}

/** An answer that is a problem (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    title: string,
    readonly refusal: Refusal = { type },
  ) {
    super(title)
  }
}

/** Milliseconds after which a busy server is asked again at the least, and how often it is asked. */
const [busyPause, busyTries] = [1500, 5]

/** Asks again where the server is busy, and not at the same moment as all the others. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof Problem && error.status === 503) || tries === busyTries) throw error
      await new Promise((wait) => setTimeout(wait, busyPause * (1 + Math.random())))
    }
}

/** Begins the name of a frame in which staff look through a visitor's eyes; the rest is the key that each request says. */
export const standIn = 'stand '

/** The server, by its contract. Staff who look at drafts, or through a visitor's eyes, say so with each request. */
const server = createClient<paths>({ baseUrl: globalThis.location?.origin, fetch: (request) => fetch(request) })
server.use({
  onRequest({ request, schemaPath }) {
    const key = window.name.startsWith(standIn) ? window.name.slice(standIn.length) : null
    const token = key || schemaPath.includes('/studio/') ? localStorage.getItem('service-token') : null
    if (key) request.headers.set('X-XrContent-Stand', key)
    if (heard.version) request.headers.set('X-Catalog-Version', `${heard.version}`)
    if (token) request.headers.set('Authorization', `Bearer ${token}`)
  },
})

/** What an answer says, or the problem that it is. */
export async function said<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await asked
  if (response.ok) return data as T
  const problem = (typeof error === 'object' && error !== null ? error : {}) as Refusal & { title?: string }
  throw new Problem(response.status, problem.type ?? '', problem.title ?? response.statusText, problem)
}

/** Staff look at drafts through the visitors' own pages: ?draft=1. */
const isDraft = () => new URL(location.href).searchParams.has('draft')
const features = (found: { features: Schemas['Feature'][] }) => found.features as Feature[]

export const api = {
  site: () => said(server.GET('/api/v1/site')),
  transparency: () => said(server.GET('/api/v1/transparency')),
  cell: (cell: string, lang: string) => {
    const [z, x, y] = cell.split('/').map(Number) as [number, number, number]
    return said(server.GET('/api/v1/cells/{z}/{x}/{y}', { params: { path: { z, x, y }, query: { lang } } })).then(features)
  },
  /** What changed since a catalogue; all may have, where it is reset. */
  changes: (since: number, cells?: string) => said(server.GET('/api/v1/changes', { params: { query: { since, cells } } })),
  nearby: (lat: number, lon: number, radius: number, lang: string, kind?: Schemas['Kind'], limit = 300) =>
    said(server.GET('/api/v1/nearby', { params: { query: { lat, lon, radius, lang, kind, limit } } })).then(features),
  item: (id: string, lang: string): Promise<Feature> => {
    const asked = { params: { path: { id }, query: { lang } } }
    const answer = isDraft() ? server.GET('/api/v1/studio/preview/items/{id}', asked) : server.GET('/api/v1/items/{id}', asked)
    return said(answer).then((item) => item as Feature)
  },
  /** From the scene's own point it is waited for; who walks asks again by themselves. */
  view: (id: string, lang: string, from?: { lat: number; lon: number }, year?: number): Promise<View> => {
    const asked = { params: { path: { id }, query: { lang, ...(from ?? (year ? { year } : {})) } } }
    const ask = () =>
      said(isDraft() ? server.GET('/api/v1/studio/preview/scenes/{id}/view', asked) : server.GET('/api/v1/scenes/{id}/view', asked))
    return (from ? ask() : patiently(ask)) as Promise<View>
  },
  /** The address of one of a place's tags; refused where the tag hangs elsewhere. */
  tagOf: (place: string, tag: string) => said(server.GET('/api/v1/places/{place}/tags/{tag}', { params: { path: { place, tag } } })),
  pass: (body: Schemas['PassRequest']): Promise<Pass> => said(server.POST('/api/v1/passes', { body })).then((pass) => pass as Pass),
  pack: (id: string, lang: string, width?: number) =>
    said(server.GET('/api/v1/scenes/{id}/pack', { params: { path: { id }, query: { lang, width } } })),
  scene: (id: string, lang: string): Promise<Scene> => {
    const asked = { params: { path: { id }, query: { lang } } }
    return said(isDraft() ? server.GET('/api/v1/studio/preview/scenes/{id}', asked) : server.GET('/api/v1/scenes/{id}', asked))
  },
  /** Makes this screen the kiosk of a place by the digits that the studio shows. */
  pair: (body: Schemas['PairRequest']) => said(server.POST('/api/v1/kiosk/pairing', { body })),
  kiosk: () => said(server.POST('/api/v1/kiosk/session')),
}

/** The words of a text; an answer in one language holds just one entry. */
export const say = (text: Text | undefined): string => (text ? (Object.values(text)[0] ?? '') : '')
