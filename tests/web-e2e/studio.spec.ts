import { expect, test } from '@playwright/test'
import { choose, saved, shot } from './editor'
import { newStill, textFile } from './footage'
import { colleague, staffAsks } from './people'
import { studioAddress } from './playwright.config'

test.use({ baseURL: studioAddress })

test('from invitation to publication: one writes a scene, a colleague compares and publishes, and a visitor’s open page shows it', async ({
  browser,
}) => {
  test.setTimeout(180_000)
  const visitor = await (await browser.newContext({ baseURL: studioAddress, locale: 'en-US' })).newPage()
  await visitor.goto('/places/glover-garden')
  await expect(visitor.getByRole('heading', { name: 'Glover Garden' })).toBeVisible()

  const { page: hana } = await colleague(browser, 'Hana Yamada', 'contributor', 'passkey')
  await shot(hana, 'board')
  await hana.getByRole('link', { name: 'Items' }).click()
  await hana.getByRole('button', { name: 'New scene' }).click()
  await hana.getByLabel('Title, English').fill('A garden above the harbour')
  await hana.getByRole('button', { name: 'New scene' }).last().click()
  await expect(hana.getByRole('tab', { name: 'Words' })).toHaveAttribute('aria-selected', 'true')
  for (const [language, words] of [
    ['日本語', '港を望む庭'],
    ['简体中文', '俯瞰港口的花园'],
    ['한국어', '항구를 내려다보는 정원'],
  ] as const)
    await hana.getByRole('group', { name: 'Title' }).getByLabel(language).fill(words)
  await shot(hana, 'write')
  await hana.getByRole('tab', { name: 'Content' }).click()
  await choose(hana, 'Place', 'Glover Garden')
  await choose(hana, 'Add: Captures, then and now', 'Glover Garden (drawing')
  await saved(hana)
  await shot(hana, 'content')

  await hana.getByRole('tab', { name: 'Picture' }).click()
  const sphere = hana.getByRole('application')
  await expect(sphere.locator('canvas')).toBeVisible()
  await expect(sphere.locator('.psv-loader')).toBeHidden()
  const box = (await sphere.boundingBox())!
  await sphere.click({ position: { x: box.width / 2 + 90, y: box.height / 2 } })
  await choose(hana, 'Leads to', 'Dejima Wharf')
  const azimuth = Number(await hana.getByLabel('Azimuth').first().inputValue())
  expect(azimuth).toBeGreaterThan(3)
  expect(azimuth).toBeLessThan(60)
  await shot(hana, 'hotspot')

  await hana.getByRole('tab', { name: 'Sources' }).click()
  await hana.getByRole('button', { name: 'Add: Sources' }).click()
  await hana.getByLabel('Title of the work').fill('Glover Garden, a guide')
  await hana.getByLabel('Publisher or archive').fill('City archive')
  await saved(hana)
  await shot(hana, 'sources')

  // As a visitor standing there would see it.
  await hana.getByRole('link', { name: 'See it as a visitor' }).click()
  const frame = hana.frameLocator('iframe')
  await expect(frame.getByRole('heading', { name: 'A garden above the harbour' })).toBeVisible()
  await expect(frame.getByRole('application').locator('canvas')).toBeVisible()
  await shot(hana, 'preview')
  await hana.goBack()
  await hana.getByLabel('A word to your colleague').fill('Please look at the hotspot.')
  await hana.getByRole('button', { name: 'Hand to a colleague' }).click()
  await expect(hana.getByText('· waits for review')).toBeVisible()
  await expect(hana.getByRole('button', { name: 'Publish' })).toHaveCount(0)

  const { page: ken } = await colleague(browser, 'Ken Mori', 'curator')
  const waiting = ken.getByRole('link', { name: 'A garden above the harbour' })
  await expect(waiting).toBeVisible()
  await shot(ken, 'review')
  await waiting.click()
  await ken.getByRole('tab', { name: 'Revisions and review' }).click()
  await expect(ken.getByText('Please look at the hotspot.')).toBeVisible()
  await ken.getByLabel('Before').selectOption('0')
  await expect(ken.getByText('Hotspots › Dejima Wharf › Azimuth')).toBeVisible()
  await ken.getByLabel('Who').fill('Ms Tanaka, who lived below the garden')
  await ken.getByLabel('When').fill('2026-11-20')
  await ken.getByLabel('What they said').fill('So it is.')
  await ken.getByRole('button', { name: 'Note the review' }).click()
  await expect(ken.getByText('Ms Tanaka, who lived below the garden')).toBeVisible()
  await ken.evaluate(() => scrollTo(0, 0))
  await shot(ken, 'compare')
  await ken.getByRole('button', { name: 'Publish', exact: true }).click()
  await expect(ken.getByText('· published', { exact: false }).first()).toBeVisible()

  await expect(visitor.getByRole('link', { name: /A garden above the harbour/ })).toBeVisible()
  await shot(visitor, 'visitor')

  // Hana sees who did what with her scene.
  await hana.getByRole('link', { name: 'My account' }).click()
  await expect(hana.getByText(/Ken Mori published/)).toBeVisible()
  await shot(hana, 'concerns-me')
  for (const page of [visitor, hana, ken]) await page.context().close()
})

