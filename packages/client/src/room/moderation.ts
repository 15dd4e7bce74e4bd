/**
 * What a moderator sees and does in a room besides judging a comment: what waits, and who may speak. [M5,M6]
 *
 * Verdicts on comments are in `comments.ts`. Nothing is asked before somebody looks, and only with the grant `moderate`.
 */
import type { Comment, JsonFields } from '@roomful/protocol'
import { defineRoomFeature, type RoomHost } from './feature.js'
import { createSource, type Noun } from './noun.js'
import { writes, type Write } from './writes.js'

/** How much waits for a decision. */
export interface Waiting {
  /** Comments nobody else sees yet. */
  readonly held: number
  /** Comments that readers have reported. */
  readonly reported: number
}

/** A comment that waits for a decision. */
export interface QueuedComment {
  readonly comment: Comment
  /** As it stands now. */
  readonly status: string
  /** Why it is here: a code of the checks, see the guide on moderation. */
  readonly reason?: string
  readonly reports: readonly { readonly reason?: string; readonly atMs: number }[]
  /** How often its author was approved and rejected on this site. */
  readonly approved: number
  readonly rejected: number
}

/** What a person is kept from: writing, being heard, coming. `none` lifts all of it. */
export type Restraint = 'mute' | 'shadow' | 'ban' | 'none'

/** Moderation of a room. */
export interface Moderation {
  /** Undefined until known, and for whoever may not moderate. */
  readonly waiting: Noun<Waiting | undefined>
  /** What waits here, oldest first. Rejects with a `RoomfulError`: `GRANT_MISSING`, `NOT_CONNECTED`, `STORE_UNAVAILABLE`. */
  queue(cursor?: string): Promise<{ readonly list: readonly QueuedComment[]; readonly more?: string }>
  /** Mutes, hides or bans somebody on the whole site. @param minutes default: for good */
  restrain(
    person: string,
    what: Restraint,
    options?: { readonly minutes?: number; readonly reason?: string },
  ): Write<undefined>
}

/** A room's moderation, once per room. */
export const moderation = defineRoomFeature<Moderation>({ name: 'moderation', open: openModeration })

/** As many as are counted before the server has said how many there are. */
const FIRST = 50

function openModeration(host: RoomHost): Moderation {
  const { room } = host
  const box = room.use(writes)
  const waiting = createSource<Waiting | undefined>(undefined, host.report)

  async function queue(cursor?: string): Promise<{ list: readonly QueuedComment[]; more?: string }> {
    const body: JsonFields = { filter: 'all', limit: FIRST, ...(cursor === undefined ? {} : { cursor }) }
    const { list, more } = await host.ask('queue', body)
    return {
      list: Array.isArray(list) ? (list as unknown as readonly QueuedComment[]) : [],
      ...(typeof more === 'string' ? { more } : {}),
    }
  }

  function count(): void {
    if (!room.can.get().has('moderate')) return waiting.set(undefined)
    queue().then(
      ({ list }) => waiting.set(countOf(list)),
      () => undefined, // Told again when it changes.
    )
  }

  host.onMessage('news', ({ k, v }) => {
    const { held, reported } = v
    if (k !== 'queue' || v['room'] !== room.id || typeof held !== 'number' || typeof reported !== 'number') return
    waiting.set({ held, reported })
  })
  host.onJoined(count)
  if (room.status.get() === 'joined') count()

  return {
    waiting: waiting.noun,
    queue,
    restrain: (person, what, { minutes, reason } = {}) =>
      box.send(
        'person.sanction',
        {
          person,
          what,
          ...(minutes === undefined ? {} : { minutes }),
          ...(reason === undefined || reason === '' ? {} : { reason }),
        },
        { value: () => undefined },
      ),
  }
}

function countOf(list: readonly QueuedComment[]): Waiting {
  const held = list.filter(({ status }) => status === 'held').length
  return { held, reported: list.length - held }
}
