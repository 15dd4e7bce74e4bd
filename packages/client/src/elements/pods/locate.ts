/**
 * From a place in the content to a point of the window: the way back of `pick.ts`. [C1]
 *
 * What is folded away (a closed `<details>`, a tab) is shown at the nearest part around it that can be seen.
 */
import { unpackBox, unpackText, type CursorPlace } from '@roomful/protocol'
import type { Anchors } from './anchors.js'
import { textNodes } from './page-text.js'

export interface Point {
  readonly x: number
  readonly y: number
}

/** Where a place is, and the element it belongs to. */
export interface Located extends Point {
  readonly anchor: Element
}

/** The point of the window (not of the page) where a place is; undefined when this page has no such element. */
export function locate(anchors: Anchors, place: CursorPlace): Located | undefined {
  if (place.mode === 3) return undefined
  const anchor = anchors.find(place.anchor)
  if (anchor === undefined || !anchor.isConnected) return undefined
  const point = place.mode === 0 ? locateText(anchor, place.place) : locateBox(anchor, place.place)
  return { anchor, ...(point ?? aroundHidden(anchor)) }
}

function locateText(anchor: Element, packed: number): Point | undefined {
  const { offset, x, y } = unpackText(packed)
  let left = offset
  let last: Text | undefined
  for (const node of textNodes(anchor)) {
    if (left < node.length) return inChar(node, left, x, y)
    left -= node.length
    last = node
  }
  // The text has become shorter: its end is the nearest truth.
  return last === undefined ? undefined : inChar(last, last.length - 1, 1, y)
}

/** White space at the end of a line has no box; a neighbour's will do. */
function inChar(node: Text, offset: number, x: number, y: number): Point | undefined {
  const range = document.createRange()
  for (const step of [0, 1, -1, 2, -2, 3, -3, 8, -8, 20, -20]) {
    const at = offset + step
    if (at < 0 || at >= node.length) continue
    range.setStart(node, at)
    range.setEnd(node, at + 1)
    const box = range.getClientRects()[0]
    if (box !== undefined && box.height > 0)
      return { x: box.left + box.width * (step === 0 ? x : step > 0 ? 0 : 1), y: box.top + box.height * y }
  }
  return undefined
}

function locateBox(anchor: Element, packed: number): Point | undefined {
  const box = anchor.getBoundingClientRect()
  if (box.width === 0 && box.height === 0) return undefined
  const { x, y } = unpackBox(packed)
  return { x: box.left + box.width * x, y: box.top + box.height * y }
}

function aroundHidden(anchor: Element): Point {
  for (let at: Element | null = anchor; at !== null; at = at.parentElement) {
    const box = at.getBoundingClientRect()
    if (box.width > 0 && box.height > 0)
      return { x: box.left + Math.min(24, box.width / 2), y: box.top + Math.min(24, box.height / 2) }
  }
  return { x: 0, y: 0 }
}
