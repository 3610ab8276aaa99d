/**
 * A long text in parts that can be read at a glance, parted between paragraphs, and within one only where it is longer than a part.
 * @param most Letters in a part, those of East Asia counted twice
 */
export function pagesOf(text: string, language: string, most = 620): string[] {
  const sentences = new Intl.Segmenter(language, { granularity: 'sentence' })
  const size = (piece: string) => [...piece].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 2 : 1), 0)
  const pieces = text.split(/\n+/).flatMap((paragraph) => {
    const whole = `${paragraph}\n`
    return size(paragraph) > most ? Array.from(sentences.segment(whole), ({ segment }) => segment) : [whole]
  })
  const pages: string[] = []
  for (const piece of pieces) {
    const last = pages.at(-1)
    if (last !== undefined && size(last + piece) <= most) pages[pages.length - 1] = last + piece
    else pages.push(piece)
  }
  return pages.map((page) => page.trim()).filter((page) => page !== '')
}
