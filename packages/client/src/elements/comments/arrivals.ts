/**
 * Notices what has come since the last drawing: says so, seldom and in numbers, and ends the signs of those who were writing it.
 */
import type { CommentsView } from '../../room/comments.js'
import type { CommentSpeech } from '../words/comments/comments-words.js'
import { plural } from '../words/words.js'
import type { Typing } from './typing.js'

export interface Arrivals {
  saw(view: CommentsView): void
}

export function createArrivals(typing: Typing, say: (text: string) => void, { words, lang }: CommentSpeech): Arrivals {
  /** How many stand or wait in each thread; `''` is for the threads themselves. */
  let before: ReadonlyMap<string, number> | undefined
  let freshBefore = 0
  return {
    saw(view) {
      if (view.status === 'loading') return
      const now = countsOf(view)
      for (const [thread, count] of now) {
        if (count > (before?.get(thread) ?? count)) typing.quiet(thread === '' ? undefined : thread)
      }
      before = now
      if (view.fresh > freshBefore) say(plural(words.saidFresh, view.fresh, lang))
      freshBefore = view.fresh
    },
  }
}

function countsOf({ list, fresh }: CommentsView): ReadonlyMap<string, number> {
  const inThreads = list.reduce((sum, thread) => sum + thread.fresh, 0)
  const counts = list.map(({ comment, answers, fresh: late }) => [comment.id, answers.length + late] as const)
  return new Map([['', list.length + fresh - inThreads], ...counts])
}
