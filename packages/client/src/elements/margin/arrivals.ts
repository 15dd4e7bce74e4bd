/**
 * What has come while the page was open: told once, marked until somebody looks, and gone to when an address asked for it.
 *
 * What was there when the page was read is nothing new, nor is what somebody at this page wrote.
 */
import type { CommentsView } from '../../room/comments.js'
import { isMe, type Live } from '../live.js'
import { fillIn } from '../words/fill-in.js'
import type { MarginWords } from '../words/margin/margin-words.js'
import { shortened } from './rail.js'
import type { MarkedThread } from './threads.js'

export interface Arrivals {
  saw(threads: readonly MarkedThread[], status: CommentsView['status']): void
  /** Threads with something new. */
  fresh(): ReadonlySet<string>
  /** Somebody looks at these. */
  seen(threads: readonly string[]): void
  /** Calls `go` with the thread of this comment, as soon as it is there. */
  wait(comment: string, go: (thread: string) => void): void
}

/** @param say tells a screen reader */
export function createArrivals(live: Live, words: MarginWords, say: (text: string) => void): Arrivals {
  let known: Set<string> | undefined
  let fresh = new Set<string>()
  let wish: { readonly comment: string; readonly go: (thread: string) => void } | undefined
  let last: readonly MarkedThread[] = []

  function grant(): void {
    if (wish === undefined) return
    const { comment, go } = wish
    const found = last.find((thread) => commentsOf(thread).some(({ id }) => id === comment))
    if (found === undefined) return
    wish = undefined
    go(found.comment.id)
  }
  return {
    saw(threads, status) {
      if (status !== 'ready' && status !== 'stale') return
      last = threads
      const isFirst = known === undefined
      const before = (known ??= new Set())
      for (const thread of threads) {
        for (const { id, author, write } of commentsOf(thread)) {
          if (before.has(id)) continue
          before.add(id)
          // What this page has sent gets another id later; by then it is known whose it is.
          if (isFirst || write?.id === id || (author !== undefined && isMe(live, author.id))) continue
          fresh = new Set(fresh).add(thread.comment.id)
          // A comment section on the page says it, too.
          if (document.querySelector('roomful-comments') === null && !live.ignored.get().has(author?.id ?? ''))
            say(fillIn(words.arrived, { name: author?.name || words.someone, words: shortened(thread.passage.exact) }))
        }
      }
      grant()
    },
    fresh: () => fresh,
    seen(ids) {
      if (!ids.some((id) => fresh.has(id))) return
      fresh = new Set([...fresh].filter((id) => !ids.includes(id)))
    },
    wait(comment, go) {
      wish = { comment, go }
      grant()
    },
  }
}

function commentsOf({ comment, answers }: MarkedThread): readonly MarkedThread['comment'][] {
  return [comment, ...answers]
}
