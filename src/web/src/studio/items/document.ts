/** A document as it is edited: plain JSON, reached by paths such as "hotspots[2].to". */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type Properties = { [key: string]: Json }

export interface Geometry {
  type: string
  coordinates: Json
}

export interface EditedFeature {
  type: 'Feature'
  id?: string
  geometry: Geometry | null
  properties: Properties & { kind: string }
}

const parts = (path: string): (string | number)[] =>
  path.match(/[^.[\]]+/g)?.map((part) => (/^\d+$/.test(part) ? Number(part) : part)) ?? []

export function get(root: Json | undefined, path: string): Json | undefined {
  let value: Json | undefined = root
  for (const part of parts(path)) {
    if (value === null || typeof value !== 'object') return undefined
    value = (value as Record<string | number, Json>)[part]
  }
  return value
}

/** Sets what stands at a path, making what leads to it; undefined takes it away. */
export function set(root: Properties, path: string, value: Json | undefined): void {
  const way = parts(path)
  const last = way.pop()!
  let at: Record<string | number, Json> = root
  way.forEach((part, i) => {
    const next = at[part]
    if (next === undefined || next === null || typeof next !== 'object') {
      if (value === undefined) return
      at[part] = typeof (way[i + 1] ?? last) === 'number' ? [] : {}
    }
    at = at[part] as Record<string | number, Json>
  })
  if (value !== undefined) at[last] = value
  else if (Array.isArray(at)) at.splice(last as number, 1)
  else if (at) delete at[last]
}

/** Moves an element of a list to another place. */
export function move<T>(list: T[], from: number, to: number): T[] {
  const copy = [...list]
  const [element] = copy.splice(from, 1)
  copy.splice(Math.max(0, Math.min(copy.length, to)), 0, element!)
  return copy
}

/** States that can be gone back to, newest last; what was undone stays until something else is written. */
export class History {
  private readonly past: string[] = []
  private future: string[] = []

  constructor(private now: string) {}

  get canUndo(): boolean {
    return this.past.length > 0
  }

  get canRedo(): boolean {
    return this.future.length > 0
  }

  /** Notes a new state; the same again is none. */
  note(state: string): void {
    if (state === this.now) return
    this.past.push(this.now)
    if (this.past.length > 200) this.past.shift()
    this.now = state
    this.future = []
  }

  undo(): string | null {
    const before = this.past.pop()
    if (before === undefined) return null
    this.future.push(this.now)
    return (this.now = before)
  }

  redo(): string | null {
    const after = this.future.pop()
    if (after === undefined) return null
    this.past.push(this.now)
    return (this.now = after)
  }
}
