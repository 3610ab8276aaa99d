import { expect, test, type Page } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { colourOf, focalOfHeadset, headset } from './headset'
import { expectCross } from './marks'
import type { Phone } from './phone'
import { pixel, seenFrom } from './world'

const screen = { width: 1280, height: 800 }
test.use({ viewport: screen })
const deck = { lat: 32.7528, lon: 129.8496, height: 335 }
const burst = { lat: 32.77373, lon: 129.86322, height: 508 }

/** Opens a scene and puts the headset on. */
async function putOn(page: Page, id: string) {
  await page.goto(`/scenes/${id}?lang=en`)
  const goOn = page.getByRole('button', { name: 'Go on' })
  const enter = page.getByRole('button', { name: 'Look through the headset' })
  await expect(goOn.or(enter)).toBeVisible()
  if (await goOn.isVisible()) await goOn.click()
  await enter.click()
}

const marksOf = (page: Page) => ({
  page,
  shot: async (clip: Parameters<Phone['shot']>[0]) => (await page.screenshot({ clip })).toString('base64'),
})

test('a headset shows the burst point where geodesy has it, wherever the head turns', async ({ page }) => {
  const { look } = await headset(page)
  await putOn(page, 'inasayama-impact')
  const direction = seenFrom(deck, burst)
  // The scene looks towards 30 degrees, and so does whoever puts the headset on.
  for (const [right, up] of [
    [0, 0],
    [-14, 8],
    [11, -9],
  ] as const) {
    await look(right, up)
    await expectCross(
      marksOf(page),
      pixel(direction, { azimuth: 30 + right, elevation: up }, focalOfHeadset(screen.height), screen),
      3,
      14,
      [2, 4],
    )
  }
  await look(0, 0)
  await page.screenshot({ path: 'test-results/headset.png' })
})

test('an earlier moment is chosen by looking at it, and is drawn round the visitor', async ({ page }, info) => {
  const red = info.outputPath('red.jpg')
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'color=red:s=512x256', '-frames:v', '1', red])
  await page.route('**/red.jpg', (route) => route.fulfill({ path: red }))
  await page.route('**/api/v1/scenes/inasayama-impact?*', async (route) => {
    const response = await route.fetch()
    const scene = await response.json()
    scene.captures[0].media = { ...scene.captures[0].media, base: '/red.jpg', tiles: undefined }
    await route.fulfill({ response, json: scene })
  })
  const { look } = await headset(page)
  await putOn(page, 'inasayama-impact')
  const ground = { x: 60, y: 660, width: 300, height: 100 }
  await look(0, 0)
  expect((await colourOf(page, ground))[0]).toBeLessThan(120)
  await look(9, -30)
  await expect(async () => expect((await colourOf(page, ground))[0]).toBeGreaterThan(200)).toPass({ timeout: 20_000 })
})

test('by looking alone one reads a hotspot and goes to its scene, and by a hand one leaves, to the page of where one was', async ({
  page,
  request,
}) => {
  const { look, press } = await headset(page)
  await putOn(page, 'inasayama-impact')
  const { hotspots, gaze } = await (await request.get('/api/v1/scenes/inasayama-impact?lang=en')).json()
  const spot = hotspots.find((hotspot: { scene?: string }) => hotspot.scene === 'scene-nagasaki-station')
  const right = spot.azimuth - gaze.azimuth
  // Looked at from a little aside first: what is before the eyes from the beginning is not chosen.
  await look(right - 20, spot.elevation + 20)
  const asked = page.waitForRequest('**/api/v1/scenes/scene-nagasaki-station*')
  const drawn = { x: 530, y: 285, width: 220, height: 50 }
  const sky = await colourOf(page, drawn)
  await look(right, spot.elevation + 3.5)
  // The card is dark, and stands above what it tells of.
  await expect(async () => expect((await colourOf(page, drawn))[0]).toBeLessThan(sky[0]! - 30)).toPass({ timeout: 20_000 })
  await look(right - 9, -20)
  await asked
  await page.screenshot({ path: 'test-results/headset-station.png' })
  // The next scene begins where one looks; its last choice is to leave.
  await expect(async () => {
    for (const [aside, up] of [
      [9, -30],
      [-9, -35],
      [9, -35],
    ] as const)
      await press(right - 9 + aside, up)
    await expect(page).toHaveURL(/\/scenes\/scene-nagasaki-station$/, { timeout: 1000 })
  }).toPass({ timeout: 30_000 })
  await expect(page.getByRole('heading', { name: 'Old Nagasaki Station' })).toBeVisible()
})

test('a film for two eyes gives each eye its own half', async ({ page }, info) => {
  const colour = (name: string) => ['-f', 'lavfi', '-i', `color=${name}:s=256x128:d=4:r=5`]
  const list = info.outputPath('film.m3u8')
  const film = ['-filter_complex', 'vstack', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-hls_segment_type', 'fmp4', '-hls_time', '4']
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...colour('red'), ...colour('blue'), ...film, '-hls_playlist_type', 'vod', list])
  await page.route('**/film-of-two-eyes/*', (route) =>
    route.fulfill({ path: info.outputPath(new URL(route.request().url()).pathname.split('/').at(-1)!) }),
  )
  await page.route('**/api/v1/scenes/scene-dejima-wharf*', async (route) => {
    const response = await route.fetch()
    const scene = await response.json()
    const [capture] = scene.captures
    const strip = { href: capture.media.thumbnail, columns: 1, rows: 1, width: 10, height: 5, interval: 4 }
    capture.media.film = { hls: '/film-of-two-eyes/film.m3u8', seconds: 4, audio: false, stereo: 'top-bottom', strip, captions: {} }
    delete capture.media.tiles
    await route.fulfill({ response, json: { ...scene, captures: [capture] } })
  })
  const { look } = await headset(page, { stereo: true })
  await putOn(page, 'scene-dejima-wharf')
  await look(0, 45)
  await expect(async () => {
    const [left, right] = [
      await colourOf(page, { x: 220, y: 60, width: 200, height: 150 }),
      await colourOf(page, { x: 860, y: 60, width: 200, height: 150 }),
    ]
    expect(left[0]).toBeGreaterThan(200)
    expect(left[2]).toBeLessThan(60)
    expect(right[2]).toBeGreaterThan(200)
    expect(right[0]).toBeLessThan(60)
  }).toPass({ timeout: 40_000 })
})
