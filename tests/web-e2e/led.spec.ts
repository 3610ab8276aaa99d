import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Browser, type Page } from '@playwright/test'

test.use({ reducedMotion: 'reduce' })

const scene = 'inasayama-impact'
const other = 'scene-minato-park'
/** Half a second from the guide's hand to all the others' eyes. */
const soon = { timeout: 500, intervals: [20] }

async function phone(browser: Browser, path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.addInitScript(() => sessionStorage.setItem('accepted', 'yes'))
  await page.goto(`${path}?lang=en`)
  return page
}

const ready = async (page: Page) => {
  await expect(page.getByRole('application').locator('canvas')).toBeVisible({ timeout: 30_000 })
  await expect(page.locator('.psv-loader-container')).toBeHidden()
}

/** Where the directions that are named in a picture stand on the screen: the same look shows them at the same places. */
const names = (page: Page) =>
  page.locator('.hotspot:visible').evaluateAll((marks) =>
    marks.map((mark) => {
      const { x, width } = mark.getBoundingClientRect()
      return { name: mark.textContent, x: x + width / 2 }
    }),
  )

/** How far the names on two screens stand apart, pixels; far where one shows what the other does not. */
const apart = async (one: Page, another: Page) => between(await names(one), await names(another))

function between(here: Awaited<ReturnType<typeof names>>, there: typeof here): number {
  expect(here.length).toBeGreaterThan(0)
  return Math.max(
    ...here.map(({ name, x }) => {
      const same = there.find((mark) => mark.name === name)
      return same ? Math.abs(same.x - x) : Infinity
    }),
  )
}

const together = (guide: Page, pupil: Page, how: { timeout?: number } = soon) => expect.poll(() => apart(guide, pupil), how).toBeLessThan(4)