test('who made a passkey signs in with it again, and a wrong password opens nothing', async ({ browser }) => {
  const { page, context } = await colleague(browser, 'Aoi Sato', 'contributor', 'passkey')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(page.getByText('Aoi Sato · contributor')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByLabel('Email').fill('aoi.sato@example.org')
  await page.getByLabel('Password').fill('not the password at all')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('alert')).toHaveText('Check both. After five wrong tries the account is closed for 15 minutes.')
  await context.close()
})

test('who works in Japanese is told in Japanese what is still to mend', async ({ browser }) => {
  const { id } = await staffAsks<{ id: string }>('POST', 'items', {
    type: 'Feature',
    geometry: null,
    properties: { kind: 'scene', title: { en: 'Half said' }, place: '' },
  })
  const { page, context } = await colleague(browser, 'Sora Ito', 'contributor')
  await page.locator('header select').selectOption('ja')
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja')
  await page.goto(`/studio/items/${id}`)
  await expect(page.getByText('日本語と英語の両方が必要です。').first()).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: '場所 必要です。' })).toBeVisible()
  await expect(page.locator('main')).not.toContainText('Needs both')
  await page.getByRole('button', { name: '同僚に渡す' }).click()
  await expect(page.getByRole('alert')).toContainText('必要です。')
  await context.close()
})

