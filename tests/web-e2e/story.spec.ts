import { expect, test } from '@playwright/test'
import { choose, saved, shot } from './editor'
import { newStill } from './footage'
import { colleague } from './people'
import { studioAddress } from './playwright.config'

test.use({ baseURL: studioAddress })

test('a place, its capture and its scene, all new: handed over once, published once, and an open browser shows all of it', async ({
  browser,
}) => {
  test.setTimeout(180_000)
  const visitor = await (await browser.newContext({ baseURL: studioAddress, locale: 'en-US' })).newPage()
  await visitor.goto('/')
  await expect(visitor.getByRole('link', { name: 'Peace Park' }).first()).toBeVisible()
  await expect(visitor.getByRole('link', { name: 'Teramachi Steps' })).toHaveCount(0)

  const { page: hana } = await colleague(browser, 'Hana Oda', 'contributor')
  await hana.getByRole('link', { name: 'Items' }).click()
  await hana.getByRole('button', { name: 'New place' }).click()
  await hana.getByLabel('Title, 日本語').fill('寺町の石段')
  await hana.getByLabel('Title, English').fill('Teramachi Steps')
  await hana.getByRole('button', { name: 'New place' }).last().click()
  await hana.getByRole('tab', { name: 'Sources' }).click()
  await hana.getByRole('button', { name: 'Add: Sources' }).click()
  await hana.getByLabel('Title of the work').fill('Survey of the steps')
  await hana.getByLabel('Publisher or archive').fill('City of Nagasaki')
  await saved(hana)
  await hana.getByRole('tab', { name: 'Where' }).click()
  await hana.getByLabel('Coordinates').first().fill('32.7447, 129.8851')
  await hana.getByRole('button', { name: /^Add: How well/ }).click()
  await hana.getByRole('group', { name: 'How well the position is known' }).getByLabel('Survey of the steps').check()
  await saved(hana)
  await shot(hana, 'story-place')

  await hana.getByRole('link', { name: '← Items' }).click()
  await hana.getByRole('button', { name: 'New scene' }).click()
  await hana.getByLabel('Title, 日本語').fill('石段の上から')
  await hana.getByLabel('Title, English').fill('From the top of the steps')
  await hana.getByRole('button', { name: 'New scene' }).last().click()
  await hana.getByRole('tab', { name: 'Content' }).click()
  await choose(hana, 'Place', 'Teramachi Steps')
  await saved(hana)
  // The place is a draft still: its footage comes in all the same.
  await hana.locator('input[type=file]').setInputFiles([newStill()])
  const file = hana.getByRole('listitem').filter({ hasText: 'still.jpg' })
  await file.getByRole('button', { name: 'Correct' }).click()
  await file.getByLabel(/^Taken at/).fill('2026-02-17T19:05:00')
  await file.getByRole('button', { name: 'Save and try again' }).click()
  const captures = hana.getByRole('group', { name: 'Captures, then and now' })
  await expect(captures.getByRole('link')).toHaveCount(1)
  await saved(hana)
  await shot(hana, 'story-scene')

  const scene = hana.url().replace(/#.*/, '')
  await captures.getByRole('link').click()
  await hana.getByRole('tab', { name: 'Content' }).click()
  await hana.getByLabel('People in the picture').selectOption('none')
  await hana.getByRole('tab', { name: 'Rights' }).click()
  await hana
    .getByRole('button', { name: /^Add: / })
    .first()
    .click()
  await hana.getByLabel('Whose it is').fill('City of Nagasaki')
  await hana.getByLabel('Licence').selectOption('CC-BY-4.0')
  await hana.getByRole('group', { name: 'How its maker is named beside it' }).getByLabel('English').fill('City of Nagasaki')
  await saved(hana)
  await shot(hana, 'story-capture')

  await hana.goto(scene)
  const together = hana.getByRole('list', { name: /Goes with it/ })
  await expect(together.getByRole('listitem')).toHaveCount(2)
  await shot(hana, 'story-hand-over')
  await hana.getByRole('button', { name: 'Hand to a colleague' }).click()
  await expect(hana.getByText('· waits for review').first()).toBeVisible()

  const { page: ken } = await colleague(browser, 'Ken Oda', 'curator')
  await ken.getByRole('link', { name: 'From the top of the steps' }).first().click()
  await expect(ken.getByRole('list', { name: /Goes with it/ }).getByRole('listitem')).toHaveCount(2)
  await shot(ken, 'story-review')
  await ken.setViewportSize({ width: 390, height: 844 })
  await shot(ken, 'story-review-phone')
  await ken.getByRole('button', { name: 'Publish', exact: true }).click()
  await expect(ken.getByText('· published', { exact: false }).first()).toBeVisible()

  await expect(visitor.getByRole('link', { name: 'Teramachi Steps, 17 February 2026' }).first()).toBeVisible()
  await shot(visitor, 'story-visitor-home')
  await visitor.getByRole('link', { name: 'Teramachi Steps', exact: true }).first().click()
  await expect(visitor.getByRole('heading', { name: 'From the top of the steps' })).toBeVisible()
  await expect(visitor.getByRole('application').locator('canvas')).toBeVisible()
  await shot(visitor, 'story-visitor-scene')
  for (const page of [visitor, hana, ken]) await page.context().close()
})
