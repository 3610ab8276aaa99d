import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { newStill, noise, textFile, token } from './footage'

async function enter(page: Page, word: string) {
  await page.goto('/studio/upload?lang=en')
  await page.getByText('With the service token').click()
  await page.getByLabel('Service token').fill(word)
  await page.getByRole('button', { name: 'Sign in', exact: true }).last().click()
}

async function signIn(page: Page) {
  await enter(page, token)
  await page.getByRole('combobox', { name: 'Place' }).selectOption('minato-park')
}

test('without the right token the page says so and asks again', async ({ page }) => {
  await enter(page, 'not-the-token-0123456789')
  await expect(page.getByRole('alert')).toHaveText('This is not the service token.')
  await expect(page.getByLabel('Service token')).toBeVisible()
})

test('a field team sends files, corrects what was refused, publishes, and takes the report home', async ({ page }) => {
  await signIn(page)
  await page.getByLabel('These are 360°').check()
  await page.getByLabel('Whose they are').fill('City of Nagasaki')
  await page.getByLabel('Licence').selectOption('CC-BY-4.0')
  await page.getByLabel('Credit shown beside them').fill('City of Nagasaki')
  await page.getByLabel('People in the pictures').selectOption('none')
  await page.locator('input[type=file]').setInputFiles([newStill(), textFile()])
  const still = page.locator('li', { hasText: 'still.jpg' })
  const text = page.locator('li', { hasText: 'text.jpg' })
  await expect(text.locator('.reason')).toContainText('The file is not a picture')
  // The drawing says nothing of when it was taken.
  await expect(still.locator('.reason')).toContainText('when it was taken')
  await still.getByRole('button', { name: 'Correct' }).click()
  await still.getByLabel('Taken at').fill('2026-02-19T19:05:00')
  await still.getByRole('button', { name: 'Save and try again' }).click()
  await expect(still.locator('.state')).toContainText('ready (not published)')
  await expect(still.locator('img')).toBeVisible()
  await still.getByRole('button', { name: 'Publish' }).click()
  await expect(still.locator('.state')).toContainText('visitors see it')

  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Report (CSV)' }).click()])
  const report = readFileSync(await download.path(), 'utf8')
  expect(report).toContain('text.jpg,10,minato-park,,refused,,unreadable,')
  expect(report).toMatch(/still\.jpg,\d+,minato-park,,ready,minato-park-20260219-/)
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])

  // Whoever comes back is not asked for the token again, and sees what is there.
  await page.reload()
  await expect(page.locator('li', { hasText: 'still.jpg' }).locator('.state')).toContainText('ready')
})

test('an upload is paused, goes on, and survives the closing of the page', async ({ context, page }) => {
  test.slow()
  await signIn(page)
  const file = noise(40 << 20)
  const slow = await context.newCDPSession(page)
  await slow.send('Network.enable')
  await slow.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: 3 << 20 })
  await page.locator('input[type=file]').setInputFiles(file)
  const row = page.locator('li', { hasText: 'noise.mp4' })
  const share = () => row.locator('progress').evaluate((bar: HTMLProgressElement) => bar.position)
  await expect.poll(share).toBeGreaterThan(0.1)
  await expect(page.getByText(/\/s, .* left/)).toBeVisible()
  await row.getByRole('button', { name: 'Pause' }).click()
  await expect(row.locator('.state')).toContainText('paused')
  const paused = await share()
  await row.getByRole('button', { name: 'Go on' }).click()
  await expect.poll(share).toBeGreaterThan(paused)
  await page.close({ runBeforeUnload: false })

  const again = await context.newPage()
  await again.goto('/studio/upload?lang=en')
  await expect(again.getByText('Choose the same files again')).toContainText('noise.mp4')
  const going = again.waitForRequest((request) => request.method() === 'PATCH')
  await again.locator('input[type=file]').setInputFiles(file)
  expect(Number((await going).headers()['upload-offset'])).toBeGreaterThan(1 << 20)
  await expect(again.locator('li', { hasText: 'noise.mp4' }).locator('.state')).toContainText('refused')
})
