/** Which words are marked, and how: by the threads, by what is open and pointed at, by what people select. Pure. */
import type { Passage } from '@roomful/protocol'
import type { Mark } from '../passages/passage-layer.js'
import { DRAFT } from './goal.js'
import { sizeOf, type MarkedThread } from './threads.js'

export interface Marked {
  readonly threads: readonly MarkedThread[]
  /** Those whose comments are open or pointed at. */
  readonly active: readonly string[]
  /** Words somebody at this page is about to write about. */
  readonly draft: Passage | undefined
  /** What others select. */
  readonly others: readonly Mark[]
}

export function marksOf({ threads, active, draft, others }: Marked): Mark[] {
  const marks = threads.map((thread): Mark => {
    const { comment, passage } = thread
    const state = active.includes(comment.id) ? 'active' : comment.resolved === true ? 'resolved' : 'open'
    return { id: comment.id, passage, count: sizeOf(thread), state }
  })
  const own: Mark[] = draft === undefined ? [] : [{ id: DRAFT, passage: draft, count: 0, state: 'active' }]
  return [...marks, ...own, ...others]
}
