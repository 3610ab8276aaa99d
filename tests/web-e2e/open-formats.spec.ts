import AxeBuilder from '@axe-core/playwright'
import { expect, test, type APIRequestContext, type Page } from '@playwright/test'
import { check } from '@placemarkio/check-geojson'
import type * as ScdAccess from '@oarc/scd-access'
import { build } from 'esbuild'
import { cellToLatLng, gridDisk, latLngToCell } from 'h3-js'
import { VectorTile } from '@mapbox/vector-tile'
import { Traverse } from '@iiif/parser'
import { presentation3StrictUpgrade } from '@iiif/parser/strict'
import ICAL from 'ical.js'
import jsonld from 'jsonld'
import { PbfReader } from 'pbf'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { execFile } from 'node:child_process'
import { dirname, extname, join } from 'node:path'
import { promisify } from 'node:util'
import { newStill } from './footage'

/* What we serve, read by the programs of others. */

const run = promisify(execFile)
const require = createRequire(import.meta.url)
const kinds = ['places', 'captures', 'overlays', 'scenes', 'tours', 'events']

async function json(request: APIRequestContext, path: string) {
  const answer = await request.get(path)
  expect(answer.status(), path).toBe(200)
  return (await answer.json()) as Record<string, any>
}

test('a GeoJSON linter accepts every collection', async ({ request }) => {
  for (const kind of kinds) {
    const text = await (await request.get(`/ogc/collections/${kind}/items?limit=1000`)).text()
    const read = check(text) as unknown as { features: unknown[] }
    expect(read.features.length).toBe((JSON.parse(text) as { numberMatched: number }).numberMatched)
  }
})

test('a calendar app reads every event, with its days and its name', async ({ request }) => {
  const calendar = new ICAL.Component(ICAL.parse(await (await request.get('/calendar.ics?lang=ko')).text()))
  const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event))
  const kunchi = events.find(({ uid }) => uid.startsWith('kunchi'))!
  expect(kunchi.summary).toBe('나가사키 군치')
  expect([kunchi.startDate.month, kunchi.startDate.day, kunchi.startDate.isDate]).toEqual([10, 7, true])
  expect(kunchi.duration.toSeconds()).toBe(3 * 24 * 3600)
  // Told again next year.
  const years = kunchi.iterator()
  const [first, second] = [years.next(), years.next()]
  expect(second.year - first.year).toBe(1)
})

test('a JSON-LD processor reads the catalogue of data as triples', async ({ request }) => {
  const document = await json(request, '/opendata/catalog.jsonld')
  const triples = (await jsonld.toRDF(document, { format: 'application/n-quads' })) as unknown as string
  const files = triples.split('\n').filter((line) => line.includes('dcat#downloadURL'))
  expect(files.length).toBeGreaterThanOrEqual(9)
  for (const line of files) {
    const address = /> <([^>]+)> \.$/.exec(line)![1]!
    expect((await request.get(address)).status(), address).toBe(200)
  }
})

test('a IIIF parser finds a canvas with a picture for each capture, and nothing to mend', async ({ request }) => {
  const scenes = await json(request, '/ogc/collections/scenes/items?limit=100')
  let read = 0
  for (const { id } of scenes.features as { id: string }[]) {
    const answer = await request.get(`/iiif/scenes/${id}/manifest`)
    if (answer.status() === 404) continue
    const manifest = (await answer.json()) as Record<string, any>
    const warnings: string[] = []
    const same = presentation3StrictUpgrade(structuredClone(manifest) as never, { warnings })
    expect(warnings, id).toEqual([])
    expect(same.items.length).toBe(manifest.items.length)
    const pictures: string[] = []
    new Traverse({
      contentResource: [(body: { id?: string; type?: string }) => void (body.type === 'Image' && pictures.push(body.id!)) as never],
    }).traverseManifest(manifest as never)
    for (const address of new Set(pictures)) expect((await request.get(address)).headers()['content-type']).toBe('image/jpeg')
    expect(pictures.length).toBeGreaterThanOrEqual(manifest.items.length)
    read++
  }
  expect(read).toBeGreaterThan(10)
  const tours = await json(request, '/iiif/collection')
  for (const tour of tours.items as { id: string }[])
    for (const manifest of (await json(request, tour.id)).items as { id: string }[]) await json(request, manifest.id)
})

