/**
 * After another page was opened by a link, whoever cannot see it is told which: its heading takes the focus as soon as it is there.
 * @returns a function that ends the waiting
 */
export function focusHeading(root: HTMLElement = document.body): () => void {
  const former = root.querySelector('h1')
  const said = former?.textContent
  const watch = new MutationObserver(() => {
    const heading = root.querySelector<HTMLElement>('h1')
    if (!heading?.textContent?.trim() || (heading === former && heading.textContent === said)) return
    watch.disconnect()
    // Who has begun to do something on the page is left there.
    if (document.activeElement !== document.body) return
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
  })
  watch.observe(root, { childList: true, subtree: true, characterData: true })
  return () => watch.disconnect()
}
