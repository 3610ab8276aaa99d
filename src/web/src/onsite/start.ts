import type { Scene } from '../api'

/** The scene that came with a pass, until the page that shows it has taken it. */
let waiting: Scene | null = null

export const start = {
  put: (scene: Scene | null) => (waiting = scene),
  take(id: string): Scene | null {
    const scene = waiting?.id === id ? waiting : null
    waiting = null
    return scene
  },
}
