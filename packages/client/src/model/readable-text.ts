/**
 * Folding: the text nodes of a page, one after the other, become its readable text. Pure; the walk is in `elements/passages`.
 *
 * [T11] A run of white space is one space, also across nodes; none stands at the start. What nobody sees is left out.
 * Invariant: the fold of a beginning is the beginning of the fold, so that offsets can be turned either way node by node, and
 * every folded character comes from exactly one of the page's.
 */
import { readableChar } from '@roomful/protocol'

/** `afterSpace`: what stands before ends in a space, or nothing stands before. */
export function fold(raw: string, afterSpace: boolean): string {
  let folded = ''
  // Nearly all text needs nothing done: runs of it are copied whole.
  let from = 0
  let isSpaced = afterSpace
  for (let at = 0; at < raw.length; at++) {
    const code = raw.charCodeAt(at)
    const char = isPlain(code) ? undefined : readableChar(raw.charAt(at))
    const isKept = char !== '' && !(char === ' ' && isSpaced)
    if (char !== '') isSpaced = char === ' '
    if (isKept && (char === undefined || char === raw.charAt(at))) continue
    folded += raw.slice(from, at) + (isKept ? char : '')
    from = at + 1
  }
  return from === 0 ? raw : folded + raw.slice(from)
}

/** How many folded characters come from the first `rawOffset` of a node. */
export function foldedOffset(raw: string, afterSpace: boolean, rawOffset: number): number {
  return fold(raw.slice(0, rawOffset), afterSpace).length
}

/** Where in a node the character stands that became the folded one at `offset`; the node's length when it has no such. */
export function rawOffset(raw: string, afterSpace: boolean, offset: number): number {
  let isSpaced = afterSpace
  let left = offset
  for (let at = 0; at < raw.length; at++) {
    const char = isPlain(raw.charCodeAt(at)) ? undefined : readableChar(raw.charAt(at))
    if (char === '' || (char === ' ' && isSpaced)) continue
    isSpaced = char === ' '
    if (left-- === 0) return at
  }
  return raw.length
}

/** Letters of most scripts, without asking: among these nothing is white space or left out. */
function isPlain(code: number): boolean {
  return (code > 0x20 && code < 0x7f) || (code > 0xad && code < 0x1680) || (code > 0x3000 && code < 0xfeff)
}
