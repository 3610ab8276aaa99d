import { expect, test } from '@playwright/test'
import { execFile } from 'node:child_process'
import { appendFileSync, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

test('two visitors at one place see a capture that another process publishes, without a reload', { tag: '@alone' }, async ({ browser }) => {
  const pages = await Promise.all(
    [1, 2].map(async () => {
      const context = await browser.newContext({
        geolocation: { latitude: 32.7424, longitude: 129.8762, accuracy: 5 },
        permissions: ['geolocation'],
      })
      const page = await context.newPage()
      const listening = page
        .waitForEvent('websocket')
        .then((socket) => socket.waitForEvent('framesent', { predicate: ({ payload }) => `${payload}`.includes('Here') }))
      await page.goto('/?lang=en')
      await expect(page.locator('a[data-id=minato-park]')).toBeVisible()
      await listening
      await page.evaluate(() => ((window as { untouched?: boolean }).untouched = true))
      return page
    }),
  )

  // A drawing with a byte more is another file with the same picture.
  const data = process.env.XRCONTENT_E2E_DATA!
  const picture = join(data, 'new-picture.jpg')
  copyFileSync('../../content/drawings/minato-park.jpg', picture)
  appendFileSync(picture, Buffer.from([0]))
  const { stdout } = await run('dotnet', [
    process.env.XRCONTENT_E2E_SERVER!,
    'import',
    picture,
    '--place',
    'minato-park',
    '--taken',
    '2026-02-17T19:05:00+09:00',
    '--license',
    'CC-BY-4.0',
    '--holder',
    'City',
    '--credit',
    'City',
    '--people',
    'none',
    `--DataDirectory=${data}`,
  ])
  const capture = /capture (\S+), published\./.exec(stdout)?.[1]
  expect(capture, stdout).toMatch(/^minato-park-20260217-/)
  for (const page of pages) {
    await expect(page.locator(`a[data-id=${capture}]`)).toBeVisible()
    expect(await page.evaluate(() => (window as { untouched?: boolean }).untouched)).toBe(true)
  }
})
