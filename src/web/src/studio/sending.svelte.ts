import { studio, type Footage } from './api'
import { hear } from './news'
import { Queue } from './queue.svelte'

/** Files that are sent into what is being edited: on their way, and then as the server has them. */
export class Sending {
  readonly batch: string
  readonly queue = new Queue(() => void this.load())
  footage = $state<Footage[]>([])
  /** Files of which it was told: who takes one out again does not find it there anew. */
  private readonly told = new Set<string>()

  /**
   * @param name In front of the batch's
   * @param ready Told once of each file that is in the catalogue
   */
  constructor(
    name: string,
    private readonly ready: (file: Footage) => Promise<void>,
  ) {
    this.batch = `${name}-${crypto.randomUUID().slice(0, 8)}`
  }

  /** Hears how far they are. @returns a function that stops it */
  follow(): () => void {
    return hear((news) => {
      const file = this.of(news.id)
      if (!file || file.stage !== news.stage) void this.load()
      else file.percent = news.percent
    }, this.load)
  }

  of(id: string | null): Footage | undefined {
    return this.footage.find((file) => file.id === id)
  }

  readonly load = async (): Promise<void> => {
    this.footage = await studio.list(this.batch).catch(() => this.footage)
    for (const file of this.footage) {
      if (file.stage !== 'ready' || this.told.has(file.id)) continue
      this.told.add(file.id)
      await this.ready(file)
    }
  }
}
