import type { Summary, Text } from '../items/items'

/** An event's days, as the calendar needs them. */
export interface Days {
  yearly?: { first: string; last: string }
  dates?: { first: string; last: string }[]
}

/** A moment at which an item appears to visitors, or goes from them. */
export interface Planned {
  id: string
  title: Text
  what: 'from' | 'until'
  at: string
}

/** What is planned for items, also for those of which something newer is being written. */
export const plannedOf = (items: Pick<Summary, 'id' | 'title' | 'showFrom' | 'showUntil' | 'plannedUntil' | 'published'>[]): Planned[] =>
  items.flatMap(({ id, title, showFrom, showUntil, plannedUntil, published }) => {
    const ends = [...new Set([published ? showUntil : undefined, plannedUntil])]
    return [
      ...(showFrom ? [{ id, title, what: 'from' as const, at: showFrom }] : []),
      ...ends.flatMap((at) => (at ? [{ id, title, what: 'until' as const, at }] : [])),
    ]
  })

const iso = (date: Date) => date.toISOString().slice(0, 10)

/** The days that a calendar shows of a month: whole weeks from Monday on, as YYYY-MM-DD. */
export function daysOf(year: number, month: number): string[] {
  const first = new Date(Date.UTC(year, month - 1, 1))
  const start = new Date(first)
  start.setUTCDate(1 - ((first.getUTCDay() + 6) % 7))
  const days: string[] = []
  for (
    const day = start;
    days.length % 7 !== 0 || day.getUTCMonth() === month - 1 || days.length === 0;
    day.setUTCDate(day.getUTCDate() + 1)
  )
    days.push(iso(day))
  return days
}

/** Whether an event is held on a day. Yearly spans may run over the new year. */
export function isOn(event: Days, day: string): boolean {
  if ((event.dates ?? []).some(({ first, last }) => first <= day && day <= last)) return true
  if (!event.yearly) return false
  const { first, last } = event.yearly
  const monthDay = day.slice(5)
  return first <= last ? first <= monthDay && monthDay <= last : monthDay >= first || monthDay <= last
}
