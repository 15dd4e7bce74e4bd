/**
 * Marks on the words of a page: puts passages, what is selected and what is clicked together for `<roomful-margin>`.
 *
 * Knows nothing of comments, rooms or people: it is given marks and says where they are. The page's own nodes are never
 * changed. What to do for somebody who cannot point at words (a list of passages, buttons) is the margin's.
 */
import type { Clock, Passage } from '@roomful/protocol'
import type { PassageQuality, Span } from '../../model/passage.js'
import { createListeners, type Noun } from '../../room/noun.js'
import { createAnchors, type Anchors } from '../pods/anchors.js'
import { skippedAround } from '../pods/page-text.js'
import { caretAt } from '../pods/pick.js'
import { createFinder, type Finder } from './finder.js'
import { createHighlighter, hasHighlights, type Painted } from './highlighter.js'
import { BUSY_COUNT, type MarkState } from './look.js'
import { createOverlay } from './overlay.js'
import { boxesOf, rangesOf, type PageMap } from './page-map.js'
import { selectionPassage, watchSelection } from './select.js'

/** A passage to be shown. */
export interface Mark {
  readonly id: string
  readonly passage: Passage
  /** How many comments there are on it. */
  readonly count: number
  /** A person's colour, 0 to 11; without it the colour of marks. */
  readonly color?: number | undefined
  readonly state: Exclude<MarkState, 'flash'>
}

/** How a mark was found, or that its words are gone: "the passage has changed". */
export type PassageState = PassageQuality | 'gone'

export interface PassageLayer {
  /** The names of the page's elements, as the layer uses them. */
  readonly anchors: Anchors
  /** The text as it is at this moment. */
  page(): PageMap
  /** Shows these marks and no others. What is new is on the page when this returns. */
  set(marks: readonly Mark[]): void
  /** How each mark was found; one that has not been looked for yet is missing. */
  states(): ReadonlyMap<string, PassageState>
  /** Hears that marks were found, lost or moved with the text since they were set. Scrolling and resizing are not told. */
  subscribe(listener: () => void): () => void
  /** What the reader of this page has selected, as a passage. */
  readonly selection: Noun<Passage | undefined>
  /** Where a mark is in the window, line by line; empty when it is gone or folded away. */
  boxes(id: string): readonly DOMRect[]
  /** Where a mark is in the text; undefined when it is gone, or has not been looked for yet. */
  spanOf(id: string): Span | undefined
  /** The element in which a mark's words begin; undefined when they are gone. */
  elementOf(id: string): Element | undefined
  /** The marks at a point of the window, the shortest first. */
  at(x: number, y: number): readonly string[]
  /** Shows for a moment which words a mark means. */
  flash(id: string): void
  /** Brings a mark's words into the window and flashes them; false when they are gone. */
  reveal(id: string): boolean
  stop(): void
}

export interface PassageLayerOptions {
  /** Element whose text is read: the article rather than the page, where there is one. */
  readonly root: Element
  readonly clock: Clock
  /** A click or tap on marked words: their marks, the shortest first. Not on links and controls, nor at the end of a selection. */
  onPick(ids: readonly string[], point: { readonly x: number; readonly y: number }): void
}

/** Long enough to follow with the eyes. */
const FLASH_MS = 1_600

