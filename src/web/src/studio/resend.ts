import type { Refused } from './api'
import type { EditedFeature, Geometry, Properties } from './items/document'
import { items } from './items/items'
import { unsent } from './unsent.svelte'

/** Sends what somebody typed on this device and left before it could be sent. What another one changed meanwhile waits to be looked at. */
export async function resend(person: string): Promise<void> {
  await unsent.look(person)
  for (const { of, written, tag } of unsent.all) {
    const id = /^items\/(.+)$/.exec(of)?.[1]
    // The page of an item sends its own.
    if (!id || location.pathname === `/studio/items/${id}`) continue
    const { geometry, ...properties } = written as Properties & { geometry?: Geometry; kind: string }
    const feature: EditedFeature = { type: 'Feature', id, geometry: geometry ?? null, properties }
    try {
      await items.save(id, feature, tag, false)
      await unsent.sent(person, of, JSON.stringify(written))
    } catch (error) {
      if ((error as Refused).status === 0) return
    }
  }
}
