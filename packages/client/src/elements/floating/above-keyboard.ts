/** Keeps what is fixed to the bottom of the window above the keyboard of a touch screen, which lies over the page. */

/** Sets `--_keys` on `node` to the height of the keyboard until the returned undo is called. */
export function aboveKeyboard(node: HTMLElement): () => void {
  const view = window.visualViewport
  if (view === null) return () => undefined
  const put = (): void => {
    // A page that is zoomed in has a small view and no keyboard.
    const covered = view.scale > 1.05 ? 0 : innerHeight - view.height - view.offsetTop
    node.style.setProperty('--_keys', `${String(Math.max(0, Math.round(covered)))}px`)
  }
  put()
  for (const type of ['resize', 'scroll']) view.addEventListener(type, put)
  return () => {
    for (const type of ['resize', 'scroll']) view.removeEventListener(type, put)
  }
}
