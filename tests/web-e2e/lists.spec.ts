import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { colleague, staffAsks } from './people'
import { studioAddress } from './playwright.config'

test.use({ baseURL: studioAddress })

const list = [
  'ID,名称,名称_英語,緯度,経度',
  'lists-spring,長崎の泉公園,Nagasaki Spring Park,32.7501,129.8801',
  'lists-zero,どこか,Somewhere,0,0',
  ',,,32.7,129.8',
].join('\n')

test('a list is looked at row by row, taken in as drafts, and taken in again changes nothing', async ({ browser }) => {
  const { page, context } = await colleague(browser, 'Lise Tanaka', 'contributor')
  await page.goto('/studio/lists')
  const choose = () =>
    page.locator('input[type=file]').setInputFiles({ name: 'parks.csv', mimeType: 'text/csv', buffer: Buffer.from(list) })
  await choose()
  const rows = page.locator('tbody tr')
  await expect(rows).toHaveCount(3)
  await expect(rows.nth(0)).toContainText('長崎の泉公園')
  await expect(rows.nth(0)).toContainText('new')
  await expect(rows.nth(1)).toContainText('緯度: Is 0, 0, which lies in the Atlantic')
  await expect(rows.nth(2)).toContainText('not taken in')
  await expect(rows.nth(2)).toContainText('名称: Is empty: a place needs a name.')
  const shots = process.env.XRCONTENT_SHOTS
  if (shots) await page.screenshot({ path: `${shots}/lists-1280.png`, fullPage: true })
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  // Nothing is there yet.
  const known = () => staffAsks<{ items: { id: string }[] }>('GET', 'items?q=lists-')
  expect((await known()).items).toEqual([])

  await page.locator('header select').selectOption('ja')
  await expect(rows.nth(1)).toContainText('0, 0 は大西洋の上で')
  await page.getByRole('button', { name: '下書きとして取り込む' }).click()
  await expect(page.getByText('取り込みました。')).toBeVisible()
  expect((await known()).items.map(({ id }) => id).sort()).toEqual(['lists-spring', 'lists-zero'])
  await page.setViewportSize({ width: 390, height: 844 })
  if (shots) await page.screenshot({ path: `${shots}/lists-390.png`, fullPage: true })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)

  await choose()
  await expect(page.getByText('変わるものはありません。')).toBeVisible()
  await expect(page.getByRole('button', { name: '下書きとして取り込む' })).toHaveCount(0)
  await context.close()
})

test('what is no list is said to be none', async ({ browser }) => {
  const { page, context } = await colleague(browser, 'Lisa Tanaka', 'contributor')
  await page.goto('/studio/lists')
  await page.locator('input[type=file]').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('a,b\n1,2\n') })
  await expect(page.getByText('No column is called 名称 or イベント名')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Take in as drafts' })).toHaveCount(0)
  await context.close()
})
