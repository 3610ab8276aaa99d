import { api, Problem, type Feature } from '../api'
import { i18n } from '../i18n/language.svelte'
import { inWords } from './sentences'
import { studioText } from './text'

export type Role = 'contributor' | 'curator' | 'administrator'

export interface Me {
  name: string
  role: Role
  films: boolean
  page?: string
}

/** The server's answers to staff. */
export interface Details {
  place: string
  event?: string
  taken?: string
  heading?: number
  latitude?: number
  longitude?: number
  isPanorama: boolean
  isTopBottom: boolean
  dropAudio: boolean
  publish: boolean
  license?: string
  holder?: string
  credit?: string
  people?: 'none' | 'redacted' | 'agreed'
  replaces?: string
  /** The capture of which the file is the record that one walks in. */
  walkIn?: string
}

export interface Footage {
  id: string
  capture?: string
  fileName: string
  batch?: string
  created: string
  stage: 'uploading' | 'received' | 'probing' | 'rendering' | 'ready' | 'refused'
  percent: number
  bytes: number
  received: number
  details: Details
  notes: { code: string; text: string }[]
  problem?: { code: string; reason: string }
  thumbnail?: string
  published: boolean
}

export interface News {
  id: string
  capture: string
  stage: Footage['stage']
  percent: number
  problem?: { code: string; reason: string }
}

const key = 'service-token'

/** The service token, where somebody signed in by it. */
export const token = {
  get: () => localStorage.getItem(key) ?? '',
  set: (value: string) => localStorage.setItem(key, value),
  forget: () => localStorage.removeItem(key),
}

let pageWord: string | null = null

/** The word by which the server knows its own pages; see X-XrContent-Page. */
export function usePageWord(word: string | null) {
  pageWord = word
}

/** What goes with each request: a token, or beside the browser's cookie the word of this page. */
export function credentials(): Record<string, string> {
  if (token.get()) return { Authorization: `Bearer ${token.get()}` }
  return pageWord ? { 'X-XrContent-Page': pageWord } : {}
}

/** A refusal with what is wrong at each field. */
export class Refused extends Problem {
  constructor(
    status: number,
    type: string,
    title: string,
    readonly fields: { field: string; message: string }[],
    readonly body: Record<string, unknown>,
  ) {
    super(status, type, title)
  }
}

/** Whether asking later can help: no network, a server that starts anew or is busy, a session that ended. */
export const unreachable = ({ status }: Refused): boolean => status === 0 || status >= 500 || [401, 408, 429].includes(status)

let signedOut = () => {}

/** Tells who is to be told that the server knows nobody here any more. */
export const onSignedOut = (tell: () => void) => {
  signedOut = tell
}

async function send(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Response> {
  const raw = body instanceof Blob
  const own: Record<string, string> = { ...credentials(), ...headers }
  if (body !== undefined && !raw) own['Content-Type'] = 'application/json'
  try {
    return await fetch(`/api/v1/studio/${path}`, { method, headers: own, body: body === undefined || raw ? body : JSON.stringify(body) })
  } catch {
    throw new Refused(0, '/problems/unreachable', studioText(i18n.language).noConnection, [], {})
  }
}

export async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
  let response = await send(method, path, body, headers)
  if (
    response.status === 403 &&
    pageWord &&
    (
      await response
        .clone()
        .json()
        .catch(() => ({}))
    ).type === '/problems/own-pages-only'
  ) {
    // Somebody signed in anew in another tab: the word has changed.
    usePageWord((await studio.me()).page ?? null)
    response = await send(method, path, body, headers)
  }
  if (response.ok) return response
  if (response.status === 401 && path !== 'me' && path !== 'session') signedOut()
  const problem = await response.json().catch(() => ({}))
  const fields = Object.entries((problem.errors ?? {}) as Record<string, string[]>).flatMap(([field, messages]) =>
    messages.map((message) => ({ field, message })),
  )
  throw new Refused(
    response.status,
    problem.type ?? '',
    inWords(fields[0]?.message ?? problem.detail ?? problem.title ?? response.statusText, i18n.language),
    fields,
    problem,
  )
}

export const json = async <T>(response: Promise<Response>) => (await (await response).json()) as T

export const studio = {
  me: () => json<Me>(ask('GET', 'me')),
  list: (batch?: string) =>
    json<{ files: Footage[] }>(ask('GET', `footage${batch ? `?batch=${encodeURIComponent(batch)}` : ''}`)).then(({ files }) => files),
  correct: (id: string, details: Partial<Details>) => json<Footage>(ask('PATCH', `footage/${id}`, details)),
  retry: (id: string) => json<Footage>(ask('POST', `footage/${id}/retry`)),
  cancel: (id: string) => json<Footage>(ask('POST', `footage/${id}/cancel`)),
  publish: (capture: string) => ask('POST', `items/${encodeURIComponent(capture)}/publish`),
  report: (batch?: string) =>
    ask('GET', `footage/report.csv${batch ? `?batch=${encodeURIComponent(batch)}` : ''}`).then((response) => response.blob()),
  /** A small picture that only staff may see yet. */
  picture: (address: string) =>
    fetch(address, { headers: credentials() }).then((response) =>
      response.ok ? response.blob() : Promise.reject(new Error(response.statusText)),
    ),
  drop: (id: string) => fetch(`/api/v1/uploads/${id}`, { method: 'DELETE', headers: { ...credentials(), 'Tus-Resumable': '1.0.0' } }),
}

/** Hands a file to the browser to keep. */
export async function download(path: string, name: string): Promise<void> {
  const url = URL.createObjectURL(await (await ask('GET', path)).blob())
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  URL.revokeObjectURL(url)
}

/** All items of a kind in and round the city. */
export async function itemsOf(kind: 'place' | 'event', language: string): Promise<Feature[]> {
  const { centre } = await api.site()
  if (!centre) return []
  const query = new URLSearchParams({
    lat: `${centre.lat}`,
    lon: `${centre.lon}`,
    radius: '50000',
    kind,
    lang: language,
    limit: '500',
  })
  const response = await fetch(`/api/v1/nearby?${query}`)
  return response.ok ? ((await response.json()) as { features: Feature[] }).features : []
}
