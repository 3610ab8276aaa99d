import { openDB } from 'idb'

/** The secret of the rotating code, which this screen can use and nobody can read back. */
const store = 'keys'
const open = () => openDB('kiosk', 1, { upgrade: (db) => void db.createObjectStore(store) })

export async function keepSecret(base64: string): Promise<void> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-1' }, false, ['sign'])
  await (await open()).put(store, key, 'code')
}

export const secret = async (): Promise<CryptoKey | undefined> => (await open()).get(store, 'code')

export const forgetSecret = async (): Promise<void> => (await open()).delete(store, 'code')

/** The code of a moment (RFC 6238, with the truncation of RFC 4226, section 5.3). */
export async function codeAt(key: CryptoKey, milliseconds: number, period: number, digits: number): Promise<string> {
  const counter = new DataView(new ArrayBuffer(8))
  counter.setBigUint64(0, BigInt(Math.floor(milliseconds / 1000 / period)))
  const hash = new DataView(await crypto.subtle.sign('HMAC', key, counter.buffer))
  const offset = hash.getUint8(hash.byteLength - 1) & 15
  return `${(hash.getUint32(offset) & 0x7fffffff) % 10 ** digits}`.padStart(digits, '0')
}
