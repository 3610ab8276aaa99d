import { diffWordsWithSpace } from 'diff'

export interface Part {
  value: string
  added: boolean
  removed: boolean
}

/** Where words end in Japanese and Chinese is known to the browser. */
const segmenter = new Intl.Segmenter('ja', { granularity: 'word' })

/** What became of a text, word by word, in any of the four languages. */
export const wordsOf = (before: string, after: string): Part[] =>
  diffWordsWithSpace(before, after, { intlSegmenter: segmenter }).map(({ value, added, removed }) => ({ value, added, removed }))
