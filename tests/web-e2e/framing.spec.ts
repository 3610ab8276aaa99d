import { expect, test } from '@playwright/test'

test('no page is shown within another site, and no file is taken for something else', async ({ request }) => {
  for (const page of ['/', '/studio', '/transparency', '/scenes/inasayama-impact', '/places/peace-park', '/ogc?f=html', '/t/nothing']) {
    const response = await request.get(page, { headers: { Accept: 'text/html' } })
    const headers = response.headers()
    expect(headers['content-type'], page).toContain('text/html')
    expect(headers['content-security-policy'], page).toMatch(/frame-ancestors '(self|none)'/)
    expect(headers['content-security-policy'], page).not.toContain("'unsafe-eval'")
    expect(headers['x-content-type-options'], page).toBe('nosniff')
  }
})
