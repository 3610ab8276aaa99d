import type { Map } from 'maplibre-gl'
import type { OldMap } from '../api'

/** Lays an old map over the ground and below what stands on it, unseen until it is shown. */
export function layOld(map: Map, old: OldMap, below?: string): { show: (share: number) => void; end: () => void } {
  const id = `old-${old.id}`
  map.addSource(id, {
    type: 'raster',
    tiles: [location.origin + old.tiles],
    tileSize: 256,
    minzoom: old.minZoom,
    maxzoom: old.maxZoom,
    bounds: old.bounds as [number, number, number, number],
  })
  // Hidden, none of its tiles is asked for.
  map.addLayer(
    { id, type: 'raster', source: id, layout: { visibility: 'none' }, paint: { 'raster-opacity': 0, 'raster-fade-duration': 0 } },
    below && map.getLayer(below) ? below : undefined,
  )
  return {
    show(share) {
      map.setLayoutProperty(id, 'visibility', share > 0 ? 'visible' : 'none')
      map.setPaintProperty(id, 'raster-opacity', share)
    },
    end() {
      // The whole map may be gone before.
      if (!map.style) return
      map.removeLayer(id)
      map.removeSource(id)
    },
  }
}
