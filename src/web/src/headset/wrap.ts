/**
 * A text in lines that are at most so wide. Words are told apart as the language does, so that Japanese and Chinese break too.
 * @param measure The width of a piece of text
 */
export function wrapped(text: string, width: number, language: string, measure: (piece: string) => number): string[] {
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' })
  return text.split(/\n+/).flatMap((paragraph) => {
    const lines: string[] = []
    let line = ''
    for (const { segment, isWordLike } of segmenter.segment(paragraph.trim())) {
      // What closes a word stands at its end, however little room there is.
      if (measure(line + segment) <= width || line === '' || (!isWordLike && segment.trim() !== '' && !opening.test(segment))) {
        line += segment
        continue
      }
      lines.push(line.trimEnd())
      line = segment.trimStart()
    }
    return [...lines, line.trimEnd()].filter((each) => each !== '')
  })
}

const opening = /^[([{「『（〈《【“‘]/
