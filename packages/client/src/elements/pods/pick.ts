/**
 * From a point of the window to a place in the content. [C1]
 *
 * Text where there is text under the point, else the nearest box. What visitors type is never looked at: a point on a field
 * becomes a place in the box around it.
 */
import { MAX_TEXT_OFFSET, packBox, packText, type CursorPlace } from '@roomful/protocol'
import type { Anchors } from './anchors.js'
import { skippedAround, textNodes } from './page-text.js'

/** Parts of a line. Their paragraph names a place better than they do: it is longer and less often rewritten. */
const INLINE = new Set(
  'a abbr b bdi bdo br cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup time tt u var wbr'.split(
    ' ',
  ),
)

/** Beside a line by no more than this still means its last word; further out is empty space, which a box describes better. */
const BESIDE_PX = 48

/** The place under a point of the window; undefined where nothing of the page is. */
export function pick(anchors: Anchors, x: number, y: number): CursorPlace | undefined {
  const under = document.elementFromPoint(x, y)
  if (under === null) return undefined
  const skipped = skippedAround(under)
  if (skipped?.localName.startsWith('roomful-') === true) return undefined
  if (skipped === undefined) {
    const text = pickText(anchors, under, x, y)
    if (text !== undefined) return text
  }
  return pickBox(anchors, skipped?.parentElement ?? under, x, y)
}

/** The middle of what the window shows, for those who scroll and do not point. */
export function pickMiddle(anchors: Anchors): CursorPlace | undefined {
  const place = [0.5, 0.42, 0.58]
    .map((part) => document.elementFromPoint(innerWidth / 2, innerHeight * part))
    .find((element) => element !== null && skippedAround(element) === undefined)
  const box =
    place === undefined || place === null ? undefined : pickBox(anchors, place, innerWidth / 2, innerHeight / 2)
  return box === undefined ? undefined : { ...box, mode: 2 }
}

interface Caret {
  readonly node: Text
  readonly offset: number
}

/** Between which two characters of a text the point is. */
export function caretAt(x: number, y: number): Caret | undefined {
  const position = typeof document.caretPositionFromPoint === 'function' ? document.caretPositionFromPoint(x, y) : null
  if (position !== null)
    return position.offsetNode instanceof Text ? { node: position.offsetNode, offset: position.offset } : undefined
  // Safari has only the older of the two.
  const range = typeof document.caretRangeFromPoint === 'function' ? document.caretRangeFromPoint(x, y) : null
  return range?.startContainer instanceof Text ? { node: range.startContainer, offset: range.startOffset } : undefined
}

function pickText(anchors: Anchors, under: Element, x: number, y: number): CursorPlace | undefined {
  const caret = caretAt(x, y)
  if (caret === undefined || !under.contains(caret.node)) return undefined
  // A caret stands between two characters; the point is over one of them.
  const hit = [caret.offset, caret.offset - 1]
    .map((offset) => charBox(caret.node, offset, x, y))
    .find((found) => found !== undefined)
  const anchor = blockOf(caret.node)
  const name = anchor === undefined ? undefined : anchors.nameOf(anchor)
  if (hit === undefined || anchor === undefined || name === undefined) return undefined
  const offset = offsetIn(anchor, caret.node, hit.offset)
  if (offset === undefined || offset > MAX_TEXT_OFFSET) return undefined
  return {
    mode: 0,
    anchor: name,
    place: packText({
      offset,
      x: (x - hit.box.left) / (hit.box.width || 1),
      y: (y - hit.box.top) / (hit.box.height || 1),
    }),
  }
}

function charBox(node: Text, offset: number, x: number, y: number): { offset: number; box: DOMRect } | undefined {
  if (offset < 0 || offset >= node.length) return undefined
  const range = document.createRange()
  range.setStart(node, offset)
  range.setEnd(node, offset + 1)
  for (const box of range.getClientRects()) {
    if (y >= box.top - 4 && y <= box.bottom + 4 && x >= box.left - BESIDE_PX && x <= box.right + BESIDE_PX)
      return { offset, box }
  }
  return undefined
}

function blockOf(node: Text): Element | undefined {
  let at = node.parentElement
  while (at !== null && INLINE.has(at.localName) && at.parentElement !== null) at = at.parentElement
  return at ?? undefined
}

function offsetIn(anchor: Element, wanted: Text, offset: number): number | undefined {
  let before = 0
  for (const node of textNodes(anchor)) {
    if (node === wanted) return before + offset
    before += node.length
  }
  return undefined
}

/** A place by the box nearest to the point: big boxes stretch from screen to screen, small ones stay true. */
function pickBox(anchors: Anchors, under: Element, x: number, y: number): CursorPlace | undefined {
  const named = namedFrom(anchors, under)
  if (named === undefined) return undefined
  const anchor = nearestInside(anchors, named, x, y)
  const name = anchors.nameOf(anchor)
  const box = anchor.getBoundingClientRect()
  if (name === undefined || box.width === 0 || box.height === 0) return undefined
  return { mode: 1, anchor: name, place: packBox({ x: (x - box.left) / box.width, y: (y - box.top) / box.height }) }
}

function namedFrom(anchors: Anchors, element: Element): Element | undefined {
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    if (at === document.body || at === document.documentElement) return document.body
    if (anchors.nameOf(at) !== undefined) return at
  }
  return undefined
}

/** Goes down as long as a child is as near to the point as can be said; stops at lines of text. */
function nearestInside(anchors: Anchors, start: Element, x: number, y: number): Element {
  let best = start
  for (let depth = 0; depth < 24; depth++) {
    let next: Element | undefined
    let nearest = Number.POSITIVE_INFINITY
    for (const child of best.children) {
      if (INLINE.has(child.localName) || anchors.nameOf(child) === undefined) continue
      const box = child.getBoundingClientRect()
      if (box.width < 8 || box.height < 8) continue
      const away = distance(box, x, y)
      if (away < nearest) [nearest, next] = [away, child]
    }
    // Twice its own size away is more than a box can name.
    if (next === undefined) return best
    const box = next.getBoundingClientRect()
    if (
      y < box.top - box.height * 0.95 ||
      y > box.bottom + box.height * 0.95 ||
      x < box.left - box.width * 0.95 ||
      x > box.right + box.width * 0.95
    )
      return best
    best = next
  }
  return best
}

function distance(box: DOMRect, x: number, y: number): number {
  // Up and down counts more: columns become rows on a narrow screen, but what stands above stays above.
  const dx = Math.max(box.left - x, 0, x - box.right)
  const dy = Math.max(box.top - y, 0, y - box.bottom)
  return dx + dy * 3
}
