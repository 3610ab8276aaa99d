import { expect, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { studioAddress } from './playwright.config'

const bearer = { Authorization: `Bearer ${process.env.XRCONTENT_E2E_TOKEN}`, 'Content-Type': 'application/json' }

/** Asks a staff endpoint as a program would. */
export async function staffAsks<T>(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(`${studioAddress}/api/v1/studio/${path}`, {
    method,
    headers: { ...bearer, ...headers },
    body: body && JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`)
  return (response.status === 204 ? undefined : await response.json()) as T
}

/** The tag that a staff endpoint gives with its answer. */
export async function tagOf(path: string): Promise<string> {
  const response = await fetch(`${studioAddress}/api/v1/studio/${path}`, { headers: bearer })
  return response.headers.get('ETag')!
}

/** Somebody of the staff at a browser of their own, come in by an invitation; their device has a fingerprint reader. */
export async function colleague(
  browser: Browser,
  name: string,
  role: 'contributor' | 'curator' | 'administrator',
  by: 'passkey' | 'password' = 'password',
): Promise<{ context: BrowserContext; page: Page }> {
  const { link } = await staffAsks<{ link: string }>('POST', 'staff/invitations', {
    email: `${name.toLowerCase().replaceAll(' ', '.')}@example.org`,
    role,
  })
  const context = await browser.newContext({ baseURL: studioAddress, locale: 'en-US', viewport: { width: 1280, height: 720 } })
  const page = await context.newPage()
  await withReader(context, page)
  await page.goto(new URL(link).pathname)
  await page.getByLabel('Your name').fill(name)
  if (by === 'passkey') await page.getByRole('button', { name: 'Make a passkey' }).click()
  else {
    await page.getByText('Use a password instead').click()
    await page.getByLabel('Password').fill('a long enough sentence')
    await page.getByRole('button', { name: 'Join the staff' }).click()
  }
  await expect(page.getByRole('heading', { name: 'Board' })).toBeVisible()
  return { context, page }
}

/** A device that holds passkeys and knows its person (WebAuthn, over the browser's own protocol). */
async function withReader(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}
