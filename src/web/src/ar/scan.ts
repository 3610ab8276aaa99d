import type { Corner } from './panel'

/** Panels carry an address of this form; another code is somebody else's. */
const tagPath = /^\/t\/([^/]+)$/
const wide = 800

/** Looks for a panel's code in the camera's picture. */
export class Scanner {
  private readonly canvas = document.createElement('canvas')
  private readonly context = this.canvas.getContext('2d', { willReadFrequently: true })!

  private constructor(private readonly read: typeof import('jsqr').default) {}

  static async make(): Promise<Scanner> {
    return new Scanner((await import('jsqr')).default)
  }

  /**
   * The code's text and its corners from the middle of the picture, left top first and clockwise, and the picture's size; null where
   * there is no panel's code.
   */
  look(video: HTMLVideoElement): { text: string; corners: Corner[]; width: number; height: number } | null {
    const scale = Math.min(1, wide / Math.max(video.videoWidth, video.videoHeight))
    const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)]
    if (width === 0) return null
    this.canvas.width = width
    this.canvas.height = height
    this.context.drawImage(video, 0, 0, width, height)
    const found = this.read(this.context.getImageData(0, 0, width, height).data, width, height, { inversionAttempts: 'dontInvert' })
    if (!found || !tagOf(found.data)) return null
    const { topLeftCorner, topRightCorner, bottomRightCorner, bottomLeftCorner } = found.location
    const corners = [topLeftCorner, topRightCorner, bottomRightCorner, bottomLeftCorner].map(({ x, y }) => ({
      x: x - width / 2,
      y: y - height / 2,
    }))
    return { text: found.data, corners, width, height }
  }
}

/** The tag whose address a code holds: its name, and the site's origin; null where it is another code. */
export function tagOf(text: string): { name: string; origin: string } | null {
  try {
    const { origin, pathname } = new URL(text)
    const name = tagPath.exec(pathname)?.[1]
    return name ? { name, origin } : null
  } catch {
    return null
  }
}
