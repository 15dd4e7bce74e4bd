/**
 * What this page tells of its own visitor: where they point, tap or scroll. Only while they are shown and not paused.
 *
 * [D8] Nothing is listened to before. Nothing is sent at rest, nor when the pointer leaves the window: the pod stays with the
 * words it was at, and the person's state says whether they are still there. Only the place in the page's own content is computed, and what
 * is typed is never looked at (`pick.ts`).
 */
import { CURSOR_SEND_MS } from '@roomful/protocol'
import type { Room } from '../../room/room.js'
import { all, type Live } from '../live.js'
import type { Anchors } from './anchors.js'
import { pick, pickMiddle } from './pick.js'

/** A touch screen scrolls for long; four times a second is enough to see where somebody reads. */
const SCROLL_MS = 250

/** Starts telling `room`; returns the undo. */
export function tellPointer(live: Live, room: Room, anchors: Anchors): () => void {
  let stop: (() => void) | undefined
  const decide = (): void => {
    const isWanted = room.me.get().isShown && !live.isPaused.get()
    if (isWanted && stop === undefined) {
      room.cursors.resume()
      stop = listen(live, room, anchors)
    } else if (!isWanted && stop !== undefined) {
      room.cursors.pause()
      stop()
      stop = undefined
    }
  }
  decide()
  return all(room.me.subscribe(decide), live.isPaused.subscribe(decide), () => stop?.())
}

function listen(live: Live, room: Room, anchors: Anchors): () => void {
  const abort = new AbortController()
  const options = { signal: abort.signal, passive: true, capture: true }
  let mouse: { x: number; y: number } | undefined
  let isTouch = matchMedia('(hover: none)').matches

  const use = (touch: boolean): void => {
    isTouch = touch
    const kind = touch ? 'touch' : 'mouse'
    if (room.me.get().pointer !== kind) room.me.set({ pointer: kind })
  }
  const pointMouse = paced(live, CURSOR_SEND_MS, () => {
    const place = mouse === undefined ? undefined : pick(anchors, mouse.x, mouse.y)
    if (place !== undefined) room.cursors.move(place)
  })
  const tellScroll = paced(live, SCROLL_MS, () => {
    const place = pickMiddle(anchors)
    if (place !== undefined) room.cursors.move(place)
  })
  document.addEventListener(
    'pointermove',
    (event) => {
      if (event.pointerType === 'touch') return
      if (isTouch) use(false)
      mouse = { x: event.clientX, y: event.clientY }
      pointMouse.run()
    },
    options,
  )
  // A tap, not the start of a swipe: browsers send a click only for the former.
  document.addEventListener(
    'click',
    (event) => {
      if (!(event instanceof PointerEvent) || event.pointerType !== 'touch') return
      use(true)
      const place = pick(anchors, event.clientX, event.clientY)
      if (place !== undefined) room.cursors.move(place)
    },
    options,
  )
  document.addEventListener('touchmove', () => use(true), options)
  document.addEventListener('scroll', () => (isTouch ? tellScroll : pointMouse).run(), options)
  use(isTouch)
  if (isTouch) tellScroll.run()
  return () => {
    abort.abort()
    pointMouse.stop()
    tellScroll.stop()
  }
}

/** Runs a task at once and then at most every so often; the last wish is always carried out. */
export function paced(live: Pick<Live, 'clock'>, everyMs: number, task: () => void): { run(): void; stop(): void } {
  let cancel: (() => void) | undefined
  let isWanted = false
  const run = (): void => {
    if (cancel !== undefined) return void (isWanted = true)
    isWanted = false
    task()
    cancel = live.clock.after(everyMs, () => {
      cancel = undefined
      if (isWanted) run()
    })
  }
  return { run, stop: () => cancel?.() }
}
