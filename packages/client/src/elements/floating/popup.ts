/**
 * A small panel that opens beside a button: menus and signs to choose from.
 *
 * Owns where it stands, and how it shuts: Escape, a press outside, the focus leaving. One is open at a time, because each of
 * these shuts the one before. What is inside, and how the keyboard moves there, is the caller's business.
 */
import { setAttribute } from '../arrange.js'

export interface Popup {
  isOpen(): boolean
  open(): void
  /** @param isBack whether the focus returns to the button */
  shut(isBack: boolean): void
}

export interface PopupOptions {
  readonly button: HTMLElement
  readonly panel: HTMLElement
  /** Fills the panel; called before it is shown. */
  fill(): void
  /** Takes the focus into the panel. */
  focus(): void
}

/** Distance to the edges of the window. */
const EDGE_PX = 8

export function createPopup({ button, panel, fill, focus }: PopupOptions): Popup {
  let stop: (() => void) | undefined
  const popup: Popup = {
    isOpen: () => stop !== undefined,
    open() {
      if (stop) return
      fill()
      panel.hidden = false
      setAttribute(button, 'aria-expanded', 'true')
      place(panel, button)
      stop = listen()
      focus()
    },
    shut(isBack) {
      if (!stop) return
      stop()
      stop = undefined
      // Back first: a panel that vanishes with the focus in it leaves the focus nowhere.
      if (isBack) button.focus({ preventScroll: true })
      panel.hidden = true
      setAttribute(button, 'aria-expanded', 'false')
    },
  }
  const isWithin = (event: Event): boolean => event.composedPath().some((node) => node === panel || node === button)

  function listen(): () => void {
    const stopping = new AbortController()
    const { signal } = stopping
    document.addEventListener('pointerdown', (event) => !isWithin(event) && popup.shut(false), {
      signal,
      capture: true,
    })
    panel.addEventListener('keydown', (event) => pressed(event), { signal })
    panel.addEventListener(
      'focusout',
      ({ relatedTarget }) => {
        if (relatedTarget instanceof Node && !panel.contains(relatedTarget)) popup.shut(false)
      },
      { signal },
    )
    window.addEventListener('blur', () => popup.shut(false), { signal })
    return () => stopping.abort()
  }
  function pressed(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    popup.shut(true)
  }

  panel.hidden = true
  setAttribute(button, 'aria-expanded', 'false')
  button.addEventListener('click', () => (popup.isOpen() ? popup.shut(true) : popup.open()))
  return popup
}

/** Below the button, above it where there is no space below, and never out of the window at the side. */
function place(panel: HTMLElement, button: HTMLElement): void {
  panel.removeAttribute('data-up')
  for (const side of ['left', 'right']) panel.style.removeProperty(side)
  const box = panel.getBoundingClientRect()
  const from = button.getBoundingClientRect()
  const isUp = box.bottom > innerHeight - EDGE_PX && from.top - box.height > EDGE_PX
  setAttribute(panel, 'data-up', isUp)
  const over = Math.max(0, box.right - (document.documentElement.clientWidth - EDGE_PX))
  const under = Math.max(0, EDGE_PX - box.left)
  const shift = under - over
  if (shift === 0) return
  // Not by moving its picture only: the page would still be as wide as if it stood where it does not.
  panel.style.setProperty('left', `${String(panel.offsetLeft + shift)}px`)
  panel.style.setProperty('right', 'auto')
}
