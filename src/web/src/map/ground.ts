import { AttributionControl, Map, NavigationControl, ScaleControl, setWorkerUrl, type MapOptions } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import type { Site } from '../api'
import { describe, picturesOf } from './protomaps'
import { land, mapStyle } from './style'

/** A map with nothing on it yet: the ground, whose it is, a scale and the means to move. */
export async function ground(
  container: HTMLElement,
  { map }: Site,
  language: string,
  says: { title: string; fingers?: string; wheel?: string },
  options: Partial<MapOptions>,
): Promise<Map> {
  setWorkerUrl(workerUrl)
  const href = map.pmtiles && new URL(map.pmtiles, location.origin).href
  // A base map that cannot be read leaves the map of our own.
  const file = href ? await describe(href).catch(() => null) : null
  const style = href && !file ? land(map.land, language) : file?.pictures ? picturesOf(href!) : mapStyle(map, language)
  const locale = {
    'Map.Title': says.title,
    'CooperativeGesturesHandler.MobileHelpText': says.fingers ?? '',
    'CooperativeGesturesHandler.WindowsHelpText': says.wheel ?? '',
    'CooperativeGesturesHandler.MacHelpText': says.wheel ?? '',
  }
  const made = new Map({
    container,
    style,
    locale,
    attributionControl: false,
    maxPitch: 0,
    dragRotate: false,
    ...options,
  })
  made.touchZoomRotate.disableRotation()
  // The control clears away what is no harmless markup: a file's own credit has its links.
  const credits = map.credits.length > 0 ? map.credits.map(plain) : file?.credit ? [file.credit] : []
  made.addControl(new NavigationControl({ showCompass: false }))
  made.addControl(new ScaleControl(), 'bottom-left')
  made.addControl(new AttributionControl({ compact: true, customAttribution: credits }))
  // It would lie over half of a phone's map; its sign is enough until it is touched.
  container.querySelector('.maplibregl-ctrl-attrib')?.classList.remove('maplibregl-compact-show')
  // Who cannot see it is told when it is still being drawn.
  made.on('dataloading', () => container.setAttribute('aria-busy', 'true'))
  made.on('movestart', () => container.setAttribute('aria-busy', 'true'))
  made.on('idle', () => container.setAttribute('aria-busy', 'false'))
  return made
}

/** Credits of ours are words, and the control takes markup. */
const plain = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