test('the library of AR browsers finds captures and overlays by cells of H3, and its schema accepts each record', async ({
  request,
  baseURL,
}, info) => {
  // It is made for bundlers.
  const file = info.outputPath('scd-access.mjs')
  await build({
    stdin: { contents: `export * from '@oarc/scd-access'`, resolveDir: import.meta.dirname },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: file,
  })
  const scd = (await import(file)) as typeof ScdAccess
  const placed = [...(await features(request, 'captures')), ...(await features(request, 'overlays'))].filter(
    ({ geometry }) => geometry?.type === 'Point',
  )
  expect(placed.length).toBeGreaterThan(10)
  for (const { id, geometry } of placed) {
    const [longitude, latitude] = geometry!.coordinates
    const cell = latLngToCell(latitude, longitude, 8)
    const records = await scd.getContentsAtLocation(baseURL!, 'history', cell)
    for (const record of records) {
      scd.scr_schema.strict().parse(record)
      const { lat, lon } = record.content.geopose.position
      expect(latLngToCell(lat, lon, 8)).toBe(cell)
    }
    const record = records.find(({ content }) => content.id === id)!
    expect(await scd.getContentWithId(baseURL!, 'history', record.id)).toEqual(record)
    // Clients ask for the cells round theirs too.
    for (const other of gridDisk(cell, 1).filter((one) => one !== cell)) {
      const beside = await scd.getContentsAtLocation(baseURL!, 'history', other)
      expect(
        beside.map(({ content }) => content.id),
        `${cellToLatLng(other)}`,
      ).not.toContain(id)
    }
  }
})

interface Placed {
  id: string
  geometry: { type: string; coordinates: [number, number] } | null
}

async function features(request: APIRequestContext, kind: string): Promise<Placed[]> {
  const read = await json(request, `/ogc/collections/${kind}/items?limit=1000`)
  return read.features as Placed[]
}

test('a decoder reads the vector tiles, and every place is in the tiles of its zoom', async ({ request }) => {
  const places = (await json(request, '/ogc/collections/places/items?limit=1000')).features as {
    id: string
    geometry: { type: string; coordinates: [number, number] }
  }[]
  const seen = new Map<string, Set<string>>()
  for (const { id, geometry } of places.filter(({ geometry }) => geometry.type === 'Point')) {
    const [lon, lat] = geometry.coordinates
    const n = 2 ** 16
    const [x, y] = [((lon + 180) / 360) * n, ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * n]
    const name = `16/${Math.floor(x)}/${Math.floor(y)}`
    const tile = new VectorTile(new PbfReader(await (await request.get(`/tiles/${name}.mvt`)).body()))
    const layer = tile.layers.items!
    const found = Array.from({ length: layer.length }, (_, i) => layer.feature(i))
    seen.set(name, new Set(found.map(({ properties }) => `${properties.id}`)))
    const own = found.find(({ properties }) => properties.id === id)
    // Those that stand as close as a pin is wide are told of by one of them.
    if (!own) {
      expect(
        found.some(({ properties }) => Number(properties.more) > 0),
        id,
      ).toBe(true)
      continue
    }
    const [at] = own.loadGeometry()[0]!
    expect(Math.abs(at!.x / layer.extent - (x % 1)), id).toBeLessThan(0.01)
    expect(Math.abs(at!.y / layer.extent - (y % 1)), id).toBeLessThan(0.01)
  }
  expect(seen.size).toBeGreaterThan(20)
})

/** A page of somebody else's, on our address so that it needs no network. */
async function somebodys(page: Page, html: string, folders: Record<string, string>) {
  await page.route('**/else/**', async (route) => {
    const path = new URL(route.request().url()).pathname.slice('/else/'.length)
    if (path === '') return route.fulfill({ contentType: 'text/html', body: html })
    const [folder, ...rest] = path.split('/')
    const file = join(folders[folder!] ?? '/nowhere', ...rest)
    const types: Record<string, string> = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css' }
    return existsSync(file)
      ? route.fulfill({ contentType: types[extname(file)] ?? 'application/octet-stream', body: readFileSync(file) })
      : route.fulfill({ status: 404 })
  })
  await page.goto('/else/')
}

test('MapLibre draws the tiles of anybody who links them', async ({ page }) => {
  const folder = join(import.meta.dirname, '../../src/web/node_modules/maplibre-gl/dist')
  await somebodys(
    page,
    `<link rel="stylesheet" href="/else/map/maplibre-gl.css"><div id="map" style="width:800px;height:600px"></div>
     <script type="module">
       import * as maplibregl from '/else/map/maplibre-gl.mjs'
       maplibregl.setWorkerUrl('/else/map/maplibre-gl-worker.mjs')
       window.map = new maplibregl.Map({ container: 'map', center: [129.865, 32.76], zoom: 12.5, style: { version: 8,
         sources: { xr: { type: 'vector', url: '/tiles/tiles.json' } },
         layers: [{ id: 'items', type: 'circle', source: 'xr', 'source-layer': 'items', filter: ['==', ['get', 'kind'], 'place'],
           paint: { 'circle-radius': 6, 'circle-color': '#b03a2e' } }] } })
       map.once('idle', () => document.title = 'drawn')
     </script>`,
    { map: folder },
  )
  await expect(page).toHaveTitle('drawn')
  const drawn = await page.evaluate(() => {
    const map = (window as unknown as { map: { queryRenderedFeatures(): { properties: { title: string } }[] } }).map
    return map.queryRenderedFeatures().map(({ properties }) => properties.title)
  })
  expect(drawn).toContain('平和公園（平和祈念像）')
  expect(drawn.length).toBeGreaterThan(20)
  if (process.env.XRCONTENT_SHOTS) await page.screenshot({ path: `${process.env.XRCONTENT_SHOTS}/tiles.png` })
})

