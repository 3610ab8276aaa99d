import { expect, test } from '@playwright/test'
import { saved, shot } from './editor'
import { colleague, staffAsks } from './people'
import { studioAddress } from './playwright.config'

test.use({ baseURL: studioAddress })

test('who proposes a change to what visitors see is told so, and told who gave it back and why', async ({ browser }) => {
  const { page: hana } = await colleague(browser, 'Hana Oka', 'contributor')
  await hana.goto('/studio/items/dejima-wharf')
  await expect(hana.getByText('What you write is a proposal beside it')).toBeVisible()
  await hana.getByRole('group', { name: 'Summary' }).getByLabel('English').fill('The quay of the tall ships.')
  await saved(hana)
  await hana.getByRole('button', { name: 'Hand to a colleague' }).click()
  await expect(hana.getByText('· waits for review')).toBeVisible()

  const { page: ken } = await colleague(browser, 'Ken Oka', 'curator')
  await ken.getByRole('link', { name: 'Dejima Wharf' }).click()
  // The reviewer lands on the comparison, against what visitors see.
  await expect(ken.getByRole('tab', { name: 'Revisions and review' })).toHaveAttribute('aria-selected', 'true')
  await expect(ken.locator('dd', { hasText: 'of the tall ships' }).locator('ins').first()).toBeVisible()
  await shot(ken, 'compare-proposal')
  await ken.getByRole('button', { name: 'Give back' }).click()
  await ken.getByLabel('What should change?').fill('Some years only.')
  await ken.getByRole('button', { name: 'Give back', exact: true }).last().click()
  await expect(ken.getByText('draft', { exact: false }).first()).toBeVisible()

  await hana.goto('/studio')
  await expect(hana.getByText('Ken Oka gave it back: Some years only.')).toBeVisible()
  await shot(hana, 'board-returned')
  await hana.getByRole('link', { name: 'Dejima Wharf' }).first().click()
  await expect(hana.getByText(/Ken Oka gave it back: .?Some years only\./)).toBeVisible()
  for (const page of [hana, ken]) await page.context().close()
})

test('what is taken back from visitors says first where else they see it, and takes all of it together', async ({ browser }) => {
  const tour = (title: string, scene: string) => ({
    type: 'Feature',
    geometry: null,
    properties: { kind: 'tour', title: { ja: title, en: title }, stops: [{ scene }] },
  })
  const scene = await staffAsks<{ feature: object }>('GET', 'items/scene-minato-park')
  const copy = structuredClone(scene.feature) as { id?: string; properties: { title: object } }
  delete copy.id
  copy.properties.title = { ja: '湊公園の写し', en: 'A copy of Minato Park' }
  const made = await staffAsks<{ id: string; tag: string }>('POST', 'items', copy)
  await staffAsks('POST', `items/${made.id}/publish`, {}, { 'If-Match': `"${made.tag}"` })
  const walk = await staffAsks<{ id: string; tag: string }>('POST', 'items', tour('A walk through the copy', made.id))
  await staffAsks('POST', `items/${walk.id}/publish`, {}, { 'If-Match': `"${walk.tag}"` })

  const { page, context } = await colleague(browser, 'Mio Hara', 'curator')
  await page.goto(`/studio/items/${made.id}`)
  await page.getByRole('button', { name: 'Take back from visitors' }).click()
  const asked = page.getByRole('region', { name: 'Take back from visitors' })
  await expect(asked.getByRole('link', { name: 'A walk through the copy' })).toBeVisible()
  await shot(page, 'take-back')
  await asked.getByRole('button', { name: 'Take all 2 back together' }).click()
  await expect(page.getByText('withdrawn').first()).toBeVisible()
  expect((await staffAsks<{ published: boolean }>('GET', `items/${walk.id}`)).published).toBe(false)
  await context.close()
})

test('who opens a page that is for another role is told whom to ask', async ({ browser }) => {
  const { page, context } = await colleague(browser, 'Ren Doi', 'contributor')
  const failed: string[] = []
  page.on('pageerror', (error) => failed.push(error.message))
  for (const path of ['record', 'people', 'tags', 'words']) {
    await page.goto(`/studio/${path}`)
    await expect(page.getByText(/This page is for a (curator|administrator)\./)).toBeVisible()
  }
  expect(failed).toEqual([])
  await context.close()
})

test('the panorama of the editor is turned by keys, and Enter takes its centre', async ({ browser }) => {
  const { page, context } = await colleague(browser, 'Koh Abe', 'curator')
  const failed: string[] = []
  page.on('pageerror', (error) => failed.push(error.message))
  await page.goto('/studio/items/drawing-inasayama-deck#picture')
  const sphere = page.getByRole('application')
  await expect(sphere.locator('canvas')).toBeVisible()
  await expect(sphere.locator('.psv-loader')).toBeHidden()
  const landmark = page.getByLabel('Landmark')
  await landmark.selectOption({ index: 1 })
  await sphere.focus()
  await page.keyboard.press('Enter')
  const heading = page.getByText(/Heading by these: \d/)
  const first = await heading.textContent()
  await landmark.selectOption({ index: 1 })
  await sphere.focus()
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(heading).not.toHaveText(first!)
  // The same hill at two directions cannot be: another one as far off as this says so.
  await landmark.selectOption({ index: 5 })
  await sphere.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('They disagree by')
  await shot(page, 'landmarks-disagree')
  // What was found is there when one comes back to the tab.
  await page.getByLabel('Heading', { exact: true }).fill('12.5')
  await page.getByRole('tab', { name: 'Words' }).click()
  await page.getByRole('tab', { name: 'Picture' }).click()
  await expect(page.getByLabel('Heading', { exact: true })).toHaveValue('12.5')
  await page.getByRole('button', { name: 'Redact' }).click()
  await page.getByLabel('Nearer').fill('8')
  await shot(page, 'redact-near')
  expect(failed).toEqual([])
  await context.close()
})
