import { AttributionControl, Map, NavigationControl, ScaleControl, setWorkerUrl, type MapOptions } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import type { Site } from '../api'
import { describe, picturesOf } from './protomaps'
import { mapStyle } from './style'

/** A map with nothing on it yet: the ground, whose it is, a scale and the means to move. */
export async function ground(
  container: HTMLElement,
  { map }: Site,
  language: string,
  title: string,
  options: Partial<MapOptions>,
): Promise<Map> {
  setWorkerUrl(workerUrl)
  const file = map.pmtiles ? await describe(new URL(map.pmtiles, location.origin).href).catch(() => null) : null
  const style = file?.pictures ? picturesOf(new URL(map.pmtiles!, location.origin).href) : mapStyle(map, language)
  const made = new Map({
    container,
    style,
    locale: { 'Map.Title': title },
    attributionControl: false,
    maxPitch: 0,
    dragRotate: false,
    ...options,
  })
  made.touchZoomRotate.disableRotation()
  const credits = file?.credit && map.credits.length === 0 ? [file.credit] : map.credits
  made.addControl(new NavigationControl({ showCompass: false }))
  made.addControl(new ScaleControl(), 'bottom-left')
  made.addControl(new AttributionControl({ compact: true, customAttribution: credits.map(plain) }))
  // It would lie over half of a phone's map; its sign is enough until it is touched.
  container.querySelector('.maplibregl-ctrl-attrib')?.classList.remove('maplibregl-compact-show')
  // Who cannot see it is told when it is still being drawn.
  made.on('dataloading', () => container.setAttribute('aria-busy', 'true'))
  made.on('movestart', () => container.setAttribute('aria-busy', 'true'))
  made.on('idle', () => container.setAttribute('aria-busy', 'false'))
  return made
}

/** Credits are words, and the control takes markup. */
const plain = (text: string) =>
  text
    .replace(/<[^>]*>/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
