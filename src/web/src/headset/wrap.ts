/**
 * A text in lines that are at most so wide, but for one mark that closes a word. Words are told apart as the language does, so that
 * Japanese and Chinese break too; a word wider than a line is broken.
 * @param measure The width of a piece of text
 */
export function wrapped(text: string, width: number, language: string, measure: (piece: string) => number): string[] {
  const words = new Intl.Segmenter(language, { granularity: 'word' })
  const letters = new Intl.Segmenter(language, { granularity: 'grapheme' })
  const fits = (piece: string) => measure(piece) <= width
  return text.split(/\n+/).flatMap((paragraph) => {
    const lines: string[] = []
    let line = ''
    const end = () => {
      if (line.trim() !== '') lines.push(line.trimEnd())
      line = ''
    }
    for (const { segment } of words.segment(paragraph.trim())) {
      const closes = closing.test(segment) && fits(line)
      if (fits(line + segment) || closes) {
        line += segment
        continue
      }
      const opened = opening.exec(line)?.[0] ?? ''
      line = line.slice(0, line.length - opened.length)
      end()
      line = opened.trimStart()
      if (fits(line + segment.trimStart())) {
        line += segment.trimStart()
        continue
      }
      for (const { segment: letter } of letters.segment(segment.trimStart())) {
        if (!fits(line + letter)) end()
        line += letter
      }
    }
    end()
    return lines
  })
}

/** What opens a word that is yet to come, at the end of a line. */
const opening = /(?:\s["']|[([{「『（〈《【“‘])$/
const closing = /^[\s)\]}」』）〉》】”’、。，．・：；！？,.:;!?]$/
