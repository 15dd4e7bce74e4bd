/**
 * Keeps knowing where passages stand while the page changes under them.
 *
 * The text is read anew only after it has changed, and passages are looked for in slices, so that neither a ticker on the page
 * nor a thousand marks hold up the reader. A first slice is done at once: what somebody has just marked is seen at once.
 */
import type { Clock, Passage } from '@roomful/protocol'
import { findPassage, type FoundPassage } from '../../model/passage.js'
import type { Anchors } from '../pods/anchors.js'
import { skippedAround } from '../pods/page-text.js'
import { mapPage, type PageMap } from './page-map.js'

/** Half a frame. */
const SLICE_MS = 8
/** Changes come in flocks. */
const SETTLE_MS = 120
/** A page that never rests is read at most this often, and for no more than a tenth of the time. */
const RESTLESS_MS = 500
const REST = 10

export interface Finder {
  /** The text as it is at this moment. */
  page(): PageMap
  /** The passages to keep knowing; those with an id and words known before are not looked for again. */
  set(passages: ReadonlyMap<string, Passage>): void
  /** Where a passage is; `gone` when its words are; undefined while it has not been looked for. */
  found(id: string): FoundPassage | 'gone' | undefined
  stop(): void
}

interface Entry {
  readonly passage: Passage
  /** The text in which it was last looked for. */
  text?: string
  found?: FoundPassage | undefined
}

export function createFinder(root: Element, clock: Clock, anchors: Anchors, changed: () => void): Finder {
  const entries = new Map<string, Entry>()
  const watch = watchText(root, clock, () => work([]))
  let cancel: (() => void) | undefined
  const work = (first: readonly Entry[]): void => {
    cancel?.()
    cancel = undefined
    const until = clock.monotonic() + SLICE_MS
    const page = watch.page()
    for (const entry of [...first, ...entries.values()]) {
      if (entry.text === page.text) continue
      if (clock.monotonic() > until) {
        cancel = clock.after(0, () => work([]))
        break
      }
      lookFor(entry, page, anchors)
    }
    changed()
  }
  return {
    page: watch.page,
    set(passages) {
      for (const id of entries.keys()) if (!passages.has(id)) entries.delete(id)
      const fresh: Entry[] = []
      for (const [id, passage] of passages) {
        if (isSame(entries.get(id)?.passage, passage)) continue
        const entry: Entry = { passage }
        entries.set(id, entry)
        fresh.push(entry)
      }
      work(fresh)
    },
    found(id) {
      const entry = entries.get(id)
      return entry?.text === undefined ? undefined : (entry.found ?? 'gone')
    },
    stop() {
      cancel?.()
      watch.stop()
    },
  }
}

function lookFor(entry: Entry, page: PageMap, anchors: Anchors): void {
  const { passage, text, found } = entry
  entry.found = findPassage(page, passage, {
    ...(text !== undefined && found !== undefined ? { at: carry(found.start, text, page.text) } : {}),
    block() {
      const element = passage.block === undefined ? undefined : anchors.find(passage.block)
      return element === undefined ? undefined : page.spanOf(element)
    },
  })
  entry.text = page.text
}

/** Where an offset is after an edit somewhere: from whichever end of the text is the same. */
function carry(offset: number, before: string, now: string): number {
  // Long enough to be no accident, short enough to cost nothing.
  const mark = before.slice(offset, offset + 40)
  return now.startsWith(mark, offset) ? offset : Math.max(0, offset + now.length - before.length)
}

function isSame(one: Passage | undefined, other: Passage): boolean {
  return (
    one?.exact === other.exact &&
    one.start === other.start &&
    one.prefix === other.prefix &&
    one.suffix === other.suffix &&
    one.block === other.block
  )
}

/** The page's map, made anew when it is asked for after a change; `changed` hears of changes once they settle. */
function watchText(root: Element, clock: Clock, changed: () => void): { page(): PageMap; stop(): void } {
  let map: PageMap | undefined
  let pending: (() => void) | undefined
  let lastMs = Number.NEGATIVE_INFINITY
  let costMs = 0
  const note = (records: readonly MutationRecord[]): void => {
    if (!records.some(isOfText)) return
    map = undefined
    const isResting = clock.monotonic() - lastMs > RESTLESS_MS
    pending ??= clock.after(isResting ? SETTLE_MS : Math.max(RESTLESS_MS, costMs * REST), () => {
      pending = undefined
      const startMs = clock.monotonic()
      changed()
      lastMs = clock.monotonic()
      costMs = lastMs - startMs
    })
  }
  const observer = new MutationObserver(note)
  observer.observe(root, {
    childList: true,
    subtree: true,
    characterData: true,
    attributes: true,
    attributeFilter: ['contenteditable', 'data-roomful-ignore'],
  })
  return {
    page() {
      note(observer.takeRecords())
      return (map ??= mapPage(root))
    },
    stop() {
      pending?.()
      observer.disconnect()
    },
  }
}

/** What changes inside a field, an editor or one of our own elements is no change of the text. */
function isOfText({ target, type }: MutationRecord): boolean {
  // Of an element that became an editor, what counts is where it stands.
  const element = target instanceof Element && type !== 'attributes' ? target : target.parentElement
  return element === null || skippedAround(element) === undefined
}
