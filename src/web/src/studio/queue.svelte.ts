import { Upload } from 'tus-js-client'
import { credentials, studio, type Details } from './api'
import { Speed } from './speed'

const endpoint = '/api/v1/uploads'
const atOnce = 2
/** A field link is gone for minutes: tries go on, ever more patiently, and at once when the browser says that it is back. */
const delays = [0, 500, 1000, 2000, 5000, 10_000, 15_000]

export type Sending = 'waiting' | 'sending' | 'paused' | 'offline' | 'failed' | 'sent'

/** One file of this browser on its way to the server. */
export class Sent {
  state = $state<Sending>('waiting')
  bytes = $state(0)
  /** Why the server would not take it. */
  problem = $state<string | null>(null)
  /** The server's id of the upload, once there is one. */
  id = $state<string | null>(null)
  upload: Upload | null = null

  constructor(
    readonly file: File,
    readonly details: Details,
    readonly batch: string,
  ) {}
}

function metadataOf({ file, details, batch }: Sent): Record<string, string> {
  const given: Record<string, string | number | boolean | undefined> = {
    filename: file.name,
    batch,
    place: details.place,
    event: details.event,
    taken: details.taken,
    heading: details.heading,
    lat: details.latitude,
    lon: details.longitude,
    panorama: details.isPanorama,
    stereo: details.isTopBottom ? 'top-bottom' : undefined,
    audio: details.dropAudio ? 'drop' : undefined,
    publish: details.publish,
    license: details.license,
    holder: details.holder,
    credit: details.credit,
    people: details.people,
    replaces: details.replaces,
    walkIn: details.walkIn,
  }
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([key, value]) => [key, `${value}`]),
  )
}

/** The files that this page sends, two at a time. */
export class Queue {
  files = $state<Sent[]>([])
  rate = $state<number | null>(null)
  private readonly speed = new Speed()
  private readonly ticking = setInterval(() => this.tick(), 500)

  /** @param changed Called when the server has something new to say of its files. */
  constructor(private readonly changed: () => void) {
    addEventListener('online', this.again)
  }

  get sent(): number {
    return this.files.reduce((sum, file) => sum + file.bytes, 0)
  }

  get size(): number {
    return this.files.reduce((sum, { file }) => sum + file.size, 0)
  }

  get busy(): boolean {
    return this.files.some(({ state }) => state === 'sending' || state === 'offline' || state === 'waiting')
  }

  add(files: Iterable<File>, details: Details, batch: string): void {
    for (const file of files) {
      const twin = this.files.some(
        (other) =>
          other.file.name === file.name &&
          other.file.size === file.size &&
          other.file.lastModified === file.lastModified &&
          other.state !== 'failed',
      )
      if (!twin && file.size > 0) this.files.push(new Sent(file, { ...details }, batch))
    }
    this.next()
  }

  async pause(sent: Sent): Promise<void> {
    if (sent.state === 'sent' || sent.state === 'failed') return
    sent.state = 'paused'
    await sent.upload?.abort()
    this.next()
  }

  resume(sent: Sent): void {
    if (sent.state === 'paused' || sent.state === 'failed') sent.state = 'waiting'
    this.next()
  }

  async remove(sent: Sent): Promise<void> {
    await sent.upload?.abort()
    if (sent.id && sent.state !== 'sent') await studio.drop(sent.id).catch(() => {})
    this.files = this.files.filter((other) => other !== sent)
    this.next()
    this.changed()
  }

  dispose(): void {
    clearInterval(this.ticking)
    removeEventListener('online', this.again)
    for (const sent of this.files) void sent.upload?.abort()
  }

  private readonly again = () => {
    for (const sent of this.files) if (sent.state === 'offline') void this.send(sent)
  }

  private next(): void {
    const going = this.files.filter(({ state }) => state === 'sending' || state === 'offline').length
    for (const sent of this.files.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, atOnce - going))) void this.send(sent)
  }

  private async send(sent: Sent): Promise<void> {
    sent.state = 'sending'
    sent.problem = null
    await sent.upload?.abort()
    const upload = new Upload(sent.file, {
      endpoint,
      retryDelays: delays,
      headers: credentials(),
      metadata: metadataOf(sent),
      removeFingerprintOnSuccess: true,
      onProgress: (bytes) => (sent.bytes = bytes),
      onAfterResponse: () => {
        if (sent.state === 'offline') sent.state = 'sending'
      },
      onUploadUrlAvailable: () => {
        sent.id = upload.url?.split('/').at(-1) ?? null
        this.changed()
      },
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0
        // What the server refuses it refuses again; a gone connection, a lock or a full disk passes.
        const passes = status === 0 || status === 409 || status === 423 || status >= 500
        if (passes && sent.state === 'sending') sent.state = 'offline'
        return passes
      },
      onSuccess: () => {
        sent.state = 'sent'
        sent.bytes = sent.file.size
        this.next()
        this.changed()
      },
      onError: (error) => {
        if (sent.state === 'paused') return
        const response = 'originalResponse' in error ? error.originalResponse : null
        const status = response?.getStatus() ?? 0
        if (status >= 400 && status < 500 && status !== 409 && status !== 423) {
          sent.state = 'failed'
          sent.problem = reason(response!.getBody(), error.message)
          this.next()
        } else {
          // All delays are used up: one more patient try after another, for as long as the page is open.
          sent.state = 'offline'
          setTimeout(() => sent.state === 'offline' && void this.send(sent), delays.at(-1))
        }
      },
    })
    sent.upload = upload
    // What an earlier visit of this page began with the same file goes on where it stopped.
    const [earlier] = (await upload.findPreviousUploads()).sort((a, b) => b.creationTime.localeCompare(a.creationTime))
    if (earlier) upload.resumeFromPreviousUpload(earlier)
    if (sent.state === 'sending') upload.start()
  }

  private tick(): void {
    this.speed.add(performance.now(), this.sent)
    this.rate = this.files.some(({ state }) => state === 'sending') ? this.speed.rate : null
  }
}

function reason(body: string, otherwise: string): string {
  try {
    const problem = JSON.parse(body) as { errors?: Record<string, string[]>; detail?: string; title?: string }
    const fields = Object.entries(problem.errors ?? {}).map(([field, [message]]) => `${field.replace('Upload-Metadata.', '')}: ${message}`)
    return fields.join(' ') || problem.detail || problem.title || otherwise
  } catch {
    return otherwise
  }
}
