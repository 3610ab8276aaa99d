import { axisX, axisY, barX, barY, dot, line, ruleX, ruleY, type PlotOptions } from '@observablehq/plot'

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
  height: Math.max(80, 30 + rows.length * (10 + 14 * Math.max(1, ...rows.map(({ name }) => wrapped(name).length)))),
  x: { grid: true, label: null },
  // By their places, since two may be called the same.
  y: { domain: rows.map((_, at) => at) },
  marks: [
    barX(rows, { x: 'count', y: (_, at: number) => at, fill: colours[1] }),
    ruleX([0]),
    axisX({ label: null, ticks: 3 }),
    axisY({ label: null, tickFormat: (at: number) => wrapped(rows[at]!.name).join('\n') }),
  ],
})

/** Days one after another from the first, a line for each year; of a single day a bar for each. */
export const days = (series: Series[]): PlotOptions => {
  if (series.every(({ values }) => values.length === 1))
    return {
      height: 160,
      x: { domain: series.map(({ year }) => year), label: null, padding: 0.6 },
      y: { grid: true, label: null, domain: [0, highest(series)] },
      marks: [barY(series, { x: 'year', y: ({ values }: Series) => values[0], fill: colours[1] }), ruleY([0])],
    }
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

/** A letter of East Asia, a word of any other script, or what lies between words. */
const parts = /[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]|[^\s\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]+|\s+/gu

/** A name in lines that the margin holds, three at most; full-width letters are twice as wide, and may end a line anywhere. */
export function wrapped(name: string): string[] {
  const most = 21
  const lines = ['']
  for (const part of name.match(parts) ?? []) {
    if (columns(lines.at(-1)! + part) > most && lines.at(-1)!.trim() !== '') lines.push('')
    lines[lines.length - 1] += lines.at(-1) === '' ? part.trimStart() : part
  }
  return lines.length <= 3
    ? lines.map((line) => line.trimEnd())
    : [...lines.slice(0, 2).map((line) => line.trimEnd()), `${lines[2]!.trimEnd()}…`]
}

const columns = (text: string) => [...text.trimEnd()].reduce((all, letter) => all + (/[^\u0000-\u02ff]/u.test(letter) ? 2 : 1), 0)
