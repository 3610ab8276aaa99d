import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { colleague, staffAsks, tagOf } from './people'
import { onsitePort, studioAddress } from './playwright.config'

const onsite = `http://127.0.0.1:${onsitePort}`
const shots = process.env.XRCONTENT_SHOTS

interface Act {
  measure: string
  item?: string
  way?: string
  from?: string
  language?: string
}

/** What a page has counted, as it goes out. */
function acts(page: Page): Act[] {
  const all: Act[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v1/counts')) all.push(request.postDataJSON() as Act)
  })
  return all
}

/** Makes what was counted on this day so far that of the day before: a day is told of when it is over. Gives that day's year. */
function endTheDay(): string {
  const day = (ago: number) =>
    new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Tokyo' }).format(Date.now() - ago * 86_400_000).replaceAll('-', '')
  const [today, yesterday] = [day(0), day(1)]
  const sql = `
    BEGIN IMMEDIATE;
    INSERT INTO Counts (Day, Measure, Facet, Value, Count)
      SELECT ${yesterday}, Measure, Facet, Value, Count FROM Counts WHERE Day = ${today}
      ON CONFLICT (Day, Measure, Facet, Value) DO UPDATE SET Count = Count + excluded.Count;
    DELETE FROM Counts WHERE Day = ${today};
    COMMIT;`
  execFileSync('sqlite3', ['-cmd', '.timeout 10000', join(process.env.XRCONTENT_E2E_STUDIO!, 'catalog.db'), sql])
  return yesterday.slice(0, 4)
}

const fits = async (page: Page) =>
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)

test('a tour is counted act by act, ends with one question, and tells nothing of who walked it', async ({ page, request }) => {
  const tour = (await (await request.get('/api/v1/items/harbour-walk?lang=en')).json()) as {
    properties: { stops: { scene: string }[] }
  }
  const stops = tour.properties.stops.map(({ scene }) => scene)
  const all = acts(page)
  await page.addInitScript(() => sessionStorage.setItem('accepted', 'yes'))
  await page.goto(`/scenes/${stops[0]}?tour=harbour-walk&lang=en`)
  for (const next of stops.slice(1)) {
    await page.getByRole('link', { name: /^Next/ }).click()
    await expect(page).toHaveURL(new RegExp(`/scenes/${next}`))
  }
  const question = page.getByRole('group', { name: 'Did this walk bring you to these places?' })
  await expect(question).toBeVisible()
  if (shots) await page.screenshot({ path: `${shots}/question.png` })
  await question.getByRole('button', { name: 'Yes' }).click()
  await expect(question.or(page.getByText('Thank you.'))).toContainText('Thank you.')
  const told = () => all.map(({ measure, item, way }) => [measure, item, way].filter(Boolean).join(' '))
  await expect.poll(told).toContain('answer harbour-walk brought-yes')
  expect(told()).toContain('tour-begun harbour-walk')
  expect(told()).toContain('tour-finished harbour-walk')
  await expect.poll(told).toContain('visit')
  expect(all.filter(({ measure }) => measure === 'scene').length).toBeGreaterThanOrEqual(1)
  const known = ['measure', 'item', 'way', 'from', 'language']
  for (const act of all) expect(Object.keys(act).filter((name) => !known.includes(name))).toEqual([])
  // Home again: nothing was left early.
  await page.getByRole('link', { name: 'Back', exact: false }).first().click()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(told()).not.toContain('tour-left harbour-walk')
})

test('who says so on the page is not counted', async ({ page }) => {
  await page.clock.install()
  const all = acts(page)
  await page.goto('/transparency?lang=en')
  await page.getByRole('checkbox').uncheck()
  await page.getByRole('link', { name: 'Back', exact: false }).click()
  await page.clock.runFor(10_000)
  expect(all).toEqual([])
  await page.goto('/transparency?lang=en')
  await expect(page.getByRole('checkbox')).not.toBeChecked()
})

for (const [language, heading] of [
  ['ja', '何を数え、誰が見たか'],
  ['en', 'What is counted, and who looked'],
  ['zh-Hans', '统计了什么，谁查看过'],
  ['ko', '무엇을 세고, 누가 보았는지'],
] as const)
  test(`anybody reads in ${language} what is counted, who looked, and the end of the record`, async ({ page }) => {
    await page.goto(`${onsite}/transparency?lang=${language}`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading)
    const ends = page.getByRole('table').last()
    await expect(ends.locator('code').first()).toHaveText(/^[0-9a-f]{64}$/)
    expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([])
    if (shots) await page.screenshot({ path: `${shots}/transparency-${language}-1280.png`, fullPage: true })
    await page.setViewportSize({ width: 390, height: 844 })
    await fits(page)
    if (shots) await page.screenshot({ path: `${shots}/transparency-${language}-390.png`, fullPage: true })
    // No word of another language: names are words of the page's own.
    expect(await page.locator('main').innerText()).not.toMatch(/tour-begun|staff-seen|zh-Hans|undefined/)
  })

