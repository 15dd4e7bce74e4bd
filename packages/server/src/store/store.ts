/**
 * Where a server keeps what must outlive it. One contract suite (`testing.ts`) holds for everything that implements it.
 *
 * Everything durable goes through two verbs: `write` makes one change, `read` answers one question. Which changes and
 * questions there are is said by the features' own files beside this one; here are only the promises that hold for all.
 */
import type { LogEntry } from '@roomful/protocol'
import type { CommentChanges, CommentQueries } from './comment-store.js'
import type { ModerationChanges, ModerationQueries } from './moderation-store.js'
import type { NoticeChanges, NoticeQueries } from './notice-store.js'
import type { PersonQueries, TransferChanges, TransferQueries } from './person-store.js'
import type { StateChanges, StateQueries } from './state-store.js'

/** Keeps things for good. Rejects `STORE_UNAVAILABLE` when it cannot. */
export interface Store {
  /**
   * The value kept under this name; when there is none, what `make` returns is kept and returned.
   *
   * [D1] Resolves once the value is on the disk. Whoever asks for the same name, also at the same time and from another
   * process, gets the same value. `make` may be called in vain.
   */
  setting(name: string, make: () => string): Promise<string>
  /**
   * Makes one change, whole or not at all.
   *
   * [D1] Resolves only once it is committed and on the disk. [D2] A write whose (room, author, id) was made before changes
   * nothing and resolves with what it resolved with then, `isRepeat` set. [D3] Writes of one room that resolve with entries
   * resolve in the order of their offsets. Rejects with the codes of its kind, `WRITE_CONFLICT`, `STORE_UNAVAILABLE`,
   * `STORE_FULL` or `STORE_BUSY`; then nothing has changed, except that after `STORE_UNAVAILABLE` it is not known.
   */
  write<K extends ChangeKind>(write: Write<K>): Promise<Written<K>>
  /** Answers one question from what is committed. Rejects `STORE_UNAVAILABLE`. */
  read<K extends QueryKind>(kind: K, ask: Queries[K]['ask']): Promise<Queries[K]['answer']>
  /** Resolves when everything is written and let go. Closing twice does nothing. */
  close(): Promise<void>
}

/** One durable change. */
export interface Write<K extends ChangeKind = ChangeKind> {
  /** The room's id; `''` for what belongs to no room (sanctions, notices read). */
  readonly room: string
  /** Id of the person who makes it; with `id` the key of deduplication. */
  readonly author: string
  /** Made by the client; made by the server for what no client asked for. */
  readonly id: string
  /** Wall clock, milliseconds. The database's own order does not depend on it. */
  readonly atMs: number
  readonly kind: K
  /** [W3] What was asked for, as a short hash made by whoever calls; another one under the same (room, author, id) is a conflict; `''` is none. */
  readonly fingerprint: string
  readonly change: Changes[K]['change']
}

/** What became of a write. */
export interface Written<K extends ChangeKind = ChangeKind> {
  /** [G1,G5] What the room's log gained, in order; empty when nothing public changed. New and deleted entities come whole (`w`). */
  readonly entries: readonly LogEntry[]
  readonly epoch: string
  readonly result: Changes[K]['result']
  readonly isRepeat: boolean
}

/** Questions about the log itself. */
export interface LogQueries {
  /** [G2] Where a room's log stands. A room nobody has written in: offset 0 and an epoch of its own from now on. */
  'log.head': { readonly ask: { readonly room: string }; readonly answer: LogHead }
  /** [G4] The present form (`w`) of everything that changed after `after`, at most `limit`, in order. */
  'log.since': {
    readonly ask: { readonly room: string; readonly after: number; readonly limit: number }
    readonly answer: LogHead & {
      readonly list: readonly LogEntry[]
      /** More has changed than `limit`. */
      readonly isMore: boolean
    }
  }
}

/** Where a room's log stands. */
export interface LogHead {
  readonly epoch: string
  /** Of the last public change. */
  readonly offset: number
  /** Who stands before this has missed deletions that are forgotten by now. [G4] */
  readonly floor: number
}

export interface Changes extends CommentChanges, StateChanges, ModerationChanges, NoticeChanges, TransferChanges {}
export interface Queries
  extends LogQueries, CommentQueries, StateQueries, ModerationQueries, NoticeQueries, PersonQueries, TransferQueries {}
export type ChangeKind = keyof Changes
export type QueryKind = keyof Queries