test(
  'a class follows its guide: scene, direction and pointer, with a drop, a latecomer, and an end',
  { tag: '@alone' },
  async ({ browser }) => {
    test.setTimeout(180_000)
    const guide = await phone(browser, `/scenes/${scene}`)
    await ready(guide)
    await guide.getByRole('button', { name: 'Lead a group' }).click()
    const dialog = guide.getByRole('dialog')
    await expect(dialog).toBeVisible()
    const code = (await dialog.locator('.code').textContent())!
    expect(code).toMatch(/^[A-Z0-9]{6}$/)
    await expect(dialog.getByRole('img')).toBeVisible()
    expect((await new AxeBuilder({ page: guide }).analyze()).violations).toEqual([])
    await shot(guide, 'led-code')
    await dialog.getByRole('button', { name: 'Close' }).click()

    const pupils = await Promise.all([1, 2].map(() => phone(browser, `/g/${code}`)))
    for (const pupil of pupils) {
      await expect(pupil).toHaveURL(new RegExp(`/scenes/${scene}`), { timeout: 20_000 })
      await ready(pupil)
      await expect(pupil.getByText('You see what the guide shows')).toBeVisible()
    }
    expect((await new AxeBuilder({ page: pupils[0]! }).analyze()).violations).toEqual([])

    // The picture turns with the guide's.
    const stage = guide.getByRole('application')
    for (const pupil of pupils) await together(guide, pupil)
    await stage.focus()
    const before = await names(guide)
    await guide.keyboard.press('ArrowRight')
    await expect.poll(async () => between(before, await names(guide))).toBeGreaterThan(20)
    for (const pupil of pupils) await together(guide, pupil)

    // So does what the guide points at.
    await guide.getByRole('button', { name: 'Point', exact: true }).click()
    await stage.click({ position: { x: 240, y: 170 } })
    await expect(guide.locator('.pointer')).toBeVisible()
    const pointed = (await guide.locator('.pointer').boundingBox())!
    for (const pupil of pupils) {
      await expect(pupil.locator('.pointer')).toBeVisible(soon)
      const seen = (await pupil.locator('.pointer').boundingBox())!
      expect(Math.hypot(seen.x - pointed.x, seen.y - pointed.y)).toBeLessThan(6)
    }
    await shot(guide, 'led-guide')
    await shot(pupils[0]!, 'led-pupil')

    // One looks for themself, and comes back.
    await pupils[1]!.getByRole('button', { name: 'Look for yourself' }).click()
    await stage.focus()
    await guide.keyboard.press('ArrowLeft')
    await expect.poll(() => apart(guide, pupils[1]!)).toBeGreaterThan(20)
    await together(guide, pupils[0]!)
    await pupils[1]!.getByRole('button', { name: 'Follow the guide' }).click()
    await together(guide, pupils[1]!)

    // The guide's phone drops while nobody else may join; a pupil's too. Both come back, and a stranger does not come in.
    await guide.getByRole('button', { name: code }).click()
    await guide.getByRole('button', { name: 'Let nobody else join' }).click()
    await expect(guide.getByRole('button', { name: 'Let others join again' })).toBeVisible()
    const look = await names(guide)
    await guide.reload()
    await ready(guide)
    await expect(guide.getByText('You lead a group')).toBeVisible()
    // It looks where it did.
    await expect.poll(async () => between(look, await names(guide))).toBeLessThan(4)
    await pupils[0]!.reload()
    await ready(pupils[0]!)
    await expect(pupils[0]!.getByText('You see what the guide shows')).toBeVisible()
    const stranger = await phone(browser, `/g/${code}`)
    await expect(stranger.getByRole('alert')).toHaveText('The guide lets nobody else join this group.')
    await guide.getByRole('button', { name: code }).click()
    await guide.getByRole('button', { name: 'Let others join again' }).click()
    await guide.getByRole('dialog').getByRole('button', { name: 'Close' }).click()

    // The guide's network is gone: the guide is told at once, the others when the server knows; then all go on.
    await guide.context().setOffline(true)
    await expect(guide.getByText('Waiting for the connection…')).toBeVisible()
    await expect(pupils[0]!.getByText('The guide’s phone is away for the moment')).toBeVisible({ timeout: 60_000 })
    await stage.focus()
    await guide.keyboard.press('ArrowRight')
    await guide.context().setOffline(false)
    await expect(guide.getByText('You lead a group')).toBeVisible({ timeout: 20_000 })
    await expect(pupils[0]!.getByText('You see what the guide shows')).toBeVisible()
    for (const pupil of pupils) await together(guide, pupil)

    // Who turns the picture looks for themself, and is not moved on.
    await pupils[0]!.getByRole('application').focus()
    await pupils[0]!.keyboard.press('ArrowLeft')
    await expect(pupils[0]!.getByText('You look for yourself')).toBeVisible()
    await pupils[0]!.reload()
    await ready(pupils[0]!)
    await expect(pupils[0]!.getByText('You look for yourself')).toBeVisible()
    await pupils[0]!.getByRole('button', { name: 'Follow the guide' }).click()
    await together(guide, pupils[0]!, {})

    // By keys alone: the middle of the picture is pointed at.
    await guide.getByRole('button', { name: 'Point', exact: true }).press('Enter')
    await stage.press('Enter')
    await expect(pupils[0]!.locator('.pointer')).toBeVisible(soon)

    // A second tab of the guide's does not lead as well.
    const second = await guide.context().newPage()
    await second.goto(`/scenes/${other}?lang=en`)
    await ready(second)
    await expect(second.getByText('You lead a group')).toBeHidden()
    await together(guide, pupils[0]!)
    await second.close()

    // Another scene, and who comes late is there at once.
    await guide.evaluate((to) => {
      const link = document.createElement('a')
      link.href = to
      document.body.append(link)
      link.click()
    }, `/scenes/${other}`)
    await ready(guide)
    for (const pupil of pupils) await expect(pupil).toHaveURL(new RegExp(`/scenes/${other}`))
    const late = await phone(browser, '/g')
    await late.getByLabel('Code').fill(`${code.slice(0, 3).toLowerCase()}-${code.slice(3)}`)
    await late.getByRole('button', { name: 'Join' }).click()
    await expect(late).toHaveURL(new RegExp(`/scenes/${other}`), { timeout: 20_000 })
    await ready(late)
    for (const pupil of [...pupils, late]) await together(guide, pupil, {})

    await guide.getByRole('button', { name: 'End' }).click()
    await expect(guide.getByRole('button', { name: 'Go on' })).toBeFocused()
    await guide.getByRole('button', { name: 'End for everyone' }).click()
    for (const pupil of [...pupils, late]) await expect(pupil.getByRole('alert')).toHaveText('The group has ended.')
    await expect(guide.getByRole('button', { name: 'Lead a group' })).toBeVisible()
    expect(await guide.evaluate(() => localStorage.getItem('led'))).toBeNull()
  },
)

test('a code that nobody leads is said to be none, and can be typed again', async ({ browser }) => {
  const page = await phone(browser, '/g/ZZZZZZ')
  await expect(page.getByRole('alert')).toHaveText('No group of this code is led at this moment.')
  await page.getByLabel('Code').fill('a b')
  await page.getByRole('button', { name: 'Join' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'A code has 4 to 12 letters and digits.' })).toBeVisible()
  await shot(page, 'led-join')
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
})

const shot = async (page: Page, name: string) => {
  if (process.env.XRCONTENT_SHOTS) await page.screenshot({ path: `${process.env.XRCONTENT_SHOTS}/${name}.png` })
}
