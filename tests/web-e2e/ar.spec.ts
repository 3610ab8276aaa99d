import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { focalOfHeadset, headset } from './headset'
import { expectCross, open, video } from './marks'
import { film, panelFilm, phone, usualField, type Phone } from './phone'
import { focalLength, pixel, seenFrom } from './world'

const portrait = { width: 390, height: 844 }
const landscape = { width: 844, height: 390 }
const deck = { lat: 32.7528, lon: 129.8496, height: 335 }
const burst = { lat: 32.77373, lon: 129.86322, height: 508 }

/** What the catalogue says of a place: where it is, and its name in English. */
async function placeOf({ page }: Phone, id: string): Promise<{ title: string; lat: number; lon: number; height: number }> {
  const { geometry, properties } = await (await page.request.get(`/api/v1/items/${id}?lang=en`)).json()
  const [lon, lat] = geometry.coordinates
  return { title: properties.title.en, lat, lon, height: properties.height }
}

for (const [name, screen, turned] of [
  ['upright', portrait, 0],
  ['on its side', landscape, 90],
] as const) {
  test(`with the phone ${name} the burst point stands at the pixel that a pinhole camera gives`, async ({ baseURL }, info) => {
    const device = await phone(baseURL!, info, { screen, turned })
    const direction = seenFrom(deck, burst)
    const focal = focalLength(usualField, video, screen)
    for (const camera of [
      { azimuth: 29, elevation: -3 },
      { azimuth: 24, elevation: -6 },
      { azimuth: 33, elevation: -1 },
    ]) {
      if (camera.azimuth === 29) await open(device, 'inasayama-impact', camera.azimuth, camera.elevation)
      else await device.look(camera.azimuth, camera.elevation)
      await expectCross(device, pixel(direction, camera, focal, screen))
    }
    await device.page.screenshot({ path: `test-results/ar-${turned}.png` })
    await device.close()
  })
}

test('dragging by 40 pixels shifts everything by their angle, and the page remembers it after a reload', async ({ baseURL }, info) => {
  const device = await phone(baseURL!, info)
  const camera = { azimuth: 29, elevation: 2 }
  const place = pixel(seenFrom(deck, burst), camera, focalLength(usualField, video, portrait), portrait)
  await open(device, 'inasayama-impact', camera.azimuth, camera.elevation)
  await expect(device.page.getByText('Compass only, about 15 degrees')).toBeVisible()
  await expectCross(device, place)
  // Taken hold of near the cross, so that the angle there is that of the finger.
  await device.page.mouse.move(place.x, place.y + 60)
  await device.page.mouse.down()
  await device.page.mouse.move(place.x + 40, place.y + 60, { steps: 5 })
  await device.page.mouse.up()
  await expectCross(device, { x: place.x + 40, y: place.y })
  await expect(device.page.getByText('Aligned by you')).toBeVisible()
  await open(device, 'inasayama-impact', camera.azimuth, camera.elevation)
  await expectCross(device, { x: place.x + 40, y: place.y })
  await expect(device.page.getByText('Remembered from last time')).toBeVisible()
  // Once north is set the compass moves nothing.
  await device.page.evaluate(() => {
    for (let i = 0; i < 20; i++)
      dispatchEvent(new DeviceOrientationEvent('deviceorientationabsolute', { alpha: 200, beta: 90, gamma: 0, absolute: true }))
  })
  await device.look(camera.azimuth, camera.elevation)
  await expectCross(device, { x: place.x + 40, y: place.y })
  await device.close()
})

