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
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node !== element && node instanceof Element && isSkipped(node)
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_ACCEPT,
  )
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) if (node instanceof Text) yield node
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
