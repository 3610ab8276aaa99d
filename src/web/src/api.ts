import type { View } from './ar/view'

/** The server's answers, as far as these pages read them. Texts hold the asked language, or the one that stands in for it. */
export type Text = Record<string, string>

export interface Sensitivity {
  level: 'grave' | 'distressing'
  notice: Text
}

export interface Fact {
  id: string
  label: Text
  value: number
  unit?: string
  plusMinus?: number
  about?: boolean
  sources: string[]
}

export interface Source {
  id: string
  title: string
  publisher?: string
  date?: string
  url?: string
  locator?: string
}

export interface Rights {
  license: string
  holder: string
  credit?: Text
}

/** An old map that can be laid over that of today. */
export interface OldMap {
  id: string
  title: Text
  tiles: string
  minZoom: number
  maxZoom: number
  /** West, south, east, north. */
  bounds: [number, number, number, number]
  date?: string
  credit?: Text
}

/** What the pages must know of their server. */
export interface Site {
  /** What the map is drawn from: a PMTiles file, picture tiles, or else our own data. */
  map: { pmtiles?: string; tiles?: string; credits: string[]; isCoarse: boolean; land: string[]; old: OldMap[] }
  terrain: 'none' | 'coarse' | 'surveyed'
  /** The middle of all scenes, and metres within which they are; none while there are none. */
  centre?: { lat: number; lon: number; reach: number }
}

export interface Feature {
  id: string
  geometry: { type: string; coordinates: number[] } | null
  properties: {
    kind: 'place' | 'capture' | 'overlay' | 'scene' | 'tour' | 'event'
    title: Text
    summary?: Text
    text?: Text
    sensitivity?: Sensitivity
    category?: string
    access?: Text
    hours?: Text
    demolished?: string
    place?: string
    nature?: 'photograph' | 'drawing'
    taken?: string
    /** The moment it shows, where it was made at another. */
    depicts?: string
    exhibit?: string
    related?: string[]
    relics?: string[]
    when?: Text
    minutes?: number
    stops?: { scene: string; note?: Text }[]
    scenes?: string[]
    captures?: string[]
    thumbnail?: string
    pose?: Pose
    media?: Media
    facts?: Fact[]
    sources?: Source[]
    rights?: Rights
    distance?: number
    bearing?: number
  }
}

export interface Pose {
  heading?: number
  pitch: number
  roll: number
}

export interface Media {
  thumbnail: string
  preview: string
  base: string
  /** For a still. */
  tiles?: { href: string; levels: { width: number; columns: number; rows: number }[] }
  film?: FilmMedia
  walkIn?: WalkInMedia
}

/** A record of the place itself. Angles in degrees, lengths in metres from the lens. */
export interface WalkInMedia {
  /** Splats, those first that fill most of the picture. */
  pieces?: string[]
  /** A mesh. */
  model?: string
  /** How far from the lens one may walk. */
  reach: number
  heading: number
  pitch: number
  roll: number
  east: number
  north: number
  up: number
  /** Metres for each of its units. */
  scale: number
}

export interface FilmMedia {
  hls: string
  seconds: number
  audio: boolean
  stereo: 'mono' | 'top-bottom'
  /** Small frames along the rows of one picture. */
  strip: { href: string; columns: number; rows: number; width: number; height: number; interval: number }
  captions: Record<string, string>
}

export interface SceneCapture {
  id: string
  title: Text
  summary?: Text
  nature: 'photograph' | 'drawing'
  taken: string
  /** The moment it shows, where it was made at another. */
  depicts?: string
  pose: Pose
  media: Media
  sources: Source[]
  rights?: Rights
}

export interface Hotspot {
  to: string
  kind: string
  title: Text
  summary?: Text
  scene?: string
  azimuth: number
  elevation: number
  distance?: number
}

