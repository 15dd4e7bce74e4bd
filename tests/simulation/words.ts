/**
 * What the tabs of a run write for good, and what their rooms' logs told them. The oracle compares it with the database.
 *
 * Texts are unique, so that a comment can be counted wherever it turns up: `note-…` may be seen by all, `secret-…` is held
 * and may reach its author's browser alone.
 */
import type { Json, LogEntry, LogPosition } from '@roomful/protocol'
import { comments, type Comments } from '../../packages/client/src/room/comments.js'
import { log } from '../../packages/client/src/room/log.js'
import type { Room } from '../../packages/client/src/room/room.js'
import { state, type State } from '../../packages/client/src/room/state.js'

/** A comment or an addition somebody asked for, and what they were told of it. */
export interface SentWrite {
  readonly room: string
  readonly what: 'note' | 'secret' | 'vote'
  readonly text: string
  readonly browser: string
  outcome: 'waiting' | 'stored' | 'held' | 'refused'
  /** Of a comment that was stored. */
  comment: string | undefined
  /** Somebody asked for it to be deleted or changed. */
  isTouched: boolean
  /** When a deletion was acknowledged. */
  deletedAtMs: number
}

/** What one handle of a room was told of its log. */
export interface Reading {
  readonly comments: Comments
  readonly state: State
  /** Position at which its knowledge begins; undefined before the log has begun. */
  from: number | undefined
  /** Last offset it heard. */
  offset: number
  /** Mark → what is known of the entity: all of it, or what has changed since the reader came. */
  readonly known: Map<string, { readonly isWhole: boolean; readonly fields: Readonly<Record<string, Json>> }>
  isLive(): boolean
}

/** Begins to read a room's log. `failed` hears of what a right log never says. */
export function readLog(room: Room, failed: (what: string) => void): Reading {
  const view = room.use(log)
  const reading: Reading = {
    comments: room.use(comments),
    state: room.use(state),
    from: undefined,
    offset: 0,
    known: new Map(),
    isLive: view.isLive.get,
  }
  // An element that shows them reads them.
  reading.comments.subscribe(() => undefined)
  view.reset(({ offset }: LogPosition) => {
    reading.from = offset
    reading.offset = offset
    reading.known.clear()
  })
  view.entries(['comment', 'state', 'thread'], (list) => {
    for (const entry of list) {
      if (entry.o <= reading.offset) failed(`[G6] ${room.id} told ${entry.o} after ${reading.offset}`)
      reading.offset = entry.o
      fold(reading, entry)
    }
  })
  return reading
}

function fold({ known }: Reading, { k, i, v, w }: LogEntry): void {
  const mark = `${k}:${i}`
  const before = w ? undefined : known.get(mark)
  const fields = Object.entries({ ...before?.fields, ...v }).filter(([, value]) => value !== null)
  known.set(mark, { isWhole: w === true || before?.isWhole === true, fields: Object.fromEntries(fields) })
}
