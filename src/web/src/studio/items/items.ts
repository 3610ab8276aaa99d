import type { Language } from '../../i18n/language.svelte'
import type { Schemas } from '../../api'
import { server, taken } from '../api'
import type { EditedFeature } from './document'

export type Kind = Schemas['Kind']
export type State = Schemas['RevisionState']
export type Text = Schemas['LocalText']
export type Summary = Schemas['ItemSummary']
/** An item that goes with another one. */
export type Companion = Schemas['NeededItem']
export type FieldProblem = Schemas['FieldProblem']
export type Item = Omit<Schemas['ItemAnswer'], 'feature'> & { feature: EditedFeature }
/** A revision with what it says. */
export type Version = Omit<Schemas['RevisionContent'], 'feature'> & { feature: EditedFeature }
/** An item with what must still be settled in it. */
export type Unsettled = Schemas['UnsettledItem']
export type Step = Schemas['Step']
export type Revisions = Schemas['RevisionList']

export interface Query {
  q?: string
  kind?: string
  state?: string
  missing?: string
  place?: string
  author?: string
}

/** Says over which words something is written. */
export const over = (tag: string) => ({ 'If-Match': `"${tag}"` })
const one = (id: string) => ({ params: { path: { id } } })
const steps = {
  submit: '/api/v1/studio/items/{id}/submit',
  return: '/api/v1/studio/items/{id}/return',
  publish: '/api/v1/studio/items/{id}/publish',
  withdraw: '/api/v1/studio/items/{id}/withdraw',
  restore: '/api/v1/studio/items/{id}/restore',
  reviews: '/api/v1/studio/items/{id}/reviews',
} as const
export type StepName = keyof typeof steps
/** What is edited is any document of its kind, which the forms know better than the contract does. */
const body = (feature: EditedFeature) => feature as unknown as Schemas['Feature']
const item = (asked: Promise<{ data?: Schemas['ItemAnswer']; error?: unknown; response: Response }>) => taken(asked) as Promise<Item>

export const items = {
  list: (query: Query = {}) => taken(server.GET('/api/v1/studio/items', { params: { query: { limit: 5000, ...asked(query) } } })),
  unsettled: (offset: number, limit: number) => taken(server.GET('/api/v1/studio/unsettled', { params: { query: { offset, limit } } })),
  read: (id: string) => item(server.GET('/api/v1/studio/items/{id}', one(id))),
  create: (feature: EditedFeature) => item(server.POST('/api/v1/studio/items', { body: body(feature) })),
  save: (id: string, feature: EditedFeature, tag: string, autosave: boolean) =>
    item(
      server.PUT('/api/v1/studio/items/{id}', {
        params: { path: { id }, query: autosave ? { autosave } : {} },
        body: body(feature),
        headers: over(tag),
      }),
    ),
  act: (id: string, tag: string, step: StepName, words: object = {}) =>
    item(server.POST(steps[step], { ...one(id), body: words as never, headers: over(tag) })),
  remove: (id: string, tag: string) => item(server.DELETE('/api/v1/studio/items/{id}', { ...one(id), headers: over(tag) })),
  uses: (id: string) => taken(server.GET('/api/v1/studio/items/{id}/uses', one(id))),
  revisions: (id: string) => taken(server.GET('/api/v1/studio/items/{id}/revisions', one(id))),
  revision: (id: string, number: number) =>
    taken(server.GET('/api/v1/studio/items/{id}/revisions/{number}', { params: { path: { id, number } } })) as Promise<Version>,
}

/** What a list is asked for; what is empty is not asked. */
const asked = (query: Query) => Object.fromEntries(Object.entries(query).filter(([, value]) => value)) as Query

/** A title in the reader's language, or in any. */
export const titleOf = (title: Text, language: Language, id: string): string =>
  title[language] ?? title.en ?? title.ja ?? Object.values(title)[0] ?? id
