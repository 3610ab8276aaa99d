import type { Schemas } from '../../api'

export type Year = Schemas['YearFigures']
export type Period = Schemas['PeriodFigures']
export type Measure = Schemas['Measure']
export type Facet = Schemas['Facet']

/** A number as it is shown: rounded down to fives; null where nothing is told, 0 reads "under 5". */
export type Shown = number | null

/** The number of a period, of all acts or of one cell. */
export function of(period: Period | undefined, measure: Measure, facet: Facet = 'all', value = ''): Shown {
  const figures = period?.measures[measure]
  if (!figures) return 0
  if (figures.withheld.includes(facet)) return null
  return facet === 'all' ? (figures.total ?? null) : (figures.by[facet]?.[value] ?? 0)
}

/** Whether of some of the periods nothing is told, or only "under 5": their sum may be more. */
export const isPartial = (periods: Period[], measure: Measure, facet: Facet = 'all', value = ''): boolean =>
  periods.some((period) => !of(period, measure, facet, value))

/** What the months of a year come to; those that are not told, or are under five, add nothing. */
export const sum = (months: Period[], measure: Measure, facet: Facet = 'all', value = ''): number =>
  months.reduce((all, month) => all + (of(month, measure, facet, value) ?? 0), 0)

/** The cells of a facet over some periods, most first; those that are always under five are left out. */
export function cells(periods: Period[], measure: Measure, facet: Facet): { value: string; count: number }[] {
  const sums = new Map<string, number>()
  for (const period of periods)
    for (const [value, count] of Object.entries(period.measures[measure]?.by[facet] ?? {})) sums.set(value, (sums.get(value) ?? 0) + count)
  return [...sums].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
}

/** Twelve numbers, January first. */
export const byMonth = (months: Period[], measure: Measure): Shown[] =>
  Array.from({ length: 12 }, (_, i) =>
    of(
      months.find(({ period }) => Number(period.slice(5)) === i + 1),
      measure,
    ),
  )

/** Each day of a span, as "2026-02-06". */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = []
  for (let at = Date.parse(first); at <= Date.parse(last) && days.length < 400; at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

export interface Span {
  first: string
  last: string
}

/** An event with its days: those that were announced, or the same every year as MM-DD. */
export interface Happening {
  title: Record<string, string>
  dates: Span[]
  yearly?: Span | undefined
}

/** The days of an event in a year and in the one before, the newer first; of one that is every year, by its days of the year. */
export function spansOf(event: Omit<Happening, 'title'>, year: number): Span[] {
  const said = [year, year - 1].flatMap((of) => event.dates.filter(({ first }) => first.startsWith(`${of}`)))
  if (said.length > 0 || !event.yearly) return said
  const { first, last } = event.yearly
  // One that goes over the new year ends in the next.
  return [year, year - 1].map((of) => ({ first: `${of}-${first}`, last: `${last < first ? of + 1 : of}-${last}` }))
}
