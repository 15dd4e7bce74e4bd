/**
 * The text of an element, as anchors count it.
 *
 * [C2] What visitors type is no text of the page: form fields and editable parts are stepped over, so that it can neither be
 * named by an anchor nor counted by an offset. Our own elements are too, because a live number in a sentence would give the
 * sentence a different name on every screen.
 */

/** Never looked into. */
const skippedTags = new Set(['script', 'style', 'noscript', 'template', 'textarea', 'select', 'input', 'svg'])

/** Whether an element and all inside it are none of an anchor's business. */
export function isSkipped(element: Element): boolean {
  const tag = element.localName
  if (skippedTags.has(tag) || tag.startsWith('roomful-')) return true
  return (
    (element.hasAttribute('contenteditable') && element.getAttribute('contenteditable') !== 'false') ||
    element.hasAttribute('data-roomful-ignore')
  )
}

/** The skipped element that `node` is in, if any. */
export function skippedAround(node: Element): Element | undefined {
  let found: Element | undefined
  for (let at: Element | null = node; at !== null; at = at.parentElement) if (isSkipped(at)) found = at
  return found
}

/** The text nodes of an element in order, without those it steps over. */
export function* textNodes(element: Element): Generator<Text> {
  const walker = walk(element)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) if (node instanceof Text) yield node
}

/** A text node, and what lies between it and the one before. */
export interface TextPiece {
  readonly node: Text
  /** A block, a cell or a line ends or begins between them: what a reader sees as two words is not one. */
  readonly isApart: boolean
  /** Something was stepped over between them. */
  readonly isAfterSkipped: boolean
}

/** The same text nodes, for those who read on across the edges of paragraphs. */
export function* textPieces(element: Element): Generator<TextPiece> {
  let isAfterSkipped = false
  const walker = walk(element, () => (isAfterSkipped = true))
  let isApart = false
  let block: Element | null = element
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!(node instanceof Text)) {
      isApart ||= BREAKING.has((node as Element).localName)
      continue
    }
    const around = blockAround(node, element)
    yield { node, isApart: isApart || around !== block, isAfterSkipped }
    isApart = isAfterSkipped = false
    block = around
  }
}

/** By tag, not by style: the same on every screen. What is not here flows with the text, elements of other people's making too. */
const BREAKING = new Set(
  (
    'address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 header hgroup hr iframe img legend li main menu nav object ol optgroup option p picture pre ' +
    'search section summary table tbody td tfoot th thead tr ul video'
  ).split(' '),
)

function blockAround(node: Text, root: Element): Element | null {
  let at = node.parentElement
  while (at !== null && at !== root && !BREAKING.has(at.localName)) at = at.parentElement
  return at
}

function walk(element: Element, skipped?: () => void): TreeWalker {
  return document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (node === element || !(node instanceof Element) || !isSkipped(node)) return NodeFilter.FILTER_ACCEPT
    skipped?.()
    return NodeFilter.FILTER_REJECT
  })
}

/** [C2] How much of its text names an element. More would cost time on every page, less would confuse more paragraphs. */
export const NAME_CHARS = 64

/** The start of an element's text, folded; no further than a name needs. */
export function startOfText(element: Element): string {
  let text = ''
  for (const node of textNodes(element)) {
    text += node.data
    // Folding only shortens: once the folded text is long enough, nothing that follows changes its start.
    if (text.length >= NAME_CHARS && foldText(text).length >= NAME_CHARS) break
  }
  return foldText(text)
}

/** [C2] White space folded to single spaces and trimmed, then cut. */
export function foldText(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, NAME_CHARS)
}
