/**
 * The ways to one comment: by a link, from what was just sent, to the first of the new ones.
 *
 * Owns what the reader is on the way to while it is not there yet.
 */
import type { CommentsView } from '../../room/comments.js'
import type { Desk } from './desk.js'
import { goTo, show } from './show.js'
import type { ThreadList } from './thread-list.js'

export interface Ways {
  /** See `Desk`. */
  reveal(id: string, isMarked: boolean): void
  /** Shows what was held back, and goes to the first of it. */
  showNew(): void
  /** The comments have been drawn: goes on where something is there now. */
  drew(view: CommentsView): void
}

export interface WaysOptions {
  readonly desk: Desk
  readonly list: ThreadList
  readonly draw: () => void
}

export function createWays({ desk, list, draw }: WaysOptions): Ways {
  const { comments, live, speech } = desk
  let goal: string | undefined
  /** What was shown before the reader asked for the new ones. */
  let before: ReadonlySet<string> | undefined

  function reveal(id: string, isMarked: boolean): void {
    if (!list.node.isConnected || comments.get().status === 'loading') {
      if (isMarked) goal = id
      return
    }
    goal = undefined
    list.unfold(id)
    // What was just sent stands there only once it is drawn.
    if (list.find(id) === undefined) draw()
    const card = list.find(id)
    if (card === undefined) {
      if (isMarked) fetchAround(id)
    } else if (isMarked) goTo(card.node, live.clock)
    else show(card.node)
  }
  function fetchAround(id: string): void {
    const lost = (): void => desk.tell(speech.words.gone)
    comments.around(id).then(() => {
      draw()
      list.unfold(id)
      const card = list.find(id)
      if (card) goTo(card.node, live.clock)
      else lost()
    }, lost)
  }
  return {
    reveal,
    showNew() {
      before = new Set(comments.get().list.map(({ comment }) => comment.id))
      comments.showNew()
      draw()
    },
    drew({ status, list: threads }) {
      if (status !== 'ready') return
      const known = before
      const next = known && threads.find(({ comment }) => !known.has(comment.id))
      if (next) {
        before = undefined
        reveal(next.comment.id, true)
      }
      if (goal !== undefined) reveal(goal, true)
    },
  }
}
