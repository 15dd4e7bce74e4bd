/**
 * What the person at this page has written and the server has not answered yet, laid over what is known. [T3,T5,T8]
 *
 * A change is shown as if it were made, and is gone again when it is refused; a refused text stays beside its comment, so that
 * nobody's words are lost.
 */
import type { Comment, CommentAuthor, JsonFields } from '@roomful/protocol'
import type { CommentList } from './list.js'
import type { BoxedWrite } from '../write-box.js'

/** What of a write on its way is to be seen. */
export type CommentWrite = Pick<BoxedWrite, 'id' | 'kind' | 'body' | 'atMs' | 'isRestored' | 'error'>

/** A comment as this page shows it. */
export interface ShownComment extends Comment {
  /**
   * The person's latest change to it that is not answered yet, or was refused (`error`). Of a comment that only exists here, its
   * `id` is also the comment's.
   */
  readonly write?: CommentWrite
}

export type WritesBy = ReadonlyMap<string, readonly CommentWrite[]>

/** Changes by the comment they are about; additions by the thread they belong to, `''` where they begin one. */
export function sortWrites(
  list: CommentList,
  writes: readonly CommentWrite[],
): { readonly over: WritesBy; readonly added: WritesBy } {
  const over = new Map<string, CommentWrite[]>()
  const added = new Map<string, CommentWrite[]>()
  const put = (map: Map<string, CommentWrite[]>, key: string, write: CommentWrite): void => {
    map.set(key, [...(map.get(key) ?? []), write])
  }
  for (const write of writes) {
    const { comment, parent } = write.body
    if (write.kind === 'comment.add') {
      const root = typeof parent === 'string' ? (list.known.get(parent)?.comment.thread ?? parent) : ''
      put(over, write.id, write)
      // An answer to what this page does not show stands by itself, so that its words are not lost.
      put(added, list.answers.has(root) ? root : '', write)
    } else if (typeof comment === 'string') put(over, comment, write)
  }
  return { over, added }
}

/** The comment that a write will become. */
export function asComment(
  { id, body, atMs }: CommentWrite,
  author: CommentAuthor | undefined,
  thread: string | undefined,
): Comment {
  const { text, parent, passage, name } = body
  const by = author && typeof name === 'string' && name !== '' ? { ...author, name } : author
  return {
    id,
    o: 0,
    status: 'visible',
    text: typeof text === 'string' ? text : '',
    atMs,
    reactions: [],
    ...(by && { author: by }),
    ...(typeof parent === 'string' && { parent }),
    ...(thread !== undefined && { thread }),
    ...(passage !== undefined && { passage: passage as unknown as NonNullable<Comment['passage']> }),
  }
}

/** The comment with the changes to it that are on their way. */
export function withWrites(comment: Comment, writes: readonly CommentWrite[]): ShownComment {
  const last = writes.at(-1)
  if (!last) return comment
  const changed = writes.reduce((next, write) => (write.error ? next : withWrite(next, write)), comment)
  return { ...changed, write: last }
}

function withWrite(comment: Comment, { kind, body, atMs }: CommentWrite): Comment {
  switch (kind) {
    case 'comment.edit':
      return typeof body['text'] === 'string' ? { ...comment, text: body['text'], editedMs: atMs } : comment
    case 'comment.react':
      return withSign(comment, body)
    case 'comment.pin':
      return withMark(comment, 'pinned', body)
    case 'comment.resolve':
      return withMark(comment, 'resolved', body)
    default:
      return comment
  }
}

function withMark(comment: Comment, mark: 'pinned' | 'resolved', { on }: JsonFields): Comment {
  const { [mark]: _before, ...rest } = comment
  return on === true ? { ...rest, [mark]: true } : rest
}

/** [T5] One sign of a kind per person: what is there already changes nothing. */
function withSign(comment: Comment, { emoji, on }: JsonFields): Comment {
  const { mine = [], reactions } = comment
  if (typeof emoji !== 'string' || mine.includes(emoji) === on) return comment
  const step = on === true ? 1 : -1
  const isKnown = reactions.some(([sign]) => sign === emoji)
  const counts = isKnown ? reactions : [...reactions, [emoji, 0] as const]
  return {
    ...comment,
    reactions: counts
      .map(([sign, count]) => [sign, sign === emoji ? count + step : count] as const)
      .filter(([, count]) => count > 0),
    mine: on === true ? [...mine, emoji] : mine.filter((sign) => sign !== emoji),
  }
}
