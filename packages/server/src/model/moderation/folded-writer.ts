/**
 * Puts folded letters and gaps together, as `fold.ts` promises them.
 *
 * Invariant: never two gaps in a row, none at an end, no run of one letter beyond three inside a token. White space beats
 * any other gap beside it.
 */

/** A longer run of one letter says nothing more. */
export const LONGEST_RUN = 3
export const SPACE = 32
export const DOT = 46

export function isGap(piece: string): boolean {
  return piece === ' ' || piece === '.'
}

export interface FoldedWriter {
  letter(unit: number): void
  gap(unit: number): void
  /** Folded letters, or a gap. */
  piece(piece: string): void
  text(): string
}

const CHUNK = 8_192

/** `expected`: about how many letters will come. */
export function createWriter(expected: number): FoldedWriter {
  let out = new Uint16Array(expected * 2 + 16)
  let length = 0
  let waiting = 0
  let last = 0
  let run = 0

  function put(unit: number): void {
    if (length === out.length) {
      const larger = new Uint16Array(length * 2)
      larger.set(out)
      out = larger
    }
    out[length++] = unit
  }
  function letter(unit: number): void {
    if (waiting !== 0) {
      if (length > 0) put(waiting)
      waiting = 0
      last = 0
    }
    run = unit === last ? run + 1 : 1
    last = unit
    if (run <= LONGEST_RUN) put(unit)
  }
  function gap(unit: number): void {
    if (waiting !== SPACE) waiting = unit
  }
  return {
    letter,
    gap,
    piece(piece) {
      if (isGap(piece)) gap(piece.charCodeAt(0))
      else for (let at = 0; at < piece.length; at++) letter(piece.charCodeAt(at))
    },
    text() {
      let text = ''
      for (let at = 0; at < length; at += CHUNK) {
        // `apply` takes the array as it is; spreading it walks an iterator, which is most of the work of a scan.
        const units = out.subarray(at, Math.min(length, at + CHUNK)) as ArrayLike<number>
        text += String.fromCharCode.apply(undefined, units as number[])
      }
      return text
    },
  }
}