export function createPassageLayer({ root, clock, onPick }: PassageLayerOptions): PassageLayer {
  const anchors = createAnchors(clock)
  const painter = hasHighlights() ? createHighlighter(root) : createOverlay(root)
  const listeners = createListeners<[]>(reportError)
  let marks: readonly Mark[] = []
  let flashing: { readonly id: string; readonly cancel: () => void } | undefined

  const paint = (): void => painter.paint(finder.page(), paintedOf(marks, finder, flashing?.id))
  let isSetting = false
  const finder: Finder = createFinder(root, clock, anchors, () => {
    paint()
    // Whoever sets marks asks for their states; to be told as well would let a listener that sets marks never end.
    if (!isSetting) listeners.call()
  })
  const selection = watchSelection(clock, () => selectionPassage(getSelection(), root, finder.page, anchors))
  const cutsOf = (id: string): ReturnType<PageMap['cuts']> => {
    const found = finder.found(id)
    return found === undefined || found === 'gone' ? [] : finder.page().cuts(found)
  }
  const flash = (id: string): void => {
    flashing?.cancel()
    const cancel = clock.after(FLASH_MS, () => {
      flashing = undefined
      paint()
    })
    flashing = { id, cancel }
    paint()
  }
  const at = (x: number, y: number): string[] => marksAt(finder, marks, x, y)
  const stopClicks = listenForPicks(at, onPick)
  return {
    anchors,
    page: finder.page,
    set(next) {
      marks = next
      isSetting = true
      finder.set(new Map(next.map(({ id, passage }) => [id, passage])))
      isSetting = false
    },
    states: () =>
      new Map(
        marks.flatMap(({ id }): [string, PassageState][] => {
          const found = finder.found(id)
          return found === undefined ? [] : [[id, found === 'gone' ? 'gone' : found.quality]]
        }),
      ),
    subscribe: listeners.add,
    selection: selection.noun,
    boxes: (id) => boxesOf(cutsOf(id)),
    spanOf(id) {
      const found = finder.found(id)
      return found === 'gone' ? undefined : found
    },
    elementOf: (id) => cutsOf(id)[0]?.node.parentElement ?? undefined,
    at,
    flash,
    reveal(id) {
      const range = rangesOf(cutsOf(id))[0]
      if (range === undefined) return false
      bringIntoView(range)
      flash(id)
      return true
    },
    stop() {
      flashing?.cancel()
      stopClicks()
      selection.stop()
      finder.stop()
      painter.stop()
      anchors.stop()
    },
  }
}

function paintedOf(marks: readonly Mark[], finder: Finder, flashing: string | undefined): Painted[] {
  return marks.flatMap(({ id, count, color, state }) => {
    const found = finder.found(id)
    if (found === undefined || found === 'gone') return []
    const { start, end, quality } = found
    const look = { color, isBusy: count >= BUSY_COUNT, isChanged: quality === 'changed' }
    const painted: Painted = { id, start, end, look: { ...look, state } }
    return id === flashing ? [painted, { id, start, end, look: { ...look, isBusy: false, state: 'flash' } }] : [painted]
  })
}

function marksAt(finder: Finder, marks: readonly Mark[], x: number, y: number): string[] {
  const caret = caretAt(x, y)
  if (caret === undefined) return []
  const page = finder.page()
  const offset = page.offsetOf(caret.node, caret.offset)
  const hits: { id: string; length: number }[] = []
  for (const { id } of marks) {
    const found = finder.found(id)
    if (found === undefined || found === 'gone' || offset < found.start || offset > found.end) continue
    // A caret is found beside a line, too, and between two characters: what counts is whose box the point is in.
    const cuts = page.cuts(found).filter(({ node }) => node === caret.node)
    if (boxesOf(cuts).some((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom))
      hits.push({ id, length: found.end - found.start })
  }
  return hits.sort((one, other) => one.length - other.length).map(({ id }) => id)
}

/** Whoever clicks on one of these wants what it does. */
const CONTROLS =
  'a[href],button,input,select,textarea,label,summary,area,audio,video,[role=button],[role=link],[onclick]'

function listenForPicks(
  at: (x: number, y: number) => readonly string[],
  onPick: PassageLayerOptions['onPick'],
): () => void {
  const clicked = (event: MouseEvent): void => {
    const { target, clientX: x, clientY: y, button, defaultPrevented } = event
    if (button !== 0 || defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    if (!(target instanceof Element) || target.closest(CONTROLS) !== null || skippedAround(target) !== undefined) return
    if (getSelection()?.isCollapsed === false) return
    const ids = at(x, y)
    if (ids.length > 0) onPick(ids, { x, y })
  }
  const abort = new AbortController()
  document.addEventListener('click', clicked, { signal: abort.signal })
  return () => abort.abort()
}

function bringIntoView(range: Range): void {
  const element = range.startContainer.parentElement
  for (let at = element; at !== null; at = at.parentElement) if (at instanceof HTMLDetailsElement) at.open = true
  const { top, bottom } = range.getBoundingClientRect()
  if (top >= 0 && bottom <= innerHeight) return
  const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'
  const isTall = (element?.getBoundingClientRect().height ?? 0) > innerHeight * 0.7
  // In a paragraph as tall as the window its words may still be out of sight.
  if (isTall || element === null) scrollBy({ top: top - innerHeight / 3, behavior })
  else element.scrollIntoView({ block: 'center', behavior })
}
