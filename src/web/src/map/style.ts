import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import type { Site } from '../api'
import { contours } from './contours'
import { protomaps } from './protomaps'

/** Colours of the map: dark and quiet, so that pins stand out. */
export const ink = {
  sea: '#10222e',
  land: '#2d3632',
  coast: '#5f7580',
  line: '#8b9488',
  name: '#b9c0b4',
  stop: '#9fb4bd',
  halo: '#14181a',
}

/** The look of a map's names: fonts of the device, so that none must be fetched. */
export const named = (size: number, colour = ink.name) => ({
  layout: { 'text-font': ['sans-serif'], 'text-size': size, 'text-max-width': 8, 'text-padding': 4 },
  paint: { 'text-color': colour, 'text-halo-color': ink.halo, 'text-halo-width': 1.2 },
})

/** The map below all pins: the operator's base map, or the land as this server knows it. */
export function mapStyle(map: Site['map'], language: string): StyleSpecification {
  if (map.tiles) return pictures(map.tiles)
  if (map.pmtiles) return protomaps(new URL(map.pmtiles, location.origin).href, language)
  return land(map.land, language)
}

function pictures(tiles: string): StyleSpecification {
  return {
    version: 8,
    sources: { base: { type: 'raster', tiles: [tiles], tileSize: 256, maxzoom: 18 } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': ink.sea } },
      { id: 'base', type: 'raster', source: 'base' },
    ],
  }
}

/** Coast, hills by their shade and contour lines, tram stops, and the names of quarters. */
export function land(files: string[], language: string): StyleSpecification {
  const own = ['coast', 'quarters', 'stops']
  const file = (name: string): SourceSpecification => ({ type: 'geojson', data: `${location.origin}/map/land/${name}.geojson` })
  const layers: LayerSpecification[] = [
    { id: 'ground', type: 'background', paint: { 'background-color': ink.sea } },
    // Where no coast is known, land is what rises above the sea.
    {
      id: 'heights',
      type: 'color-relief',
      source: 'heights',
      paint: { 'color-relief-color': ['interpolate', ['linear'], ['elevation'], 0.3, ink.sea, 0.5, ink.land] },
    },
    { id: 'land', type: 'fill', source: 'coast', paint: { 'fill-color': ink.land, 'fill-antialias': true } },
    {
      id: 'shade',
      type: 'hillshade',
      source: 'heights',
      paint: {
        'hillshade-exaggeration': 0.4,
        'hillshade-shadow-color': '#0b0f11',
        'hillshade-highlight-color': '#737c70',
        'hillshade-accent-color': '#1c2226',
      },
    },
    ...contours.layers,
    { id: 'coast', type: 'line', source: 'coast', paint: { 'line-color': ink.coast, 'line-width': 1 } },
    {
      id: 'quarters',
      type: 'symbol',
      source: 'quarters',
      minzoom: 11.5,
      layout: {
        ...named(12).layout,
        'text-field': ['get', 'name'],
        'text-size': ['interpolate', ['linear'], ['zoom'], 11.5, 10, 15, 13],
        'symbol-sort-key': ['-', 0, ['get', 'parts']],
      },
      paint: named(12).paint,
    },
    {
      id: 'stops',
      type: 'circle',
      source: 'stops',
      minzoom: 12.5,
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 12.5, 2, 16, 4],
        'circle-color': ink.halo,
        'circle-stroke-color': ink.stop,
        'circle-stroke-width': 1.5,
      },
    },
    {
      id: 'stop-names',
      type: 'symbol',
      source: 'stops',
      minzoom: 13.5,
      layout: {
        ...named(11).layout,
        'text-field': language === 'ja' ? ['get', 'name'] : ['coalesce', ['get', 'name:en'], ['get', 'name']],
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 0.7,
        'text-justify': 'auto',
      },
      paint: named(11, ink.stop).paint,
    },
  ]
  return {
    version: 8,
    sources: {
      ...Object.fromEntries(files.map((name) => [name, file(name)])),
      ...contours.sources(),
    },
    layers: layers.filter((layer) => !('source' in layer) || !own.includes(layer.source) || files.includes(layer.source)),
  }
}
