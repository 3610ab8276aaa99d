import { expect, type Page } from '@playwright/test'
import { mkdirSync } from 'node:fs'

/** Pictures of each step, for who looks and for the guide: XRCONTENT_SHOTS names the folder. Where staff choose their language, in both. */
export async function shot(page: Page, name: string) {
  const folder = process.env.XRCONTENT_SHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: `${folder}/${name}.png` })
  const language = page.locator('header select')
  if (!(await language.isVisible())) return
  await language.selectOption('ja')
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja')
  await page.screenshot({ path: `${folder}/${name}.ja.png` })
  await language.selectOption('en')
}

export const choose = async (page: Page, label: string, words: string) => {
  const box = page.getByRole('combobox', { name: label, exact: true })
  await box.click()
  await box.fill(words)
  await page.getByRole('option', { name: words }).first().click()
}

export const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^\s*Saved/ })).toBeVisible()
