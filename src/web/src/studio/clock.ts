import { site } from '../site'

/** There is no photograph before it. */
const firstYear = 1800

/** What a clock of the place shows at a moment: "2026-02-17T19:05:00". */
export function localOf(at: string | number, zone = site.timeZone): string {
  const format = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  return format.format(new Date(at)).replace(' ', 'T')
}

/**
 * A moment that was typed by the place's clock, with the offset that it has there then: "2026-02-17T19:05:00+09:00". Before there were
 * zones a clock ran by the sun: its offset is told to the minute. Nothing, where no moment was typed.
 */
export function momentOf(typed: string, zone = site.timeZone): string | undefined {
  const local = typed.length === 16 ? `${typed}:00` : typed
  const asUtc = Date.parse(`${local}Z`)
  // A year that is still being typed.
  if (Number.isNaN(asUtc) || new Date(asUtc).getUTCFullYear() < firstYear) return undefined
  const ahead = (at: number) => Date.parse(`${localOf(at, zone)}Z`) - at
  // The offset of a first guess may be that of before a change of clocks; the second is right, or the hour does not exist.
  const minutes = Math.round(ahead(asUtc - ahead(asUtc)) / 60_000)
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${local}${minutes < 0 ? '-' : '+'}${`${hours}`.padStart(2, '0')}:${`${rest}`.padStart(2, '0')}`
}

/** A moment in the reader's language, by the place's clock. */
export const written = (at: string | number, language: string, style: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(language, { ...style, timeZone: site.timeZone }).format(new Date(at))
