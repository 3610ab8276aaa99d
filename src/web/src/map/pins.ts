import {
  Popup,
  type ExpressionSpecification,
  type GeoJSONSource,
  type LayerSpecification,
  type Map,
  type MapGeoJSONFeature,
} from 'maplibre-gl'
import { came } from '../count'
import { elsewhere } from './elsewhere'
import { named } from './style'

/** Something that stands on the map. */
export interface Pin {
  id: string
  name: string
  href: string
  kind: string
  /** Named before others where there is not room for all. */
  first: boolean
  position: [number, number]
}

/** From the next zoom on nothing gathers. */
const clusterMaxZoom = 16

const pinName = { 'text-color': '#f2efe6', 'text-halo-color': '#14171a', 'text-halo-width': 1.6 }

/** Names stand on whichever side of their pin there is room. */
const besides = {
  ...named(13).layout,
  'text-variable-anchor': ['left', 'right', 'top', 'bottom'] as ('left' | 'right' | 'top' | 'bottom')[],
  'text-justify': 'auto' as const,
  'text-max-width': 9,
}

/** A cluster is called after the first of its places that have a scene. */
const lead: ExpressionSpecification = ['case', ['get', 'first'], ['get', 'name'], '']

const layers: LayerSpecification[] = [
  {
    id: 'clusters',
    type: 'circle',
    source: 'pins',
    filter: ['has', 'point_count'],
    paint: {
      'circle-color': '#e2b76b',
      'circle-opacity': 0.92,
      'circle-stroke-color': '#14171a',
      'circle-stroke-width': 2,
      'circle-radius': ['step', ['get', 'point_count'], 13, 10, 17, 30, 21],
    },
  },
  {
    id: 'pins',
    type: 'circle',
    source: 'pins',
    filter: ['!', ['has', 'point_count']],
    paint: {
      'circle-color': ['match', ['get', 'kind'], 'capture', '#8fc1e3', '#e2b76b'],
      'circle-stroke-color': '#14171a',
      'circle-stroke-width': 2,
      'circle-radius': 8,
    },
  },
  {
    id: 'leads',
    type: 'symbol',
    source: 'pins',
    filter: ['all', ['has', 'point_count'], ['!=', ['get', 'lead'], '']],
    layout: {
      ...besides,
      'text-field': ['get', 'lead'],
      'text-radial-offset': 1.7,
    },
    paint: pinName,
  },
  {
    id: 'names',
    type: 'symbol',
    source: 'pins',
    filter: ['!', ['has', 'point_count']],
    minzoom: 11,
    layout: {
      ...besides,
      'text-field': ['get', 'name'],
      'text-radial-offset': 0.9,
      'symbol-sort-key': ['case', ['get', 'first'], 0, 1],
    },
    paint: pinName,
  },
  {
    id: 'counts',
    type: 'symbol',
    source: 'pins',
    filter: ['has', 'point_count'],
    layout: {
      'text-field': ['get', 'point_count_abbreviated'],
      'text-font': ['sans-serif'],
      'text-size': 13,
      'text-allow-overlap': true,
      'text-padding': 14,
    },
    paint: { 'text-color': '#14171a' },
  },
  // Circles keep no room for themselves, and what is placed on top takes its room first: no name lies over a pin.
  {
    id: 'room',
    type: 'symbol',
    source: 'pins',
    filter: ['!', ['has', 'point_count']],
    layout: { 'text-field': '●', 'text-font': ['sans-serif'], 'text-size': 14, 'text-allow-overlap': true, 'text-padding': 2 },
    paint: { 'text-opacity': 0 },
  },
]

