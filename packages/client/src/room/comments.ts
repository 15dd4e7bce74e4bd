/**
 * The comments of a room, as a noun: what is shown, and what a person can do with it. [T1–T9]
 *
 * Owns the actions: each is a write in the room's outbox. When to read and what is shown: `comments/reader.ts`.
 */
import type { Comment, CommentSort, JsonFields, Mention, Passage } from '@roomful/protocol'
import { createCommentReader, type CommentsView } from './comments/reader.js'
import { defineRoomFeature, type RoomHost } from './feature.js'
import type { Noun } from './noun.js'
import { quiet } from './reading.js'
import { writes, type Write, type WriteOptions } from './writes.js'

export type { CommentsView } from './comments/reader.js'

/** What a new comment can carry besides its text. */
export interface NewComment {
  /** Id of the comment it answers. */
  readonly parent?: string
  /** The words on the page it is about. */
  readonly passage?: Passage
  /** Name of a guest; default: as the visitor is seen. */
  readonly name?: string
  /** Ids of people named in the text with `@` and their name; at most 20. */
  readonly mentions?: readonly string[]
}

/**
 * The comments of a room: a value to watch, and what can be done. Reading begins with the first `get` or `subscribe`.
 *
 * Everything that changes something returns a `Write` at once: pending, then stored, held or refused. A pending change is
 * shown in its place, and taken back when it is refused.
 */
export interface Comments extends Noun<CommentsView> {
  /** Says something. @param text 1 to 10,000 characters of the small Markdown subset */
  add(text: string, options?: NewComment): Write<Comment>
  /** Changes one's own text within 15 minutes; a moderator's at any time. */
  edit(id: string, text: string, options?: Pick<NewComment, 'mentions'>): Write<Comment>
  /** Deletes one's own comment; a moderator any. The words are gone for good. */
  remove(id: string, reason?: string): Write<Comment>
  /** Gives a sign, or takes it back. @param on default true */
  react(id: string, emoji: string, on?: boolean): Write<Comment>
  /** Keeps a thread at the top, or lets it go; for moderators. @param on default true */
  pin(id: string, on?: boolean): Write<Comment>
  /** The matter of a thread is settled, or open again; for its author and moderators. @param on default true */
  resolve(id: string, on?: boolean): Write<Comment>
  /** Asks the moderators to look at a comment. */
  report(id: string, reason?: string): Write<undefined>
  /** A moderator's verdict on a comment that is held, reported or visible. */
  judge(id: string, verdict: 'approve' | 'reject', reason?: string): Write<undefined>
  /** Closes the room to new comments, or opens it; for moderators. @param on default true */
  close(on?: boolean): Write<undefined>
  /** Lets go of a refused write, or of one that was never sent, by the id in `comment.write`. */
  discard(writeId: string): void
  /** Reads the threads in this order, from the beginning. Resolves once they are shown. */
  sort(order: CommentSort): Promise<void>
  /** Reads the next page. Rejects with a `RoomfulError`, such as `NOT_CONNECTED`. */
  more(): Promise<void>
  /** Reads further answers of a thread. */
  thread(id: string): Promise<void>
  /** Reads the page that a comment is on, in place of what is shown. Rejects `COMMENT_UNKNOWN` where there is none. */
  around(id: string): Promise<void>
  /** People who can be mentioned, by the beginning of their name; at most 10. */
  people(q: string): Promise<readonly Mention[]>
  /** Shows what was held back: all of it, or the new answers of one thread. */
  showNew(thread?: string): void
  /** The person asks for unsent words to be kept on this device, seen or not. Holds until they hide. */
  remember(): void
}

/** A room's comments, once per room. */
export const comments = defineRoomFeature<Comments>({ name: 'comments', open: openComments })

const asComment = (v: JsonFields): Comment => v as unknown as Comment
const asNothing = (): undefined => undefined

function openComments(host: RoomHost): Comments {
  const box = host.room.use(writes)
  const reader = createCommentReader(host, box)
  const { feed, noun } = reader

  const send = <T>(kind: string, body: Record<string, unknown>, options: WriteOptions<T>): Write<T> =>
    box.send(kind, withoutUndefined(body), { lane: 'comment', ...options })
  const mark = (kind: string, comment: string, on: boolean): Write<Comment> =>
    send(kind, { comment, on }, { value: asComment, about: `${kind} ${comment}`, isReplaceable: true })

  return {
    ...noun,
    add: (text, { parent, passage, name, mentions } = {}) =>
      send('comment.add', { text, parent, passage, name, mentions }, { value: asComment, staysRefused: true }),
    edit: (comment, text, { mentions } = {}) =>
      send('comment.edit', { comment, text, mentions }, { value: asComment, staysRefused: true }),
    remove: (comment, reason) => send('comment.delete', { comment, reason }, { value: asComment }),
    react: (comment, emoji, on = true) =>
      send(
        'comment.react',
        { comment, emoji, on },
        { value: asComment, about: `react ${comment} ${emoji}`, isReplaceable: true },
      ),
    pin: (comment, on = true) => mark('comment.pin', comment, on),
    resolve: (comment, on = true) => mark('comment.resolve', comment, on),
    report: (comment, reason) => send('comment.report', { comment, reason }, { value: asNothing }),
    judge: (comment, verdict, reason) => send('comment.judge', { comment, verdict, reason }, { value: asNothing }),
    close: (on = true) => send('room.close', { on }, { value: asNothing }),
    discard: box.discard,
    sort: (order) => quiet(reader.read({ sort: order, around: undefined })),
    more: () => quiet(reader.more()),
    thread: (id) => quiet(reader.thread(id)),
    around: (id) => quiet(reader.read({ around: id })),
    people: (q) => quiet(peopleBy(host, q)),
    showNew(thread) {
      // What is new stands at the beginning, and that is not what is shown.
      if (noun.get().around !== undefined && thread === undefined) void quiet(reader.read({ around: undefined }))
      else feed({ type: 'show', thread })
    },
    remember: box.remember,
  }
}

async function peopleBy(host: RoomHost, q: string): Promise<readonly Mention[]> {
  const { list } = await host.ask('people', { q })
  return Array.isArray(list) ? (list as unknown as readonly Mention[]) : []
}

function withoutUndefined(body: Record<string, unknown>): JsonFields {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as JsonFields
}
