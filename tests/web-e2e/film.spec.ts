import { expect, test, type Page } from '@playwright/test'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { bearer, newFilm } from './footage'

const run = promisify(execFile)
let capture = ''

test.beforeAll(async ({ request }) => {
  const { stdout } = await run('dotnet', [
    process.env.XRCONTENT_E2E_SERVER!,
    'import',
    newFilm(),
    '--place',
    'minato-park',
    '--panorama',
    '--taken',
    '2026-02-18T19:05:00+09:00',
    '--heading',
    '0',
    '--license',
    'CC-BY-4.0',
    '--holder',
    'City',
    '--credit',
    'City',
    '--people',
    'none',
    '--Video:Preset=ultrafast',
    `--DataDirectory=${process.env.XRCONTENT_E2E_DATA}`,
  ])
  capture = /capture (\S+),/.exec(stdout)![1]!
  expect(stdout).toMatch(/film +\d+(\.\d)? s, \d+ frames a second, with sound/)
  if (process.env.XRCONTENT_FILM) expect(stdout).toContain('size      640 x 320 of a sphere 640 x 320')
  const captions = 'WEBVTT\n\n00:00.000 --> 10:00.000\nLanterns over the park\n'
  const answer = await request.put(`/api/v1/studio/captures/${capture}/captions/en`, {
    headers: { ...bearer, 'Content-Type': 'text/vtt' },
    data: captions,
  })
  expect(answer.ok()).toBe(true)
  await expect(async () =>
    expect((await (await request.get(`/api/v1/items/${capture}`)).json()).properties.media.film.captions.en).toBeTruthy(),
  ).toPass()
})

const seconds = async (page: Page) =>
  Number(
    (await page.locator('.clock').textContent())!
      .split(' / ')[0]!
      .split(':')
      .reduce((sum, part) => `${Number(sum) * 60 + Number(part)}`),
  )

test('a 360 degree film plays muted, moves on the screen, and shows its words', async ({ page }) => {
  const problems: string[] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  await page.goto(`/captures/${capture}?lang=en`)
  await expect.poll(() => seconds(page)).toBeGreaterThanOrEqual(1)
  await expect(page.locator('.cue')).toHaveText('Lanterns over the park')
  await expect(page.getByRole('button', { name: 'Sound on' })).toBeVisible()
  const first = await page.locator('.stage canvas').screenshot()
  const then = await seconds(page)
  await expect.poll(() => seconds(page)).toBeGreaterThan(then)
  expect((await page.locator('.stage canvas').screenshot()).equals(first)).toBe(false)
  await page.getByRole('button', { name: 'Captions' }).click()
  await expect(page.locator('.cue')).toHaveCount(0)
  expect(problems).toEqual([])
})

test('a film can be stopped, and looked through by its small frames', async ({ page }) => {
  await page.goto(`/captures/${capture}?lang=en`)
  await expect.poll(() => seconds(page)).toBeGreaterThanOrEqual(1)
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  const slider = page.getByRole('slider', { name: 'Position in the film' })
  const box = (await slider.boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await expect(page.locator('.frame')).toBeVisible()
  await slider.fill('5')
  await expect(page.locator('.clock')).toContainText('0:05 /')
})

test('who wants quiet sees a still poster until they play it, on every visit', async ({ page }) => {
  await page.goto(`/captures/${capture}?lang=en`)
  await page.getByRole('button', { name: 'Quiet' }).click()
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Quiet' })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.locator('.clock')).toContainText('0:00 /')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(() => seconds(page)).toBeGreaterThanOrEqual(1)
})
