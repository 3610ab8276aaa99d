import { items, type Kind, type Summary } from './items'

let all = $state.raw<Summary[]>([])
let loading: Promise<void> | null = null

/** All items by name, for choosing among them. */
export const known = {
  get all() {
    return all
  },
  of: (kinds: readonly Kind[]) => all.filter(({ kind }) => kinds.includes(kind)),
  find: (id: string) => all.find((item) => item.id === id),
  /** Loads them once for all fields that ask. */
  load: () => (loading ??= known.refresh()),
  async refresh(): Promise<void> {
    all = (await items.list()).items
  },
}
