import { ask, json } from './api'

/** Whether this browser can make and use passkeys. */
export const hasPasskeys = () => typeof PublicKeyCredential !== 'undefined' && 'parseCreationOptionsFromJSON' in PublicKeyCredential

/** Makes a passkey by options of the server, and returns it as JSON; null when the person thought better of it. */
export async function makePasskey(options: PublicKeyCredentialCreationOptionsJSON): Promise<object | null> {
  return asJson(navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }))
}

/** Signs in by a passkey that this device or a phone nearby holds. False when the person thought better of it. */
export async function enterByPasskey(): Promise<boolean> {
  const options = await json<PublicKeyCredentialRequestOptionsJSON>(ask('POST', 'session/passkey/options'))
  const credential = await asJson(navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }))
  if (!credential) return false
  await ask('POST', 'session/passkey', credential)
  return true
}

async function asJson(made: Promise<Credential | null>): Promise<object | null> {
  try {
    return ((await made) as PublicKeyCredential | null)?.toJSON() ?? null
  } catch (error) {
    if (error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError')) return null
    throw error
  }
}
