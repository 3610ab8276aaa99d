import { api, Problem, type Schemas } from '../api'
import { languages } from '../i18n/language.svelte'
import { ask, forget, keep } from '../pack/keep'
import { kept } from '../pack/store'
import { forgetSecret, keepSecret } from './code'

/** What a paired screen knows of its place. */
export type Kiosk = Schemas['KioskAnswer']

const key = 'kiosk'

/** The state of the last visit to the server, with how far this device's clock is behind the server's, milliseconds. */
export type Known = Kiosk & { behind: number }

export const remembered = (): Known | null => JSON.parse(localStorage.getItem(key) ?? 'null') as Known | null

function remember(kiosk: Kiosk): Known {
  const known = { ...kiosk, behind: Date.parse(kiosk.now) - Date.now() }
  localStorage.setItem(key, JSON.stringify(known))
  return known
}

export async function pair(code: string): Promise<Known> {
  const { secret, kiosk } = await api.pair({ code })
  await keepSecret(secret)
  return remember(kiosk)
}

/** Asks the server to stay on the spot. Null when staff have ended the pairing; without a network what was known goes on. */
export async function renew(): Promise<Known | null> {
  try {
    return remember(await api.kiosk())
  } catch (error) {
    if (!(error instanceof Problem && error.status === 401)) return remembered()
    localStorage.removeItem(key)
    await forgetSecret()
    await Promise.all((await kept()).map(forget))
    return null
  }
}

/** Widest panorama level that a large screen shows well, pixels. */
const width = 8192

/** Keeps the place's scenes whole, so that the screen goes on without a network. */
export async function sync(kiosk: Kiosk): Promise<void> {
  for (const scene of kiosk.scenes) {
    const packs = await Promise.all(languages.map((language) => ask(scene, language, width)))
    await keep(packs, [...languages], null, () => {})
  }
}
