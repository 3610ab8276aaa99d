import type { HubConnection } from '@microsoft/signalr'

/** Between two tries to reach the server, milliseconds: longer each time, and never at the same moment as all the others. */
export const pauseBefore = (tries: number, random: () => number = Math.random): number =>
  Math.min(30_000, 1000 * 2 ** Math.min(tries, 5)) * (0.5 + random() / 2)

/** So often a WebSocket alone is tried. */
const patience = 2

/**
 * Opens the live hub, and again whenever it was lost, until the returned function is called.
 * @param wire Says what is listened to.
 * @param opened Told after each opening, and when the phone's network is back: what was missed meanwhile is asked for there.
 * @param lost Told when the phone says that it has no network, long before the connection is known to be dead.
 */
export function openHub(
  wire: (hub: HubConnection) => void,
  opened: (hub: HubConnection) => Promise<unknown> | void,
  token?: () => string,
  lost?: () => void,
): () => void {
  let gone = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let hub: HubConnection | undefined
  let build: ((plain: boolean) => HubConnection) | undefined

  const later = (what: (tries: number) => void, tries: number) => {
    clearTimeout(timer)
    if (!gone) timer = setTimeout(() => what(tries + 1), pauseBefore(tries))
  }

  async function start(tries: number): Promise<void> {
    if (gone || hub?.state !== 'Disconnected') return
    try {
      await hub.start()
    } catch {
      // Some networks let no WebSocket through: then in whatever way the server and they allow.
      if (tries === patience) hub = build!(false)
      return later((next) => void start(next), tries)
    }
    if (gone) void hub.stop()
    else await tell(0)
  }

  /** An opening of which nothing could be asked is told again: what was missed must be known. */
  async function tell(tries: number): Promise<void> {
    try {
      await opened(hub!)
    } catch {
      if (hub?.state === 'Connected') later((next) => void tell(next), tries)
    }
  }

  /** The phone has a network again: nothing waits for the next try. */
  const back = () => {
    if (hub?.state === 'Connected') void tell(0)
    else if (hub?.state === 'Disconnected') later((next) => void start(next), 0)
    // Its end begins it anew.
    else if (hub?.state === 'Reconnecting') void hub.stop()
  }
  window.addEventListener('online', back)
  if (lost) window.addEventListener('offline', lost)

  // Loaded after the first picture: nothing waits for it. Without it nothing is heard, and everything else goes on.
  void import('@microsoft/signalr').then(
    ({ HubConnectionBuilder, HttpTransportType, LogLevel }) => {
      if (gone) return
      build = (isPlain) => {
        const options = token ? { accessTokenFactory: token } : {}
        // One request, so that it does not matter which of several servers takes it.
        const plain = { skipNegotiation: true, transport: HttpTransportType.WebSockets, ...options }
        const made = new HubConnectionBuilder()
          .withUrl('/hubs/live', isPlain ? plain : options)
          .withAutomaticReconnect({ nextRetryDelayInMilliseconds: ({ previousRetryCount }) => pauseBefore(previousRetryCount) })
          .configureLogging(LogLevel.None)
          .build()
        wire(made)
        made.onreconnected(() => void tell(0))
        // A server that ends a connection for good is asked anew.
        made.onclose(() => later((next) => void start(next), 0))
        return made
      }
      hub = build(true)
      void start(0)
    },
    () => null,
  )
  return () => {
    gone = true
    clearTimeout(timer)
    window.removeEventListener('online', back)
    if (lost) window.removeEventListener('offline', lost)
    void hub?.stop()
  }
}
