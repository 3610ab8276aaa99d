/** How fast bytes go, over the last seconds: a link that stalls shows it, a single burst does not. */
export class Speed {
  private readonly samples: { at: number; bytes: number }[] = []

  constructor(private readonly span = 8000) {}

  /** @param at Milliseconds. @param bytes Sent so far; less than before begins anew. */
  add(at: number, bytes: number): void {
    if (this.samples.length > 0 && bytes < this.samples.at(-1)!.bytes) this.samples.length = 0
    this.samples.push({ at, bytes })
    while (this.samples.length > 2 && this.samples[1]!.at < at - this.span) this.samples.shift()
  }

  /** Bytes a second; null while nothing can be said. */
  get rate(): number | null {
    const [first, last] = [this.samples[0], this.samples.at(-1)]
    if (!first || !last || last.at - first.at < 1000) return null
    return ((last.bytes - first.bytes) * 1000) / (last.at - first.at)
  }
}

/** Seconds in words that are as exact as such a guess can be. */
export function rough(seconds: number, language: string): string {
  const [value, unit] =
    seconds < 90
      ? [Math.max(5, Math.round(seconds / 5) * 5), 'second']
      : seconds < 5400
        ? [Math.round(seconds / 60), 'minute']
        : [Math.round(seconds / 360) / 10, 'hour']
  return new Intl.NumberFormat(language, { style: 'unit', unit: unit as string, unitDisplay: 'long' }).format(value as number)
}
