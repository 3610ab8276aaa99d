/** Which two captures a slider position lies between, and how far from the first to the second. */
export function between(position: number, count: number): { before: number; after: number; share: number } {
  const held = Math.min(Math.max(position, 0), count - 1)
  const before = Math.min(Math.floor(held), Math.max(count - 2, 0))
  return { before, after: Math.min(before + 1, count - 1), share: held - before }
}
