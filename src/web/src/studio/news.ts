import { token, type News } from './api'

/** Hears how far files are, until the returned function is called. After a gap, `missed` asks to load everything again. */
export function hear(tell: (news: News) => void, missed: () => void): () => void {
  let stop = () => {}
  let gone = false
  void import('@microsoft/signalr').then(async ({ HubConnectionBuilder, LogLevel }) => {
    const hub = new HubConnectionBuilder()
      .withUrl('/hubs/live', { accessTokenFactory: () => token.get() })
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 2000 })
      .configureLogging(LogLevel.None)
      .build()
    hub.on('Ingest', tell)
    hub.onreconnected(missed)
    stop = () => void hub.stop()
    const start = async (): Promise<void> => {
      if (gone) return
      try {
        await hub.start()
        missed()
      } catch {
        setTimeout(start, 2000)
      }
    }
    await start()
  })
  return () => {
    gone = true
    stop()
  }
}
