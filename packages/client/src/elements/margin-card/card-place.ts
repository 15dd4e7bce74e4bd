/**
 * Where the card stands: in the margin where it fits there, else below its words, above them where there is more room.
 *
 * On a small screen it is a sheet at the bottom of the window, and the words it is about are brought above it.
 */
import { setAttribute } from '../arrange.js'
import type { Layer } from '../pods/layer.js'
import type { Side } from '../margin/rail.js'

/** Where the card is a sheet. */
export const SHEET = '(max-width: 480px)'

/** The words a card is about, in the window, and the edge of their column there. */
export interface Target {
  readonly left: number
  readonly top: number
  readonly bottom: number
  readonly edge: number
}

const WIDTH_PX = 384
const MIN_WIDTH_PX = 284
/** Past the markers, and where there is no room for both over them. */
const PAST_PX = 52
const OVER_PX = 14
const GAP_PX = 12

/** How far the card stands from its words; it goes with them from then on. */
export interface Offset {
  readonly x: number
  readonly y: number
}

/** Puts a card that has just been opened to its words. */
export function placeCard(card: HTMLElement, layer: Layer, side: Side, target: Target): Offset {
  const { clientWidth } = document.documentElement
  const room = (side.isLeft ? target.edge : clientWidth - target.edge) - GAP_PX
  const past = room - PAST_PX >= MIN_WIDTH_PX ? PAST_PX : OVER_PX
  const space = room - past
  const isBeside = side.kind === 'beside' && space >= MIN_WIDTH_PX
  const width = Math.min(WIDTH_PX, isBeside ? space : clientWidth - 2 * GAP_PX)
  card.style.setProperty('inline-size', `${String(Math.floor(width))}px`)
  setAttribute(card, 'data-beside', isBeside)
  const height = card.offsetHeight
  const lowest = innerHeight - height - GAP_PX
  const x = isBeside
    ? side.isLeft
      ? target.edge - past - width
      : target.edge + past
    : Math.max(GAP_PX, Math.min(target.left, clientWidth - width - GAP_PX))
  const below = target.bottom + GAP_PX
  const isAbove = below > lowest && target.top - GAP_PX - height >= GAP_PX
  const y = isBeside
    ? Math.max(GAP_PX, Math.min(target.top - GAP_PX, lowest))
    : isAbove
      ? target.top - GAP_PX - height
      : below
  const offset = { x: x - target.left, y: y - target.top }
  follow(card, layer, target, offset)
  return offset
}

/** The words have moved: the card goes with them. */
export function follow(card: HTMLElement, layer: Layer, target: Target, offset: Offset): void {
  const { x, y } = layer.fromWindow(target.left + offset.x, target.top + offset.y)
  card.style.setProperty('transform', `translate(${x.toFixed(1)}px,${y.toFixed(1)}px)`)
}

/** A card that has grown out of the window it was in, beside its words, goes up as far as there is room. */
export function refit(card: HTMLElement, offset: Offset, beforePx: number): Offset {
  const { top, bottom, height } = card.getBoundingClientRect()
  const grown = height - beforePx
  const over = bottom - (innerHeight - GAP_PX)
  // What was out of the window before is where its reader has scrolled it.
  if (grown <= 0 || over <= 0 || over > grown + 1 || !card.hasAttribute('data-beside')) return offset
  return { ...offset, y: offset.y - Math.max(0, Math.min(over, top - GAP_PX)) }
}
