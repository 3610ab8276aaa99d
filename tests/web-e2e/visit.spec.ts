import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { gzipSync } from 'node:zlib'

const inEnglish = (path: string) => `${path}${path.includes('?') ? '&' : '?'}lang=en`

async function openScene(page: Page, id: string) {
  await page.goto(inEnglish(`/scenes/${id}`))
  const goOn = page.getByRole('button', { name: 'Go on' })
  const stage = page.getByRole('application')
  await expect(goOn.or(stage)).toBeVisible()
  if (await goOn.isVisible()) await goOn.click()
  await expect(stage.locator('canvas')).toBeVisible()
  await expect(page.locator('.psv-loader-container')).toBeHidden()
}

/** Where a label stands on the screen, as soon as the viewer has laid it. */
async function middleOf(label: Locator): Promise<number> {
  await expect(label).toBeVisible()
  const box = (await label.boundingBox())!
  return box.x + box.width / 2
}

test('the home page lists what is near a place that is picked by hand, without location permission', async ({ page }) => {
  await page.goto(inEnglish('/'))
  // The name of the site comes from its settings, and not from the program.
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nagasaki, seen where it happened')
  await page.getByLabel('Place').selectOption({ label: 'Hypocentre' })
  await expect(page.getByRole('heading', { name: 'Near Hypocentre' })).toBeVisible()
  const museum = page.locator('a[data-id=atomic-bomb-museum]')
  await expect(museum).toContainText(/1[0-9]0 m · (east|south-east)/)
})

test('a page is not sent again while it is the same', async ({ request }) => {
  const first = await request.get('/')
  expect(first.status()).toBe(200)
  const again = await request.get('/', { headers: { 'If-None-Match': first.headers().etag! } })
  expect(again.status()).toBe(304)
  expect(again.headers()['content-security-policy']).toBe(first.headers()['content-security-policy'])
})

test('the home page shows what is near a visitor who allows location', async ({ browser }) => {
  const context = await browser.newContext({
    geolocation: { latitude: 32.7424, longitude: 129.8762, accuracy: 8 },
    permissions: ['geolocation'],
    viewport: { width: 390, height: 844 },
  })
  const page = await context.newPage()
  await page.goto(inEnglish('/'))
  await expect(page.getByRole('heading', { name: 'Near you' })).toBeVisible()
  await expect(page.locator('a[data-id=minato-park]')).toBeVisible()
  await context.close()
})