test('the Panoramax viewer shows a panorama with its tiles, true to north', async ({ page, request }) => {
  const heading = 123
  const data = process.env.XRCONTENT_E2E_DATA!
  const { stdout } = await run('dotnet', [
    process.env.XRCONTENT_E2E_SERVER!,
    ...['import', newStill(), '--place', 'peace-park', '--taken', '2026-02-17T19:05:00+09:00', '--heading', `${heading}`],
    ...['--license', 'CC-BY-4.0', '--holder', 'City', '--credit', 'City', '--people', 'none', `--DataDirectory=${data}`],
  ])
  const id = /capture (\S+), published\./.exec(stdout)![1]!
  const found = () => json(request, `/stac/search?ids=${id}`)
  await expect.poll(async () => (await found()).features.length).toBe(1)
  const item = (await found()).features[0] as { geometry: { coordinates: number[] }; properties: Record<string, unknown> }
  expect(item.properties['view:azimuth']).toBe(heading)
  const tiles: string[] = []
  page.on('response', (response) => {
    if (response.url().includes('/tiles/') && response.ok()) tiles.push(response.url())
  })
  const folder = dirname(require.resolve('@panoramax/web-viewer'))
  await somebodys(
    page,
    `<!doctype html><link rel="stylesheet" href="/else/pnx/photoviewer.css"><script defer src="/else/pnx/photoviewer.js"></script>
     <body style="margin:0"><pnx-photo-viewer id="viewer" endpoint="/stac" picture="${id}" widgets="false"
       url-parameters="false" style="position:fixed;inset:0"></pnx-photo-viewer>`,
    { pnx: folder },
  )
  interface Viewer extends HTMLElement {
    psv: {
      getPosition(): { yaw: number }
      setXYZ(x: number, y: number, z: number): void
      getPictureMetadata(): { gps: number[] } | null
    }
  }
  const look = () => page.evaluate(() => document.querySelector<Viewer>('#viewer')?.psv?.getPictureMetadata()?.gps ?? null)
  await expect.poll(look, { timeout: 40_000 }).toEqual(item.geometry.coordinates)
  await expect.poll(() => tiles.length, { timeout: 30_000 }).toBeGreaterThan(0)
  // Towards its heading one sees the middle of the picture.
  const yaw = await page.evaluate((to) => {
    const { psv } = document.querySelector<Viewer>('#viewer')!
    psv.setXYZ(to, 0, 30)
    return psv.getPosition().yaw
  }, heading)
  expect(Math.cos(yaw)).toBeCloseTo(1, 3)
  if (process.env.XRCONTENT_SHOTS) await page.screenshot({ path: `${process.env.XRCONTENT_SHOTS}/panoramax.png` })
})

test('a link that is sent to a friend shows title and picture, and search engines read what the place is', async ({ request }) => {
  const page = await (await request.get('/places/suwa-shrine', { headers: { 'Accept-Language': 'en' } })).text()
  expect(page).toContain('<title>Suwa Shrine</title>')
  expect(page).toMatch(/<meta property="og:description" content="[^"]+"/)
  const said = JSON.parse(/<script type="application\/ld\+json">(.+?)<\/script>/.exec(page)![1]!) as Record<string, any>[]
  expect(said[0]!['@type']).toBe('TouristAttraction')
  expect(said[1]).toMatchObject({ '@type': 'Event', name: 'Nagasaki Kunchi' })
  const japanese = await (await request.get('/places/suwa-shrine', { headers: { 'Accept-Language': 'ja' } })).text()
  expect(japanese).toContain('<title>諏訪神社</title>')
})

test('people read the collections on a phone, and an item says all that is open of it', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/ogc/collections/places/items?limit=1000&lang=en')
  await page.getByRole('link', { name: 'Hypocentre', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Hypocentre' })).toBeVisible()
  await expect(page.getByText('National Historic Site')).toBeVisible()
  for (const address of ['/ogc', '/ogc/collections', page.url(), '/ogc/collections/events/items?lang=en']) {
    await page.goto(address)
    expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(390)
    expect((await new AxeBuilder({ page }).analyze()).violations, address).toEqual([])
  }
  // Held at four places: no spot between them is said to be it.
  await expect(page.locator('tr').filter({ hasText: 'Nagasaki Kunchi' })).not.toContainText('129.')
})