export interface Scene {
  /** Years in whose cities the view can be asked for; missing where no buildings are known. */
  cities?: number[]
  id: string
  title: Text
  summary?: Text
  text?: Text
  sensitivity?: Sensitivity
  place: {
    id: string
    title: Text
    text?: Text
    longitude: number
    latitude: number
    demolished?: string
    facts: Fact[]
    sources: Source[]
    /** Years in whose cities the view can be asked for; missing where no buildings are known. */
    cities?: number[]
  }
  captures: SceneCapture[]
  alsoHere: SceneCapture[]
  overlays: {
    id: string
    shape: string
    title: Text
    summary?: Text
    text?: Text
    rings: { radius: number; label: Text; text?: Text }[]
    facts: Fact[]
    sources: Source[]
  }[]
  hotspots: Hotspot[]
  gaze?: { azimuth: number; elevation: number }
  narration?: Record<string, string>
  facts: Fact[]
  sources: Source[]
  rights?: Rights
  tours: string[]
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
    hours?: Text
    longitude: number
    latitude: number
    preview?: string
    page: string
  }
}

export interface Pass {
  token: string
  places: string[]
  expires: string
  place: string
  scene?: string
  start?: Scene
}

export interface Pack {
  scene: string
  version: number
  expires: string
  bytes: number
  answers: string[]
  files: { href: string; bytes: number }[]
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

async function get<T>(path: string, query: Record<string, string | number | undefined>): Promise<T> {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, `${value}`)
  return read(await fetch(search.size > 0 ? `${path}?${search}` : path, { headers: credentials(path) }))
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

function credentials(path: string): HeadersInit {
  const key = window.name.startsWith(standIn) ? window.name.slice(standIn.length) : null
  const token = key || path.includes('/studio/') ? localStorage.getItem('service-token') : null
  return { ...(key && { 'X-XrContent-Stand': key }), ...(token && { Authorization: `Bearer ${token}` }) }
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  return read(await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }))
}

async function read<T>(response: Response): Promise<T> {
  if (response.ok) return response.json()
  const problem = await response.json().catch(() => ({ type: '' }))
  throw new Problem(response.status, problem.type ?? '', problem.title ?? response.statusText, problem)
}

/** Staff look at drafts through the visitors' own pages: ?draft=1. */
const isDraft = () => new URL(location.href).searchParams.has('draft')
const of = (kind: string, id: string, part = '') => `/api/v1/${isDraft() ? 'studio/preview/' : ''}${kind}/${encodeURIComponent(id)}${part}`

export const api = {
  site: () => get<Site>('/api/v1/site', {}),
  cell: (cell: string, lang: string) => get<{ features: Feature[] }>(`/api/v1/cells/${cell}`, { lang }).then((answer) => answer.features),
  /** What changed since a catalogue; all may have, where it is reset. */
  changes: (since: number) => get<{ version: number; reset: boolean; items: unknown[] }>('/api/v1/changes', { since }),
  nearby: (lat: number, lon: number, radius: number, lang: string, kind?: string) =>
    get<{ features: Feature[] }>('/api/v1/nearby', { lat, lon, radius, lang, kind, limit: 300 }).then((answer) => answer.features),
  item: (id: string, lang: string) => get<Feature>(of('items', id), { lang }),
  /** From the scene's own point it is waited for; who walks asks again by themselves. */
  view: (id: string, lang: string, from?: { lat: number; lon: number }, year?: number) =>
    from
      ? get<View>(of('scenes', id, '/view'), { lang, ...from })
      : patiently(() => get<View>(of('scenes', id, '/view'), { lang, ...(year && { year }) })),
  /** The address of one of a place's tags; refused where the tag hangs elsewhere. */
  tagOf: (place: string, tag: string) =>
    get<{ address: string }>(`/api/v1/places/${encodeURIComponent(place)}/tags/${encodeURIComponent(tag)}`, {}),
  pass: (request: { tag: string; code?: string; lat?: number; lon?: number; accuracy?: number; lang: string }) =>
    post<Pass>('/api/v1/passes', request),
  pack: (id: string, lang: string, width?: number) => get<Pack>(`/api/v1/scenes/${encodeURIComponent(id)}/pack`, { lang, width }),
  scene: (id: string, lang: string) => get<Scene>(of('scenes', id), { lang }),
}

/** The words of a text; an answer in one language holds just one entry. */
export const say = (text: Text | undefined): string => (text ? (Object.values(text)[0] ?? '') : '')
