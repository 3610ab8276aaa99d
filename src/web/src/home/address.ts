import type { Feature } from '../api'

/** Where an item opens: a place at its scene when it has one, a tour at its first stop. */
export function addressOf({ id, properties }: Feature): string {
  switch (properties.kind) {
    case 'scene':
      return `/scenes/${id}`
    case 'capture':
      return `/captures/${id}`
    case 'tour':
      return properties.stops?.[0] ? `/scenes/${properties.stops[0].scene}?tour=${id}` : '/'
    default:
      return properties.scenes?.[0] ? `/scenes/${properties.scenes[0]}` : `/places/${id}`
  }
}