test('the code of a panel of this place sets the heading to 2 degrees, and another code does not', async ({ baseURL }, info) => {
  const made = await fetch(`${baseURL}/api/v1/studio/tags`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${process.env.XRCONTENT_E2E_TOKEN}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ place: 'inasayama-deck', strength: 'printed', name: 'Railing' }),
  })
  const tag = (await made.json()) as { id: string }
  // The panel faces azimuth 212. The picture shows it turned by 14 degrees, so the camera truly looks to 212 + 180 - 14 or + 14.
  const [facing, aside] = [212, 14]
  const camera = panelFilm(info.outputPath('panel.y4m'), `${baseURL}/t/${tag.id}`, aside)
  const device = await phone(baseURL!, info, { camera })
  await device.page.route('**/scenes/inasayama-impact/view?**', async (route) => {
    const answer = await (await route.fetch()).json()
    await route.fulfill({ json: { ...answer, panel: { facing, tilt: 0, accuracy: 1 } } })
  })
  // The compass is 25 degrees wrong.
  await device.page.goto('/scenes/inasayama-impact/ar?lang=en')
  await device.page.getByRole('button', { name: 'Go on' }).click()
  await device.page.getByRole('button', { name: 'Open the camera' }).click()
  const truth = facing - 180 - aside
  await expect(async () => {
    await device.look(truth + 25, 0)
    expect(await device.page.locator('main').getAttribute('data-means')).toBe('compass')
  }).toPass()
  const scan = async () => {
    await device.page.getByRole('button', { name: 'Align' }).click()
    await device.page.getByRole('button', { name: 'Scan the code on the panel' }).click()
  }
  await device.page.route('**/tags/*', (route) => route.fulfill({ status: 404, json: {} }))
  await scan()
  await expect(device.page.getByText('This is not the code of the panel here.')).toBeVisible({ timeout: 20_000 })
  expect(await device.page.locator('main').getAttribute('data-means')).toBe('compass')
  await device.page.getByRole('button', { name: 'Close' }).click()
  await device.page.unroute('**/tags/*')
  await scan()
  await expect(device.page.getByText('Aligned by the panel')).toBeVisible({ timeout: 20_000 })
  const kept = await device.page.evaluate(() => JSON.parse(localStorage.getItem('north:inasayama-deck')!) as { correction: number })
  expect(Math.abs(kept.correction + 25)).toBeLessThan(2)
  await device.page.screenshot({ path: 'test-results/ar-panel.png' })
  await device.close()
})

test('two landmarks, touched one after the other, set the heading that the compass got wrong', async ({ baseURL }, info) => {
  const device = await phone(baseURL!, info)
  const [truth, wrong] = [{ azimuth: 37, elevation: -4 }, 20]
  await open(device, 'inasayama-impact', truth.azimuth + wrong, truth.elevation)
  await expect(device.page.locator('main')).toHaveAttribute('data-means', 'compass')
  await device.page.getByRole('button', { name: 'Align' }).click()
  await device.page.getByRole('button', { name: 'Tap two places you know' }).click()
  const focal = focalLength(usualField, video, portrait)
  for (const id of ['atomic-bomb-museum', 'sanno-torii']) {
    const place = await placeOf(device, id)
    await device.page.getByRole('combobox').selectOption({ label: place.title })
    // Where the landmark stands in the camera's picture, whatever the page believes.
    const at = pixel(seenFrom(deck, place), truth, focal, portrait)
    await device.page.mouse.click(at.x, at.y)
  }
  await expect(device.page.getByText('Aligned by two landmarks')).toBeVisible()
  const kept = await device.page.evaluate(() => JSON.parse(localStorage.getItem('north:inasayama-deck')!) as { correction: number })
  expect(Math.abs(kept.correction + wrong)).toBeLessThan(0.5)
  await expectCross(device, pixel(seenFrom(deck, burst), truth, focal, portrait))
  await device.close()
})

test('a walk through three scenes asks for the camera once', async ({ baseURL }, info) => {
  const device = await phone(baseURL!, info, {
    script: `{
      const own = MediaDevices.prototype.getUserMedia
      window.asked = 0
      MediaDevices.prototype.getUserMedia = function (...a) { window.asked++; return own.apply(this, a) }
    }`,
  })
  await open(device, 'scene-peace-park', 180, 0)
  for (const next of ['scene-urakami-cathedral', 'scene-sanno-torii']) {
    await device.page.evaluate((id) => {
      const link = document.createElement('a')
      link.href = `/scenes/${id}/ar?lang=en`
      document.body.append(link)
      link.click()
      link.remove()
    }, next)
    await expect(device.page).toHaveURL(new RegExp(next))
    await expect(device.page.locator('video')).toHaveJSProperty('videoWidth', video.width)
  }
  expect(await device.page.evaluate(() => (window as unknown as { asked: number }).asked)).toBe(1)
  await device.close()
})

