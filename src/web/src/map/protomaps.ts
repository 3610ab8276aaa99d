import { addProtocol, type ExpressionSpecification, type LayerSpecification, type StyleSpecification } from 'maplibre-gl'
import { PMTiles, Protocol, TileType } from 'pmtiles'
import { ink, named } from './style'

let protocol: Protocol | undefined

/** A map of one PMTiles file: vector tiles in the schema of Protomaps' basemaps (version 4), in a dark and quiet style. */
export function protomaps(href: string, language: string): StyleSpecification {
  if (!protocol) addProtocol('pmtiles', (protocol = new Protocol()).tile)
  return {
    version: 8,
    sources: { base: { type: 'vector', url: `pmtiles://${href}` } },
    layers: [{ id: 'ground', type: 'background', paint: { 'background-color': ink.land } }, ...layers(language)],
  }
}

/** Whether a file holds pictures, and what it asks to be shown with it. */
export async function describe(href: string): Promise<{ pictures: boolean; credit?: string }> {
  const file = new PMTiles(href)
  const [{ tileType }, about] = await Promise.all([file.getHeader(), file.getMetadata() as Promise<{ attribution?: string }>])
  return { pictures: [TileType.Png, TileType.Jpeg, TileType.Webp, TileType.Avif].includes(tileType), credit: about.attribution }
}

/** A map of pictures in a PMTiles file. */
export function picturesOf(href: string): StyleSpecification {
  if (!protocol) addProtocol('pmtiles', (protocol = new Protocol()).tile)
  return {
    version: 8,
    sources: { base: { type: 'raster', url: `pmtiles://${href}`, tileSize: 256 } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': ink.sea } },
      { id: 'base', type: 'raster', source: 'base' },
    ],
  }
}

const road = (kinds: string[], colour: string, widths: [number, number, number, number]): Partial<LayerSpecification> => ({
  type: 'line',
  filter: ['in', ['get', 'kind'], ['literal', kinds]],
  layout: { 'line-cap': 'round', 'line-join': 'round' },
  paint: { 'line-color': colour, 'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], ...widths] },
})

function layers(language: string): LayerSpecification[] {
  const base = (id: string, part: string, layer: object) => ({ id, source: 'base', 'source-layer': part, ...layer }) as LayerSpecification
  const name: ExpressionSpecification = ['coalesce', ['get', `name:${language}`], ['get', 'name'], ['get', 'name:en']]
  const names = (size: number, colour = ink.name) => {
    const { layout, paint } = named(size, colour)
    return { type: 'symbol', layout: { ...layout, 'text-field': name }, paint }
  }
  const along = (size: number) => {
    const look = names(size, '#8b9488')
    return { ...look, layout: { ...look.layout, 'symbol-placement': 'line' } }
  }
  const green = ['park', 'forest', 'wood', 'nature_reserve', 'grass', 'grassland', 'cemetery', 'garden', 'golf_course', 'scrub']
  return [
    base('earth', 'earth', { type: 'fill', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': ink.land } }),
    base('green', 'landuse', {
      type: 'fill',
      filter: ['in', ['get', 'kind'], ['literal', green]],
      paint: { 'fill-color': '#2a3a2e' },
    }),
    base('water', 'water', { type: 'fill', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': ink.sea } }),
    base('rivers', 'water', {
      type: 'line',
      filter: ['==', ['geometry-type'], 'LineString'],
      paint: { 'line-color': '#22343f', 'line-width': ['interpolate', ['linear'], ['zoom'], 11, 0.5, 17, 4] },
    }),
    base('buildings', 'buildings', { type: 'fill', minzoom: 14, paint: { 'fill-color': '#323a36', 'fill-outline-color': '#3d4641' } }),
    base('paths', 'roads', { ...road(['path', 'other'], '#3b433e', [14, 0.4, 18, 3]), minzoom: 14 }),
    base('minor', 'roads', { ...road(['minor_road'], '#3f4844', [12, 0.4, 18, 12]), minzoom: 12 }),
    base('major', 'roads', road(['major_road'], '#4d5751', [9, 0.5, 18, 18])),
    base('highway', 'roads', road(['highway'], '#5f6558', [7, 0.5, 18, 20])),
    base('rail', 'roads', {
      ...road(['rail'], '#6a6f70', [10, 0.4, 18, 3]),
      minzoom: 10,
      layout: { 'line-cap': 'butt' },
    }),
    base('boundaries', 'boundaries', {
      type: 'line',
      paint: { 'line-color': '#566068', 'line-dasharray': [3, 3], 'line-width': 0.7 },
    }),
    base('road-names', 'roads', { ...along(11), minzoom: 14.5, filter: ['has', 'name'] }),
    base('water-names', 'water', { ...names(12, '#6f8fa3'), minzoom: 9, filter: ['==', ['geometry-type'], 'Point'] }),
    base('stations', 'pois', {
      ...names(11, ink.stop),
      minzoom: 13,
      filter: ['in', ['get', 'kind'], ['literal', ['station', 'tram_stop', 'ferry_terminal', 'bus_station', 'peak']]],
    }),
    base('quarters', 'places', {
      ...names(12),
      minzoom: 11,
      filter: ['in', ['get', 'kind'], ['literal', ['neighbourhood', 'macrohood', 'suburb']]],
    }),
    base('towns', 'places', { ...names(14, '#cdd3c8'), filter: ['==', ['get', 'kind'], 'locality'] }),
  ]
}
