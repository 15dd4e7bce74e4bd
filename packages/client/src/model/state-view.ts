/**
 * A room's shared state as one reader knows it, as a pure machine: what was read, what the log says, what is on its way. [V1–V5]
 *
 * Invariant: readings, log entries and answers in any order give the same values, because a reading says of which offset it is
 * and a key's version only grows.
 */
import type { Json, JsonFields, LogEntry, LogPosition } from '@roomful/protocol'
import type { BoxedWrite } from './write-box.js'

/** A key and how often it has changed. A removed one goes on counting. [V2] */
export interface StateValue {
  readonly value: Json | undefined
  readonly version: number
}

export interface StateView {
  readonly keys: ReadonlyMap<string, StateValue>
  readonly readAt: Pick<LogPosition, 'epoch' | 'offset'> | undefined
  /** [G4] Where the log began or began again: what was read before is of no use. */
  readonly begins: Pick<LogPosition, 'epoch' | 'offset'> | undefined
  readonly isStale: boolean
  /** Readings on their way, and what the log said since they were asked for. */
  readonly reads: number
  readonly loose: readonly LogEntry[]
}

/** What was read. [V4] */
export interface StatePage {
  readonly list: readonly (readonly [key: string, value: Json, version: number])[]
  readonly epoch: string
  readonly offset: number
}

export type StateEvent =
  | { readonly type: 'asked' | 'unread' }
  | { readonly type: 'read'; readonly page: StatePage }
  | { readonly type: 'reset'; readonly position: Pick<LogPosition, 'epoch' | 'offset'> }
  | { readonly type: 'entries'; readonly list: readonly LogEntry[] }
  /** The answer to a write, or for the session's keys the event that tells of one. */
  | { readonly type: 'told'; readonly key: string; readonly now: StateValue }

export function createStateView(): StateView {
  return { keys: new Map(), readAt: undefined, begins: undefined, isStale: false, reads: 0, loose: [] }
}

export function stepState(view: StateView, event: StateEvent): StateView {
  switch (event.type) {
    case 'asked':
      return { ...view, reads: view.reads + 1 }
    case 'unread':
      return came(view)
    case 'read':
      return read(view, event.page)
    case 'reset': {
      const { epoch, offset } = event.position
      const { readAt } = view
      const isStale = readAt !== undefined && (readAt.epoch !== epoch || readAt.offset < offset)
      return { ...view, begins: { epoch, offset }, isStale, loose: [] }
    }
    case 'entries': {
      const next = view.reads > 0 ? { ...view, loose: [...view.loose, ...event.list] } : view
      // What is read anew contains it, or it is heard again then.
      return view.readAt === undefined || view.isStale ? next : { ...next, keys: heard(view.keys, event.list) }
    }
    case 'told':
      return { ...view, keys: withKey(view.keys, event.key, event.now) }
  }
}

function came(view: StateView): StateView {
  const reads = Math.max(0, view.reads - 1)
  return { ...view, reads, loose: reads === 0 ? [] : view.loose }
}

function read(view: StateView, { list, epoch, offset }: StatePage): StateView {
  const { begins, keys: before } = view
  if (begins && (epoch !== begins.epoch || offset < begins.offset)) return came(view)
  const keys = new Map(list.map(([key, value, version]) => [key, sameOr(before.get(key), { value, version })] as const))
  const since = view.loose.filter(({ o }) => o > offset)
  return came({ ...view, keys: heard(keys, since), readAt: { epoch, offset }, isStale: false })
}

function heard(keys: StateView['keys'], entries: readonly LogEntry[]): StateView['keys'] {
  return entries.reduce((next, { i, v }) => {
    const now = stateValueOf(v)
    return now ? withKey(next, i, now) : next
  }, keys)
}

/** A key's new value, as the log, an answer or an event tells it; undefined when this is none. */
export function stateValueOf({ value, version, gone }: JsonFields): StateValue | undefined {
  return typeof version === 'number' ? { value: gone === true ? undefined : value, version } : undefined
}

function withKey(keys: StateView['keys'], key: string, now: StateValue): StateView['keys'] {
  const before = keys.get(key)
  if (before && now.version <= before.version) return keys
  return new Map(keys).set(key, sameOr(before, now))
}

/** The same value stays the same object, so that whoever compares by identity sees no change. */
function sameOr(before: StateValue | undefined, now: StateValue): StateValue {
  return before && isSameJson(before.value, now.value) ? { value: before.value, version: now.version } : now
}

export function isSameJson(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b))
}

/** What of a write is to be seen before it is answered. */
export type StateWrite = Pick<BoxedWrite, 'kind' | 'body' | 'error'>

/** A key's value with what is on its way. Additions of others meanwhile count, for they are in `value`. [V3] */
export function withStateWrites(value: Json | undefined, writes: readonly StateWrite[]): Json | undefined {
  return writes.reduce((now, { kind, body, error }) => (error ? now : withStateWrite(now, kind, body)), value)
}

function withStateWrite(now: Json | undefined, kind: string, { value, by }: JsonFields): Json | undefined {
  if (kind === 'state.set') return value
  if (kind === 'state.remove') return undefined
  const before = now ?? 0
  return typeof by === 'number' && typeof before === 'number' ? before + by : now
}
