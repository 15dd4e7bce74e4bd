/**
 * What is shown of a room's comments: threads in order, what this page has written laid over them. [T7]
 *
 * Remembers what it made last: a comment or a thread that has not changed is the same object again, so that whoever draws it
 * has nothing to do.
 */
import type { Comment, CommentAuthor } from '@roomful/protocol'
import { threadsOf, unreadAnswers, type CommentList } from './list.js'
import { asComment, sortWrites, withWrites, type CommentWrite, type ShownComment, type WritesBy } from './overlay.js'

/** A first comment and its answers. */
export interface CommentThread {
  readonly comment: ShownComment
  /** Oldest first. */
  readonly answers: readonly ShownComment[]
  /** How many answers have not been read: `thread` reads them. */
  readonly more: number
  /** How many new answers are held back: `showNew` shows them. */
  readonly fresh: number
}

export interface Painting {
  readonly list: readonly CommentThread[]
  /** How many comments are held back. */
  readonly fresh: number
}

interface Placed {
  readonly root: Comment
  readonly answers: readonly Comment[]
}

type Make = (from: Comment) => ShownComment

const NOTHING: readonly CommentWrite[] = []

/** Makes what is shown. `author` is who writes at this page. */
export function createCommentPainter(): (
  list: CommentList,
  writes: readonly CommentWrite[],
  author: CommentAuthor | undefined,
) => Painting {
  const comments = remember<ShownComment>()
  const drafts = remember<Comment>()
  const threads = remember<CommentThread>()
  const whole = remember<Painting['list']>()

  return (list, writes, author) => {
    const { over, added } = sortWrites(list, writes)
    const draft = (write: CommentWrite, thread?: string): Comment =>
      drafts.get(write.id, [write, thread, author?.id, author?.name], () => asComment(write, author, thread))
    const make: Make = (from) => {
      const own = over.get(from.id) ?? NOTHING
      return comments.get(from.id, [from, ...own], () => withWrites(from, own))
    }
    const fresh = list.fresh.flatMap((id) => {
      const comment = list.known.get(id)?.comment
      return comment && (author === undefined || comment.author?.id !== author.id) ? [comment] : []
    })
    const next = place(list, added, draft).flatMap(({ root, answers }) => {
      const shown = answers.map(make)
      // [T4] The mark of a deleted comment stays while it has answers.
      if (root.status === 'deleted' && shown.length === 0) return []
      const comment = make(root)
      const more = unreadAnswers(list, root.id)
      const held = fresh.filter(({ thread }) => thread === root.id).length
      return [
        threads.get(root.id, [comment, more, held, ...shown], () => ({ comment, answers: shown, more, fresh: held })),
      ]
    })
    for (const each of [comments, drafts, threads]) each.forget()
    return { list: whole.get('', next, () => next), fresh: fresh.length }
  }
}

function place(list: CommentList, added: WritesBy, draft: (write: CommentWrite, thread?: string) => Comment): Placed[] {
  const find = (id: string): Comment[] => {
    const comment = list.known.get(id)?.comment
    return comment ? [comment] : []
  }
  const read = threadsOf(list)
    .flatMap(find)
    .map((root) => {
      const own = (added.get(root.id) ?? NOTHING).map((write) => draft(write, root.id))
      const answers = (list.answers.get(root.id)?.ids ?? []).flatMap(find)
      const parents = new Set([...answers, ...own].map(({ parent }) => parent))
      const isThere = ({ id, status }: Comment): boolean => status !== 'deleted' || parents.has(id)
      return { root, answers: [...answers.filter(isThere), ...own] }
    })
  const own = (added.get('') ?? NOTHING).map((write) => ({ root: draft(write), answers: [] }))
  const { sort, pinned } = list
  return sort === 'old' ? [...read, ...own] : [...read.slice(0, pinned), ...own.reverse(), ...read.slice(pinned)]
}

/** Gives the same thing again while its parts are the same. */
function remember<T>(): {
  get(key: string, parts: readonly unknown[], make: () => T): T
  /** Forgets what was not asked for since this was last called. */
  forget(): void
} {
  type Entry = { readonly parts: readonly unknown[]; readonly made: T }
  let before = new Map<string, Entry>()
  let now = new Map<string, Entry>()
  return {
    get(key, parts, make) {
      const known = now.get(key) ?? before.get(key)
      const isSame = known?.parts.length === parts.length && parts.every((part, at) => Object.is(part, known.parts[at]))
      const entry = known && isSame ? known : { parts, made: make() }
      now.set(key, entry)
      return entry.made
    },
    forget() {
      before = now
      now = new Map()
    },
  }
}
