import type { Refused } from './api'
import { rootOf, same } from './items/differences'
import type { EditedFeature, Geometry, Properties } from './items/document'
import { items } from './items/items'
import { unsent } from './unsent.svelte'

/**
 * Sends what somebody typed on this device in pages that are closed. What another one changed meanwhile waits to be looked at: the board
 * names it.
 */
export async function resend(person: string): Promise<void> {
  await unsent.look(person)
  for (const words of unsent.all) {
    const id = /^items\/(.+)$/.exec(words.of)?.[1]
    // The page of an item takes up its own.
    if (!id || location.pathname === `/studio/items/${id}`) continue
    const { geometry, ...properties } = words.written as Properties & { geometry?: Geometry; kind: string }
    const feature: EditedFeature = { type: 'Feature', id, geometry: geometry ?? null, properties }
    try {
      await items.save(id, feature, words.tag, false)
      await unsent.forget(words)
    } catch (thrown) {
      const { status, body } = thrown as Refused
      if (status === 0) return
      const current = (body?.current as { feature: EditedFeature } | undefined)?.feature
      // It had arrived; only the answer was lost.
      if (current && same(rootOf(current), words.written)) await unsent.forget(words)
    }
  }
}
