/**
 * What the store's engine, its two drivers and the SQL of the features agree on. Types only.
 *
 * SQL is plain text with `?` placeholders that both SQLite (3.45 and later) and Postgres (15 and later) understand. Numbers
 * come back as numbers, JSON is kept as TEXT, truth as 0 and 1. Features know no driver, drivers know no feature, and only
 * `engine.ts` begins and ends transactions.
 */
import type { Json, LogEntry, Random } from '@roomful/protocol'
import type { ChangeKind, Changes, Queries, QueryKind, Write } from '../store.js'

/** What a statement takes and what a column holds. */
export type SqlValue = string | number | null

/** One row of an answer, by column. `row.ts` reads it. */
export type Row = Readonly<Record<string, SqlValue>>

/** One connection to a database. Statements run in the order in which they were asked for. */
export interface Sql {
  readonly dialect: 'sqlite' | 'postgres'
  /** All rows. */
  all(sql: string, ...values: readonly SqlValue[]): Promise<readonly Row[]>
  /** The only row, or undefined. Say LIMIT 1 where there may be more. */
  first(sql: string, ...values: readonly SqlValue[]): Promise<Row | undefined>
  /** Resolves with how many rows it changed. */
  run(sql: string, ...values: readonly SqlValue[]): Promise<number>
}

/** A database as the engine sees it. */
export interface SqlDriver {
  readonly dialect: Sql['dialect']
  /**
   * BEGIN, `work`, COMMIT; ROLLBACK when `work` or the COMMIT rejects, and then rejects with the same error. Called for one
   * at a time. [D1] Resolves once the commit is synced to disk.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Runs `work` over one state of what is committed, beside the transactions. May be called while others run. */
  snapshot<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** What became of a transaction or snapshot that rejected with this error. */
  explain(error: unknown): SqlFailure
  /** Called when nothing waits: a time to put things in order. `hasErased`: words were deleted since the last call. */
  rest?(hasErased: boolean): Promise<void>
  close(): Promise<void>
}

/** Why the database did not do it. */
export interface SqlFailure {
  readonly code: 'STORE_UNAVAILABLE' | 'STORE_FULL' | 'STORE_NEWER'
  /** A sentence for the operator. Nothing of what anybody wrote. */
  readonly message: string
  /** The same transaction would succeed now (a deadlock with another node): the engine runs it again, a few times. */
  readonly isPassing: boolean
}

/**
 * Where one room's log stands, read and locked inside a transaction, saved by the engine before its COMMIT. Features change
 * its fields; `nextOffset` in `rooms.ts` takes the next number.
 */
export interface RoomRecord {
  readonly room: string
  readonly epoch: string
  /** Offset of the last public change. */
  head: number
  /** [G4] Who stands before this has missed deletions that are forgotten by now. */
  floor: number
  /** How many visible comments there are. */
  total: number
  /** [T9] A moderator has closed (1) or opened (0) it; null: nobody has said anything, and its age decides. */
  closed: number | null
  /** Offset of the last change of the entity `thread`; 0: it has not changed. */
  threadOffset: number
  /** When its first comment was written. */
  firstMs: number | null
  /** [V1] How many keys of shared state have a value, and how many bytes they come to. */
  stateKeys: number
  stateBytes: number
}

/** What a change has at hand besides itself. */
export interface ChangeContext {
  readonly sql: Sql
  readonly random: Random
  /**
   * The record of a room, made when there is none; locked, so that nobody else changes the room before the commit. A change
   * of a room asks for it before it reads anything else of that room. The same object for the whole transaction.
   */
  room(room: string): Promise<RoomRecord>
  /** Words were deleted: the driver may have copies to wipe once the commit is through. */
  erased(): void
}

/** What a change came to. */
export interface Applied<K extends ChangeKind = ChangeKind> {
  readonly result: Changes[K]['result']
  /** What the log of the write's own room gained, in order. */
  readonly entries: readonly LogEntry[]
}

/** One change inside a transaction. Throws RoomfulError to refuse; what it had changed until then is undone. */
export type ApplyChange<K extends ChangeKind> = (tx: ChangeContext, write: Write<K>) => Promise<Applied<K>>

/** How one kind of change is made, and what is remembered of it. */
export interface ChangeRule<K extends ChangeKind> {
  readonly apply: ApplyChange<K>
  /**
   * [D2] How a repeat is known and answered. Absent: not remembered, for changes that do nothing the second time anyway.
   */
  readonly repeat?: RepeatRule<K>
}

export interface RepeatRule<K extends ChangeKind> {
  /** What is kept of the result. No words and no names: ids and numbers. Deleting a comment does not reach this. [T4] */
  keep(result: Changes[K]['result']): Json
  /** The result as it is now, from what was kept. */
  recall(sql: Sql, write: Write<K>, kept: Json): Promise<Changes[K]['result']>
}

export type ChangeRules<C> = { readonly [K in keyof C & ChangeKind]: ChangeRule<K> }

/** Answers one question. */
export type AnswerQuery<K extends QueryKind> = (sql: Sql, ask: Queries[K]['ask']) => Promise<Queries[K]['answer']>

export type QueryRules<Q> = { readonly [K in keyof Q & QueryKind]: AnswerQuery<K> }
