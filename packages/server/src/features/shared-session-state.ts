/**
 * Shared state that lasts as long as somebody is in the room, where the room may be open on several nodes. [V5]
 *
 * Kept in the store under a name that no room can have: so it has one order and one version on all nodes, and additions of many
 * count. Owns when it ends: when the last node closes the room, and where that was missed (all nodes had ended at once), before
 * it is used for the first time in a room that no other node has had since.
 */
import type { Json, JsonFields } from '@roomful/protocol'
import type { Speaker, WriteAnswer } from '../hub/feature.js'
import type { StateResult } from '../store/state-store.js'
import type { Written } from '../store/store.js'
import { writeAs, type FeatureParts } from './feature-parts.js'
import type { SessionState, SessionWrite } from './session-state.js'

export interface SharedSessionParts extends FeatureParts {
  /** Sends the event `state` to the room, wherever it is open. */
  tell(room: string, data: JsonFields): void
  /** Whether another node has, or had, this room since it was opened here. */
  wasShared(room: string): boolean
  /** The store did not answer. */
  failed(error: unknown): void
  /** Calls when what other nodes said may have been lost. */
  onGap(listener: () => void): void
}

/** No client can name it: a room's id has no control characters. [R2] */
const PREFIX = '\u0001here:'
/** What was told is told again after this, as a frame between nodes may be lost; who has it already sees by its version. */
const AGAIN_MS = 1_000

export function createSharedSessionState(parts: SharedSessionParts): SessionState {
  const { store, random } = parts
  /** Rooms of which it is known that nothing is left from an earlier time. */
  const clean = new Map<string, Promise<void>>()
  const again = new Map<string, () => void>()

  function tell(room: string, v: JsonFields): void {
    parts.tell(room, v)
    if (!parts.wasShared(room)) return
    if (again.size === 0) {
      parts.clock.after(AGAIN_MS, () => {
        const all = [...again.values()]
        again.clear()
        for (const say of all) say()
      })
    }
    again.set(JSON.stringify([room, v['key']]), () => parts.tell(room, v))
  }
  async function tellAll(room: string): Promise<void> {
    const { list } = await store.read('state.all', { room: PREFIX + room })
    for (const [key, value, version] of list) parts.tell(room, { key, value, version })
  }
  parts.onGap(() => {
    for (const room of clean.keys()) if (parts.wasShared(room)) tellAll(room).catch(parts.failed)
  })

  async function forgetAll(room: string): Promise<void> {
    const kept = PREFIX + room
    const { list } = await store.read('state.all', { room: kept })
    for (const [key] of list) {
      const id = Buffer.from(random.bytes(12)).toString('base64url')
      const write = { room: kept, author: '', id, atMs: parts.clock.now(), fingerprint: '' }
      await store.write({ ...write, kind: 'state.remove', change: { key } })
    }
  }
  function cleaned(room: string): Promise<void> {
    const known = clean.get(room) ?? (parts.wasShared(room) ? Promise.resolve() : forgetAll(room))
    clean.set(room, known)
    known.catch(() => clean.delete(room))
    return known
  }
  async function carry<K extends 'state.set' | 'state.add' | 'state.remove'>(
    { speaker }: SessionWrite,
    make: (keeper: Speaker) => Promise<Written<K>>,
  ): Promise<WriteAnswer> {
    await cleaned(speaker.room)
    const { result, isRepeat } = await make({ ...speaker, room: PREFIX + speaker.room })
    const { key, version, value } = result as StateResult
    const v: JsonFields = { key, version, ...(value === undefined ? {} : { value }) }
    if (!isRepeat) tell(speaker.room, v)
    return { status: 'stored', v, epoch: '', entries: [] }
  }

  return {
    set: (write, change) =>
      carry(write, (keeper) => writeAs(parts, keeper, { id: write.id, kind: 'state.set', body: write.body }, change)),
    add: (write, change) =>
      carry(write, (keeper) => writeAs(parts, keeper, { id: write.id, kind: 'state.add', body: write.body }, change)),
    remove: (write, change) =>
      carry(write, (keeper) =>
        writeAs(parts, keeper, { id: write.id, kind: 'state.remove', body: write.body }, change),
      ),
    async all(room): Promise<readonly (readonly [key: string, value: Json, version: number])[]> {
      await cleaned(room)
      return (await store.read('state.all', { room: PREFIX + room })).list
    },
    closed(room, isLast) {
      // What was never used here is not asked for: another node may have, and then it is its to forget.
      const wasUsed = clean.delete(room)
      if (isLast && wasUsed) forgetAll(room).catch(parts.failed)
    },
  }
}
