import { CanvasTexture, LinearFilter, NoColorSpace } from 'three'

/** A label to draw: its words, and how it stands among others. */
export interface Writing {
  text: string
  note?: string
  dim: boolean
  mark: boolean
}

/** Where a label lies in the picture of all labels, in shares of it from the left bottom, and its size in pixels of the page. */
export interface Written {
  left: number
  bottom: number
  right: number
  top: number
  width: number
  height: number
}

const family = "system-ui, 'Hiragino Sans', 'Noto Sans CJK JP', sans-serif"
const font = `600 14px ${family}`
const noteFont = `400 12px ${family}`
const [padX, lineHeight, gap, most] = [8, 26, 6, 190]

/** Draws all labels into one texture, so that they are one draw call. */
export function writeAll(writings: readonly Writing[], ratio: number): { texture: CanvasTexture; written: Written[] } {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')!
  const sizes = writings.map((writing) => {
    context.font = font
    const text = fitted(context, writing.text, most)
    const own = Math.ceil(context.measureText(text).width)
    context.font = noteFont
    const width = own + 2 * padX + (writing.note ? gap + Math.ceil(context.measureText(writing.note).width) : 0)
    return { text, own, width, height: lineHeight }
  })
  const across = 1024
  let [x, y, shelf] = [0, 0, 0]
  const places = sizes.map(({ width, height }) => {
    if (x + width > across) [x, y, shelf] = [0, y + shelf + 2, 0]
    const place = { x, y }
    x += width + 2
    shelf = Math.max(shelf, height)
    return place
  })
  canvas.width = across * ratio
  canvas.height = Math.max(1, (y + shelf) * ratio)
  context.scale(ratio, ratio)
  context.textBaseline = 'middle'
  writings.forEach((writing, i) => draw(context, writing, sizes[i]!, places[i]!))
  const texture = new CanvasTexture(canvas)
  texture.colorSpace = NoColorSpace
  texture.minFilter = LinearFilter
  texture.generateMipmaps = false
  const high = canvas.height / ratio
  const written = sizes.map(({ width, height }, i) => {
    const { x: left, y: top } = places[i]!
    return { left: left / across, right: (left + width) / across, top: 1 - top / high, bottom: 1 - (top + height) / high, width, height }
  })
  return { texture, written }
}

function draw(
  context: CanvasRenderingContext2D,
  writing: Writing,
  { text, own, width, height }: { text: string; own: number; width: number; height: number },
  { x, y }: { x: number; y: number },
) {
  context.globalAlpha = writing.dim ? 0.55 : 1
  context.beginPath()
  context.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, 5)
  context.fillStyle = '#14171ae0'
  context.fill()
  context.strokeStyle = writing.mark ? '#e2d6b2' : '#ffffff59'
  context.stroke()
  context.fillStyle = writing.mark ? '#f3ead0' : '#f2efe6'
  context.font = font
  context.fillText(text, x + padX, y + height / 2 + 1)
  if (!writing.note) return
  context.fillStyle = '#c3cace'
  context.font = noteFont
  context.fillText(writing.note, x + padX + own + gap, y + height / 2 + 1)
}

function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text
  let kept = text
  while (kept.length > 1 && context.measureText(`${kept}…`).width > width) kept = kept.slice(0, -1)
  return `${kept}…`
}