test('staff at the place turn the phone until an overlay fits, and it is kept as a draft', async ({ baseURL }, info) => {
  const headers = { Authorization: `Bearer ${process.env.XRCONTENT_E2E_TOKEN}` }
  const device = await phone(baseURL!, info, { script: `localStorage.setItem('service-token', '${process.env.XRCONTENT_E2E_TOKEN}')` })
  const { page, look } = device
  await page.goto('/scenes/inasayama-impact/ar?lang=en&draft=1&correct=burst-point')
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('button', { name: 'Open the camera' }).click()
  await expect(page.locator('video')).toHaveJSProperty('videoWidth', video.width)
  const keep = page.getByRole('button', { name: 'It belongs here' })
  await expect(async () => {
    await look(50, -2)
    expect(await page.locator('main').getAttribute('data-means')).not.toBe('none')
    await expect(keep).toBeVisible({ timeout: 500 })
  }).toPass()
  const seenAgain = page.waitForResponse(/\/view\?/)
  await keep.click()
  await (await seenAgain).finished()
  // The camera and north stay as they were, and so does the word that it is kept.
  await expect(page.getByText('Kept as a draft.')).toBeVisible()
  await look(50, -2)
  await expect(page.locator('main')).not.toHaveAttribute('data-means', 'none')
  await expect(page.locator('main')).not.toContainText('Not aligned yet')
  const view = (await (await fetch(`${baseURL}/api/v1/studio/preview/scenes/inasayama-impact/view`, { headers })).json()) as {
    overlays: { id: string; az: number; el: number }[]
  }
  const moved = view.overlays.find(({ id }) => id === 'burst-point')!
  expect(Math.abs(moved.az - 50)).toBeLessThan(1)
  expect(Math.abs(moved.el + 2)).toBeLessThan(1)
  // Visitors see it where it was.
  const published = (await (await fetch(`${baseURL}/api/v1/scenes/inasayama-impact/view`)).json()) as typeof view
  expect(Math.abs(published.overlays.find(({ id }) => id === 'burst-point')!.az - moved.az)).toBeGreaterThan(10)
  await device.close()
})

test('without a camera or sensors the same is offered on the picture, kindly', async ({ baseURL }, info) => {
  const device = await phone(baseURL!, info, { refuse: true })
  await device.page.goto('/scenes/inasayama-impact/ar?lang=en')
  await device.page.getByRole('button', { name: 'Go on' }).click()
  await device.page.getByRole('button', { name: 'Open the camera' }).click()
  await expect(device.page.getByRole('alert')).toContainText('The camera could not be used')
  await device.page.getByRole('link', { name: 'See it on the picture' }).click()
  await expect(device.page.getByRole('application').locator('canvas')).toBeVisible()
  await device.close()
})

