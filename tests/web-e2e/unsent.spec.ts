import { expect, test, type Page } from '@playwright/test'
import { saved, shot } from './editor'
import { colleague, staffAsks } from './people'
import { studioAddress } from './playwright.config'

test.use({ baseURL: studioAddress })

const titled = (title: string) => ({
  type: 'Feature',
  geometry: null,
  properties: { kind: 'tour', title: { ja: '道', en: title }, stops: [] },
})
const begin = async (title: string) => (await staffAsks<{ id: string }>('POST', 'items', titled(title))).id
const titleOf = async (id: string) =>
  (await staffAsks<{ feature: { properties: { title: Record<string, string> } } }>('GET', `items/${id}`)).feature.properties.title
const english = (page: Page) => page.getByRole('group', { name: 'Title' }).getByLabel('English')
const written = '**/api/v1/studio/items/**'
/** Nothing that is written arrives, while everything can be read. */
const cut = (page: Page) => page.route(written, (route) => (route.request().method() === 'PUT' ? route.abort() : route.fallback()))
const mend = (page: Page) => page.unroute(written)
const keptHere = (page: Page) => expect(page.getByRole('status').filter({ hasText: 'Kept on this device. It is sent' })).toBeVisible()

test('without a network words stay on the device, over a reload too, and are sent by themselves when there is one', async ({ browser }) => {
  const id = await begin('A way without a network')
  const { page, context } = await colleague(browser, 'Emi Noda', 'contributor')
  await page.clock.install()
  await page.goto(`/studio/items/${id}`)
  await expect(english(page)).toHaveValue('A way without a network')
  await context.setOffline(true)
  await english(page).fill('Typed in a tunnel')
  await page.clock.runFor(2000)
  await keptHere(page)
  await page.clock.runFor('10:00')
  await keptHere(page)
  expect((await titleOf(id)).en).toBe('A way without a network')
  await context.setOffline(false)
  await saved(page)
  expect((await titleOf(id)).en).toBe('Typed in a tunnel')

  await context.setOffline(true)
  await english(page).fill('Typed and closed')
  await expect(page.getByRole('status').filter({ hasText: 'Kept on this device' })).toBeVisible()
  // The page is opened again when there is a network.
  await context.setOffline(false)
  await cut(page)
  await page.reload()
  await expect(page.getByText(/What you had typed here on .* is back/)).toBeVisible()
  await expect(english(page)).toHaveValue('Typed and closed')
  await mend(page)
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await page.clock.runFor(70_000)
  await saved(page)
  expect((await titleOf(id)).en).toBe('Typed and closed')
  await context.close()
})

test('who leaves by a link right after a letter loses none, and the board names what could not be sent', async ({ browser }) => {
  const id = await begin('A way left at once')
  const { page, context } = await colleague(browser, 'Saki Ono', 'contributor')
  await page.goto(`/studio/items/${id}`)
  await english(page).fill('Left at once')
  await page.getByRole('link', { name: 'Board' }).click()
  await expect.poll(async () => (await titleOf(id)).en).toBe('Left at once')

  await page.goto(`/studio/items/${id}`)
  await cut(page)
  await english(page).fill('Left while nothing went')
  await keptHere(page)
  await page.getByRole('link', { name: 'Board' }).click()
  const left = page.getByRole('region', { name: 'Typed on this device, not sent yet' })
  await expect(left.getByRole('link', { name: 'Left while nothing went' })).toBeVisible()
  await shot(page, 'board-unsent')
  // Looked at again and closed, they are still here.
  await left.getByRole('link').click()
  await expect(english(page)).toHaveValue('Left while nothing went')
  await page.reload()
  await expect(english(page)).toHaveValue('Left while nothing went')
  await page.getByRole('link', { name: 'Board' }).click()
  await expect(left.getByRole('link', { name: 'Left while nothing went' })).toBeVisible()
  await mend(page)
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await expect.poll(async () => (await titleOf(id)).en).toBe('Left while nothing went')
  await expect(left).toHaveCount(0)
  await context.close()
})

test('whose session ends while they type signs in again in place and goes on', async ({ browser }) => {
  const id = await begin('A way of two sessions')
  const { page, context } = await colleague(browser, 'Yui Kato', 'contributor')
  await page.goto(`/studio/items/${id}`)
  await expect(english(page)).toHaveValue('A way of two sessions')
  await context.clearCookies({ name: 'xr-staff' })
  await english(page).fill('Typed after the session ended')
  const dialog = page.getByRole('dialog', { name: 'You are signed out' })
  await expect(dialog).toBeVisible()
  await expect(english(page)).toHaveValue('Typed after the session ended')
  await shot(page, 'ended')
  await dialog.getByLabel('Email').fill('yui.kato@example.org')
  await dialog.getByLabel('Password').fill('a long enough sentence')
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(dialog).toHaveCount(0)
  await saved(page)
  await expect(english(page)).toHaveValue('Typed after the session ended')
  expect((await titleOf(id)).en).toBe('Typed after the session ended')
  await context.close()
})

test('what is typed on two devices is joined where it can be, and asked about where it cannot', async ({ browser }) => {
  const id = await begin('A way of two devices')
  const { page, context } = await colleague(browser, 'Nao Mori', 'contributor')
  await page.goto(`/studio/items/${id}`)
  await cut(page)
  await english(page).fill('Mine of the night')
  await keptHere(page)
  const { tag, feature } = await staffAsks<{ tag: string; feature: ReturnType<typeof titled> }>('GET', `items/${id}`)
  feature.properties.title.ja = '夜の道'
  await staffAsks('PUT', `items/${id}`, feature, { 'If-Match': `"${tag}"` })
  await mend(page)
  await page.reload()
  await saved(page)
  expect(await titleOf(id)).toEqual({ ja: '夜の道', en: 'Mine of the night' })
  await context.close()
})

test('another person at the same browser is shown nothing of what the first one typed', async ({ browser }) => {
  const id = await begin('A way of two people')
  const { page, context } = await colleague(browser, 'Jun Ito', 'contributor')
  await page.goto(`/studio/items/${id}`)
  await cut(page)
  await english(page).fill('Only of Jun')
  await keptHere(page)
  page.on('dialog', (dialog) => void dialog.accept())
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByLabel('Email')).toBeVisible()
  const { link } = await staffAsks<{ link: string }>('POST', 'staff/invitations', { email: 'mei.ueda@example.org', role: 'contributor' })
  await page.goto(new URL(link).pathname)
  await page.getByLabel('Your name').fill('Mei Ueda')
  await page.getByText('Use a password instead').click()
  await page.getByLabel('Password').fill('a long enough sentence')
  await page.getByRole('button', { name: 'Join the staff' }).click()
  await expect(page.getByRole('heading', { name: 'Board' })).toBeVisible()
  await expect(page.getByText('Typed on this device')).toHaveCount(0)
  await page.goto(`/studio/items/${id}`)
  await expect(english(page)).toHaveValue('A way of two people')
  await context.close()
})
