import type { Language } from '../../i18n/language.svelte'
import { written } from '../clock'
import { both, studioText } from '../text'
import type { EditedFeature, Json } from './document'
import { fieldAt, labelOf } from './labels'
import { titleOf, type Kind, type Summary, type Text } from './items'

/** Says fields and values of a document in a curator's words: choices by their labels, items and sources by their titles. */
export function saying(
  kind: Kind,
  language: Language,
  find: (id: string) => Summary | undefined,
  /** Whose own sources are told by their titles. */
  ...features: (EditedFeature | undefined)[]
) {
  const text = studioText(language)
  const sources = new Map(
    features.flatMap((feature) =>
      ((feature?.properties.sources ?? []) as { id: string; title?: string }[]).map(({ id, title }) => [id, title || id] as const),
    ),
  )
  const item = (id: string) => {
    const found = find(id)
    return found ? titleOf(found.title, language, id) : id
  }
  const call = (element: string, list: string) => {
    if (/^\d+$/.test(element)) return `${Number(element) + 1}`
    if (list === 'sources') return sources.get(element) ?? element
    return list === 'facts' ? (factTitle(element) ?? element) : item(element)
  }
  const factTitle = (id: string) => {
    for (const feature of [...features].reverse())
      for (const fact of (feature?.properties.facts ?? []) as { id: string; label?: Text }[])
        if (fact.id === id && fact.label) return titleOf(fact.label, language, id)
    return undefined
  }

  function value(path: string, value: Json | undefined): string {
    if (value === undefined || value === null) return ''
    const field = fieldAt(kind, path)
    const list = /^(.*) \(order\)$/.exec(path)?.[1]
    if (list && Array.isArray(value)) return (value as string[]).map((element) => call(element, list)).join(text.comma)
    if (typeof value === 'object' && !Array.isArray(value)) return members(path, value)
    if (field?.as === 'choice') {
      const option = field.options.find(([name]) => name === value)
      if (option) return both(option[1], language)
    }
    if (field?.as === 'moment' && typeof value === 'string' && !Number.isNaN(Date.parse(value)))
      return written(value, language, { dateStyle: 'long', timeStyle: 'short' })
    if (field?.as === 'reference') return item(`${value}`)
    if (field?.as === 'number' && field.unit) return `${value} ${field.unit}`
    if (typeof value === 'boolean') return value ? text.yes : text.no
    if (!Array.isArray(value)) return `${value}`
    const name = field?.as === 'cites' ? (id: string) => sources.get(id) ?? id : item
    return value.map((element, i) => (typeof element === 'string' ? name(element) : members(`${path}[${i}]`, element))).join(text.comma)
  }

  /** A whole element that was added or taken away. */
  const members = (path: string, value: Json): string =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value)
          .map(([name, member]) => {
            const below = `${path}.${name}`
            return `${label(below).split(' › ').at(-1)}: ${saidOf(below, member)}`
          })
          .join('\n')
      : `${value}`
  const saidOf = (path: string, member: Json) => value(path, member)
  const label = (path: string) => labelOf(kind, path, (word) => both(word, language), call)
  return { label, value, field: (path: string) => fieldAt(kind, path) }
}
