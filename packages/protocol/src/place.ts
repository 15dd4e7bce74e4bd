/** [C1] Packs where in an element a cursor is into 24 bits, and back: by text offset, or by fractions of the box. */

/** A place in text: a character, and where within its width and its line's height (0 to 1). */
export interface TextPlace {
  readonly offset: number
  readonly x: number
  readonly y: number
}

/** A place in a box, in fractions of its width and height; −1 to 2, so that a margin can be named too. */
export interface BoxPlace {
  readonly x: number
  readonly y: number
}

/** The last character offset that 14 bits can name; beyond it use a box. */
export const MAX_TEXT_OFFSET = 0x3fff

const clampUnit = (value: number): number => (value > 0 ? (value < 1 ? value : 1) : 0)

export function packText(place: TextPlace): number {
  const offset = Math.max(0, Math.min(MAX_TEXT_OFFSET, Math.floor(place.offset)))
  return offset | (Math.round(clampUnit(place.x) * 31) << 14) | (Math.round(clampUnit(place.y) * 31) << 19)
}

export function unpackText(place: number): TextPlace {
  return { offset: place & MAX_TEXT_OFFSET, x: ((place >>> 14) & 31) / 31, y: ((place >>> 19) & 31) / 31 }
}

const boxUnit = (value: number): number => Math.round(clampUnit((value + 1) / 3) * 4095)

export function packBox(place: BoxPlace): number {
  return boxUnit(place.x) | (boxUnit(place.y) << 12)
}

export function unpackBox(place: number): BoxPlace {
  return { x: ((place & 0xfff) / 4095) * 3 - 1, y: ((place >>> 12) / 4095) * 3 - 1 }
}
