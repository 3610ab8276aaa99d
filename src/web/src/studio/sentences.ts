import type { Language } from '../i18n/language.svelte'
import japanese from './sentences.ja.json'
import { studioText } from './text'

const hole = /\{\}/g
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
/** Sentences with something named in them; the longest first, which say the most. */
const patterns = Object.entries(japanese)
  .filter(([english]) => english.includes('{}'))
  .sort(([a], [b]) => b.length - a.length)
  .map(([english, said]) => ({ form: new RegExp(`^${english.split(hole).map(escaped).join('(.+)')}$`), said }))

/** What the server said of staff's work, in their language: it says all in English. A sentence that is not known stays as it is. */
export function inWords(sentence: string, language: Language): string {
  if (language !== 'ja') return sentence
  const whole = (japanese as Record<string, string>)[sentence]
  if (whole) return whole
  for (const { form, said } of patterns) {
    const named = form.exec(sentence)
    if (named) return said.replace(/\{(\d)\}/g, (_, number: string) => nameIn(named[Number(number)]!))
  }
  return sentence
}

/** Kinds, states and roles have names of their own. */
function nameIn(word: string): string {
  const { kinds, states, roles } = studioText('ja')
  const names: Record<string, string> = { ...kinds, ...states, ...roles }
  return word
    .split(' or ')
    .map((part) => names[part] ?? part)
    .join('か')
}
