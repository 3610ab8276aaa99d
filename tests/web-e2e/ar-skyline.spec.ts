import { expect, test } from '@playwright/test'
import { expectCross, open, video } from './marks'
import { film, phone, usualField, type Phone } from './phone'
import { focalLength, pixel, seenFrom } from './world'

const portrait = { width: 390, height: 844 }
const deck = { lat: 32.7528, lon: 129.8496, height: 335 }
const burst = { lat: 32.77373, lon: 129.86322, height: 508 }
const radians = Math.PI / 180
const declination = -7.78
const camera = { azimuth: 29, elevation: -1 }

/** Hills of no place, as high as those round a city: waves of several lengths. */
const step = 0.25
const elevation = Array.from({ length: 360 / step }, (_, i) => {
  const at = i * step * radians
  return 1 + 1.2 * Math.sin(3 * at + 1) + 0.8 * Math.sin(11 * at) + 0.4 * Math.sin(37 * at + 2)
})

/** The server's view, with these hills on its horizon. */
async function withHills({ page }: Phone, terrain: 'coarse' | 'surveyed') {
  await page.route('**/api/v1/scenes/inasayama-impact/view*', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), terrain, skyline: { step, elevation, distance: elevation } } })
  })
}

/** What a pinhole camera sees of the hills: a dull sky with clouds, and dark ground. */
function hills(path: string): string {
  const focal = focalLength(usualField, video, video)
  const tilt = camera.elevation * radians
  return film(path, video.width, video.height, (x, y) => {
    const [right, up] = [(x + 0.5 - video.width / 2) / focal, (video.height / 2 - y - 0.5) / focal]
    const [ahead, rise] = [Math.cos(tilt) - up * Math.sin(tilt), Math.sin(tilt) + up * Math.cos(tilt)]
    const azimuth = (camera.azimuth + Math.atan2(right, ahead) / radians + 360) % 360
    const edge = elevation[Math.round(azimuth / step) % elevation.length]!
    const isSky = Math.atan2(rise, Math.hypot(right, ahead)) / radians > edge
    return isSky ? 0.33 + 0.03 * Math.sin(x / 40 + y / 90) : 0.08 + 0.05 * (Math.abs(Math.sin(x * 12.9898 + y * 78.233) * 43758.5) % 1)
  })
}

test('a compass that is off by 25 degrees is set right by the line of hills, and how well it fits is said', async ({ baseURL }, info) => {
  const device = await phone(baseURL!, info, {
    camera: hills(info.outputPath('hills.y4m')),
    declination: declination + 25,
  })
  await withHills(device, 'coarse')
  let isLooking = false
  device.page.on('request', (request) => (isLooking ||= request.url().includes('/assets/match')))
  await open(device, 'inasayama-impact', camera.azimuth, camera.elevation)
  // The hills of the starter are a sketch: nothing is taken from them unasked.
  await expect(device.page.locator('main')).toHaveAttribute('data-means', 'compass')
  expect(isLooking).toBe(false)
  await device.page.getByRole('button', { name: 'Align' }).click()
  await device.page.getByRole('button', { name: 'Find the hills automatically' }).click()
  await expect(device.page.getByText(/Aligned by the line of hills\s+\((9\d|100) % of the line fits\)/)).toBeVisible({ timeout: 20_000 })
  await expectCross(device, pixel(seenFrom(deck, burst), camera, focalLength(usualField, video, portrait), portrait), 8)
  await device.page.screenshot({ path: 'test-results/ar-skyline.png' })
  await device.close()
})

test('surveyed hills set the view right by themselves', async ({ baseURL }, info) => {
  const device = await phone(baseURL!, info, {
    camera: hills(info.outputPath('hills.y4m')),
    declination: declination + 25,
  })
  await withHills(device, 'surveyed')
  await open(device, 'inasayama-impact', camera.azimuth, camera.elevation)
  await expect(device.page.locator('main')).toHaveAttribute('data-means', 'skyline', { timeout: 30_000 })
  await expectCross(device, pixel(seenFrom(deck, burst), camera, focalLength(usualField, video, portrait), portrait), 8)
  await device.close()
})

test('where no hills are in the picture the page says so, and the hand is left', async ({ baseURL }, info) => {
  const device = await phone(baseURL!, info)
  await open(device, 'inasayama-impact', camera.azimuth, camera.elevation)
  await device.page.getByRole('button', { name: 'Align' }).click()
  await device.page.getByRole('button', { name: 'Find the hills automatically' }).click()
  await expect(device.page.getByText('The line of hills is not found in this picture.')).toBeVisible({ timeout: 20_000 })
  await device.page.getByRole('button', { name: 'Match the line of hills' }).click()
  await expect(device.page.getByText('Drag the white line onto the real hills.')).toBeVisible()
  await device.close()
})
