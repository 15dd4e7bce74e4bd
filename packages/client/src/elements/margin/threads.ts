/**
 * The threads about words of the page, all of them and without holding anything back. [T7,T11]
 *
 * A reading of its own: what the comment section shows goes by pages, order and permalink, and marks must not come and go with
 * those. Actions are those of `room/comments.ts`.
 */
import { createCommentReader, type CommentsView } from '../../room/comments/reader.js'
import { defineRoomFeature } from '../../room/feature.js'
import type { Noun } from '../../room/noun.js'
import { writes } from '../../room/writes.js'
import type { CommentThread } from '../../model/comments/view.js'
import type { Passage } from '@roomful/protocol'

export interface PassageThreads extends Noun<CommentsView> {
  /** Reads further answers of a thread. */
  thread(id: string): Promise<void>
}

/** A thread and the words it is about. */
export interface MarkedThread extends CommentThread {
  readonly passage: Passage
}

/** A page with more marks than these is read no further. */
const MAX_THREADS = 500

export const passageThreads = defineRoomFeature<PassageThreads>({
  name: 'passage-threads',
  open(host) {
    const { noun, feed, more, thread } = createCommentReader(host, host.room.use(writes), { passages: true })
    const follow = (view: CommentsView): void => {
      if (view.fresh > 0 || view.list.some(({ fresh }) => fresh > 0)) return feed({ type: 'show', thread: undefined })
      // Of a failure the view tells, and the next change tries again.
      if (view.status === 'ready' && view.more && view.list.length < MAX_THREADS) more().catch(() => undefined)
    }
    let isFollowing = false
    const begin = (): void => {
      if (isFollowing) return
      isFollowing = true
      noun.subscribe(follow)
      follow(noun.get())
    }
    return {
      get() {
        begin()
        return noun.get()
      },
      subscribe(listener) {
        begin()
        return noun.subscribe(listener)
      },
      thread,
    }
  },
})

/** Those that have a passage, and are not gone. What a moderator has declined stands in the section, for its author. */
export function markedThreads({ list }: CommentsView): readonly MarkedThread[] {
  return list.flatMap((thread) => {
    const { passage, status } = thread.comment
    return passage === undefined || status === 'deleted' || status === 'rejected' ? [] : [{ ...thread, passage }]
  })
}

/** How many comments there are in a thread. */
export function sizeOf({ answers, more }: CommentThread): number {
  return 1 + more + answers.filter(({ status }) => status !== 'deleted').length
}
