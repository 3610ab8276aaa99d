import type { Json, Properties } from './document'

/** Two versions of a document at one path; undefined where it is not there. */
export interface Difference {
  /** As "hotspots[to-the-port].azimuth": elements of a list are known by their own names wherever they stand. */
  path: string
  before?: Json
  after?: Json
}

type Members = { [key: string]: Json }

/** Members by which the elements of a list are known. */
const names = ['id', 'to', 'scene', 'language', 'radius']

/** What is read and chosen as one: a word, a number, a list of names, a shape. Half a polygon says nothing. */
const isMembers = (value: Json | undefined): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !('coordinates' in value)

const isList = (value: Json | undefined): value is Members[] => Array.isArray(value) && value.length > 0 && value.every(isMembers)

export const same = (one: Json | undefined, other: Json | undefined): boolean => written(one) === written(other)

/** The same whatever the order of members is. */
function written(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(written).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? ''
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${written(member)}`).join()}}`
}

/** The elements of a list by their names; by their places where two have the same one. */
function named(list: Members[]): Map<string, Members> {
  const found = new Map<string, Members>()
  list.forEach((element, i) => {
    const name = names.map((key) => element[key]).find((value) => value !== undefined)
    const key = name === undefined || found.has(`${name}`) ? `${i}` : `${name}`
    found.set(found.has(key) ? `${key}+` : key, element)
  })
  return found
}

/** Whether the place in the list stands for a name that an element has not. */
const isUnnamed = (element: Members, name: string) => names.every((key) => `${element[key] ?? ''}` !== name || name === '')

const union = <T>(...lists: Iterable<T>[]) => [...new Set(lists.flatMap((list) => [...list]))]
const below = (path: string, name: string) => (path ? `${path}.${name}` : name)

/** What differs between two versions, in the order of the newer one. */
export function differences(before: Json | undefined, after: Json | undefined, path = ''): Difference[] {
  if (same(before, after)) return []
  if ((isMembers(before) || before === undefined) && (isMembers(after) || after === undefined) && (before ?? after))
    return union(Object.keys(after ?? {}), Object.keys(before ?? {})).flatMap((name) =>
      differences((before as Members)?.[name], (after as Members)?.[name], below(path, name)),
    )
  if ((isList(before) || before === undefined) && (isList(after) || after === undefined)) {
    const [old, now] = [named(before ?? []), named(after ?? [])]
    const inside = union(now.keys(), old.keys()).flatMap((name) => differences(old.get(name), now.get(name), `${path}[${name}]`))
    const kept = (list: Map<string, Members>, other: Map<string, Members>) => [...list.keys()].filter((name) => other.has(name))
    const [was, is] = [kept(old, now), kept(now, old)]
    return same(was, is) ? inside : [...inside, { path: `${path} (order)`, before: was, after: is }]
  }
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }]
}

/** A part that two wrote differently, and what stood there before both. */
export interface Clash {
  path: string
  base?: Json
  mine?: Json
  theirs?: Json
}

/**
 * Two versions of one document put together: what only one of them changed stays changed. What both changed differently is asked for by
 * `choose`; without it, mine stands there, and it is listed.
 */
export function merge(
  base: Json | undefined,
  mine: Json | undefined,
  theirs: Json | undefined,
  choose?: (path: string) => { value: Json | undefined } | undefined,
): { merged: Json | undefined; clashes: Clash[] } {
  const clashes: Clash[] = []
  const put = (base: Json | undefined, mine: Json | undefined, theirs: Json | undefined, path: string): Json | undefined => {
    if (same(mine, theirs) || same(base, theirs)) return mine
    if (same(base, mine)) return theirs
    if (isMembers(mine) && isMembers(theirs)) return members(isMembers(base) ? base : {}, mine, theirs, path)
    if ((isList(mine) || empty(mine)) && (isList(theirs) || empty(theirs)) && (isList(mine) || isList(theirs)))
      return list(isList(base) ? base : [], mine as Members[], theirs as Members[], path)
    clashes.push({
      path,
      ...(base === undefined ? {} : { base }),
      ...(mine === undefined ? {} : { mine }),
      ...(theirs === undefined ? {} : { theirs }),
    })
    const chosen = choose?.(path)
    return chosen ? chosen.value : mine
  }
  const members = (base: Members, mine: Members, theirs: Members, path: string): Members => {
    const made: Members = {}
    for (const name of union(Object.keys(mine), Object.keys(theirs))) {
      const value = put(base[name], mine[name], theirs[name], below(path, name))
      if (value !== undefined) made[name] = value
    }
    return made
  }
  const list = (base: Members[], mine: Members[], theirs: Members[], path: string): Members[] => {
    const [old, own, other] = [named(base), named(mine), named(theirs)]
    // What one took away is no move of what is left.
    const shared = (of: Map<string, Members>, with_: Map<string, Members>) => [...of.keys()].filter((name) => with_.has(name))
    const moved = (now: Map<string, Members>) => !same(shared(old, now), shared(now, old))
    const [names, others] = [[...own.keys()], [...other.keys()]]
    let order = moved(own) ? woven(names, others) : woven(others, names)
    if (moved(own) && moved(other) && !same(shared(own, other), shared(other, own))) {
      const at = `${path} (order)`
      clashes.push({ path: at, base: [...old.keys()], mine: names, theirs: others })
      const chosen = choose?.(at)?.value as string[] | undefined
      if (chosen) order = woven(chosen, order)
    }
    return order.flatMap((name) => {
      // Two new ones that merely begin with the same name, such as a pin that leads nowhere yet, are two.
      const [new_, newTheirs] = [own.get(name), other.get(name)]
      if (!old.has(name) && new_ && newTheirs && isUnnamed(new_, name)) return same(new_, newTheirs) ? [new_] : [newTheirs, new_]
      const value = put(old.get(name), own.get(name), other.get(name), `${path}[${name}]`)
      return value === undefined ? [] : [value as Members]
    })
  }
  const merged = put(base, mine, theirs, '')
  return { merged, clashes }
}

const empty = (value: Json | undefined) => Array.isArray(value) && value.length === 0

/** One order with what the other has besides put behind its neighbour. */
function woven(order: string[], other: string[]): string[] {
  const made = [...order]
  other.forEach((name, i) => {
    if (made.includes(name)) return
    made.splice(i === 0 ? 0 : made.indexOf(other[i - 1]!) + 1, 0, name)
  })
  return made
}

/** A document as the forms reach it: the geometry beside the properties, under its own name. */
export const rootOf = (feature: { geometry: unknown; properties: Properties }): Properties => ({
  ...feature.properties,
  ...(feature.geometry ? { geometry: feature.geometry as Json } : {}),
})
