import type { Language } from '../../i18n/language.svelte'
import type { Media } from '../../api'
import { ask, json } from '../api'
import type { EditedFeature } from './document'

export type Kind = 'place' | 'capture' | 'overlay' | 'scene' | 'tour' | 'event'
export type State = 'draft' | 'submitted' | 'scheduled' | 'published' | 'superseded' | 'withdrawn'
export type Text = Partial<Record<Language, string>>

export interface Summary {
  id: string
  kind: Kind
  title: Text
  state: State
  revision: number
  author: string
  at: string
  published: boolean
  place?: string
  missing: Language[]
  problems: number
  thumbnail?: string
  showFrom?: string
  plannedUntil?: string
  showUntil?: string
  returned?: GivenBack
}

/** A colleague gave a draft back. */
export interface GivenBack {
  person: string
  at: string
  note?: string
}

export interface Item {
  id: string
  kind: Kind
  feature: EditedFeature
  revision: number
  state: State
  author: string
  at: string
  published: boolean
  publishedRevision?: number
  plannedRevision?: number
  showFrom?: string
  plannedUntil?: string
  showUntil?: string
  deleted?: string
  tag: string
  problems: FieldProblem[]
  /** Drafts that it names: they are handed over and published with it. */
  needs: Companion[]
  /** What was handed over together with it. */
  submission?: Companion[]
  media?: Media
  returned?: GivenBack
}

/** An item that goes with another one. */
export interface Companion {
  id: string
  kind: Kind
  title: Text
  state: State
  author: string
  tag: string
  problems: FieldProblem[]
}

export interface FieldProblem {
  field: string
  message: string
}

/** An item with what must still be settled in it. */
export interface Unsettled {
  id: string
  kind: Kind
  title: Text
  open: FieldProblem[]
}

/** A revision with what it says. */
export interface Version {
  feature: EditedFeature
  media?: Media
}

export interface Step {
  number: number
  kind: string
  person: string
  at: string
  note?: string
  reviewer?: string
  reviewedOn?: string
}

export interface Revisions {
  revisions: { number: number; state: State; author: string; at: string }[]
  steps: Step[]
}

export interface Query {
  q?: string
  kind?: string
  state?: string
  missing?: string
  place?: string
  author?: string
}

const address = (id: string) => `items/${encodeURIComponent(id)}`
/** Says over which words something is written. */
export const over = (tag: string) => ({ 'If-Match': `"${tag}"` })

export const items = {
  list: (query: Query = {}) => {
    const search = new URLSearchParams({ limit: '5000' })
    for (const [key, value] of Object.entries(query)) if (value) search.set(key, value)
    return json<{ total: number; items: Summary[] }>(ask('GET', `items?${search}`))
  },
  unsettled: (offset: number, limit: number) =>
    json<{ total: number; items: Unsettled[] }>(ask('GET', `unsettled?offset=${offset}&limit=${limit}`)),
  read: (id: string) => json<Item>(ask('GET', address(id))),
  create: (feature: EditedFeature) => json<Item>(ask('POST', 'items', feature)),
  save: (id: string, feature: EditedFeature, tag: string, autosave: boolean) =>
    json<Item>(ask('PUT', `${address(id)}${autosave ? '?autosave=true' : ''}`, feature, over(tag))),
  act: (id: string, tag: string, step: string, body: unknown = {}) => json<Item>(ask('POST', `${address(id)}/${step}`, body, over(tag))),
  remove: (id: string, tag: string) => json<Item>(ask('DELETE', address(id), undefined, over(tag))),
  uses: (id: string) => json<Summary[]>(ask('GET', `${address(id)}/uses`)),
  revisions: (id: string) => json<Revisions>(ask('GET', `${address(id)}/revisions`)),
  revision: (id: string, number: number) => json<Version>(ask('GET', `${address(id)}/revisions/${number}`)),
}

/** A title in the reader's language, or in any. */
export const titleOf = (title: Text, language: Language, id: string): string =>
  title[language] ?? title.en ?? title.ja ?? Object.values(title)[0] ?? id
