/**
 * The passage that a reader has selected.
 *
 * Looked at only while something is selected, and never what is typed: a selection in a field or an editable part is none.
 */
import { checkPassage, type Clock, type Passage } from '@roomful/protocol'
import type { Noun } from '../../room/noun.js'
import { describePassage } from '../../model/passage.js'
import { all, cell } from '../live.js'
import type { Anchors } from '../pods/anchors.js'
import { paced } from '../pods/pointer.js'
import type { PageMap } from './page-map.js'

/** A button beside the selection may come this late, and the page need not be asked at every pixel of a drag. */
const LOOK_MS = 80

/** The selection as a passage of `root`'s text; undefined without words, or where it cannot be one. */
export function selectionPassage(
  selection: Selection | null,
  root: Element,
  page: () => PageMap,
  anchors: Anchors,
): Passage | undefined {
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return undefined
  const range = selection.getRangeAt(0)
  if (!range.intersectsNode(root)) return undefined
  const map = page()
  const start = map.offsetOf(range.startContainer, range.startOffset)
  const end = map.offsetOf(range.endContainer, range.endOffset)
  const passage = describePassage(map.text, start, end)
  if (passage === undefined) return undefined
  const block = blockOf(map, passage, root, anchors)
  // What the server would refuse is not offered: a page may hold half a sign.
  return checkPassage(block === undefined ? passage : { ...passage, block })
}

/** The name of the innermost block around a passage. */
function blockOf(map: PageMap, passage: Passage, root: Element, anchors: Anchors): number | undefined {
  const cuts = map.cuts(passage)
  const last = cuts.at(-1)?.node ?? null
  for (let at = cuts[0]?.node.parentElement ?? null; at !== null && at !== root; at = at.parentElement)
    if (at.contains(last) && !isInline(at)) return anchors.nameOf(at)
  return undefined
}

function isInline(element: Element): boolean {
  return getComputedStyle(element).display.startsWith('inline')
}

/** The selection as it changes. */
export function watchSelection(
  clock: Clock,
  look: () => Passage | undefined,
): { readonly noun: Noun<Passage | undefined>; stop(): void } {
  const selected = cell<Passage | undefined>(undefined)
  const tell = paced({ clock }, LOOK_MS, () => {
    const passage = look()
    if (!isSame(passage, selected.get())) selected.set(passage)
  })
  const abort = new AbortController()
  document.addEventListener('selectionchange', () => tell.run(), { signal: abort.signal })
  // Somebody may have been quicker than this code.
  if (getSelection()?.isCollapsed === false) tell.run()
  return {
    noun: selected,
    stop: all(
      () => abort.abort(),
      () => tell.stop(),
    ),
  }
}

function isSame(one: Passage | undefined, other: Passage | undefined): boolean {
  return one?.start === other?.start && one?.exact === other?.exact
}
