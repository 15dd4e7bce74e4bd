/**
 * Keeps a room's unanswered writes on the device, and brings them back after a reload. [D8,W3]
 *
 * What is kept, and for whom, is in `model/kept-writes.ts`; whether anything may be kept at all, in `feature-shelf.ts`. Other
 * tabs keep theirs in the same list, so every change reads it anew. Invariant: what was answered or discarded is not kept.
 */
import { jsonBytes, RoomfulError, type Json } from '@roomful/protocol'
import { dropKept, freshKept, printKept, putKept, readKept, takeKept, type KeptWrite } from '../../model/kept-writes.js'
import { MAX_PENDING_WRITES, type BoxedWrite } from '../../model/write-box.js'
import type { RoomHost } from '../feature.js'

export interface WriteShelf {
  /** Brings back what this person left behind in this room, once per person. */
  restore(): void
  /** Keeps what waits now, and lets go of what does not wait any more. `isEnded`: nobody has answered, so nothing is let go. */
  follow(items: readonly BoxedWrite[], isEnded: boolean): void
}

export interface WriteShelfOptions {
  readonly restored: (items: readonly BoxedWrite[]) => void
  /** Other tabs of this person may send these from now on. */
  readonly kept: (ids: ReadonlySet<string>, person: string) => void
}

export function createWriteShelf(host: RoomHost, told: WriteShelfOptions): WriteShelf {
  const { room, clock, shelf } = host
  /** What this page knows to be on the device, and whether it says there that it was sent. */
  const known = new Map<string, boolean>()
  /** Came back too late to be sent: shown until the person lets go of it. */
  const over = new Set<string>()
  let items: readonly BoxedWrite[] = []
  let restoredFor: string | undefined

  function keep(change: (list: readonly KeptWrite[]) => readonly KeptWrite[]): boolean {
    return shelf.set(printKept(freshKept(change(readKept(shelf.get())), clock.now())))
  }

  function put(fresh: readonly BoxedWrite[]): void {
    const place = { room: room.id, isPassing: !room.me.get().isShown }
    const person = host.person() ?? ''
    const kept = fresh.map((item) => ({ ...fieldsOf(item), ...place, person: item.owner ?? person }))
    if (!keep((list) => kept.reduce(putKept, list))) return
    for (const { id, wasSent } of fresh) known.set(id, wasSent)
    told.kept(new Set(fresh.map(({ id }) => id)), person)
  }

  function drop(ids: readonly string[]): void {
    keep((list) => dropKept(list, new Set(ids)))
    for (const id of ids) known.delete(id)
  }

  function sync(isEnded: boolean): void {
    const waiting = items.filter(({ isKept, error }) => isKept && !error)
    const fresh = waiting.filter(({ id, wasSent }) => known.get(id) !== wasSent)
    if (fresh.length > 0) put(fresh)
    const ids = new Set(items.flatMap(({ id, error }) => (error && !over.has(id) ? [] : [id])))
    const gone = [...known.keys()].filter((id) => !ids.has(id))
    if (gone.length > 0 && !isEnded) drop(gone)
  }

  room.me.subscribe(({ isShown }) => {
    // Hidden: whatever was kept is gone already. Seen: from here on it may be kept.
    if (isShown) sync(true)
    else known.clear()
  })

  return {
    restore() {
      const person = host.person()
      if (person === undefined || person === restoredFor) return
      restoredFor = person
      const found = takeKept(readKept(shelf.get()), { room: room.id, person, nowMs: clock.now() })
      const back = found.slice(0, MAX_PENDING_WRITES).map(({ write, isOver }): BoxedWrite => {
        known.set(write.id, write.wasSent)
        if (isOver) over.add(write.id)
        const bytes = jsonBytes(write.body as Json).length
        const item = { ...fieldsOf(write), bytes, owner: write.person, isKept: true, isRestored: true, replaces: [] }
        return isOver ? { ...item, error: new RoomfulError('NOT_CONNECTED') } : item
      })
      if (back.length > 0) told.restored(back)
    },
    follow(now, isEnded) {
      items = now
      sync(isEnded)
    },
  }
}

type Kept = Omit<KeptWrite, 'room' | 'person' | 'isPassing'>

function fieldsOf(write: Kept): Kept {
  const { id, kind, body, atMs, lane, about, isReplaceable, staysRefused, wasSent } = write
  return { id, kind, body, atMs, lane, isReplaceable, staysRefused, wasSent, ...(about === undefined ? {} : { about }) }
}
