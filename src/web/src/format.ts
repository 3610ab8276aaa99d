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

/** A moment of a timeline, with its hour where that is told: midnight stands for the day. */
export function instant(at: string, language: string): string {
  const hour = at.slice(11, 16)
  if (hour === '00:00' || hour === '') return moment(at, language)
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23', timeZone: 'UTC' }).format(
    new Date(`${at.slice(0, 19)}Z`),
  )
}

/** "1:05", "1:02:05". */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds)
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return h > 0 ? `${h}:${`${m}`.padStart(2, '0')}:${`${s}`.padStart(2, '0')}` : `${m}:${`${s}`.padStart(2, '0')}`
}

/** "700 kB", "4.2 GB". */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let [value, unit] = [count, 0]
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1]
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}
