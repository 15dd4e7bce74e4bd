/**
 * Changes the section without moving what somebody is reading, and without losing the focus.
 *
 * Browsers keep a place by themselves, but not all of them, and none where something above the first visible line is replaced.
 * A scroll of ours makes them start over, so both together do not add up.
 */

/** Runs `change`; whatever is at the top of the visible part of `host` afterwards stands where it stood. */
export function keepPlace(host: HTMLElement, root: ShadowRoot, change: () => void): void {
  const focused = root.activeElement
  const card = focused?.closest<HTMLElement>('.comment')
  const anchor = anchorIn(host, root, focused)
  const before = anchor?.getBoundingClientRect()
  change()
  if (focused instanceof HTMLElement) keepFocus(root, focused, card)
  if (anchor === undefined || before === undefined || !anchor.isConnected) return
  const after = anchor.getBoundingClientRect()
  // A hidden one has no place.
  if (after.height > 0) scrollBy(host, isAbove(before) ? after.bottom - before.bottom : after.top - before.top)
}

/** Moving a node takes the focus from it, and hiding it leaves the focus nowhere: then the comment it was in takes it. */
function keepFocus(root: ShadowRoot, focused: HTMLElement, card: HTMLElement | null | undefined): void {
  const isThere = focused.isConnected && focused.getClientRects().length > 0
  if (isThere && root.activeElement === focused) return
  // Somebody knew a better place.
  if (root.activeElement !== null && root.activeElement !== focused) return
  const next = isThere ? focused : card
  if (next?.isConnected === true) next.focus({ preventScroll: true })
}

/** Scrolls whatever scrolls the element. */
export function scrollBy(element: Element, px: number): void {
  if (Math.abs(px) >= 1) scrollerOf(element).scrollBy({ top: px, behavior: 'instant' })
}

/** What has to stay: the field somebody writes in, else the first comment in view; of a section out of view the whole. */
function anchorIn(host: HTMLElement, root: ShadowRoot, focused: Element | null): Element | undefined {
  const box = host.getBoundingClientRect()
  if (box.top >= innerHeight) return undefined
  if (box.bottom <= 0) return host
  if (focused !== null && isInView(focused.getBoundingClientRect())) return focused
  return [...root.querySelectorAll('.composer, .comment')].find((each) => isInView(each.getBoundingClientRect()))
}

function isInView({ top, bottom, height }: DOMRect): boolean {
  return height > 0 && bottom > 0 && top < innerHeight
}

function isAbove({ bottom }: DOMRect): boolean {
  return bottom <= 0
}

function scrollerOf(element: Element): Element | Window {
  let at: Node | null = element
  while ((at = at.parentNode ?? (at as Partial<ShadowRoot>).host ?? null) !== null) {
    if (!(at instanceof Element) || at === document.body || at === document.documentElement) continue
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at
  }
  return window
}
