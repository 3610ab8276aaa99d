import { names, type Language } from '../../i18n/language.svelte'
import type { Both } from '../text'
import { poseOf } from './fieldParts'
import { sections, type Field, type Section } from './fields'
import type { Kind } from './items'

const flat = (fields: Field[], root = ''): [string, Field][] =>
  fields.flatMap((field) => [
    [root + field.path, field] as [string, Field],
    ...('of' in field ? flat(field.of, `${root}${field.path}.`) : []),
  ])

/** What comes with a capture's file and is not typed: named where two revisions are compared. */
const withItsFile: Field[] = [
  poseOf({ en: 'Direction', ja: '向き' }),
  { path: 'original', label: { en: 'Its file', ja: 'ファイル' }, as: 'file' },
  { path: 'panorama', label: { en: 'What its file shows', ja: 'ファイルの内容' }, as: 'file' },
  { path: 'film', label: { en: 'Film', ja: '動画' }, as: 'file' },
  { path: 'captions', label: { en: 'Captions', ja: '字幕' }, as: 'file' },
  { path: 'narration', label: { en: 'Narration', ja: '音声案内' }, as: 'file' },
  { path: 'redactions', label: { en: 'Parts made unrecognisable', ja: 'ぼかした部分' }, as: 'file' },
  { path: 'renditions', label: { en: 'What is served of its file', ja: '配信用のファイル' }, as: 'file' },
]

/** The field at a path, whichever element of a list it is of: "hotspots[2].azimuth"; what has no field of its own is its group's. */
export function fieldAt(kind: Kind, path: string): Field | undefined {
  const named = new Map([...withItsFile, ...Object.values(sections[kind]).flat()].flatMap((field) => flat([field])))
  let way = plainly(path).replace(/\[[^\]]*\]/g, '')
  while (way) {
    const found = named.get(way)
    if (found) return found
    way = way.slice(0, Math.max(0, way.lastIndexOf('.')))
  }
  return undefined
}

/** Without the language of a text and without what says that an order differs. */
const plainly = (path: string) => path.replace(/ \(order\)$/, '').replace(/\.(ja|en|zh-Hans|ko)$/, '')

/** What a path of the server is called in the forms: "Figures › height › Value". */
export function labelOf(
  kind: Kind,
  path: string,
  say: (word: Both) => string,
  /** What people call the element of a list. */
  call: (element: string, list: string) => string = (element) => (/^\d+$/.test(element) ? `${Number(element) + 1}` : element),
): string {
  const language = /\.(ja|en|zh-Hans|ko)$/.exec(path)?.[1] as Language | undefined
  const words: string[] = []
  let [way, last] = ['', undefined as Field | undefined]
  for (const [, name, element] of plainly(path).matchAll(/([^.[\]]+)(?:\[([^\]]*)\])?\.?/g)) {
    way = way ? `${way}.${name}` : name!
    const field = fieldAt(kind, way)
    // What has no field of its own says no more than its group.
    if (field !== last || !field) words.push(field ? say(field.label) : name!)
    last = field
    if (element !== undefined) words.push(call(element, way))
  }
  return words.join(' › ') + (language ? ` (${names[language]})` : '') + (path.endsWith(' (order)') ? ' ↕' : '')
}

/** In which section a problem of the server is mended. */
export function sectionOf(kind: Kind, path: string): Section {
  const first = /^[^.[]+/.exec(path)?.[0]
  for (const [section, fields] of Object.entries(sections[kind]))
    if (fields.some((field) => field.path === first)) return section as Section
  return 'content'
}
