/**
 * Shared state that lasts as long as somebody is in the room, of a server that is alone. [V5]
 *
 * Owns the keys of all open rooms in memory, within the limits of V1, until a room has closed. With other nodes:
 * shared-session-state.ts. The room hears of a
 * change by the event `state`, sent by the server; the answer to whoever changed it comes after that.
 */
import { jsonBytes, MAX_STATE_BYTES, MAX_STATE_KEYS, RoomfulError, type Json, type JsonFields } from '@roomful/protocol'
import type { Speaker, WriteAnswer } from '../hub/feature.js'
import type { StateChanges } from '../store/state-store.js'

type Change<K extends keyof StateChanges> = StateChanges[K]['change']

/** Who writes, and what makes the write repeatable where it is kept. */
export interface SessionWrite {
  readonly speaker: Speaker
  readonly id: string
  readonly body: JsonFields
}

type Kept = readonly (readonly [key: string, value: Json, version: number])[]

export interface SessionState {
  set(write: SessionWrite, change: Change<'state.set'>): WriteAnswer | Promise<WriteAnswer>
  add(write: SessionWrite, change: Change<'state.add'>): WriteAnswer | Promise<WriteAnswer>
  remove(write: SessionWrite, change: Change<'state.remove'>): WriteAnswer | Promise<WriteAnswer>
  all(room: string): Kept | Promise<Kept>
  /** [R4] The room has closed on this node. `isLast`: no other has it. */
  closed(room: string, isLast: boolean): void
}

interface Key {
  /** Undefined: removed; its version goes on counting. */
  readonly value: Json | undefined
  readonly version: number
  readonly bytes: number
}

/** `tell` sends the event `state` to a room; it says false where nobody is, and then nothing is kept. */
export function createSessionState(tell: (room: string, data: JsonFields) => boolean): SessionState {
  const rooms = new Map<string, Map<string, Key>>()

  function put(room: string, key: string, value: Json | undefined, expected: number | undefined): WriteAnswer {
    const keys = rooms.get(room) ?? new Map<string, Key>()
    const before = keys.get(key)
    const present = before?.value === undefined ? 0 : before.version
    if (expected !== undefined && expected !== present) throw new RoomfulError('STATE_CHANGED', { at: 'version' })
    const bytes = value === undefined ? 0 : jsonBytes(value).length
    if (!hasPlace(keys, key, bytes - (before?.bytes ?? 0))) throw new RoomfulError('STATE_FULL')
    const version = (before?.version ?? 0) + 1
    const v = { key, version, ...(value === undefined ? {} : { value }) }
    if (tell(room, v)) rooms.set(room, keys.set(key, { value, version, bytes }))
    return { status: 'stored', v, epoch: '', entries: [] }
  }

  return {
    set: ({ speaker: { room } }, { key, value, version }) => put(room, key, value, version),
    add({ speaker: { room } }, { key, by }) {
      const before = rooms.get(room)?.get(key)?.value ?? 0
      if (typeof before !== 'number') throw new RoomfulError('STATE_INVALID', { at: 'key', message: 'Not a number.' })
      return put(room, key, before + by, undefined)
    },
    remove: ({ speaker: { room } }, { key, version }) => put(room, key, undefined, version),
    all: (room) =>
      [...(rooms.get(room) ?? [])].flatMap(([key, { value, version }]) =>
        value === undefined ? [] : [[key, value, version] as const],
      ),
    closed: (room) => void rooms.delete(room),
  }
}

function hasPlace(keys: ReadonlyMap<string, Key>, key: string, growth: number): boolean {
  if (!keys.has(key) && keys.size >= MAX_STATE_KEYS) return false
  let bytes = growth
  for (const each of keys.values()) bytes += each.bytes
  return bytes <= MAX_STATE_BYTES
}
