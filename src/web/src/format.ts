import type { Words } from './i18n/ja'

/** "80 m", "1.4 km". */
export function distance(metres: number): string {
  if (metres < 995) return `${Math.round(metres / 10) * 10} m`
  return `${(metres / 1000).toFixed(metres < 9950 ? 1 : 0)} km`
}

const points = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const

/** The nearest of eight directions in words. */
export const direction = (bearing: number, words: Words): string => words.directions[points[Math.round(bearing / 45) % 8]!]

/** A moment as its place knew it: the clock of its own offset, whatever clock the reader's device has. */
export function moment(taken: string, language: string): string {
  const local = new Date(`${taken.slice(0, 19)}Z`)
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(local)
}
