/** Where marks are on the layer, and on which side of the text there is room for what belongs to them. */
import type { Layer } from '../pods/layer.js'
import type { PassageLayer } from '../passages/passage-layer.js'
import type { Spot } from './clusters.js'
import type { Side } from './rail.js'

/** A marker with the space around it. */
export const MARKER_PX = 34
/** Markers beside the text need so much. */
const BESIDE_PX = 52

/** Which side markers stand on: at the end of a line, in the margin where there is one. */
export function sideOf(content: Element): Side {
  const isLeft = getComputedStyle(content).direction === 'rtl'
  const column = columnOf(content)
  const { clientWidth } = document.documentElement
  const space = isLeft ? column.left : clientWidth - column.right
  return { kind: space >= BESIDE_PX ? 'beside' : 'edge', isLeft }
}

/** A mark's place, or undefined where it is gone, folded away or not looked for yet. */
export function spotOf(id: string, passages: PassageLayer, layer: Layer, side: Side, start: number): Spot | undefined {
  const box = passages.boxes(id)[0]
  const element = passages.elementOf(id)
  if (box === undefined || element === undefined) return undefined
  const { y } = layer.fromWindow(0, box.top + Math.min(box.height, 40) / 2)
  return { id, y, edge: edgeOf(blockAround(element), layer, side), start }
}

/** Where what is about words that are gone stands: below the text. */
export function belowOf(content: Element, layer: Layer, side: Side): { readonly edge: number; readonly y: number } {
  const last = [...content.children].findLast((child) => child.getBoundingClientRect().height > 0) ?? content
  const { y } = layer.fromWindow(0, last.getBoundingClientRect().bottom + MARKER_PX / 2)
  return { edge: edgeOf(last, layer, side), y: Math.min(y, layer.size().height - MARKER_PX) }
}

function edgeOf(block: Element, layer: Layer, { kind, isLeft }: Side): number {
  const { clientWidth } = document.documentElement
  const box = block.getBoundingClientRect()
  // A table or a picture may be wider than the window.
  const edge =
    kind === 'edge'
      ? isLeft
        ? 0
        : clientWidth
      : isLeft
        ? Math.max(box.left, BESIDE_PX)
        : Math.min(box.right, clientWidth - BESIDE_PX)
  return layer.fromWindow(edge, 0).x
}

function blockAround(element: Element): Element {
  let at = element
  while (at.parentElement !== null && getComputedStyle(at).display.startsWith('inline')) at = at.parentElement
  return at
}

/** The column in which the text runs: of its first paragraphs, for the element around it may have a border of its own. */
function columnOf(content: Element): DOMRect {
  const block = content.querySelector('p') ?? content
  return block.getBoundingClientRect()
}
