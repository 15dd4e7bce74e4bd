/**
 * Following a person: pure rules of when the page scrolls and when following ends.
 *
 * The page is only ever moved because its reader asked to follow, and never against their own hand: the first wheel, swipe or
 * scroll key of their own ends it.
 */

/** Above and below these parts of the window the followed person is too near the edge to be read along with. */
const TOP = 0.2
const BOTTOM = 0.75
/** Where the person is brought to: a little above the middle, as one reads downwards. */
const REST = 0.42
/** A scroll takes about this long; another one in between would stutter. */
export const SCROLL_EVERY_MS = 350

export interface Following {
  readonly id: string | undefined
  readonly scrolledMs: number
}

export type FollowEvent =
  | { readonly type: 'started'; readonly id: string }
  | { readonly type: 'stopped' }
  /** The reader scrolled, swiped or pressed a scroll key. */
  | { readonly type: 'steered' }
  /** The followed person has left the room. */
  | { readonly type: 'left'; readonly id: string }
  /** The followed person is at this height of the window. */
  | {
      readonly type: 'moved'
      readonly id: string
      readonly y: number
      readonly viewHeight: number
      readonly nowMs: number
    }

export type FollowEffect =
  | { readonly do: 'scroll'; readonly byPx: number }
  | { readonly do: 'tell'; readonly what: 'stopped' | 'gone'; readonly id: string }

export const NOBODY: Following = { id: undefined, scrolledMs: Number.NEGATIVE_INFINITY }

export function stepFollow(state: Following, event: FollowEvent): readonly [Following, readonly FollowEffect[]] {
  if (event.type === 'started') return [{ ...NOBODY, id: event.id }, []]
  if (state.id === undefined) return [state, []]
  if (event.type === 'stopped') return [NOBODY, []]
  if (event.type === 'steered') return [NOBODY, [{ do: 'tell', what: 'stopped', id: state.id }]]
  if (event.id !== state.id) return [state, []]
  if (event.type === 'left') return [NOBODY, [{ do: 'tell', what: 'gone', id: event.id }]]
  const { y, viewHeight, nowMs } = event
  if (y >= viewHeight * TOP && y <= viewHeight * BOTTOM) return [state, []]
  if (nowMs - state.scrolledMs < SCROLL_EVERY_MS) return [state, []]
  return [{ ...state, scrolledMs: nowMs }, [{ do: 'scroll', byPx: Math.round(y - viewHeight * REST) }]]
}

const SCROLL_KEYS = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' '])

/** Whether a key moves the page. */
export function isScrollKey(key: string): boolean {
  return SCROLL_KEYS.has(key)
}
