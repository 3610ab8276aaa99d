import type { Language } from '../i18n/language.svelte'
import { en, type StudioText } from './text/en'
import { ja } from './text/ja'

export type { StudioText }

/** A word in the two languages that staff work in. */
export type Both = { en: string; ja: string }

/** Staff work in Japanese or English. */
export const studioText = (language: Language): StudioText => (language === 'ja' ? ja : en)

export const both = (word: Both, language: Language): string => (language === 'ja' ? word.ja : word.en)
