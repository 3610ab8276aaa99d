import { expect, test } from '@playwright/test'
import geodesic from 'geographiclib-geodesic'
import { expectCross, open, video } from './marks'
import { phone, usualField } from './phone'
import { focalLength, pixel, seenFrom } from './world'

const screen = { width: 390, height: 844 }
const park = 'scene-peace-park'

const burst = { lat: 32.77373, lon: 129.86322 }

test('who walks 150 m sees each thing within 5 pixels of where it truly is, and the server hears ten metres', async ({ baseURL }, info) => {
  const own = (await (await fetch(`${baseURL}/api/v1/scenes/${park}/view`)).json()) as { eye: { lat: number; lon: number; height: number } }
  const device = await phone(baseURL!, info, { at: { latitude: own.eye.lat, longitude: own.eye.lon, accuracy: 3 } })
  const asked: URL[] = []
  device.page.on('request', (request) => request.url().includes('/view?') && asked.push(new URL(request.url())))
  await open(device, park, 180, 0)
  await expect(device.page.getByText('You stand at the scene’s own spot.')).toBeVisible()
  const focal = focalLength(usualField, video, screen)
  for (let walked = 10; walked <= 150; walked += 35) {
    const { lat2, lon2 } = geodesic.Geodesic.WGS84.Direct(own.eye.lat, own.eye.lon, 160, walked)
    const asking = device.page.waitForResponse((answer) => answer.url().includes('/view?') && answer.url().includes('lat='))
    await device.context.setGeolocation({ latitude: lat2!, longitude: lon2!, accuracy: 3 })
    const answer = await asking
    const { eye, overlays } = (await answer.json()) as {
      eye: { height: number }
      overlays: { id: string; height: number }[]
    }
    await expect(device.page.getByText('Seen from where you stand, known to 3 m.')).toBeVisible()
    const { height } = overlays.find(({ id }) => id === 'burst-point')!
    const seen = seenFrom({ lat: lat2!, lon: lon2!, height: eye.height }, { ...burst, height })
    const camera = { azimuth: seen.azimuth + 4, elevation: seen.elevation - 6 }
    await device.look(camera.azimuth, camera.elevation)
    await expectCross(device, pixel(seen, camera, focal, screen))
  }
  // Ten metres: four digits of a degree.
  for (const url of asked) for (const name of ['lat', 'lon']) expect(url.searchParams.get(name) ?? '').not.toMatch(/\.\d{5}/)
  await device.page.screenshot({ path: 'test-results/ar-walk.png' })
  await device.close()
})

for (const [what, at, said] of [
  ['a rough position', { latitude: 32.7765, longitude: 129.8634, accuracy: 90 }, 'Your position is known to 90 m only'],
  ['a position far away', { latitude: 33.5902, longitude: 130.4017, accuracy: 5 }, 'You are 104 km away'],
] as const) {
  test(`${what} is said, and the scene is shown from its own spot`, async ({ baseURL }, info) => {
    const device = await phone(baseURL!, info, { at })
    const asked: string[] = []
    device.page.on('request', (request) => request.url().includes('/view?') && asked.push(request.url()))
    await open(device, park, 180, 0)
    await expect(device.page.getByText(said)).toBeVisible()
    expect(asked.filter((url) => url.includes('lat='))).toEqual([])
    await device.close()
  })
}

test('who does not say where they stand sees the scene from its own spot, and is told so', async ({ baseURL }, info) => {
  const device = await phone(baseURL!, info, {
    script: `navigator.geolocation.watchPosition = (tell, fail) => (setTimeout(() => fail({ code: 1, PERMISSION_DENIED: 1 })), 1)`,
  })
  await open(device, park, 180, 0)
  await expect(device.page.getByText('Your position is not known')).toBeVisible()
  // Who says it in words sees it from there.
  const asked = device.page.waitForRequest(/\/view\?.*lat=/)
  await device.page.getByLabel('Where do you stand?').selectOption({ index: 1 })
  await expect(device.page.getByText(/Seen from .*, as you said\./)).toBeVisible()
  await asked
  await device.page.screenshot({ path: 'test-results/ar-chosen.png' })
  await device.close()
})

test('a thing that is touched says what it is, with its sources, and the words about the scene are one tap away', async ({
  baseURL,
}, info) => {
  const device = await phone(baseURL!, info)
  await open(device, 'inasayama-impact', 29, 0)
  const deck = { lat: 32.7528, lon: 129.8496, height: 335 }
  const at = pixel(seenFrom(deck, { ...burst, height: 508 }), { azimuth: 29, elevation: 0 }, focalLength(usualField, video, screen), screen)
  await expect(async () => {
    await device.page.mouse.click(at.x, at.y - 24)
    await expect(device.page.locator('.card')).toContainText('Burst point', { timeout: 1000 })
  }).toPass()
  await device.page.locator('.card').locator('summary').click()
  await expect(device.page.locator('.card li').first()).toBeVisible()
  await device.page.screenshot({ path: 'test-results/ar-card.png' })
  await device.page.locator('.card').getByRole('link', { name: 'About' }).click()
  await expect(device.page.getByRole('dialog')).toContainText('Sources')
  await device.close()
})

test('what is in view can be read as a list, and the colours are explained', async ({ baseURL }, info) => {
  const device = await phone(baseURL!, info)
  await open(device, 'inasayama-impact', 29, 0)
  await expect(device.page.getByText('Light: a straight line to the burst point')).toBeVisible()
  await device.page.getByText('What is in view').click()
  await expect(device.page.getByRole('listitem').filter({ hasText: /^Burst point/ })).toContainText('north-east, 2.7 km')
  await device.page.screenshot({ path: 'test-results/ar-list.png' })
  await device.close()
})
