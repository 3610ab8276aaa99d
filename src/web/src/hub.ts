import type { HubConnection } from '@microsoft/signalr'

/** Between two tries to reach the server, milliseconds: longer each time, and never at the same moment as all the others. */
export const pauseBefore = (tries: number, random: () => number = Math.random): number =>
  Math.min(30_000, 1000 * 2 ** Math.min(tries, 5)) * (0.5 + random() / 2)

/**
 * Opens the live hub, and again whenever it was lost, until the returned function is called.
 * @param wire Says what is listened to.
 * @param opened Told after each opening: what was missed meanwhile is asked for there.
 */
export function openHub(
  wire: (hub: HubConnection) => void,
  opened: (hub: HubConnection) => Promise<unknown> | void,
  token?: () => string,
): () => void {
  let gone = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let hub: HubConnection | undefined

  async function start(tries: number): Promise<void> {
    if (gone || !hub) return
    try {
      await hub.start()
      if (gone) return void hub.stop()
      await opened(hub)
    } catch {
      if (!gone) timer = setTimeout(() => void start(tries + 1), pauseBefore(tries))
    }
  }

  // Loaded after the first picture: nothing waits for it.
  void import('@microsoft/signalr').then(({ HubConnectionBuilder, LogLevel }) => {
    if (gone) return
    hub = new HubConnectionBuilder()
      .withUrl('/hubs/live', token ? { accessTokenFactory: token } : {})
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: ({ previousRetryCount }) => pauseBefore(previousRetryCount) })
      .configureLogging(LogLevel.None)
      .build()
    wire(hub)
    hub.onreconnected(() => void Promise.resolve(opened(hub!)).catch(() => null))
    // A server that ends a connection for good is asked anew.
    hub.onclose(() => void start(1))
    void start(0)
  })
  return () => {
    gone = true
    clearTimeout(timer)
    void hub?.stop()
  }
}
