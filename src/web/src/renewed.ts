/**
 * After a deploy, parts of an open page are gone from the server: such a page is loaded anew, once, and says so. A second time within
 * a minute is no deploy, but a fault: it is shown as one.
 */
const key = 'renewed'
const atMostEvery = 60_000

export interface Visit {
  now: () => number
  storage: Pick<Storage, 'getItem' | 'setItem'>
  reload: () => void
}

/** Whether the server says that a part is gone, which could not be loaded: where nobody answers, a page loaded anew would be none. */
export async function isGone(error: Error, ask: (address: string) => Promise<Response>): Promise<boolean> {
  const part = /(?:https?:\/\/[^\s"']+)?\/assets\/[^\s"']+/.exec(error.message)?.[0]
  // Who does not say which part: the page's own script stands for them all.
  const address = part ?? document.querySelector<HTMLScriptElement>('script[type=module][src]')?.src
  if (!address) return false
  return ask(address).then(
    ({ status }) => status === 404,
    () => false,
  )
}

/** Whether the page is being loaded anew because one of its parts could not be. */
export function renewOnce({ now, storage, reload }: Visit): boolean {
  const last = Number(storage.getItem(key) ?? 0)
  if (now() - last < atMostEvery) return false
  storage.setItem(key, `${now()}`)
  reload()
  return true
}

/** Whether this page was loaded anew just now, by itself. */
export const wasRenewed = ({ now, storage }: Pick<Visit, 'now' | 'storage'>): boolean => {
  const isFresh = now() - Number(storage.getItem(key) ?? 0) < 10_000
  return isFresh && performance.getEntriesByType('navigation').some((entry) => (entry as PerformanceNavigationTiming).type === 'reload')
}
