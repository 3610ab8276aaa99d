import { site } from '../site'
import type { Words } from './ja'
import { withOwn } from './own'

export const languages = ['ja', 'en', 'zh-Hans', 'ko'] as const
export type Language = (typeof languages)[number]

/** What each language calls itself. */
export const names: Record<Language, string> = { ja: '日本語', en: 'English', 'zh-Hans': '简体中文', ko: '한국어' }

const load: Record<Language, () => Promise<{ words: Words }>> = {
  ja: () => import('./ja'),
  en: () => import('./en'),
  'zh-Hans': () => import('./zh-Hans'),
  ko: () => import('./ko'),
}

/** The first language of the list that the project speaks; English for who reads none of them. */
export function choose(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0]
    if (base === 'ja' || base === 'en' || base === 'ko') return base
    if (base === 'zh') return 'zh-Hans'
  }
  return 'en'
}

const stored = () => {
  try {
    return localStorage.getItem('language')
  } catch {
    return null
  }
}

/** What the museum says differently; the page carries it from the start. */
const own = (): Partial<Record<Language, Record<string, string>>> => JSON.parse(document.getElementById('words')?.textContent ?? '{}')

/** The words of a language as they come with the program and the server's settings. */
export const wordsOf = (language: Language): Promise<Words> =>
  load[language]().then(({ words }) => ({ ...words, title: site.title[language] ?? words.title }))

let language = $state<Language>('en')
let words = $state<Words | null>(null)

export const i18n = {
  get language() {
    return language
  },
  /** The strings of the page; null only until the first language has come. */
  get words() {
    return words
  },
  /** The words of a text that holds several languages: the visitor's, else English, else any. */
  of: (text: Record<string, string>): string => text[language] ?? text.en ?? Object.values(text)[0] ?? '',
  async start() {
    const asked = new URL(location.href).searchParams.get('lang')
    await i18n.use(choose([asked, stored(), ...navigator.languages].filter((tag): tag is string => !!tag)))
  },
  async use(next: Language) {
    words = withOwn(await wordsOf(next), own()[next] ?? {})
    language = next
    document.documentElement.lang = next
    try {
      localStorage.setItem('language', next)
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  },
}
