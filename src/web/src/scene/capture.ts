import type { Feature, Scene } from '../api'

/** A single capture as a scene of its own, so that one player shows both. */
export function sceneOfCapture({ id, geometry, properties }: Feature): Scene {
  const [longitude, latitude] = geometry!.coordinates as [number, number]
  const sources = properties.sources ?? []
  return {
    id,
    title: properties.title,
    summary: properties.summary,
    text: properties.text,
    sensitivity: properties.sensitivity,
    place: { id: properties.place!, title: properties.title, longitude, latitude, facts: [], sources: [] },
    captures: [
      {
        id,
        title: properties.title,
        summary: properties.summary,
        nature: properties.nature!,
        taken: properties.taken!,
        depicts: properties.depicts,
        longitude,
        latitude,
        pose: properties.pose!,
        media: properties.media!,
        sources,
        rights: properties.rights,
      },
    ],
    alsoHere: [],
    overlays: [],
    hotspots: [],
    facts: properties.facts ?? [],
    sources,
    rights: properties.rights,
    tours: [],
  }
}

/** The year that a capture shows, in its own time. */
export const yearOf = ({ depicts, taken }: { depicts?: string; taken: string }): number => Number((depicts ?? taken).slice(0, 4))
