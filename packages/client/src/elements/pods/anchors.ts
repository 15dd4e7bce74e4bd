/**
 * Names of elements, and elements by name. [C2]
 *
 * One pass over the page names everything in it; the result holds until the page changes, and is made anew only when somebody
 * asks. Two elements of one name (a collision of 24 bits) are the first of them: rare, and only a pod in the wrong place.
 */
import { anchorHash, type Clock } from '@roomful/protocol'
import { isSkipped, startOfText } from './page-text.js'

/** A page larger than this is named only in part: naming takes about a millisecond per thousand elements. */
const MAX_ELEMENTS = 20_000

/** A page that changes all the time (a ticker, a video's clock) must not be named anew for every cursor. */
const REBUILD_MS = 400
/** Changes come in flocks; pods need not be put right for each bird. Longer than `REBUILD_MS`, so that the last one counts. */
const TELL_MS = 450

export interface Anchors {
  /** The element of that name, while it stands in the page. */
  find(name: number): Element | undefined
  /** The name of an element; undefined for what has none: outside the page, or something visitors type into. */
  nameOf(element: Element): number | undefined
  /** Hears that the page has changed in a way that may move or rename things. Many changes are told once. */
  subscribe(listener: () => void): () => void
  stop(): void
}

/** The text that is hashed to name an element. */
export function anchorKey(id: string, tag: string, text: string, earlier: number): string {
  return id === '' ? `${tag}:${text}:${String(earlier)}` : `#${id}`
}

/** How many elements of each tag and text came before. */
export function createCounter(): (tag: string, text: string) => number {
  const seen = new Map<string, number>()
  return (tag, text) => {
    const key = `${tag}:${text}`
    const earlier = seen.get(key) ?? 0
    seen.set(key, earlier + 1)
    return earlier
  }
}

export function createAnchors(clock: Clock): Anchors {
  let byName: Map<number, Element> | undefined
  let isStale = true
  let builtMs = Number.NEGATIVE_INFINITY
  let names = new WeakMap<Element, number>()
  const listeners = new Set<() => void>()
  let pending: (() => void) | undefined

  const build = (): Map<number, Element> => {
    const made = new Map<number, Element>()
    names = new WeakMap()
    const count = createCounter()
    let left = MAX_ELEMENTS
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT, (node) =>
      isSkipped(node as Element) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    )
    for (let node = walker.nextNode(); node !== null && left > 0; node = walker.nextNode(), left--) {
      const element = node as Element
      const text = textOrSource(element)
      // Not `element.id`: a form with a field called "id" answers with the field.
      const name = anchorHash(
        anchorKey(element.getAttribute('id') ?? '', element.localName, text, count(element.localName, text)),
      )
      names.set(element, name)
      if (!made.has(name)) made.set(name, element)
    }
    return made
  }
  const index = (): Map<number, Element> => {
    const now = clock.monotonic()
    if (byName !== undefined && (!isStale || now - builtMs < REBUILD_MS)) return byName
    isStale = false
    builtMs = now
    return (byName = build())
  }
  const tell = (): void => {
    pending ??= clock.after(TELL_MS, () => {
      pending = undefined
      for (const listener of listeners) listener()
    })
  }
  const mutations = new MutationObserver(() => {
    isStale = true
    tell()
  })
  mutations.observe(document.body, {
    childList: true,
    subtree: true,
    characterData: true,
    attributes: true,
    attributeFilter: ['id', 'src', 'href', 'open', 'hidden'],
  })
  const sizes = new ResizeObserver(tell)
  sizes.observe(document.documentElement)
  sizes.observe(document.body)

  return {
    find: (name) => index().get(name),
    nameOf: (element) => (index(), names.get(element)),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop() {
      pending?.()
      mutations.disconnect()
      sizes.disconnect()
    },
  }
}

/** [C2] An element without text is known by where it leads or what it shows. */
function textOrSource(element: Element): string {
  const text = startOfText(element)
  return text === '' ? (element.getAttribute('src') ?? element.getAttribute('href') ?? '') : text
}