test('the house sees how the year stands, sets a goal, and prints its report', async ({ browser, request }) => {
  const count = async (body: Act, times: number) => {
    for (let i = 0; i < times; i++)
      expect((await request.post(`${studioAddress}/api/v1/counts`, { data: body, headers: { Authorization: '' } })).status()).toBe(204)
  }
  await count({ measure: 'scene', item: 'inasayama-impact', way: 'ar', from: 'tag', language: 'ja' }, 23)
  await count({ measure: 'scene', item: 'inasayama-impact', way: 'panorama', from: 'map', language: 'ko' }, 3)
  await count({ measure: 'visit', from: 'home', language: 'ja' }, 12)

  const { page, context } = await colleague(browser, 'Hanae Mori', 'curator')
  await page.setViewportSize({ width: 1280, height: 800 })
  let year = ''
  const scenes = async () => {
    year = endTheDay()
    const told = await staffAsks<{ months: { measures: Record<string, { total?: number }> }[] }>('GET', `insight?year=${year}`)
    return told.months.at(-1)?.measures.scene?.total
  }
  await expect.poll(scenes, { timeout: 30_000 }).toBe(25)
  await page.goto('/studio/insight')
  await page.getByRole('combobox', { name: 'Year' }).selectOption(year)
  await expect(page.getByRole('row', { name: /^Scenes opened 25/ })).toBeVisible()
  // Three in Korean are not told, and cannot be had by subtraction: 25 less 20 in Japanese would be five.
  const languages = page.getByRole('figure').filter({ hasText: 'Scenes opened, by language' })
  await expect(languages.getByRole('row')).toHaveCount(2)
  await expect(languages.getByRole('row').nth(1)).toHaveText(/Japanese\s*20/)
  await expect(page.getByRole('figure').first().locator('svg').last()).toBeVisible()

  await page.getByRole('button', { name: 'Change the goals' }).click()
  await page.getByRole('button', { name: 'Add a goal' }).click()
  await page.getByLabel('In the plan’s words (Japanese)').fill('展望台のシーンを見た回数')
  await page.getByLabel('In English').fill('Scenes seen')
  await page.getByLabel('Target').fill('100')
  await page.getByLabel('Measured by').selectOption('scene')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Scenes seen' })).toContainText('25 / 100')
  await expect(page.getByRole('listitem').filter({ hasText: 'Scenes seen' })).toContainText('Scenes opened: counted here')

  // A colleague saved first: what they said stands beside what is typed, which is lost by neither.
  await page.getByRole('button', { name: 'Change the goals' }).click()
  await page.getByLabel('In English').fill('Scenes seen in Japanese')
  await page.getByLabel('Of these').selectOption('language ja')
  const plan = await staffAsks<{ goals: { goal: { target: number } }[]; question: string }>('GET', `insight/goals/${year}`)
  plan.goals[0]!.goal.target = 200
  const theirs = { goals: plan.goals.map(({ goal }) => goal), question: plan.question }
  await staffAsks('PUT', `insight/goals/${year}`, theirs, { 'If-Match': await tagOf(`insight/goals/${year}`) })
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Somebody else saved goals meanwhile')).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'Scenes seen' })).toContainText('25 / 200')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Scenes seen in Japanese' })).toContainText('20 / 100')
  await expect(page.locator('.maplibregl-map')).toHaveAttribute('aria-busy', 'false')
  expect((await new AxeBuilder({ page }).exclude('.maplibregl-canvas').analyze()).violations.map(({ id }) => id)).toEqual([])
  if (shots) await page.screenshot({ path: `${shots}/insight-1280.png`, fullPage: true })
  await page.setViewportSize({ width: 390, height: 844 })
  await fits(page)
  if (shots) await page.screenshot({ path: `${shots}/insight-390.png`, fullPage: true })

  await page.setViewportSize({ width: 1280, height: 800 })
  await page.getByRole('link', { name: 'Report to print' }).click()
  for (const language of ['en', 'ja']) {
    await page.locator('header select').selectOption(language)
    await expect(page.getByText(language === 'ja' ? '読み方：' : 'How to read it:', { exact: false })).toBeVisible()
    await expect(page.getByRole('figure').first().locator('svg').last()).toBeVisible()
    const pdf = await page.pdf({ format: 'A4', path: shots && `${shots}/report-${language}.pdf` })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    // A4 in points.
    expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/)
  }
  await context.close()
})
