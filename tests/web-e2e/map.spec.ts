import { expect, test, type Locator, type Page } from '@playwright/test'
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { plainPng, pmtiles, vectorTile } from './pmtiles'
import { mapPort } from './playwright.config'

const run = promisify(execFile)

/** Opens the map and waits until nothing more is drawn. */
async function open(page: Page, address: string) {
  await page.goto(address)
  const map = page.locator('.maplibregl-map')
  await expect(map.locator('canvas')).toBeVisible()
  await expect(map).toHaveAttribute('aria-busy', 'false')
  return map
}

interface Spot {
  x: number
  y: number
  size: number
}

/** The pins that are drawn, largest first: spots of their colour, at pixels of the page. */
async function spots(page: Page, map: Locator): Promise<Spot[]> {
  await page.mouse.move(0, 0)
  const box = (await map.boundingBox())!
  const shot = (await page.screenshot({ clip: box })).toString('base64')
  const found = await page.evaluate(async (png) => {
    const image = Object.assign(new Image(), { src: `data:image/png;base64,${png}` })
    await image.decode()
    const { width, height } = image
    const canvas = new OffscreenCanvas(width, height).getContext('2d')!
    canvas.drawImage(image, 0, 0)
    const { data } = canvas.getImageData(0, 0, width, height)
    const is = (at: number) =>
      Math.abs(data[at * 4]! - 218) < 12 && Math.abs(data[at * 4 + 1]! - 176) < 14 && Math.abs(data[at * 4 + 2]! - 103) < 14
    const seen = new Set<number>()
    const all: { x: number; y: number; size: number }[] = []
    for (let start = 0; start < width * height; start++) {
      if (seen.has(start) || !is(start)) continue
      const open = [start]
      let [x, y, size] = [0, 0, 0]
      seen.add(start)
      while (open.length) {
        const at = open.pop()!
        ;[x, y, size] = [x + (at % width), y + Math.floor(at / width), size + 1]
        for (const next of [at - 1, at + 1, at - width, at + width])
          if (next >= 0 && next < width * height && !seen.has(next) && is(next)) {
            seen.add(next)
            open.push(next)
          }
      }
      if (size > 60) all.push({ x: x / size, y: y / size, size })
    }
    return all.sort((a, b) => b.size - a.size)
  }, shot)
  return found.map(({ x, y, size }) => ({ x: x + box.x, y: y + box.y, size }))
}

test('what crowds together gathers, and a touch opens it until each stands by itself with its name', async ({ page }) => {
  const map = await open(page, '/?lang=en')
  const [largest] = await spots(page, map)
  await page.mouse.move(largest!.x, largest!.y + 10)
  await expect(map.locator('.pin-name')).toHaveText(/^\d+ here\. Tap to see them\.$/)
  const count = Number.parseInt((await map.locator('.pin-name').textContent())!)
  expect(count).toBeGreaterThan(20)

  // Until one stands alone in the middle of the map.
  const box = (await map.boundingBox())!
  const amid = ({ x, y }: Spot) => x > box.x + 60 && y > box.y + 60 && x < box.x + box.width - 70 && y < box.y + box.height - 90
  let single: Spot | undefined
  for (let times = 0; times < 6 && !single; times++) {
    const inSight = (await spots(page, map)).filter(amid)
    await page.mouse.click(inSight[0]!.x, inSight[0]!.y + 8)
    await page.waitForFunction(() => document.querySelector('.map')?.getAttribute('aria-busy') === 'false')
    single = (await spots(page, map)).filter(amid).find(({ size }) => size < 260)
  }

  // A map that was still on its way has moved its pins meanwhile.
  await expect(async () => {
    single = (await spots(page, map)).filter(amid).find(({ size }) => size < 260)
    await page.mouse.move(single!.x + 1, single!.y)
    await page.mouse.move(single!.x, single!.y)
    await expect(map.locator('.pin-name')).toBeVisible({ timeout: 1000 })
  }).toPass()
  const name = (await map.locator('.pin-name').textContent())!
  await page.mouse.click(single!.x, single!.y)
  const link = map.locator('.pin-card a')
  await expect(link).toHaveText(name)
  const href = (await link.getAttribute('href'))!
  await link.click()
  await expect(page).toHaveURL(href)
  await expect(map).toHaveCount(0)
})

test('who moves the map finds the places that the list does not have', async ({ page, request }) => {
  const positionOf = async (id: string) => {
    const item = (await (await request.get(`/api/v1/items/${id}`)).json()) as { geometry: { coordinates: [number, number] } }
    return item.geometry.coordinates
  }
  // Over four kilometres apart, and nothing else near the second one.
  const [here, there] = [await positionOf('dejima-wharf'), await positionOf('urakami-first-hospital')]
  await page.addInitScript(() => sessionStorage.setItem('place', 'dejima-wharf'))
  // A map that is let go does not glide on.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const map = await open(page, '/?lang=en')
  const box = (await map.boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const [fromX, fromY] = worldPixels(here, 14)
  const [toX, toY] = worldPixels(there, 14)
  const steps = 6
  for (let step = 0; step < steps; step++) {
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + (fromX - toX) / steps, y + (fromY - toY) / steps, { steps: 8 })
    await page.mouse.up()
  }
  await expect(map).toHaveAttribute('aria-busy', 'false')
  await page.mouse.click(x, y)
  const link = map.locator('.pin-card a')
  await expect(link).toHaveAttribute('href', '/places/urakami-first-hospital')
  await expect(link).toHaveText(/Hospital/)
})

