import { Problem, type Feature } from '../api'

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

export const token = {
  get: () => localStorage.getItem(key) ?? '',
  set: (value: string) => localStorage.setItem(key, value),
  forget: () => localStorage.removeItem(key),
}

export const bearer = () => ({ Authorization: `Bearer ${token.get()}` })

export async function ask(method: string, path: string, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = bearer()
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  const response = await fetch(`/api/v1/studio/${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
  if (response.ok) return response
  const problem = await response.json().catch(() => ({}))
  const fields = Object.values((problem.errors ?? {}) as Record<string, string[]>).flat()
  throw new Problem(response.status, problem.type ?? '', fields[0] ?? problem.detail ?? problem.title ?? response.statusText)
}

const json = <T>(response: Response) => response.json() as Promise<T>

export const studio = {
  me: () => ask('GET', 'me').then((response) => json<{ name: string; films: boolean }>(response)),
  list: (batch?: string) => ask('GET', `footage${batch ? `?batch=${encodeURIComponent(batch)}` : ''}`).then((response) => json<{ files: Footage[] }>(response)).then(({ files }) => files),
  correct: (id: string, details: Partial<Details>) => ask('PATCH', `footage/${id}`, details).then((response) => json<Footage>(response)),
  retry: (id: string) => ask('POST', `footage/${id}/retry`).then((response) => json<Footage>(response)),
  cancel: (id: string) => ask('POST', `footage/${id}/cancel`).then((response) => json<Footage>(response)),
  publish: (capture: string) => ask('POST', `items/${encodeURIComponent(capture)}/publish`),
  report: (batch?: string) => ask('GET', `footage/report.csv${batch ? `?batch=${encodeURIComponent(batch)}` : ''}`).then((response) => response.blob()),
  /** A small picture that only staff may see yet. */
  picture: (address: string) => fetch(address, { headers: bearer() }).then((response) => (response.ok ? response.blob() : Promise.reject(new Error(response.statusText)))),
  drop: (id: string) => fetch(`/api/v1/uploads/${id}`, { method: 'DELETE', headers: { ...bearer(), 'Tus-Resumable': '1.0.0' } }),
}

/** All items of a kind in and round the city. */
export async function itemsOf(kind: 'place' | 'event', language: string): Promise<Feature[]> {
  const query = new URLSearchParams({ lat: '32.76', lon: '129.87', radius: '50000', kind, lang: language, limit: '500' })
  const response = await fetch(`/api/v1/nearby?${query}`)
  return response.ok ? ((await response.json()) as { features: Feature[] }).features : []
}
