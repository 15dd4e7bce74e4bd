/**
 * The readable text of a page, and the way between its offsets and the page's text nodes. [T11]
 *
 * Reads what `pods/page-text.ts` reads and steps over what that steps over [C2]: what visitors type is in no passage. Between
 * paragraphs, cells and lines stands a space even where the source has none. Nothing here changes the page.
 * Invariant: a map is of one moment. Whoever keeps it makes a new one once the page's text has changed.
 */
import { MAX_READABLE_CHARS } from '@roomful/protocol'
import { preparePassages, type PassageText, type Span } from '../../model/passage.js'
import { fold, foldedOffset, rawOffset } from '../../model/readable-text.js'
import { textPieces } from '../pods/page-text.js'

/** Part of one text node. */
export interface Cut {
  readonly node: Text
  readonly from: number
  readonly to: number
  /** Something that is not read stands between this and the cut before. */
  readonly isAfterSkipped: boolean
}

export interface PageMap extends PassageText {
  /** Where a point of the document is in the text; between two text nodes it is the start of the next. */
  offsetOf(node: Node, offset: number): number
  /** Where the text of an element is. */
  spanOf(element: Element): Span
  /** The parts of text nodes that a span is made of. */
  cuts(span: Span): Cut[]
}

interface Piece {
  readonly node: Text
  readonly start: number
  readonly end: number
  readonly isAfterSpace: boolean
  readonly isAfterSkipped: boolean
}

export function mapPage(root: Element): PageMap {
  const { pieces, text } = readPieces(root)
  const byNode = new Map(pieces.map((piece) => [piece.node, piece]))
  const offsetOf = (node: Node, offset: number): number => {
    const piece = node instanceof Text ? byNode.get(node) : undefined
    if (piece !== undefined) return piece.start + foldedOffset(piece.node.data, piece.isAfterSpace, offset)
    if (node.getRootNode() !== root.getRootNode()) return text.length
    const point = document.createRange()
    point.setStart(node, offset)
    point.collapse(true)
    return pieces[firstWhere(pieces, (one) => point.comparePoint(one.node, 0) >= 0)]?.start ?? text.length
  }
  return {
    ...preparePassages(text),
    offsetOf,
    spanOf: (element) => ({ start: offsetOf(element, 0), end: offsetOf(element, element.childNodes.length) }),
    cuts: ({ start, end }) => {
      const cuts: Cut[] = []
      let isAfterSkipped = false
      for (let at = firstWhere(pieces, (one) => one.end > start); at < pieces.length; at++) {
        const piece = pieces[at]
        if (piece === undefined || piece.start >= end) break
        isAfterSkipped ||= piece.isAfterSkipped
        const cut = cutOf(piece, Math.max(start, piece.start), Math.min(end, piece.end), isAfterSkipped)
        if (cut === undefined) continue
        cuts.push(cut)
        isAfterSkipped = false
      }
      return cuts
    },
  }
}

/** Ranges for some cuts: one, unless something that is not read stands within. */
export function rangesOf(cuts: readonly Cut[]): Range[] {
  const ranges: Range[] = []
  for (const { node, from, to, isAfterSkipped } of cuts) {
    let range = isAfterSkipped ? undefined : ranges.at(-1)
    if (range === undefined) {
      range = document.createRange()
      range.setStart(node, from)
      ranges.push(range)
    }
    range.setEnd(node, to)
  }
  return ranges
}

/** Where some cuts are in the window, line by line, without what is folded away. A range over several blocks would answer with the blocks. */
export function boxesOf(cuts: readonly Cut[]): DOMRect[] {
  const range = document.createRange()
  return cuts.flatMap(({ node, from, to }) => {
    // Browsers keep the boxes of what a closed part hides.
    if (node.parentElement?.checkVisibility?.() === false) return []
    range.setStart(node, from)
    range.setEnd(node, to)
    return [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0)
  })
}

function readPieces(root: Element): { pieces: Piece[]; text: string } {
  const pieces: Piece[] = []
  const parts: string[] = []
  let length = 0
  let isAfterSpace = true
  for (const { node, isApart, isAfterSkipped } of textPieces(root)) {
    if (isApart && !isAfterSpace) {
      parts.push(' ')
      length++
      isAfterSpace = true
    }
    const folded = fold(node.data, isAfterSpace)
    pieces.push({ node, start: length, end: length + folded.length, isAfterSpace, isAfterSkipped })
    parts.push(folded)
    length += folded.length
    if (folded !== '') isAfterSpace = folded.endsWith(' ')
    if (length > MAX_READABLE_CHARS) break
  }
  return { pieces, text: parts.join('') }
}

function cutOf(piece: Piece, start: number, end: number, isAfterSkipped: boolean): Cut | undefined {
  if (end <= start) return undefined
  const { node, isAfterSpace } = piece
  // The page may have changed since: a cut never reaches beyond what is there.
  const from = rawOffset(node.data, isAfterSpace, start - piece.start)
  const to = Math.min(node.length, rawOffset(node.data, isAfterSpace, end - piece.start - 1) + 1)
  return to > from ? { node, from, to, isAfterSkipped } : undefined
}

/** The first piece for which `is` holds; it holds for all that follow. */
function firstWhere(pieces: readonly Piece[], is: (piece: Piece) => boolean): number {
  let low = 0
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const piece = pieces[middle]
    if (piece !== undefined && is(piece)) high = middle
    else low = middle + 1
  }
  return low
}