test('distressing material waits behind a notice with a way past it', async ({ page }) => {
  await page.goto(inEnglish('/scenes/inasayama-impact'))
  await expect(page.getByRole('heading', { name: 'Before you look' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Go back without looking' })).toBeVisible()
  await expect(page.locator('canvas')).toHaveCount(0)
})

test('a scene shows its panorama, its hotspots lead on without a reload, and the browser goes back', async ({ page }) => {
  await openScene(page, 'scene-dejima-wharf')
  await page.evaluate(() => ((window as unknown as { mark: string }).mark = 'same document'))
  const link = page.locator('a.hotspot', { hasText: 'Nagasaki Station' })
  await link.evaluate((element: HTMLElement) => element.click())
  await expect(page).toHaveURL(/scene-nagasaki-station/)
  await expect(page.getByRole('heading', { name: 'Old Nagasaki Station' })).toBeVisible()
  expect(await page.evaluate(() => (window as unknown as { mark: string }).mark)).toBe('same document')
  await page.goBack()
  await expect(page).toHaveURL(/scene-dejima-wharf/)
})

test('the panorama is drawn true to north: the burst point stands where geodesy puts it', async ({ page }) => {
  await openScene(page, 'inasayama-impact')
  // Expected from geographiclib-geodesic: azimuth 28.80; the view opens at azimuth 30, so the mark is left of the middle.
  // The overlay marks the same point; here the drawing itself is looked at.
  await page.getByRole('button', { name: 'Overlay' }).click()
  const label = await middleOf(page.locator('.hotspot.overlay'))
  expect(label).toBeLessThan(640)
  expect(label).toBeGreaterThan(590)
  await page.getByRole('slider', { name: 'Time' }).fill('0')
  await expect(page.getByText('August 9, 1945')).toBeVisible()
  await expect(page.getByText(/^made .*2026$/)).toBeVisible()
  // The drawing marks the burst point with a light cross; it must lie under the hotspot's foot.
  const cross = await crossIn(page)
  expect(Math.abs(cross.x - label)).toBeLessThan(4)
})

/** Centre of the pixels in the sky that are rather yellow than blue: the drawing's cross. */
async function crossIn(page: Page): Promise<{ x: number; y: number }> {
  let found = { x: NaN, y: NaN }
  await expect
    .poll(async () => {
      await page.addStyleTag({ content: '.hotspot, .top, .bottom { visibility: hidden !important }' })
      const png = (await page.screenshot({ clip: { x: 440, y: 200, width: 400, height: 140 } })).toString('base64')
      found = await page.evaluate(async (data) => {
        const picture = new Image()
        picture.src = `data:image/png;base64,${data}`
        await picture.decode()
        const canvas = new OffscreenCanvas(picture.width, picture.height)
        const context = canvas.getContext('2d')!
        context.drawImage(picture, 0, 0)
        const { data: pixels } = context.getImageData(0, 0, picture.width, picture.height)
        let [x, y, n] = [0, 0, 0]
        for (let i = 0; i < pixels.length; i += 4)
          if (pixels[i]! > pixels[i + 2]!) {
            x += (i / 4) % picture.width
            y += Math.floor(i / 4 / picture.width)
            n++
          }
        return { x: 440 + x / n, y: 200 + y / n }
      }, png)
      return found.x
    })
    .not.toBeNaN()
  return found
}

test('the time slider fades between then and now and keeps the camera direction', async ({ page }) => {
  await openScene(page, 'inasayama-impact')
  const slider = page.getByRole('slider', { name: 'Time' })
  const now = await page.screenshot()
  await slider.fill('0.5')
  await expect.poll(async () => (await page.screenshot()).equals(now)).toBe(false)
  const mark = page.locator('.hotspot.overlay')
  const before = await middleOf(mark)
  await slider.fill('0')
  await expect(page.getByText('August 9, 1945')).toBeVisible()
  expect(await middleOf(mark)).toBeCloseTo(before, 0)
})

test('a place shows the pictures taken there, and each opens', async ({ page }) => {
  await page.goto(inEnglish('/places/dejima-wharf'))
  await page.getByRole('link', { name: 'Dejima Wharf (drawing: the lie of the land)' }).click()
  await expect(page).toHaveURL(/captures\/drawing-dejima-wharf/)
  await expect(page.getByRole('application').locator('canvas')).toBeVisible()
})

test('the museum shows what it keeps, a relic its showcase, and where it stood', async ({ page }) => {
  await page.goto(inEnglish('/places/atomic-bomb-museum'))
  await expect(page.getByRole('heading', { name: 'Opening hours' }).or(page.getByText('Opening hours'))).toBeVisible()
  const kept = page.getByRole('heading', { name: 'Kept here' }).locator('+ ul')
  await expect(kept.getByRole('listitem')).toHaveCount(5)
  await expect(kept.getByRole('listitem').filter({ hasText: 'Water tank' })).toContainText('B-1')
  await kept.getByRole('link', { name: 'Water tank of Keiho Middle School' }).click()
  await expect(page.getByRole('heading', { name: 'Water tank of Keiho Middle School' })).toBeVisible()
  await expect(page.getByText('Kept in showcase', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Site of Keiho Middle School' }).click()
  await expect(page.getByRole('link', { name: 'Water tank of Keiho Middle School' })).toBeVisible()
})

test('a tour leads from stop to stop', async ({ page }) => {
  await openScene(page, 'scene-nagasaki-station?tour=harbour-walk')
  await expect(page.getByText('Stop 1 of 4')).toBeVisible()
  await page.getByRole('link', { name: /Next/ }).click()
  await expect(page.getByText('Stop 2 of 4')).toBeVisible()
  await expect(page).toHaveURL(/scene-dejima-wharf\?tour=harbour-walk/)
})

test('texts, sources and rights are one tap away, and Escape closes them', async ({ page }) => {
  await openScene(page, 'inasayama-impact')
  await page.getByRole('button', { name: 'About and sources' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('ORNL-TM-5139')
  await expect(dialog).toContainText('CC-BY-4.0')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('the arrow keys turn the view', async ({ page }) => {
  await openScene(page, 'inasayama-impact')
  const mark = page.locator('.hotspot.overlay')
  const before = await middleOf(mark)
  await page.getByRole('application').focus()
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => middleOf(mark)).toBeGreaterThan(before + 30)
})

test('the language follows the browser and can be changed', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'ko-KR' })
  const page = await context.newPage()
  await page.goto('/')
  await expect(page.getByRole('heading', { name: '그 자리에서 보는 나가사키' })).toBeVisible()
  await page.getByRole('combobox').first().selectOption('zh-Hans')
  await expect(page.getByRole('heading', { name: '在现场看长崎' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans')
  await context.close()
})

for (const [name, path] of [
  ['home', '/'],
  ['a place', '/places/atomic-bomb-museum'],
  ['a scene', '/scenes/scene-minato-park'],
] as const) {
  test(`${name} has no accessibility fault that axe can find`, async ({ page }) => {
    await page.goto(inEnglish(path))
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).exclude('.map').analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([])
  })
}

test('the first view ships under 80 KiB of gzipped script', async ({ page, request }) => {
  await page.goto(inEnglish('/'))
  await expect(page.locator('a[data-id=hypocentre]')).toBeVisible()
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
  const scripts = loaded.filter((url) => url.endsWith('.js') && !/MapView|maplibre|player|esm|ScenePage|PlacePage/.test(url))
  const sizes = await Promise.all(scripts.map(async (url) => gzipSync(await (await request.get(url)).body()).length))
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  expect(bytes).toBeGreaterThan(5_000)
  expect(bytes).toBeLessThan(80 * 1024)
})

test('a part of the page that is gone after a deploy: the page is loaded anew once and says so, then says that it failed', async ({
  page,
}) => {
  await page.goto('/?lang=en')
  await expect(page.getByRole('link', { name: /Old Nagasaki Station/ })).toBeVisible()
  // Gone until the page is loaded anew, however often it is asked for.
  let renewed = false
  page.on('request', (request) => (renewed ||= request.isNavigationRequest()))
  const part = /\/assets\/ScenePage-.*\.js$/
  await page.route(part, (route) => (renewed ? route.continue() : route.fulfill({ status: 404, body: '' })))
  await page.getByRole('link', { name: /Old Nagasaki Station/ }).click()
  await expect(page.getByText('This page has a new version and was loaded again.')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Old Nagasaki Station' })).toBeVisible()

  await page.unroute(part)
  await page.goto('/?lang=en')
  await page.route(part, (route) => route.fulfill({ status: 404, body: '' }))
  await page.getByRole('link', { name: /Old Nagasaki Station/ }).click()
  await expect(page.getByRole('alert')).toHaveText('This could not be loaded.')
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
})

test('whoever follows a link hears which page came: its heading has the focus, and the title names it', async ({ page }) => {
  await page.goto('/?lang=en')
  await expect(page).toHaveTitle('Nagasaki, seen where it happened')
  await page.getByRole('link', { name: /Old Nagasaki Station/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Old Nagasaki Station' })).toBeFocused()
  await expect(page).toHaveTitle('Old Nagasaki Station')
  await page.goBack()
  await expect(page.getByRole('heading', { level: 1, name: 'Nagasaki, seen where it happened' })).toBeFocused()
  await expect(page).toHaveTitle('Nagasaki, seen where it happened')
})
