import type { HubConnection } from '@microsoft/signalr'
import { api } from './api'
import { cellOf } from './cells'
import { heard } from './heard'
import { openHub } from './hub'

/** Whether somebody listens about one spot, or about a whole city: by the zoom of the cell that the server is told. */
export const reach = { spot: 15, city: 9 } as const

/** How long a connection outlives its last listener, milliseconds: the next page takes it over. */
const grace = 2000

const listeners = new Set<() => void>()
/** Later than any catalogue: asks for its number alone. */
const newest = Number.MAX_SAFE_INTEGER

let cell = ''
let close: (() => void) | null = null
let hub: HubConnection | null = null
let ending: ReturnType<typeof setTimeout> | undefined
/** The catalogue that was last heard of; 0 before the first time. */
let version = 0

const tell = () => listeners.forEach((changed) => changed())

function open() {
  close = openHub(
    (made) => {
      hub = made
      made.on('Changed', (message: { version: number }) => {
        version = heard.version = Math.max(version, message.version)
        tell()
      })
    },
    async (made) => {
      await made.invoke('Here', cell)
      // Only what changed while nothing was heard is asked for again; what changed before the first opening, nobody knows.
      const missed = await api.changes(version || newest, cell)
      const mayDiffer = version === 0 || missed.reset || missed.items.length > 0
      version = heard.version = missed.reset ? missed.version : Math.max(version, missed.version)
      if (mayDiffer) tell()
    },
  )
}

/** Calls back when something near a position changes, until the returned function is called. */
export function listen(latitude: number, longitude: number, changed: () => void, zoom: number = reach.spot): () => void {
  clearTimeout(ending)
  cell = cellOf(latitude, longitude, zoom)
  if (!close) open()
  else if (hub?.state === 'Connected') void hub.invoke('Here', cell)
  listeners.add(changed)
  return () => {
    listeners.delete(changed)
    if (listeners.size > 0) return
    clearTimeout(ending)
    ending = setTimeout(() => {
      close?.()
      ;[close, hub, version] = [null, null, 0]
    }, grace)
  }
}
