import type { LayerSpecification, SourceSpecification } from 'maplibre-gl'
import { addProtocol } from 'maplibre-gl'
import contour from 'maplibre-contour'

/** Metres from contour line to contour line from a zoom on, and to each thicker one. */
const intervals = { 11: [100, 500], 13: [50, 250], 14: [20, 100], 15.5: [10, 50] }

let tiles: InstanceType<typeof contour.DemSource> | undefined

/** Contour lines of the terrain in use, drawn in a worker from the tiles that the shade is made of. */
export const contours = {
  sources(): Record<string, SourceSpecification> {
    tiles ??= begun()
    return {
      // The shade is made of the same tiles, fetched once.
      heights: { type: 'raster-dem', tiles: [tiles.sharedDemProtocolUrl], tileSize: 256, encoding: 'mapbox', minzoom: 6, maxzoom: 13 },
      contours: {
        type: 'vector',
        tiles: [tiles.contourProtocolUrl({ thresholds: intervals, elevationKey: 'height', levelKey: 'level', contourLayer: 'contours' })],
        maxzoom: 15,
      },
    }
  },

  layers: [
    {
      id: 'contours',
      type: 'line',
      source: 'contours',
      'source-layer': 'contours',
      // The sea's level is the coast's line.
      filter: ['>', ['get', 'height'], 0],
      paint: {
        'line-color': '#8b9488',
        'line-opacity': ['match', ['get', 'level'], 1, 0.6, 0.35],
        'line-width': ['match', ['get', 'level'], 1, 1, 0.6],
      },
    },
  ] satisfies LayerSpecification[],
}

function begun() {
  const source = new contour.DemSource({
    url: `${location.origin}/terrain/{z}/{x}/{y}.png`,
    encoding: 'mapbox',
    maxzoom: 13,
    worker: true,
    cacheSize: 60,
  })
  source.setupMaplibre({ addProtocol } as never)
  return source
}
