import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test'
import jsQR from 'jsqr'
import { createHmac } from 'node:crypto'
import { panelFilm, phone } from './phone'
import { onsitePort } from './playwright.config'

const baseURL = `http://127.0.0.1:${onsitePort}`
const staff = { Authorization: `Bearer ${process.env.XRCONTENT_E2E_TOKEN}`, 'Content-Type': 'application/json' }
const deck = { latitude: 32.7528, longitude: 129.8496, accuracy: 12 }
const park = { latitude: 32.7424, longitude: 129.8762, accuracy: 12 }

test.use({ baseURL })

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${baseURL}/api/v1/studio/${path}`, { method, headers: staff, body: JSON.stringify(body ?? {}) })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as T
}

const newTag = (place: string, strength: string) => ask<{ id: string; address: string }>('POST', 'tags', { place, strength })

/** A browser that has never been here. */
const fresh = (browser: Browser, options: Parameters<Browser['newContext']>[0] = {}) =>
  browser.newContext({ baseURL, locale: 'en-US', viewport: { width: 390, height: 844 }, ...options })

/** RFC 6238, computed apart from the program. */
function totp(secret: Buffer, milliseconds: number, period = 30, digits = 8): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(milliseconds / 1000 / period)))
  const hash = createHmac('sha1', secret).update(counter).digest()
  return `${(hash.readUInt32BE(hash[19]! & 15) & 0x7fffffff) % 10 ** digits}`.padStart(digits, '0')
}

/** Secrets stand in addresses as base32 (RFC 4648). */
function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)))
}

async function secretOf(tag: string): Promise<Buffer> {
  const response = await fetch(`${baseURL}/api/v1/studio/tags/${tag}/secret`, { headers: staff })
  const { uri } = (await response.json()) as { uri: string }
  return fromBase32(new URL(uri).searchParams.get('secret')!)
}

/** A new screen, paired with a place by touch. */
async function pairedScreen(context: BrowserContext, place: string): Promise<{ page: Page; secret: Buffer; address: string }> {
  const tag = await newTag(place, 'rotating')
  const { code } = await ask<{ code: string }>('POST', `tags/${tag.id}/pairing`)
  const page = await context.newPage()
  await page.clock.install()
  await page.goto(`/kiosk/${place}`)
  for (const digit of code) await page.getByRole('button', { name: digit, exact: true }).click()
  await expect(page.getByRole('button', { name: 'English' })).toBeVisible()
  return { page, secret: await secretOf(tag.id), address: tag.address }
}

/** What a phone would read from a code on the page. */
async function readCode(code: Locator): Promise<string | undefined> {
  const path = (await code.getAttribute('d'))!
  const size = Number((await code.locator('xpath=..').getAttribute('viewBox'))!.split(' ')[2])
  const scale = 4
  const pixels = new Uint8ClampedArray(size * size * scale * scale * 4).fill(255)
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)/g))
    for (let row = 0; row < scale; row++)
      for (let column = 0; column < scale; column++)
        pixels.fill(
          0,
          ((Number(y) * scale + row) * size * scale + Number(x) * scale + column) * 4,
          ((Number(y) * scale + row) * size * scale + Number(x) * scale + column) * 4 + 3,
        )
  return jsQR(pixels, size * scale, size * scale)?.data
}

const shown = (page: Page) => expect(page.getByRole('application').locator('canvas')).toBeVisible()

test('from a tap to the first picture it takes two requests and no question but the position', async ({ browser }) => {
  const context = await fresh(browser, { geolocation: park })
  const tag = await newTag('minato-park', 'printed')
  const page = await context.newPage()
  const before: string[] = []
  let pictured = false
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (/^\/media\/.*(base|tiles)/.test(pathname)) pictured = true
    else if (!pictured && /html|json/.test(response.headers()['content-type'] ?? ''))
      before.push(`${response.request().method()} ${pathname}`)
  })
  await page.goto(`/t/${tag.id}`)
  await expect(page.getByText('It is used once and not kept.')).toBeVisible()
  await context.grantPermissions(['geolocation'])
  await page.getByRole('button', { name: 'I am here' }).click()
  await page.waitForURL('**/scenes/scene-minato-park')
  await shown(page)
  expect(before).toEqual([`GET /t/${tag.id}`, 'POST /api/v1/passes'])
  // Reloaded, it is still open.
  await page.reload()
  await shown(page)
  await context.close()
})

test('who allowed the position before is not asked to tap again', async ({ browser }) => {
  const context = await fresh(browser, { geolocation: park, permissions: ['geolocation'] })
  const page = await context.newPage()
  await page.goto(`/t/${(await newTag('minato-park', 'printed')).id}`)
  await page.waitForURL('**/scenes/scene-minato-park')
  await shown(page)
  await context.close()
})

test('a rotating code leads straight to the scene, and an old one says what to do', async ({ browser }) => {
  const context = await fresh(browser)
  const tag = await newTag('minato-park', 'rotating')
  const secret = await secretOf(tag.id)
  const page = await context.newPage()
  await page.goto(`/t/${tag.id}?c=${totp(secret, Date.now() - 600_000)}`)
  await expect(page.getByRole('alert')).toContainText('This code has ended')
  await page.goto(`/t/${tag.id}?c=${totp(secret, Date.now())}`)
  await page.waitForURL('**/scenes/scene-minato-park')
  await shown(page)
  await context.close()
})

test('who is too far is shown the place, the distance and the way, and may try again on arrival', async ({ browser }) => {
  const context = await fresh(browser, { geolocation: park, permissions: ['geolocation'] })
  const page = await context.newPage()
  await page.goto(`/t/${(await newTag('inasayama-deck', 'printed')).id}`)
  await expect(page.getByRole('alert')).toHaveText('You are about 2.7 km away from it.')
  await expect(page.getByRole('heading', { name: 'Inasayama observation deck' })).toBeVisible()
  await expect(page.getByText(/ropeway from Fuchi-jinja station/)).toBeVisible()
  await expect(page.getByText('The roof deck is open all night, as reported in 2011.')).toBeVisible()
  await page.getByRole('button', { name: 'Map' }).click()
  await expect(page.locator('.maplibregl-canvas')).toBeVisible()
  await context.setGeolocation(deck)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.waitForURL('**/scenes/inasayama-impact')
  await context.close()
})

test('off site a scene is never an empty page, and neither is a picture or AR', async ({ browser }) => {
  const context = await fresh(browser)
  const page = await context.newPage()
  for (const path of ['/scenes/inasayama-impact', '/scenes/inasayama-impact/ar', '/captures/drawing-inasayama-deck']) {
    await page.goto(path)
    await expect(page.getByRole('heading', { name: 'Inasayama observation deck' })).toBeVisible()
    await expect(page.getByText(/ropeway/i).first()).toBeVisible()
    await expect(page.locator('img').first()).toHaveJSProperty('complete', true)
    expect(
      await page
        .locator('img')
        .first()
        .evaluate((img: HTMLImageElement) => img.naturalWidth),
    ).toBeGreaterThan(500)
  }
  await context.close()
})

test('the page reads the panel’s code by itself, after saying why the camera opens', async ({}, info) => {
  const tag = await newTag('inasayama-deck', 'printed')
  const device = await phone(baseURL, info, { camera: panelFilm(info.outputPath('tag.y4m'), tag.address, 0) })
  await device.page.goto('/scenes/inasayama-impact?lang=en')
  await device.page.getByRole('button', { name: 'Scan the code on the panel' }).click()
  await expect(device.page.getByText('The picture never leaves your phone.')).toBeVisible()
  await device.page.getByRole('button', { name: 'Open the camera' }).click()
  // The phone stands on the deck and has allowed its position.
  await expect(device.page.getByRole('heading', { name: 'Before you look' })).toBeVisible({ timeout: 30_000 })
  await device.close()
})

test('a kept scene opens without a signal, and no longer than the pass', async ({ browser }) => {
  const context = await fresh(browser, { geolocation: park, permissions: ['geolocation'] })
  const page = await context.newPage()
  await page.goto(`/t/${(await newTag('minato-park', 'printed')).id}`)
  await page.waitForURL('**/scenes/scene-minato-park')
  await page.getByRole('button', { name: /Keep it for the walk \([\d.]+ [kM]B\)/ }).click()
  await expect(page.getByText(/Works without a signal until/)).toBeVisible()
  await context.setOffline(true)
  await page.reload()
  await shown(page)
  await expect(page.getByText(/Works without a signal until/)).toBeVisible()
  // Another scene was not kept.
  await page.goto('/scenes/scene-dejima-wharf')
  await expect(page.getByRole('alert')).toBeVisible()
  await page.evaluate(async () => {
    const cache = await caches.open('pack-scene-minato-park')
    const note = (await (await cache.match('/kept-until'))!.json()) as object
    await cache.put('/kept-until', Response.json({ ...note, until: Date.now() - 1 }))
  })
  await page.goto('/scenes/scene-minato-park')
  await expect(page.getByRole('alert')).toBeVisible()
  expect(await page.evaluate(() => caches.has('pack-scene-minato-park'))).toBe(false)
  await context.close()
})

test('a kiosk goes on showing its place while the network is gone for ten minutes, and its codes still open phones', async ({
  browser,
}) => {
  const context = await fresh(browser, { viewport: { width: 1280, height: 800 } })
  const { page, secret, address } = await pairedScreen(context, 'minato-park')
  await expect
    .poll(() =>
      page.evaluate(async () =>
        (
          (await (await caches.open('pack-scene-minato-park')).match('/kept-until'))?.json() as Promise<{ whole: boolean }> | undefined
        )?.then(({ whole }) => whole),
      ),
    )
    .toBe(true)
  await context.setOffline(true)
  await page.clock.runFor('10:00')
  await page.reload()
  await expect(page.getByRole('heading')).toContainText('Minato Park')
  await page.getByRole('button', { name: 'English' }).click()
  await shown(page)
  await page.clock.runFor('00:02')
  // What the screen shows is what a server ten minutes later would accept.
  const now = await page.evaluate(() => Date.now())
  expect([`${address}?c=${totp(secret, now)}`, `${address}?c=${totp(secret, now - 30_000)}`]).toContain(
    await readCode(page.locator('figure svg path')),
  )
  // Left alone, it returns to its start.
  await page.clock.runFor('01:40')
  await expect(page.getByRole('button', { name: '한국어' })).toBeVisible()
  await context.close()
})

test('a kiosk leads nowhere but round its own place', async ({ browser }) => {
  const context = await fresh(browser, { viewport: { width: 1280, height: 800 } })
  const { page } = await pairedScreen(context, 'hypocentre')
  const counted: string[] = []
  page.on('request', (request) => {
    if (!request.url().endsWith('/api/v1/counts')) return
    const { measure, from } = request.postDataJSON() as { measure: string; from: string }
    counted.push(`${measure} ${from}`)
  })
  await page.getByRole('button', { name: 'English' }).click()
  const goOn = page.getByRole('button', { name: 'Go on' })
  const stage = page.getByRole('application')
  await expect(goOn.or(stage)).toBeVisible()
  if (await goOn.isVisible()) await goOn.click()
  await shown(page)
  for (const link of await page.locator('a.hotspot').all()) await link.dispatchEvent('click')
  await expect(page).toHaveURL(/\/kiosk\/hypocentre$/)
  expect(await page.locator('a[href="/"]').count()).toBe(0)
  // Whoever begins at the screen is a visit.
  expect(counted).toEqual(['visit kiosk', 'scene kiosk'])
  await context.close()
})

test('staff make a tag, print its sheet, pair a screen and stand in for a visitor', async ({ browser }) => {
  const context = await fresh(browser, { viewport: { width: 1280, height: 800 } })
  await context.addInitScript((token) => localStorage.setItem('service-token', token), process.env.XRCONTENT_E2E_TOKEN!)
  const page = await context.newPage()
  await page.goto('/studio/tags')
  await page.getByLabel('Place').selectOption({ label: 'Glover Garden' })
  await page.getByLabel('What you call it').fill('gate')
  await page.getByRole('button', { name: 'Make a tag' }).click()
  const row = page.getByRole('listitem').filter({ hasText: 'gate' })
  const address = await row.locator('.address').innerText()
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await row.getByRole('link', { name: 'Sheet to print' }).click()
  await expect(page.locator('.qr path')).toBeVisible()
  expect(await readCode(page.locator('.qr path'))).toBe(address)
  await expect(page.getByText('Hold your phone here, then touch the message')).toBeVisible()
  await expect(page.getByText('휴대전화를 여기에 댄 뒤')).toBeVisible()
  await page.goto('/studio/stand')
  await page.getByLabel('Place').selectOption({ label: 'Minato Park' })
  await page.getByRole('main').getByLabel('Language').selectOption('ko')
  await page.getByLabel('On site, with a pass').uncheck()
  await page.getByRole('button', { name: 'Look' }).click()
  const frame = page.frameLocator('iframe')
  await expect(frame.getByText('이곳에 오시면 볼 수 있습니다')).toBeVisible()
  await page.getByLabel('On site, with a pass').check()
  await page.getByRole('button', { name: 'Look' }).click()
  await expect(frame.getByRole('application').locator('canvas')).toBeVisible()
  await context.close()
})

const pages: [string, (page: Page) => Promise<unknown>][] = [
  ['home', (page) => page.goto('/')],
  ['a place', (page) => page.goto('/places/inasayama-deck')],
  [
    'a scene on site',
    async (page) => {
      await page.context().setGeolocation(park)
      await page.context().grantPermissions(['geolocation'])
      await page.goto(`/t/${(await newTag('minato-park', 'printed')).id}`)
      await shown(page)
    },
  ],
  ['arriving', async (page) => page.goto(`/t/${(await newTag('inasayama-deck', 'printed')).id}`)],
  ['being refused', (page) => page.goto('/scenes/inasayama-impact')],
  ['a tag that is not in use', (page) => page.goto(`/t/${'a'.repeat(26)}`)],
  ['pairing a screen', (page) => page.goto('/kiosk/minato-park')],
]

for (const [name, open] of pages) {
  test(`the page of ${name} passes axe and fits a phone at 200 % text`, async ({ browser }) => {
    const context = await fresh(browser)
    const page = await context.newPage()
    await open(page)
    await expect(page.getByRole('heading').first()).toBeVisible()
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    await page.addStyleTag({ content: ':root { font-size: 200% !important }' })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await context.close()
  })
}

test('a kiosk’s start and its scene pass axe', async ({ browser }) => {
  const context = await fresh(browser, { viewport: { width: 1280, height: 800 } })
  const { page } = await pairedScreen(context, 'minato-park')
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await page.getByRole('button', { name: 'English' }).click()
  await shown(page)
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await context.close()
})
