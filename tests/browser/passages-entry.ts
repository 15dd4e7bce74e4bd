/** What the browser tests of passages load into their page: the layer, and handles for the test to hold it by. */
import {
  createPassageLayer,
  type Mark,
  type PassageLayer,
} from '../../packages/client/src/elements/passages/passage-layer.js'
import { mapPage } from '../../packages/client/src/elements/passages/page-map.js'
import { describePassage } from '../../packages/client/src/model/passage.js'
import { systemClock } from '../../packages/client/src/platform/clock.js'

export type { PassageState } from '../../packages/client/src/elements/passages/passage-layer.js'

interface PassagePage {
  readonly layer: PassageLayer
  /** What was clicked, in order. */
  readonly picked: (readonly string[])[]
  readonly text: string
  /** A mark on the words `exact`, where they stand for the `nth` time. */
  mark(id: string, exact: string, more?: Partial<Mark>, nth?: number): Mark
  /** The words that are painted in a look, in the order of the page. */
  painted(look: string): string[]
}

declare global {
  interface Window {
    passages: PassagePage
  }
}

const root = document.querySelector('main') ?? document.body
const picked: (readonly string[])[] = []
const layer = createPassageLayer({ root, clock: systemClock, onPick: (ids) => picked.push(ids) })

window.passages = {
  layer,
  picked,
  get text() {
    return mapPage(root).text
  },
  mark(id, exact, more = {}, nth = 0) {
    const { text } = mapPage(root)
    let start = text.indexOf(exact)
    for (let left = nth; left > 0; left--) start = text.indexOf(exact, start + 1)
    const passage = start < 0 ? undefined : describePassage(text, start, start + exact.length)
    if (passage === undefined) throw new Error(`"${exact}" is not on the page`)
    return { id, passage, count: 1, state: 'open', ...more }
  },
  painted(look) {
    const ranges = [...(CSS.highlights.get(look) ?? [])] as Range[]
    ranges.sort((one, other) => one.compareBoundaryPoints(Range.START_TO_START, other))
    return ranges.map(String)
  },
}
