import { expect, test, type Page } from '@playwright/test'
import { colleague, staffAsks } from './people'
import { studioAddress } from './playwright.config'
import { pages } from './studio-pages'

test.use({ baseURL: studioAddress })

/** Names that are the same in every language, and what is typed as it is. */
const known = [
  /\b(CC-BY(-SA|-NC)?-4\.0|CC0-1\.0|URL|CSV|PIN|XMP|EXIF|GPano|VTT|WebVTT|ffmpeg|tus|MM-DD|YYYY(-MM)?(-DD)?|ID|NFC|UID|GLB|PLY|SPZ)\b/g,
  // Who is no person; an address; a file's or a setting's name.
  /\b(operator root|service)\b/g,
  /\b(English|https?|Ctrl|Command|NTAG|DNA|JSON)\b|日本語|简体中文|한국어/g,
  /https?:\/\/\S+|[\w.-]+@[\w.-]+|\S+\.(spz|ply|glb|jpg|mp4|zip|csv|svg|pdf)\b|\b\w+:\w+\b/g,
]

/** What a reader of a language sees that is not in it: words of another one, dates and codes as machines write them. */
const foreign = (page: Page, language: 'ja' | 'en', people: string[]) =>
  page.evaluate(
    ({ language, known, people }) => {
      const found: string[] = []
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const parent = node.parentElement!
        if (parent.closest('script, style, [hidden], .maplibregl-map, code, kbd, textarea') || !parent.checkVisibility()) continue
        // Said to be in another language; or somebody's own words: titles, notes, names.
        const own = parent.closest('[lang]')?.getAttribute('lang')
        if (own !== language || parent.closest('option, q, blockquote, dt, dd, strong, label [lang], a[href*="/studio/items/"]')) continue
        let text = node.textContent!.trim()
        for (const name of people) text = text.replaceAll(name, '')
        for (const source of known) text = text.replace(new RegExp(source, 'g'), '')
        const isMachine = /\d{4}-\d{2}-\d{2}|\d{2}:\d{2}:\d{2}Z|\b[a-z]+(-[a-z0-9]+){2,}\b|\[object|undefined|NaN/.test(text)
        const isOther = language === 'ja' ? /[A-Za-z]{3,}/.test(text) : /[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]/.test(text)
        if (isMachine || isOther) found.push(node.textContent!.trim().slice(0, 120))
      }
      return [...new Set(found)]
    },
    { language, people, known: known.map(({ source }) => source) },
  )

for (const language of ['ja', 'en'] as const)
  test(`every screen of the studio speaks ${language} alone, and says no date or code as machines write them`, async ({ browser }) => {
    test.setTimeout(180_000)
    const { page, context } = await colleague(browser, language === 'ja' ? 'Riku Shimada' : 'Rika Shimada', 'administrator')
    await page.locator('header select').selectOption(language)
    await expect(page.locator('html')).toHaveAttribute('lang', language)
    const wrong: Record<string, string[]> = {}
    for (const path of pages) {
      await page.goto('about:blank')
      await page.goto(`/studio${path}`)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForLoadState('networkidle')
      // Whoever else works here is called by their own name.
      const { people } = await staffAsks<{ people: { name: string }[] }>('GET', 'staff')
      const found = await foreign(
        page,
        language,
        people.map(({ name }) => name),
      )
      if (found.length > 0) wrong[path] = found
    }
    expect(wrong).toEqual({})
    await context.close()
  })
