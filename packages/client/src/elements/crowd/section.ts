/**
 * Which heading one reads under: the last one above the middle of what the window shows, in the order of the text. [U4]
 *
 * By the order of the text and not by height alone, so that a list of links beside the text is nobody's section.
 */
import type { Anchors } from '../pods/anchors.js'
import { pickMiddle } from '../pods/pick.js'

const HEADINGS = 'h1,h2,h3,h4,h5,h6'
/** Where one reads: a little above the middle. */
const READING = 0.42

/** The name of the heading above what is being read; 0 where there is none. */
export function sectionNow(anchors: Anchors): number {
  const place = pickMiddle(anchors)
  const element = place === undefined ? undefined : anchors.find(place.anchor)
  const heading = element === undefined ? undefined : headingAbove(element, anchors, innerHeight * READING)
  return heading === undefined ? 0 : (anchors.nameOf(heading) ?? 0)
}

/** The last heading before an element; within it, the last one above `y` of the window. */
export function headingAbove(element: Element, anchors: Anchors, y: number): Element | undefined {
  let found: Element | undefined
  for (const heading of document.querySelectorAll(HEADINGS)) {
    // What is folded away heads nothing that can be read.
    if (anchors.nameOf(heading) === undefined || heading.getClientRects().length === 0) continue
    const isWithin = element !== heading && element.contains(heading)
    const isAbove = isWithin
      ? heading.getBoundingClientRect().top <= y
      : heading.contains(element) || (element.compareDocumentPosition(heading) & Node.DOCUMENT_POSITION_PRECEDING) !== 0
    if (isAbove) found = heading
  }
  return found
}
