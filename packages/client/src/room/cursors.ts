/**
 * Where everybody points, and where this visitor does.
 *
 * The hot noun: changes come in bunches, the map is changed in place. [C3] Own places are sent at most every 55 ms, the
 * last one always, and nothing is sent while nothing moves. [P2] Nothing is sent before the visitor is shown.
 */
import {
  CURSOR_SEND_MS,
  type Cancel,
  type Clock,
  type CursorPlace,
  type CursorsMessage,
  type RefCursor,
} from '@roomful/protocol'
import type { Wire } from '../net/wire.js'
import { createListeners } from './noun.js'

/** The cursors of a room. */
export interface Cursors {
  /** The last place of each connection that has one, own excluded. A live view: it changes as people move. */
  get(): ReadonlyMap<number, CursorPlace>
  /** Hears what changed, one call per tick; mode 3 is a cursor that is gone. Cursors are only received while wanted. */
  subscribe(listener: (changes: readonly RefCursor[]) => void): () => void
  /** Tells where the visitor points. Call it as often as you like. Does nothing until the visitor is shown. */
  move(place: CursorPlace): void
  /** Takes the own cursor away until `resume`. */
  pause(): void
  /** Shows it again, where it was last. */
  resume(): void
  /** Whether to receive others' cursors at all. Without a call: while somebody subscribes. */
  want(isWanted: boolean): void
  /** Tells no two places within so many ms from now on; default 55. The last place always goes out. [U8] */
  pace(everyMs: number): void
}

export interface CursorsRunner {
  readonly noun: Cursors
  /** What to ask for in a join. */
  asked(): boolean
  received(list: CursorsMessage['list']): void
  /** Connections that belong to no member any more. */
  keep(isKnown: (ref: number) => boolean): void
  clear(): void
  /** Joined, or the visitor was just shown: the server knows no place of ours. */
  renew(): void
  stop(): void
}

export interface CursorsOptions {
  readonly clock: Clock
  readonly wire: Wire
  readonly n: () => number | undefined
  readonly ref: () => number | undefined
  readonly isShown: () => boolean
  readonly report: (error: unknown) => void
}

const GONE: CursorPlace = { mode: 3, anchor: 0, place: 0 }

/** Places are made here, with their fields in one order. */
const isSame = (a: CursorPlace, b: CursorPlace): boolean => JSON.stringify(a) === JSON.stringify(b)

export function createCursors({ clock, wire, n, ref, isShown, report }: CursorsOptions): CursorsRunner {
  const listeners = createListeners<[changes: readonly RefCursor[]]>(report)
  const places = new Map<number, CursorPlace>()
  let explicitWant: boolean | undefined
  let toldWant: boolean | undefined
  let last: CursorPlace | undefined
  let sent: CursorPlace = GONE
  let isPaused = false
  let rest: Cancel | undefined
  let paceMs = CURSOR_SEND_MS

  const isWanted = (): boolean => explicitWant ?? listeners.count() > 0

  function tellWant(): void {
    const room = n()
    if (room === undefined || toldWant === isWanted()) return
    toldWant = isWanted()
    wire.say({ t: 'want', n: room, cursors: toldWant })
    if (!toldWant) runner.clear()
  }

  function transmit(): void {
    const room = n()
    const place = isPaused || !last ? GONE : last
    if (room === undefined || !isShown() || isSame(sent, place)) return
    sent = place
    wire.sendCursor(room, place)
    rest = clock.after(paceMs, next)
  }

  function next(): void {
    rest?.()
    rest = undefined
    transmit()
  }

  const soon = (): void => {
    if (!rest) transmit()
  }

  function remove(refs: readonly number[]): void {
    for (const gone of refs) places.delete(gone)
    if (refs.length > 0) listeners.call(refs.map((gone) => ({ ref: gone, ...GONE })))
  }

  const runner: CursorsRunner = {
    asked: () => (toldWant = isWanted()),
    noun: {
      get: () => places,
      subscribe(listener) {
        const stop = listeners.add(listener)
        tellWant()
        return () => {
          stop()
          tellWant()
        }
      },
      move({ mode, anchor, place }) {
        last = { mode, anchor, place }
        soon()
      },
      pause() {
        isPaused = true
        soon()
      },
      resume() {
        isPaused = false
        soon()
      },
      want(wanted) {
        explicitWant = wanted
        tellWant()
      },
      pace(everyMs) {
        paceMs = everyMs
        next()
      },
    },
    received(list) {
      const own = ref()
      const changes: RefCursor[] = []
      for (const [from, mode, anchor, place] of list) {
        if (from === own) continue
        if (mode === 3) places.delete(from)
        else places.set(from, { mode, anchor, place })
        changes.push({ ref: from, mode, anchor, place })
      }
      if (changes.length > 0) listeners.call(changes)
    },
    keep: (isKnown) => remove([...places.keys()].filter((known) => !isKnown(known))),
    clear: () => remove([...places.keys()]),
    renew() {
      tellWant()
      sent = GONE
      soon()
    },
    stop() {
      rest?.()
      rest = undefined
      places.clear()
    },
  }
  return runner
}
