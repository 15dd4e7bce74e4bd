/**
 * Tells people that they were answered or mentioned, once the comment is visible and never before. [X2,X3,M1]
 *
 * Stands between the features and the store and sees what becomes of comments. An errand ("see whom this comment concerns") is
 * committed together with each comment that may concern somebody, and taken back when everybody has been told: whatever
 * happens between a comment and its notices, they are made later, and none twice, because the store makes each only once.
 * What leaves the server for it is kept by `outgoing/`.
 */
import { RoomfulError, type Clock, type Json, type JsonFields, type Random } from '@roomful/protocol'
import type { Hub } from '../../hub/hub.js'
import { whyOf } from '../../outgoing/failure.js'
import type { NewParcel } from '../../outgoing/courier.js'
import type { Outgoing } from '../../outgoing/outgoing.js'
import { fieldsOf, type Concern } from '../../outgoing/parcels.js'
import type { Log } from '../../platform/log.js'
import { randomId } from '../../platform/random.js'
import type { CommentResult } from '../../store/comment-store.js'
import type { ChangeKind, Store, Write, Written } from '../../store/store.js'

export interface AnnouncerParts {
  readonly store: Pick<Store, 'read' | 'write'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly hub: Pick<Hub, 'news'>
  readonly outgoing: Pick<Outgoing, 'courier' | 'tell'>
}

const ID_BYTES = 12
/** Errands at once: each is two or three short commits, which go together. */
const MOST = 4

/** The store, for features whose changes make comments visible. Announces by itself. */
export function createAnnouncer(parts: AnnouncerParts): Pick<Store, 'read' | 'write'> {
  const { store, random, log, outgoing } = parts
  const { courier } = outgoing
  courier.hire('notice', { most: MOST, carry: ({ body }) => announce(parts, body) })

  /** Nobody waits for it: if this fails, it is tried again from the database. */
  function quietly(work: Promise<void>): void {
    work.catch((error: unknown) => log('warn', 'notice-failed', { why: whyOf(error) }))
  }

  function wrote(room: string, errand: NewParcel, { comment, concerns, status }: CommentResult): void {
    if (status !== 'visible' || concerns.length === 0) return quietly(courier.drop(errand.id))
    const known = concerns.map(({ person, kind }) => ({ person, kind }))
    courier.hand({ ...errand, body: { room, comment: comment.id, concerns: known } })
  }

  return {
    read: (kind, ask) => store.read(kind, ask),
    async write<K extends ChangeKind>(write: Write<K>): Promise<Written<K>> {
      const comment = mayConcern(write)
      if (comment === undefined) return store.write(write)
      const errand: NewParcel = {
        id: `errand_${randomId(random, ID_BYTES)}`,
        kind: 'notice',
        body: { room: write.room, comment },
      }
      // Asked for first and in the same turn, so that the store commits it no later than the comment.
      quietly(courier.keep([errand]))
      try {
        const written = await store.write(write)
        wrote(write.room, errand, written.result as CommentResult)
        return written
      } catch (error) {
        // Where the database said nothing, the comment may be there all the same.
        if (error instanceof RoomfulError && !error.code.startsWith('STORE_')) quietly(courier.drop(errand.id))
        throw error
      }
    },
  }
}

/** The comment that this write may make visible to somebody it concerns. */
function mayConcern(write: Write): string | undefined {
  if (isOf(write, 'comment.add')) {
    const { comment, status, parent, mentions = [] } = write.change
    return status === 'visible' && (parent !== undefined || mentions.length > 0) ? comment : undefined
  }
  if (isOf(write, 'comment.edit')) {
    const { comment, status, mentions = [] } = write.change
    return status === 'visible' && mentions.length > 0 ? comment : undefined
  }
  if (isOf(write, 'comment.judge')) return write.change.verdict === 'approve' ? write.change.comment : undefined
  return undefined
}

function isOf<K extends ChangeKind>(write: Write, kind: K): write is Write<K> & Write {
  return write.kind === kind
}

/** Makes the notices, tells those who are here, and keeps what has to go out. Rejects to be asked again. */
async function announce(parts: AnnouncerParts, body: Json): Promise<void> {
  const { store, clock, outgoing } = parts
  const { room, comment, concerns } = fieldsOf(body)
  if (typeof room !== 'string' || typeof comment !== 'string') return
  // From the database it comes without: nobody knows how far it had come.
  const isAgain = concerns === undefined
  const everybody = isAgain ? await concernsOf(store, room, comment) : (concerns as readonly Concern[])
  if (everybody.length === 0) return
  const { result } = await store.write({
    ...{ room, author: '', id: '', atMs: clock.now(), kind: 'notices.add', fingerprint: '' },
    change: { comment, concerns: everybody },
  })
  for (const { person, notice } of result.added) await tell(parts, person, { ...notice, from: { ...notice.from } })
  const fresh = result.added.map(({ person, notice }) => ({ person, kind: notice.kind }))
  const told = isAgain ? everybody : fresh
  if (told.length > 0) await outgoing.tell({ room, comment }, told, isAgain)
}

/** [X3] */
async function tell({ store, hub }: AnnouncerParts, person: string, notice: JsonFields): Promise<void> {
  const { unread } = await store.read('notices.page', { person, limit: 1 })
  hub.news({ person }, 'notice', { unread, notice })
}

/** Whom a comment concerns as it is now: those it names, and whoever it answers. Nobody of their own. */
async function concernsOf(store: Pick<Store, 'read'>, room: string, comment: string): Promise<readonly Concern[]> {
  const found = await store.read('comments.one', { room, comment })
  if (found?.status !== 'visible') return []
  const { mentions = [], parent } = found.comment
  const people = new Map<string, Concern['kind']>(mentions.map(({ id }) => [id, 'mention']))
  const answered = parent === undefined ? undefined : await store.read('comments.one', { room, comment: parent })
  if (answered && answered.author !== '') people.set(answered.author, 'reply')
  people.delete(found.author)
  return [...people].map(([person, kind]) => ({ person, kind }))
}
