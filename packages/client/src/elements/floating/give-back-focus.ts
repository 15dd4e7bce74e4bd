/** Where the focus was before something floated up, and how it gets back there. */

/** What has the focus, however deep in shadow roots; undefined where nothing has. */
export function focusedNow(): HTMLElement | undefined {
  let active = document.activeElement
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
  return active instanceof HTMLElement && active !== document.body ? active : undefined
}

/**
 * The focus goes back to where it was, or nowhere; in any case out of this field, at once: one that is hidden keeps the focus
 * until the next frame, and would swallow what is typed until then.
 */
export function giveBackFocus(field: HTMLElement, before: HTMLElement | undefined): void {
  if (before?.isConnected === true) before.focus({ preventScroll: true })
  field.blur()
}
