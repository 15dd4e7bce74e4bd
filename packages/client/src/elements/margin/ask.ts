/**
 * The button beside what somebody has selected: to comment on it.
 *
 * Below the end of the selection, where no browser puts a menu of its own; where one touches, at the bottom of the window, in
 * reach of the thumb and out of the way of the handles. It takes neither focus nor selection.
 */
import type { Passage } from '@roomful/protocol'
import { setAttribute } from '../arrange.js'
import { h } from '../dom.js'
import { all } from '../live.js'
import { icon } from '../picture.js'
import type { Layer } from '../pods/layer.js'
import type { MarginWords } from '../words/margin/margin-words.js'

const BUBBLE =
  'M4 5.5A1.5 1.5 0 0 1 5.5 4h9A1.5 1.5 0 0 1 16 5.5v6a1.5 1.5 0 0 1-1.5 1.5H9.4L6 16v-3h-.5A1.5 1.5 0 0 1 4 11.5z'
const EDGE_PX = 8
const BELOW_PX = 9

export interface Ask {
  readonly node: HTMLElement
  /** What is selected now; undefined for nothing, or where nobody may write. */
  offer(passage: Passage | undefined): void
  /** The page has been laid out anew. */
  place(): void
  stop(): void
}

export function createAsk(words: MarginWords, layer: Layer, write: (passage: Passage) => void): Ask {
  let offered: Passage | undefined
  let isDragging = false
  const node = h(
    'button',
    {
      class: 'ask',
      part: 'comment-button',
      type: 'button',
      hidden: true,
      'aria-keyshortcuts': 'Control+Alt+M',
      // A press takes neither the selection nor the focus away.
      onpointerdown: (event: Event) => event.preventDefault(),
      onmousedown: (event: Event) => event.preventDefault(),
      onclick() {
        if (offered !== undefined) write(offered)
      },
    },
    icon(BUBBLE),
    words.comment,
  )
  const place = (): void => {
    const isTouch = matchMedia('(pointer: coarse)').matches
    // While somebody drags the button would run after the pointer.
    node.hidden = offered === undefined || (isDragging && !isTouch)
    if (node.hidden) return
    setAttribute(node, 'data-bar', isTouch)
    if (isTouch) return void node.style.removeProperty('transform')
    const end = endOfSelection()
    if (end === undefined) return void (node.hidden = true)
    const at = layer.fromWindow(
      Math.max(
        EDGE_PX,
        Math.min(end.x - node.offsetWidth / 2, document.documentElement.clientWidth - node.offsetWidth - EDGE_PX),
      ),
      end.y + BELOW_PX,
    )
    node.style.setProperty('transform', `translate(${at.x.toFixed(1)}px,${at.y.toFixed(1)}px)`)
  }
  const stop = new AbortController()
  const options = { signal: stop.signal, passive: true, capture: true }
  document.addEventListener(
    'pointerdown',
    (event) => (isDragging = event.pointerType === 'mouse' && event.button === 0),
    options,
  )
  for (const type of ['pointerup', 'pointercancel'] as const)
    document.addEventListener(
      type,
      () => {
        isDragging = false
        place()
      },
      options,
    )
  return {
    node,
    offer(passage) {
      offered = passage
      place()
    },
    place,
    stop: all(() => stop.abort()),
  }
}

/** The middle below the last line of what is selected. */
function endOfSelection(): { readonly x: number; readonly y: number } | undefined {
  const selection = getSelection()
  if (selection === null || selection.rangeCount === 0) return undefined
  const boxes = [...selection.getRangeAt(0).getClientRects()].filter(({ width, height }) => width > 1 && height > 0)
  const last = boxes.at(-1)
  if (last === undefined) return undefined
  // Of the boxes of one line the lowest counts: a block's own box lies around its lines.
  return { x: last.left + last.width / 2, y: Math.min(last.bottom, innerHeight - 56) }
}
