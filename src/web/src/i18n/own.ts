import type { Words } from './ja'

type Word = string | ((...values: never[]) => string) | Record<string, string>

/** How many values a word is filled with at most. */
const most = 4
const holes = Array.from({ length: most }, (_, i) => `{${i}}`)

/** Words by name as plain texts: what is filled in stands as {0}, {1}; groups are named "group.word". */
export function flatten(words: Words): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, word] of Object.entries(words) as [string, Word][]) {
    if (typeof word === 'string') flat[name] = word
    else if (typeof word === 'function') flat[name] = word(...(holes as never[]))
    else for (const [inner, text] of Object.entries(word)) flat[`${name}.${inner}`] = text
  }
  return flat
}

/** The holes of a text, each once, in order. */
export const holesOf = (text: string): string[] => [...new Set(text.match(/\{\d\}/g) ?? [])].sort()

/** The words with those that the museum says differently; a name that there is no longer counts for nothing. */
export function withOwn(words: Words, own: Record<string, string>): Words {
  const result = { ...words } as Record<string, Word>
  for (const [name, text] of Object.entries(own)) {
    const [group, inner] = name.split('.') as [string, string | undefined]
    const word = result[group]
    if (typeof word === 'string' && !inner) result[group] = text
    else if (typeof word === 'function' && !inner)
      result[group] = (...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, i) => `${values[Number(i)] ?? ''}`)
    else if (typeof word === 'object' && inner && inner in word) result[group] = { ...word, [inner]: text }
  }
  return result as unknown as Words
}
