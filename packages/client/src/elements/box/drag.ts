/** Dragging the box by a handle to another corner. A press that hardly moves stays a click. */
import { nearestCorner, type Corner } from './corner.js'

/** Less than this is an unsteady click, more is a drag. */
const SLACK_PX = 6

/** Lets `moved` follow the pointer when `handle` is dragged; `drop` gets the corner it was let go at. */
export function makeDraggable(handle: HTMLElement, moved: HTMLElement, drop: (corner: Corner) => void): void {
  let start: { x: number; y: number; id: number } | undefined
  let isDragging = false
  handle.addEventListener('pointerdown', (event) => {
    if (
      event.button !== 0 ||
      (event.target instanceof Element &&
        event.target.closest('button') !== null &&
        event.target.closest('button') !== handle)
    )
      return
    start = { x: event.clientX, y: event.clientY, id: event.pointerId }
  })
  handle.addEventListener('pointermove', (event) => {
    if (start === undefined || event.pointerId !== start.id) return
    const dx = event.clientX - start.x
    const dy = event.clientY - start.y
    if (!isDragging && Math.hypot(dx, dy) < SLACK_PX) return
    if (!isDragging) handle.setPointerCapture(event.pointerId)
    isDragging = true
    handle.toggleAttribute('data-dragging', true)
    moved.style.setProperty('translate', `${String(dx)}px ${String(dy)}px`)
  })
  const end = (event: PointerEvent): void => {
    if (!isDragging || start === undefined) return void (start = undefined)
    start = undefined
    const before = moved.getBoundingClientRect()
    handle.removeAttribute('data-dragging')
    moved.style.removeProperty('translate')
    if (event.type === 'pointerup')
      drop(nearestCorner(before.x + before.width / 2, before.y + before.height / 2, innerWidth, innerHeight))
    glide(moved, before)
  }
  handle.addEventListener('pointerup', end)
  handle.addEventListener('pointercancel', end)
  // The click that ends a drag is not a click on the handle.
  handle.addEventListener(
    'click',
    (event) => {
      if (!isDragging) return
      isDragging = false
      event.stopImmediatePropagation()
    },
    { capture: true },
  )
}

/** Lets something that has jumped glide from where it was. */
export function glide(moved: HTMLElement, before: DOMRect): void {
  const after = moved.getBoundingClientRect()
  if (matchMedia('(prefers-reduced-motion: reduce)').matches || after.width === 0) return
  const from = `${String(before.x - after.x)}px ${String(before.y - after.y)}px`
  moved.animate([{ translate: from }, { translate: '0 0' }], { duration: 260, easing: 'cubic-bezier(.2,.9,.2,1)' })
}
