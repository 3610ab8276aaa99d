import { axisX, barX, barY, dot, line, ruleX, ruleY, type PlotOptions } from '@observablehq/plot'

/** The year in question stands out from the one before. */
const colours = ['#7d8a93', '#e2b76b']

interface Series {
  year: string
  /** Null where a number is not told. */
  values: (number | null)[]
}

/** Months beside one another, a bar for each year. */
export const months = (series: Series[], nameOf: (month: number) => string): PlotOptions => ({
  fx: { domain: Array.from({ length: 12 }, (_, i) => i), tickFormat: nameOf, label: null },
  x: { axis: null, domain: series.map(({ year }) => year) },
  y: { grid: true, label: null, domain: [0, highest(series)] },
  color: { domain: series.map(({ year }) => year), range: colours, legend: true },
  marks: [
    barY(
      series.flatMap(({ year, values }) => values.map((count, month) => ({ year, month, count }))),
      { fx: 'month', x: 'year', y: 'count', fill: 'year' },
    ),
    ruleY([0]),
  ],
})

/** One bar for each name, in the order that they come in. */
export const bars = (rows: { name: string; count: number }[]): PlotOptions => ({
  marginLeft: 160,
  height: Math.max(80, 30 + rows.length * 24),
  x: { grid: true, label: null },
  // By their places, since two may be called the same.
  y: { domain: rows.map((_, at) => at), label: null, tickFormat: (at: number) => short(rows[at]!.name) },
  marks: [barX(rows, { x: 'count', y: (_, at: number) => at, fill: colours[1] }), ruleX([0]), axisX({ label: null, ticks: 3 })],
})

/** Days one after another from the first, a line for each year. */
export const days = (series: Series[]): PlotOptions => {
  const points = series.flatMap(({ year, values }) =>
    values.map((count, day) => ({ year, day: day + 1, count })).filter(({ count }) => count !== null),
  )
  return {
    x: { label: null, tickFormat: (day: number) => (Number.isInteger(day) ? `${day}` : '') },
    y: { grid: true, label: null, domain: [0, highest(series)] },
    color: { domain: series.map(({ year }) => year), range: series.length === 1 ? [colours[1]!] : colours, legend: series.length > 1 },
    marks: [
      ruleY([0]),
      line(points, { x: 'day', y: 'count', stroke: 'year', strokeWidth: 2 }),
      dot(points, { x: 'day', y: 'count', fill: 'year', r: 3 }),
    ],
  }
}

/** Where nothing was counted the line lies on the ground. */
const highest = (series: Series[]) => Math.max(10, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)))

/** As much of a name as the margin holds; full-width letters are twice as wide. */
export function short(name: string): string {
  const [most, full] = [21, /[^\u0000-\u02ff]/u]
  let [wide, kept] = [0, '']
  for (const letter of name) {
    wide += full.test(letter) ? 2 : 1
    if (wide > most) return `${kept.trimEnd()}…`
    kept += letter
  }
  return name
}
