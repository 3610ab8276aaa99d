import type { Text } from '../api'
import { ask } from './api'

export interface Tag {
  id: string
  place: string
  title?: Text
  strength: 'printed' | 'rotating' | 'signed'
  name: string
  address: string
  period?: number
  created: string
  createdBy: string
  paired?: string
  revoked?: string
  chips: { uid: string; taps: number; added: string; ended?: string }[]
}

export interface ChipSheet {
  uid: string
  address: string
  ndefFile: string
  dataOffset: number
  macInputOffset: number
  macOffset: number
  fileSettings: string
  keys: string[]
}

const json = async <T>(response: Promise<Response>) => (await (await response).json()) as T

export const onsite = {
  tags: () => json<{ tags: Tag[] }>(ask('GET', 'tags')).then(({ tags }) => tags),
  add: (tag: { place: string; strength: string; name: string }) => json<Tag>(ask('POST', 'tags', tag)),
  end: (id: string) => ask('DELETE', `tags/${id}`),
  pair: (id: string) => json<{ code: string; until: string; page: string }>(ask('POST', `tags/${id}/pairing`)),
  chip: (id: string, uid: string) => json<ChipSheet>(ask('POST', `tags/${id}/chips`, { uid })),
  endChip: (id: string, uid: string) => ask('DELETE', `tags/${id}/chips/${uid}`),
  /** A key for a frame that is to be answered as a visitor's. */
  stand: (place: string, onsite: boolean) => json<{ key: string }>(ask('PUT', 'stand', { place, onsite })),
}