/** Puts pins on a map: those that crowd stand as one with their number, each tells its name when it is touched or pointed at. */
export function pins(
  map: Map,
  all: Pin[],
  says: { language: string; many: (count: number) => string },
): { set: (pins: Pin[]) => void; end: () => void } {
  elsewhere.addTo(map, says.language)
  map.addSource('pins', {
    type: 'geojson',
    data: collection(all),
    cluster: true,
    clusterRadius: 46,
    clusterMaxZoom,
    clusterProperties: { lead: [['case', ['==', ['accumulated'], ''], ['get', 'lead'], ['accumulated']], lead] },
  })
  for (const layer of layers) map.addLayer(layer)
  const hover = new Popup({ closeButton: false, closeOnClick: false, offset: 12, className: 'pin-name' })
  const card = new Popup({ offset: 12, className: 'pin-card', maxWidth: '15rem', closeOnClick: false })
  elsewhere.without(map, idsOf(all))

  const at = (point: { x: number; y: number }): MapGeoJSONFeature | undefined =>
    map.queryRenderedFeatures([point.x, point.y], { layers: ['pins', 'clusters', 'names', 'leads'] })[0] ??
    map.queryRenderedFeatures(around(point), { layers: [elsewhere.layer] })[0]
  const read = ({ layer, properties }: MapGeoJSONFeature): { name: string; href: string } =>
    layer.id === elsewhere.layer ? elsewhere.read(properties, says.language) : (properties as Pin)
  const placeOf = (feature: MapGeoJSONFeature) => (feature.geometry as unknown as { coordinates: [number, number] }).coordinates

  const moved = map.on('mousemove', ({ point }) => {
    const feature = at(point)
    map.getCanvas().style.cursor = feature ? 'pointer' : ''
    if (!feature || card.isOpen()) return void hover.remove()
    const count = feature.properties.point_count as number | undefined
    hover.setLngLat(placeOf(feature)).setText(count ? says.many(count) : read(feature).name)
    hover.addTo(map)
  })
  const escape = (event: KeyboardEvent) => void (event.key === 'Escape' && card.remove())
  map.getContainer().addEventListener('keydown', escape)
  const left = map.on('mouseout', () => void hover.remove())
  const touched = map.on('click', async ({ point }) => {
    const feature = at(point)
    hover.remove()
    card.remove()
    if (!feature) return
    const position = placeOf(feature)
    const cluster = feature.properties.cluster_id as number | undefined
    if (cluster !== undefined) {
      const [source, count] = [map.getSource<GeoJSONSource>('pins')!, feature.properties.point_count as number]
      // The pins may be others by the time that it is answered: then there is nothing to open.
      const zoom = await source.getClusterExpansionZoom(cluster).catch(() => null)
      if (zoom === null) return
      if (zoom <= clusterMaxZoom) return void map.easeTo({ center: position, zoom: zoom + 0.2 })
      // Too near one another to part: they are listed.
      const leaves = await source.getClusterLeaves(cluster, count, 0).catch(() => [])
      return open(
        position,
        leaves.map(({ properties }) => properties as Pin),
      )
    }
    open(position, [read(feature)])
  })

  function open(position: [number, number], all: { name: string; href: string }[]) {
    const list = document.createElement('ul')
    for (const { name, href } of all) {
      const link = Object.assign(document.createElement('a'), { href, textContent: name })
      link.addEventListener('click', () => (came.from = 'map'))
      const entry = document.createElement('li')
      entry.append(link)
      list.append(entry)
    }
    card.setLngLat(position).setDOMContent(list).addTo(map)
  }

  return {
    set(next) {
      elsewhere.without(map, idsOf(next))
      map.getSource<GeoJSONSource>('pins')?.setData(collection(next))
    },
    end() {
      for (const listener of [moved, left, touched]) listener.unsubscribe()
      map.getContainer().removeEventListener('keydown', escape)
      hover.remove()
      card.remove()
    },
  }
}

const idsOf = (all: Pin[]) => all.map(({ id }) => id)

/** A dot is small for a finger. */
const around = ({ x, y }: { x: number; y: number }): [[number, number], [number, number]] => [
  [x - 8, y - 8],
  [x + 8, y + 8],
]

const collection = (all: Pin[]) => ({
  type: 'FeatureCollection' as const,
  features: all.map(({ position, ...properties }) => ({
    type: 'Feature' as const,
    properties,
    geometry: { type: 'Point' as const, coordinates: position },
  })),
})
