/**
 * Dragging by a handle: the box to another corner, the sheet downwards to close it. A press that hardly moves stays a click.
 */
import { nearestCorner, type Corner } from './corner.js'

/** Less than this is an unsteady click, more is a drag. */
const SLACK_PX = 6
/** A swipe this far down closes the sheet; less, and it springs back. */
const SWIPE_PX = 56

interface Drag {
  moved(dx: number, dy: number): void
  /** Let go at this distance; `isDropped` is false when the browser took the pointer away. */
  ended(dx: number, dy: number, isDropped: boolean): void
}

/** Lets the box follow the pointer when `handle` is dragged; `drop` gets the corner it was let go at. */
export function makeDraggable(
  handle: HTMLElement,
  box: HTMLElement,
  isOn: () => boolean,
  drop: (corner: Corner) => void,
): void {
  trackDrag(handle, isOn, {
    moved: (dx, dy) => box.style.setProperty('translate', `${String(dx)}px ${String(dy)}px`),
    ended(_dx, _dy, isDropped) {
      const before = box.getBoundingClientRect()
      box.style.removeProperty('translate')
      if (isDropped)
        drop(nearestCorner(before.x + before.width / 2, before.y + before.height / 2, innerWidth, innerHeight))
      glide(box, before)
    },
  })
}

/** Lets a sheet be swiped away downwards. */
export function makeSwipeable(handle: HTMLElement, sheet: HTMLElement, isOn: () => boolean, close: () => void): void {
  trackDrag(handle, isOn, {
    moved: (_dx, dy) => sheet.style.setProperty('translate', `0 ${String(Math.max(0, dy))}px`),
    ended(_dx, dy, isDropped) {
      const before = sheet.getBoundingClientRect()
      sheet.style.removeProperty('translate')
      if (isDropped && dy > SWIPE_PX) close()
      else glide(sheet, before)
    },
  })
}

function trackDrag(handle: HTMLElement, isOn: () => boolean, { moved, ended }: Drag): void {
  let start: { readonly x: number; readonly y: number; readonly id: number } | undefined
  let isDragging = false
  handle.addEventListener('pointerdown', (event) => {
    const pressed = event.target instanceof Element ? event.target.closest('button') : null
    if (!isOn() || event.button !== 0 || (pressed !== null && pressed !== handle)) return
    isDragging = false
    start = { x: event.clientX, y: event.clientY, id: event.pointerId }
    // At once: a quick hand is outside of the handle before its first move arrives.
    handle.setPointerCapture(event.pointerId)
  })
  handle.addEventListener('pointermove', (event) => {
    if (start === undefined || event.pointerId !== start.id) return
    const [dx, dy] = [event.clientX - start.x, event.clientY - start.y]
    if (!isDragging && Math.hypot(dx, dy) < SLACK_PX) return
    isDragging = true
    handle.toggleAttribute('data-dragging', true)
    moved(dx, dy)
  })
  const end = (event: PointerEvent): void => {
    if (start === undefined) return
    const { x, y } = start
    start = undefined
    if (!isDragging) return
    handle.removeAttribute('data-dragging')
    ended(event.clientX - x, event.clientY - y, event.type === 'pointerup')
  }
  handle.addEventListener('pointerup', end)
  handle.addEventListener('pointercancel', end)
  // The click that ends a drag is not a click on the handle.
  const swallow = (event: Event): void => {
    if (isDragging) event.stopImmediatePropagation()
    isDragging = false
  }
  handle.addEventListener('click', swallow, { capture: true })
}

/** Lets something that has jumped glide from where it was. */
export function glide(moved: HTMLElement, before: DOMRect): void {
  const after = moved.getBoundingClientRect()
  if (matchMedia('(prefers-reduced-motion: reduce)').matches || after.width === 0) return
  const from = `${String(before.x - after.x)}px ${String(before.y - after.y)}px`
  moved.animate([{ translate: from }, { translate: '0 0' }], { duration: 260, easing: 'cubic-bezier(.2,.9,.2,1)' })
}
