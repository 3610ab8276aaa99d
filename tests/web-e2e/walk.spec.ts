import { expect, test, type Page } from '@playwright/test'
import { bearer, newStill } from './footage'
import { colourOf, headset } from './headset'
import { mesh, splats } from './records'

const middle = { x: 590, y: 350, width: 100, height: 60 }

/** A published scene at Minato Park, whose picture looks north. */
async function scene(page: Page, id: string): Promise<{ scene: string; capture: string }> {
  const { request } = page
  const still = newStill()
  const created = await request.post('/api/v1/uploads', {
    headers: {
      ...bearer,
      'Tus-Resumable': '1.0.0',
      'Upload-Length': `${(await import('node:fs')).statSync(still).size}`,
      'Upload-Metadata': metadata({
        filename: 'a.jpg',
        place: 'minato-park',
        taken: '2026-02-17T19:05:00+09:00',
        heading: '0',
        panorama: 'true',
        publish: 'true',
        license: 'CC-BY-4.0',
        holder: 'City',
        credit: 'City',
        people: 'none',
      }),
    },
  })
  const capture = (await send(page, created.headers()['location']!, (await import('node:fs')).readFileSync(still))).capture
  const feature = {
    type: 'Feature',
    id,
    geometry: null,
    properties: {
      kind: 'scene',
      title: { en: id, ja: id },
      place: 'minato-park',
      captures: [capture, 'drawing-minato-park'],
      gaze: { azimuth: 0, elevation: 0 },
    },
  }
  const made = await request.post('/api/v1/studio/items', { headers: bearer, data: feature })
  expect(made.ok(), await made.text()).toBe(true)
  const published = await request.post(`/api/v1/studio/items/${id}/publish`, { headers: bearer })
  expect(published.ok(), await published.text()).toBe(true)
  await expect(async () => expect((await request.get(`/api/v1/scenes/${id}`)).status()).toBe(200)).toPass()
  return { scene: id, capture }
}

const metadata = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',')

async function send({ request }: Page, address: string, bytes: Buffer): Promise<{ capture: string }> {
  const id = address.split('/').at(-1)!
  await request.patch(`/api/v1/uploads/${id}`, {
    headers: { ...bearer, 'Tus-Resumable': '1.0.0', 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' },
    data: bytes,
  })
  let file: { stage: string; capture: string } = { stage: '', capture: '' }
  await expect(async () => {
    file = await (await request.get(`/api/v1/studio/footage/${id}`, { headers: bearer })).json()
    expect(file.stage).toBe('ready')
  }).toPass({ timeout: 30_000 })
  return file
}

/** Sends a record by the page that staff use. */
async function give(page: Page, capture: string, name: string, bytes: Buffer): Promise<void> {
  await page.goto('/studio?lang=en')
  await page.evaluate((token) => localStorage.setItem('service-token', token), process.env.XRCONTENT_E2E_TOKEN!)
  await page.goto(`/studio/items/${capture}?lang=en`)
  await page.getByRole('tab', { name: /Picture/ }).click()
  const record = page.getByRole('region', { name: 'Record to walk in' })
  await record.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: bytes })
  await expect(page.getByRole('group', { name: 'Record to walk in: where it lies' })).toBeVisible({ timeout: 30_000 })
}

async function walkIn(page: Page, id: string) {
  await page.goto(`/scenes/${id}?lang=en&at=2026-02-17T19:05`)
  await page.getByRole('button', { name: 'Walk in' }).click()
  await expect(page.locator('.walk')).toHaveAttribute('data-loaded', '1', { timeout: 30_000 })
}

test('splats are sent and walked in: a wall comes nearer, one stands to the right, and the slider lays another day over it', async ({
  page,
}) => {
  test.setTimeout(120_000)
  const made = await scene(page, 'walk-in-splats')
  // A green wall 8 m to the north, 4 m wide, and a red one to the right of who walks there.
  await give(
    page,
    made.capture,
    'room.ply',
    splats([
      { east: 0, north: 8, colour: [0, 1, 0] },
      { east: 6, north: 3.5, colour: [1, 0, 0] },
    ]),
  )
  await page.screenshot({ path: 'test-results/walk-in-studio.png', fullPage: true })
  await walkIn(page, made.scene)

  await expect(async () => {
    const [red, green, blue] = await colourOf(page, middle)
    expect(green!).toBeGreaterThan(150)
    expect(red! + blue!).toBeLessThan(120)
  }).toPass({ timeout: 20_000 })
  await page.screenshot({ path: 'test-results/walk-in.png' })
  const beside = { x: 860, y: 350, width: 60, height: 60 }
  expect((await colourOf(page, beside))[1]).toBeLessThan(60)
  // Held with the first press already.
  await page.getByRole('button', { name: 'Walk ahead' }).hover()
  await page.mouse.down()
  await expect(async () => expect((await colourOf(page, beside))[1]).toBeGreaterThan(120)).toPass({ timeout: 20_000 })
  await page.mouse.up()
  await page.locator('.walk').focus()

  for (let i = 0; i < 15; i++) await page.keyboard.press('ArrowRight')
  await expect(async () => {
    const [red, green] = await colourOf(page, middle)
    expect(red!).toBeGreaterThan(150)
    expect(green!).toBeLessThan(80)
  }).toPass({ timeout: 20_000 })

  await page.getByRole('slider').fill('0')
  await expect(async () => {
    const [red, green] = await colourOf(page, middle)
    expect(red! - green!).toBeLessThan(40)
  }).toPass({ timeout: 20_000 })
  await page.getByRole('button', { name: 'Leave' }).click()
  await expect(page.locator('.walk')).toHaveCount(0)
  await page.getByRole('slider').fill('1')
  await page.getByRole('button', { name: 'Walk in' }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Walk in' })).toBeFocused()
})

test('a mesh is walked in too, and in a headset one stands in it', async ({ page }) => {
  test.setTimeout(120_000)
  const made = await scene(page, 'walk-in-mesh')
  await give(page, made.capture, 'ground.glb', mesh(6))
  await walkIn(page, made.scene)
  await page.mouse.move(400, 600)
  await page.mouse.down()
  await page.mouse.move(400, 250, { steps: 5 })
  await page.mouse.up()
  await expect(async () => expect((await colourOf(page, middle))[1]).toBeGreaterThan(180)).toPass({ timeout: 20_000 })
  // On a phone all that one needs is on the screen.
  await page.setViewportSize({ width: 390, height: 844 })
  for (const name of ['Walk ahead', 'Walk back', 'Leave']) await expect(page.getByRole('button', { name })).toBeInViewport({ ratio: 1 })
  await page.screenshot({ path: 'test-results/walk-in-phone.png' })
  await page.setViewportSize({ width: 1280, height: 800 })

  const { look, press } = await headset(page)
  await page.goto(`/scenes/${made.scene}?lang=en&at=2026-02-17T19:05`)
  await page.getByRole('button', { name: 'Look through the headset' }).click()
  await look(0, -60)
  const before = await colourOf(page, middle)
  expect(before[1]! - before[0]!).toBeLessThan(100)
  await look(0, -32)
  await press(-9, -35)
  await look(0, -75)
  await expect(async () => {
    const [red, green] = await colourOf(page, middle)
    expect(green! - red!).toBeGreaterThan(100)
  }).toPass({ timeout: 20_000 })
})