test(
  'a moving view takes under 30 draw calls a frame and leaves next to nothing for the collector',
  { tag: '@alone' },
  async ({ baseURL }, info) => {
    const device = await phone(baseURL!, info, {
      script: `{
        window.draws = 0
        for (const name of ['drawElements', 'drawArrays', 'drawElementsInstanced', 'drawArraysInstanced']) {
          const own = WebGL2RenderingContext.prototype[name]
          WebGL2RenderingContext.prototype[name] = function (a, b, c, d, e) { window.draws++; return own.call(this, a, b, c, d, e) }
        }
      }`,
    })
    await open(device, 'inasayama-impact', 29, -3)
    const turn = (frames: number) =>
      device.page.evaluate(
        (frames) =>
          new Promise<number>((done) => {
            const before = (window as unknown as { draws: number }).draws
            const events = Array.from(
              { length: 8 },
              (_, i) => new DeviceOrientationEvent('deviceorientation', { alpha: 323 + i, beta: 87, gamma: 0 }),
            )
            let left = frames
            const step = () => {
              if (left-- === 0) return done((window as unknown as { draws: number }).draws - before)
              dispatchEvent(events[left % 8]!)
              requestAnimationFrame(step)
            }
            step()
          }),
        frames,
      )
    await turn(150)
    const frames = 150
    const session = await device.context.newCDPSession(device.page)
    await session.send('HeapProfiler.startSampling', {
      samplingInterval: 256,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    } as never)
    const draws = await turn(frames)
    const { profile } = await session.send('HeapProfiler.stopSampling')
    type Node = { selfSize: number; callFrame: { url: string }; children: Node[] }
    const sum = (node: Node, counts: (url: string) => boolean): number =>
      (counts(node.callFrame.url) ? node.selfSize : 0) + node.children.reduce((total, child) => total + sum(child, counts), 0)
    const bytes = sum(profile.head as Node, (url) => url.includes('/assets/')) / frames
    // What three.js leaves are numbers that the engine boxes until it has compiled the code; our own code leaves nothing.
    const ours = sum(profile.head as Node, (url) => /\/assets\/(stage|overlays|orientation|ArPage)/.test(url)) / frames
    console.log(`${(draws / frames).toFixed(1)} draw calls, ${bytes.toFixed(0)} bytes a frame, ${ours.toFixed(0)} of them ours`)
    expect(draws / frames).toBeGreaterThan(1)
    expect(draws / frames).toBeLessThan(30)
    expect(bytes).toBeLessThan(16 * 1024)
    expect(ours).toBeLessThan(256)
    await device.close()
  },
)

test('the timeline is still until it is moved, and shows less at an earlier moment', async ({ baseURL }, info) => {
  const device = await phone(baseURL!, info)
  await open(device, 'inasayama-impact', 29, -3)
  const slider = device.page.getByRole('slider', { name: 'Moment' })
  await expect(slider).toHaveValue('1')
  await expect(device.page.getByText('August 10, 1945')).toBeVisible()
  const [raster] = await Promise.all([device.page.waitForRequest(/raster.*at=1945-08-09/), slider.fill('0')])
  expect((await raster.response())!.headers()['content-type']).toBe('image/webp')
  await expect(device.page.getByText('August 9, 1945 at 11:02')).toBeVisible()
  await device.close()
})

test('under WebXR the same overlays are drawn in an immersive session', async ({ baseURL }, info) => {
  const device = await phone(baseURL!, info)
  const { look } = await headset(device.page)
  await open(device, 'inasayama-impact', 29, -3)
  await device.page.getByRole('button', { name: 'Align' }).click()
  await device.page.getByRole('button', { name: 'Fix it in space' }).click()
  await expect(device.page.locator('main.in-xr')).toHaveCount(1)
  const screened = {
    ...device,
    shot: async (clip: Parameters<Phone['shot']>[0]) => (await device.page.screenshot({ clip })).toString('base64'),
  }
  for (const [right, up] of [
    [0, 0],
    [6, 4],
  ] as const) {
    await look(right, up)
    const seen = pixel(seenFrom(deck, burst), { azimuth: 29 + right, elevation: up }, focalOfHeadset(portrait.height), portrait)
    await expectCross(screened, seen, 4, 14)
  }
  // The emulated headset lays its canvas over the page.
  await device.page.getByRole('button', { name: 'Back' }).evaluate((button: HTMLElement) => button.click())
  await expect(device.page.locator('main.in-xr')).toHaveCount(0)
  await device.close()
})

test('the AR page has no accessibility fault that axe can find', async ({ baseURL }, info) => {
  const device = await phone(baseURL!, info)
  await open(device, 'inasayama-impact', 29, -3)
  const { violations } = await new AxeBuilder({ page: device.page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([])
  await device.close()
})