test('two write at once: the second is shown both, and nobody’s words are lost', async ({ browser }) => {
  const { id } = await staffAsks<{ id: string }>('POST', 'items', {
    type: 'Feature',
    geometry: null,
    properties: { kind: 'tour', title: { ja: '道', en: 'A way' }, stops: [] },
  })
  const { page, context } = await colleague(browser, 'Rin Abe', 'curator')
  await page.goto(`/studio/items/${id}`)
  const title = page.getByRole('group', { name: 'Title' }).getByLabel('English')
  await expect(title).toHaveValue('A way')
  const { tag, feature } = await staffAsks<{ tag: string; feature: { properties: { title: object } } }>('GET', `items/${id}`)
  feature.properties.title = { ja: '静かな道', en: 'A way by somebody else' }
  await staffAsks('PUT', `items/${id}`, feature, { 'If-Match': `"${tag}"` })
  await title.fill('A way by me')
  await expect(page.getByRole('heading', { name: 'service wrote meanwhile.' })).toBeVisible()
  await shot(page, 'conflict')
  const part = page.getByRole('group', { name: 'Title (English)' })
  await expect(part.getByLabel('Mine')).toHaveAccessibleName(/A way by me/)
  await expect(part.getByLabel('service’s')).toHaveAccessibleName(/A way by somebody else/)
  // What only the other one changed was joined without asking, and stays whatever is chosen.
  await expect(page.getByRole('group', { name: 'Title (日本語)' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Go on with these' })).toBeDisabled()
  await part.getByLabel('Both, joined here').click()
  await part.getByRole('textbox').fill('A way by both')
  await page.getByRole('button', { name: 'Go on with these' }).click()
  await saved(page)
  await expect(title).toHaveValue('A way by both')
  await expect(page.getByRole('group', { name: 'Title' }).getByLabel('日本語')).toHaveValue('静かな道')
  const { revisions } = await staffAsks<{ revisions: { author: string }[] }>('GET', `items/${id}/revisions`)
  expect(revisions.map(({ author }) => author)).toEqual(['Rin Abe', 'service', 'service'])
  await title.fill('Again')
  await saved(page)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(title).toHaveValue('A way by both')
  await saved(page)
  await context.close()
})

test('a picture dropped into a scene is among its captures as soon as it is ready; one refused says why and is corrected there', async ({
  browser,
}) => {
  const { id } = await staffAsks<{ id: string }>('POST', 'items', {
    type: 'Feature',
    geometry: null,
    properties: { kind: 'scene', title: { en: 'Lanterns', ja: '灯籠' }, place: 'minato-park' },
  })
  const { page, context } = await colleague(browser, 'Rei Kubo', 'contributor')
  await page.goto(`/studio/items/${id}#content`)
  await page.locator('input[type=file]').setInputFiles([newStill(), textFile()])
  // Files go on being sent while something else is looked at.
  await page.getByRole('tab', { name: 'Words' }).click()
  await page.getByRole('tab', { name: 'Content' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'text.jpg' })).toContainText('not a picture')
  // The file does not say when it was taken: that is told here, beside it.
  const file = page.getByRole('listitem').filter({ hasText: 'still.jpg' })
  await file.getByRole('button', { name: 'Correct' }).click()
  await file.getByLabel(/^Taken at/).fill('2026-02-17T19:05:00')
  await file.getByRole('button', { name: 'Save and try again' }).click()
  const captures = page.getByRole('group', { name: 'Captures, then and now' })
  await expect(captures.getByRole('link')).toHaveCount(1)
  await saved(page)
  const { feature } = await staffAsks<{ feature: { properties: { captures: string[] } } }>('GET', `items/${id}`)
  expect(feature.properties.captures).toHaveLength(1)
  expect((await staffAsks<{ state: string }>('GET', `items/${feature.properties.captures[0]}`)).state).toBe('draft')
  await shot(page, 'drop')
  await context.close()
})

test('a tour is put in order by keys and by dragging', async ({ browser }) => {
  const { id } = await staffAsks<{ id: string }>('POST', 'items', {
    type: 'Feature',
    geometry: null,
    properties: {
      kind: 'tour',
      title: { ja: '道', en: 'Order' },
      stops: [{ scene: 'scene-minato-park' }, { scene: 'scene-dejima-wharf' }, { scene: 'scene-glover-garden' }],
    },
  })
  const { page, context } = await colleague(browser, 'Yui Ito', 'curator')
  await page.goto(`/studio/items/${id}#content`)
  const stops = async () =>
    (await staffAsks<{ feature: { properties: { stops: { scene: string }[] } } }>('GET', `items/${id}`)).feature.properties.stops.map(
      ({ scene }) => scene.replace('scene-', ''),
    )
  await page.getByRole('button', { name: /^Stops 1:/ }).focus()
  await page.keyboard.press('ArrowDown')
  await expect.poll(stops).toEqual(['dejima-wharf', 'minato-park', 'glover-garden'])
  await page.keyboard.press('ArrowDown')
  await expect.poll(stops).toEqual(['dejima-wharf', 'glover-garden', 'minato-park'])
  const [from, to] = [
    (await page.getByRole('button', { name: /^Stops 3:/ }).boundingBox())!,
    (await page.getByRole('button', { name: /^Stops 1:/ }).boundingBox())!,
  ]
  await page.mouse.move(from.x + 5, from.y + 5)
  await page.mouse.down()
  await page.mouse.move(to.x + 5, to.y + 5, { steps: 5 })
  await page.mouse.up()
  await expect.poll(stops).toEqual(['minato-park', 'dejima-wharf', 'glover-garden'])
  await context.close()
})

test('a picture is turned to north by its hills, and what is found is drawn for the curator to confirm', async ({ browser }) => {
  const { page, context } = await colleague(browser, 'Mio Kato', 'curator')
  const id = 'drawing-inasayama-deck'
  await page.goto(`/studio/items/${id}#picture`)
  await page.getByRole('button', { name: 'By the line of hills' }).click()
  await page.getByRole('button', { name: 'Look for the line of hills' }).click()
  await expect(page.getByText('This fits well.')).toBeVisible({ timeout: 30_000 })
  await page.getByRole('slider').scrollIntoViewIfNeeded()
  await shot(page, 'horizon')
  await page.getByRole('button', { name: 'Use it' }).click()
  const heading = Number(await page.getByLabel('Heading', { exact: true }).inputValue())
  // The drawing looks north: what the file says was not asked.
  expect(Math.abs(((heading + 180) % 360) - 180)).toBeLessThan(0.5)
  await page.getByRole('button', { name: 'By two landmarks' }).click()
  await expect(page.getByRole('application').locator('canvas')).toBeVisible()
  await page.getByRole('application').scrollIntoViewIfNeeded()
  await shot(page, 'landmarks')
  await context.close()
})

test('an overlay is seen from any eye point while it is written', async ({ browser }) => {
  const { page, context } = await colleague(browser, 'Sora Ono', 'curator')
  await page.goto('/studio/items/reach-rings#picture')
  const chart = page.getByRole('img', { name: /Directions from there/ })
  await expect(chart.locator('polyline').first()).toBeVisible({ timeout: 30_000 })
  const before = await chart.locator('text').textContent()
  await page.getByLabel('Latitude').first().fill('32.7424')
  await page.getByLabel('Longitude').first().fill('129.8762')
  await expect(chart.locator('text')).not.toHaveText(before!)
  await shot(page, 'overlay')
  await page.getByRole('tab', { name: 'Where' }).click()
  await expect(page.locator('.map canvas')).toBeVisible()
  await context.close()
})

test('a place is put on the map by a click, and its geofence is drawn there or typed as corners', async ({ browser }) => {
  const { id } = await staffAsks<{ id: string }>('POST', 'items', {
    type: 'Feature',
    geometry: null,
    properties: { kind: 'place', category: 'park', title: { ja: '場所', en: 'On the map' } },
  })
  const kept = () =>
    staffAsks<{ feature: { geometry: { coordinates: number[] } | null; properties: { geofence?: { coordinates: number[][][] } } } }>(
      'GET',
      `items/${id}`,
    ).then(({ feature }) => feature)
  const { page, context } = await colleague(browser, 'Taro Kuno', 'curator')
  await page.goto(`/studio/items/${id}#where`)
  const where = page.getByRole('group', { name: 'Position', exact: true })
  await expect(async () => {
    const box = (await where.locator('.map canvas').boundingBox())!
    await page.mouse.click(box.x + 300, box.y + 150)
    expect(await where.getByLabel('Coordinates').inputValue()).not.toBe('')
  }).toPass()
  // A slip is said at the field; what is kept stays until there is a position.
  const coordinates = where.getByLabel('Coordinates')
  await expect.poll(async () => (await kept()).geometry).not.toBeNull()
  await coordinates.fill('129.87, 32.75')
  await expect(where.getByText('turn the two round')).toBeVisible()
  await coordinates.blur()
  await expect(coordinates).toHaveValue('129.87, 32.75')
  await coordinates.fill('https://maps.gsi.go.jp/#16/32.75/129.87/')
  await expect(where.getByText('turn the two round')).toHaveCount(0)
  await coordinates.blur()
  await expect(coordinates).toHaveValue('32.75, 129.87')
  await expect.poll(async () => (await kept()).geometry?.coordinates).toEqual([129.87, 32.75])

  // A spot is found by its name.
  const search = where.getByRole('combobox', { name: 'Find on the map' })
  await search.click()
  await search.pressSequentially('Atomic Bomb Mus')
  await page.getByRole('option', { name: 'Atomic Bomb Museum tram stop' }).click()
  await shot(page, 'map-search')
  await search.fill('松山町')
  await expect(page.getByRole('option', { name: '松山町 quarter' })).toBeVisible()
  await page.keyboard.press('Escape')

  const fence = page.getByRole('group', { name: 'On the spot inside this outline' })
  await fence.getByRole('button', { name: 'Draw the outline' }).click()
  const map = (await fence.locator('.map').boundingBox())!
  for (const [x, y] of [
    [100, 60],
    [300, 60],
    [300, 200],
    [100, 60],
  ] as const) {
    await page.mouse.move(map.x + x, map.y + y, { steps: 3 })
    await page.mouse.click(map.x + x, map.y + y, { delay: 60 })
  }
  await expect.poll(async () => (await kept()).properties.geofence?.coordinates[0]?.length).toBe(4)
  await fence.getByLabel('Corners').fill('32.75, 129.87\nsomewhere')
  await expect(fence.getByText(/^Line 2: This is not read as a position/)).toBeVisible()
  await fence.getByLabel('Corners').fill('32.75, 129.87\n32.76, 129.87\n32.76, 129.88\n32.75, 129.88')
  await fence.getByLabel('Corners').blur()
  await expect.poll(async () => (await kept()).properties.geofence?.coordinates[0]?.length).toBe(5)
  await shot(page, 'map')
  await context.close()
})

test('the museum says a word of the pages differently, and visitors read it', async ({ browser }) => {
  const { page, context } = await colleague(browser, 'Nao Doi', 'curator')
  await page.goto('/studio/words')
  await page.getByRole('main').getByRole('combobox', { name: 'Language' }).selectOption('en')
  await page.locator('#w-lead').fill('Where would you like to be?')
  await shot(page, 'words')
  await page.getByRole('button', { name: /^Save/ }).click()
  await expect(page.getByText('Saved')).toBeVisible()
  // Nothing is on its way any more.
  await expect(page.getByRole('button', { name: 'Save (0)' })).toBeVisible()
  const visitor = await (await browser.newContext({ baseURL: studioAddress, locale: 'en-US' })).newPage()
  await visitor.goto('/')
  await expect(visitor.getByText('Where would you like to be?')).toBeVisible()
  await page.locator('#w-lead').fill('')
  await page.getByRole('button', { name: /^Save/ }).click()
  await expect(page.getByRole('button', { name: 'Save (0)' })).toBeVisible()
  await visitor.context().close()
  await context.close()
})
