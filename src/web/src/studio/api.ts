import createClient from 'openapi-fetch'
import { api, Problem, type Feature, type Schemas } from '../api'
import type { paths } from '../contract'
import { i18n } from '../i18n/language.svelte'
import { inWords } from './sentences'
import { studioText } from './text'

export type Role = Schemas['Role']
export type Me = Schemas['MeAnswer']
/** What is said of a file; that it is handed to a colleague is for programs to say. */
export type Details = Omit<Schemas['CaptureDetails'], 'submit'>
export type Footage = Schemas['FootageAnswer']
export type News = Schemas['IngestNews']

const key = 'service-token'

/** The service token, where somebody signed in by it. */
export const token = {
  get: () => localStorage.getItem(key) ?? '',
  set: (value: string) => localStorage.setItem(key, value),
  forget: () => localStorage.removeItem(key),
}

let pageWord: string | null = null
let pageOf: string | null = null

/** The word by which the server knows its own pages, and whose page this is; see X-XrContent-Page. */
export function usePageWord(word: string | null, person: string | null) {
  ;[pageWord, pageOf] = [word, person]
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

/** Asks the server as a page of this studio. @throws Refused with status 0 where nobody answers */
async function reach(request: Request): Promise<Response> {
  const ask = () => {
    const own = new Request(request.clone())
    for (const [name, value] of Object.entries(credentials())) own.headers.set(name, value)
    return fetch(own)
  }
  try {
    const response = await ask()
    if (response.status !== 403 || !pageWord) return response
    const { type } = (await response
      .clone()
      .json()
      .catch(() => ({}))) as { type?: string }
    if (type !== '/problems/own-pages-only') return response
    // Somebody signed in anew in another tab: the word has changed, and maybe whose page this is.
    const me = await studio.me()
    if (me.name !== pageOf) {
      location.reload()
      throw unanswered()
    }
    usePageWord(me.page ?? null, me.name)
    return await ask()
  } catch (error) {
    throw error instanceof Refused ? error : unanswered()
  }
}

const unanswered = () => new Refused(0, '/problems/unreachable', studioText(i18n.language).noConnection, [], {})

/** The server, by its contract. */
export const server = createClient<paths>({ baseUrl: globalThis.location?.origin, fetch: reach })

/** What an answer says; or why the server refuses, with what is wrong at each field. */
export async function taken<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await asked.catch((cut: Error) => {
    // An answer that breaks off is none.
    throw cut instanceof Refused ? cut : unanswered()
  })
  if (response.ok) return data as T
  throw refused(response, error)
}

function refused(response: Response, error: unknown): Refused {
  const problem = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>
  if (response.status === 401 && !/\/studio\/(me|session)$/.test(new URL(response.url).pathname)) signedOut()
  const fields = Object.entries((problem.errors ?? {}) as Record<string, string[]>).flatMap(([field, messages]) =>
    messages.map((message) => ({ field, message })),
  )
  const said = fields[0]?.message ?? problem.detail ?? problem.title ?? response.statusText
  return new Refused(response.status, `${problem.type ?? ''}`, inWords(`${said}`, i18n.language), fields, problem)
}

/** What the contract has no words for: files and bytes. */
export async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const raw = body instanceof Blob
  const request = new Request(new URL(`/api/v1/studio/${path}`, location.origin), {
    method,
    headers: { ...(body !== undefined && !raw ? { 'Content-Type': 'application/json' } : {}), ...headers },
    body: body === undefined || raw ? (body as Blob | undefined) : JSON.stringify(body),
  })
  const response = await reach(request)
  if (response.ok) return response
  throw refused(response, await response.json().catch(() => ({})))
}

export const json = async <T>(response: Promise<Response>) => (await (await response).json()) as T

export const studio = {
  me: () => taken(server.GET('/api/v1/studio/me')),
  list: (batch?: string) => taken(server.GET('/api/v1/studio/footage', { params: { query: { batch } } })).then(({ files }) => files),
  correct: (id: string, body: Schemas['Correction']) =>
    taken(server.PATCH('/api/v1/studio/footage/{id}', { params: { path: { id } }, body })),
  retry: (id: string) => taken(server.POST('/api/v1/studio/footage/{id}/retry', { params: { path: { id } } })),
  cancel: (id: string) => taken(server.POST('/api/v1/studio/footage/{id}/cancel', { params: { path: { id } } })),
  publish: (id: string) => taken(server.POST('/api/v1/studio/items/{id}/publish', { params: { path: { id } } })),
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
  return centre ? api.nearby(centre.lat, centre.lon, 50_000, language, kind, 500) : []
}