/** Web Mercator, in pixels of a map whose world is 512 pixels wide at zoom 0. */
function worldPixels([longitude, latitude]: [number, number], zoom: number): [number, number] {
  const across = 512 * 2 ** zoom
  const phi = (latitude * Math.PI) / 180
  return [((longitude + 180) / 360) * across, ((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2) * across]
}

test('whose the land, its heights and its names are can be read on the map', async ({ page }) => {
  const map = await open(page, '/?lang=en')
  await map.locator('.maplibregl-ctrl-attrib-button').click()
  const credit = map.locator('.maplibregl-ctrl-attrib-inner')
  for (const owner of ['Nagasaki Prefecture', 'GSHHG', 'Geolonia']) await expect(credit).toContainText(owner)
})

/** Of the ground at the left of the map, where no pin is. */
async function colourOf(page: Page, map: Locator): Promise<number[]> {
  const box = (await map.boundingBox())!
  const shot = await page.screenshot({ clip: { x: box.x + 30, y: box.y + box.height / 2, width: 8, height: 8 } })
  return page.evaluate(async (png) => {
    const image = Object.assign(new Image(), { src: `data:image/png;base64,${png}` })
    await image.decode()
    const canvas = new OffscreenCanvas(1, 1).getContext('2d')!
    canvas.drawImage(image, 0, 0)
    return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)]
  }, shot.toString('base64'))
}

test('the operator’s PMTiles file is the ground of the map, in the colours of ours, and an old map slides over it', async ({ page }) => {
  test.setTimeout(240_000)
  const data = mkdtempSync(join(tmpdir(), 'xrcontent-e2e-map-'))
  // All of the earth is water; names are read in whatever language the reader has.
  const bytes = vectorTile([
    { layer: 'water', kind: 'ocean', square: true },
    { layer: 'places', kind: 'locality', name: 'Nowhere', square: false },
  ])
  writeFileSync(join(data, 'base.pmtiles'), pmtiles([{ z: 0, x: 0, y: 0, bytes }], 'mvt', { attribution: '<b>Mapmakers</b> of the world' }))
  const address = `http://127.0.0.1:${mapPort}`
  const server = spawn(
    'dotnet',
    [
      process.env.XRCONTENT_E2E_SERVER!,
      `--DataDirectory=${data}`,
      `--Urls=${address}`,
      '--Onsite:Required=false',
      `--Map:Base=${join(data, 'base.pmtiles')}`,
    ],
    { stdio: 'ignore' },
  )
  try {
    await expect
      .poll(
        () =>
          fetch(`${address}/health/ready`).then(
            ({ ok }) => ok,
            () => false,
          ),
        { timeout: 150_000 },
      )
      .toBe(true)
    const map = await open(page, `${address}/?lang=en`)
    await map.locator('.maplibregl-ctrl-attrib-button').click()
    await expect(map.locator('.maplibregl-ctrl-attrib-inner')).toHaveText('Mapmakers of the world')
    await expect(page.getByText('rough sketch')).toHaveCount(0)
    expect(await colourOf(page, map)).toEqual([0x10, 0x22, 0x2e])

    // An old map of one red tile over all of Nagasaki.
    mkdirSync(join(data, 'tiles', '8', '220'), { recursive: true })
    writeFileSync(join(data, 'tiles', '8', '220', '103.png'), plainPng(200, 30, 40))
    await run('dotnet', [
      process.env.XRCONTENT_E2E_SERVER!,
      ...['map', 'add', join(data, 'tiles'), '--id', 'red', '--year', '1945', '--title', 'All red', '--title-ja', '一面の赤'],
      ...['--source', 'This test', '--rights', 'CC0-1.0', '--holder', 'Testers', '--publish', `--DataDirectory=${data}`],
    ])
    await expect
      .poll(async () => ((await (await fetch(`${address}/api/v1/site`)).json()) as { map: { old: unknown[] } }).map.old.length)
      .toBe(1)
    await open(page, `${address}/?lang=en`)
    await expect(page.getByText('All red')).toBeVisible()
    expect(await colourOf(page, map)).toEqual([0x10, 0x22, 0x2e])
    const slider = page.getByRole('slider', { name: 'An old map over today’s' })
    await slider.fill('1')
    await expect.poll(() => colourOf(page, map)).toEqual([200, 30, 40])
    await expect(page.getByText('Testers')).toBeVisible()
    await slider.fill('0')
    await expect.poll(() => colourOf(page, map)).toEqual([0x10, 0x22, 0x2e])
  } finally {
    server.kill('SIGKILL')
    rmSync(data, { recursive: true, force: true })
  }
})
