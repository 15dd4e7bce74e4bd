/** What is marked on the page: joins the threads, what is open or pointed at, what is written about, and what others select. */
import type { Passage } from '@roomful/protocol'
import type { Announcer } from '../comments/announce.js'
import type { PassageGuide } from '../live.js'
import type { Mark, PassageLayer } from '../passages/passage-layer.js'
import { createArrivals, type Arrivals } from './arrivals.js'
import type { Goal } from './goal.js'
import { marksOf } from './marks.js'
import { createSelecting, type Selecting } from './selecting.js'
import type { MarginParts } from './show-margin.js'
import { markedThreads, type MarkedThread, type PassageThreads } from './threads.js'

export interface Marking {
  readonly arrivals: Arrivals
  readonly selecting: Selecting
  threads(): readonly MarkedThread[]
  /** The pointer or the focus is on the marker of these. */
  look(ids: readonly string[]): void
  /** Somebody is choosing words. */
  choose(passage: Passage | undefined): void
  /** Marks what is there now. */
  draw(goal: Goal | undefined): void
  /** For other elements of the page. */
  readonly guide: PassageGuide
  stop(): void
}

/** Words that somebody asks for and that no thread here is about: from another section, or just sent. */
const ASKED = 'asked'

export function createMarking(
  { live, room, speech }: MarginParts,
  passages: PassageLayer,
  reader: PassageThreads,
  announcer: Announcer,
  changed: () => void,
): Marking {
  const arrivals = createArrivals(live, speech.words, announcer.say)
  const selecting = createSelecting(live, room, passages, changed)
  let threads: readonly MarkedThread[] = []
  let looked: readonly string[] = []
  let chosen: Passage | undefined
  let marks: readonly Mark[] = []

  const passageOf = (id: string): Passage | undefined => marks.find((mark) => mark.id === id)?.passage
  return {
    arrivals,
    selecting,
    threads: () => threads,
    look(ids) {
      looked = ids
      changed()
    },
    choose(passage) {
      chosen = passage
    },
    draw(goal) {
      const view = reader.get()
      threads = markedThreads(view)
      arrivals.saw(threads, view.status)
      marks = marksOf({
        threads,
        active: [...looked, ...(goal?.kind === 'threads' ? goal.ids : [])],
        draft: goal?.kind === 'write' ? goal.passage : chosen,
        others: selecting.marks(),
      })
      passages.set(marks)
    },
    guide: {
      flash(id, passage) {
        if (passageOf(id) !== undefined) return passages.reveal(id)
        passages.set([...marks, { id: ASKED, passage, count: 0, state: 'open' }])
        return passages.reveal(ASKED)
      },
      at(x, y) {
        const [id] = passages.at(x, y).filter((each) => threads.some(({ comment }) => comment.id === each))
        return id === undefined ? undefined : passageOf(id)
      },
    },
    stop: selecting.stop,
  }
}
