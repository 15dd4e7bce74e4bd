/**
 * What the box remembers on this device.
 *
 * [D8] Nothing before the visitor has chosen to be seen, and nothing after they hide again. The one exception is asked for in
 * so many words: "hide for this visit" leaves one mark in the tab, which ends with it.
 */
import type { Shelf } from '../../platform/environment.js'
import { isCorner, type Corner } from './corner.js'

const BOX = 'roomful.box'
const HIDDEN = 'roomful.hidden'

export interface BoxMemory {
  corner: Corner | undefined
  isMini: boolean
}

/** Reads what was kept; what does not look like ours counts as nothing. */
export function recall(shelf: Shelf | undefined): BoxMemory {
  const [corner, mini] = (shelf?.get(BOX) ?? '').split(' ')
  return { corner: isCorner(corner) ? corner : undefined, isMini: mini === 'mini' }
}

export function remember(shelf: Shelf | undefined, corner: Corner, isMini: boolean): void {
  shelf?.set(BOX, isMini ? `${corner} mini` : corner)
}

export function forget(shelf: Shelf | undefined): void {
  shelf?.remove(BOX)
}

/** Whether the visitor hid the box in this tab. */
export function isHidden(shelf: Shelf | undefined): boolean {
  return shelf?.get(HIDDEN) === 'yes'
}

export function setHidden(shelf: Shelf | undefined, hidden: boolean): void {
  if (hidden) shelf?.set(HIDDEN, 'yes')
  else shelf?.remove(HIDDEN)
}
