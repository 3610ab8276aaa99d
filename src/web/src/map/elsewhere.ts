import type { ExpressionSpecification, FilterSpecification, LayerSpecification, Map } from 'maplibre-gl'
import { named } from './style'

/** Places beyond those of the list, from the vector tiles that anybody's map may use: who moves the map finds them. */
export const elsewhere = {
  layer: 'elsewhere',

  addTo(map: Map, language: string): void {
    map.addSource('places', { type: 'vector', tiles: [`${location.origin}/tiles/{z}/{x}/{y}.mvt`], maxzoom: 16 })
    map.addLayer(dots)
    map.addLayer(names(language))
  },

  /** Leaves away what stands on the map as a pin. */
  without(map: Map, ids: string[]): void {
    for (const layer of ['elsewhere', 'elsewhere-names']) map.setFilter(layer, places(ids))
  },

  /** What a dot is called in the reader's language, and its page. */
  read(properties: Record<string, unknown>, language: string): { name: string; href: string } {
    const name = titles(language)
      .map((key) => properties[key])
      .find(Boolean)
    return { name: String(name ?? ''), href: `/places/${String(properties.id)}` }
  },
}

/** Where the tiles have a title in a language, and what stands in for it. */
const titles = (language: string): string[] => [language === 'ja' ? 'title' : `title_${language}`, 'title_en', 'title']

const places = (without: string[]): FilterSpecification => [
  'all',
  ['==', ['get', 'kind'], 'place'],
  ['!=', ['get', 'category'], 'summit'],
  ['!', ['in', ['get', 'id'], ['literal', without]]],
]

const dots: LayerSpecification = {
  id: 'elsewhere',
  type: 'circle',
  source: 'places',
  'source-layer': 'items',
  filter: places([]),
  paint: {
    'circle-color': '#c9a25f',
    'circle-opacity': 0.75,
    'circle-stroke-color': '#14171a',
    'circle-stroke-width': 1.5,
    'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 3, 15, 5],
  },
}

/** Once there is room for them. */
const names = (language: string): LayerSpecification => ({
  id: 'elsewhere-names',
  type: 'symbol',
  source: 'places',
  'source-layer': 'items',
  filter: places([]),
  minzoom: 14,
  layout: {
    ...named(12).layout,
    'text-field': ['coalesce', ...titles(language).map((key): ExpressionSpecification => ['get', key])],
    'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
    'text-radial-offset': 0.8,
    'text-justify': 'auto',
  },
  paint: named(12).paint,
})
