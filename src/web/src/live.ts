import type { HubConnection } from '@microsoft/signalr'
import { cellOf } from './cells'

let connection: Promise<HubConnection> | undefined
let cell = ''
const listeners = new Set<() => void>()

async function connect(): Promise<HubConnection> {
  // Loaded after the first picture: nothing waits for it.
  const { HubConnectionBuilder, LogLevel } = await import('@microsoft/signalr')
  const hub = new HubConnectionBuilder()
    .withUrl('/hubs/live')
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 2000 })
    .configureLogging(LogLevel.None)
    .build()
  hub.on('Changed', () => listeners.forEach((tell) => tell()))
  hub.onreconnected(async () => {
    await hub.invoke('Here', cell)
    // What changed while the connection was away is fetched by asking again.
    listeners.forEach((tell) => tell())
  })
  const start = async (): Promise<void> => {
    try {
      await hub.start()
    } catch {
      setTimeout(start, 2000)
      return
    }
    await hub.invoke('Here', cell)
    listeners.forEach((tell) => tell())
  }
  await start()
  return hub
}

/** Whether somebody listens about one spot, or about a whole city: by the zoom of the cell that the server is told. */
export const reach = { spot: 15, city: 9 } as const

/** Calls back when something near a position changes, until the returned function is called. */
export function listen(latitude: number, longitude: number, changed: () => void, zoom: number = reach.spot): () => void {
  cell = cellOf(latitude, longitude, zoom)
  if (!connection) connection = connect()
  else connection.then((hub) => hub.state === 'Connected' && hub.invoke('Here', cell))
  listeners.add(changed)
  return () => listeners.delete(changed)
}
