import type { Schemas } from '../api'
import { server, taken } from './api'

export type Tag = Schemas['TagAnswer']
export type ChipSheet = Schemas['ChipSheet']

const one = (id: string) => ({ params: { path: { id } } })

export const onsite = {
  tags: () => taken(server.GET('/api/v1/studio/tags')).then(({ tags }) => tags),
  add: (body: Schemas['TagRequest']) => taken(server.POST('/api/v1/studio/tags', { body })),
  end: (id: string) => taken(server.DELETE('/api/v1/studio/tags/{id}', one(id))),
  pair: (id: string) => taken(server.POST('/api/v1/studio/tags/{id}/pairing', one(id))),
  chip: (id: string, uid: string) => taken(server.POST('/api/v1/studio/tags/{id}/chips', { ...one(id), body: { uid } })),
  endChip: (id: string, uid: string) => taken(server.DELETE('/api/v1/studio/tags/{id}/chips/{uid}', { params: { path: { id, uid } } })),
  /** A key for a frame that is to be answered as a visitor's. */
  stand: (place: string, onsite: boolean) => taken(server.PUT('/api/v1/studio/stand', { body: { place, onsite } })),
}
