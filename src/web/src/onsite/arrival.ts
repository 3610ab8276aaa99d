import type { Refusal } from '../api'

/** What the server wrote into the page that a tag opened: the tag, and why there is no pass yet. */
export interface Arrival {
  tag: string
  problem: Refusal
}

/** Read once: whoever comes back to the page later has come without the tag. */
export function takeArrival(): Arrival | null {
  const block = document.getElementById('arrival')
  if (!block?.textContent) return null
  block.remove()
  return JSON.parse(block.textContent) as Arrival
}

export interface Fix {
  lat: number
  lon: number
  accuracy: number
}

/** Where the phone is; asks the visitor the first time. */
export const locate = (): Promise<Fix> =>
  new Promise((resolve, reject) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: coords.latitude, lon: coords.longitude, accuracy: coords.accuracy }),
      reject,
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 0 },
    ),
  )

/** True when the visitor has allowed the position before, so that no question follows. */
export const mayLocate = async (): Promise<boolean> => {
  try {
    return (await navigator.permissions.query({ name: 'geolocation' })).state === 'granted'
  } catch {
    return false
  }
}
