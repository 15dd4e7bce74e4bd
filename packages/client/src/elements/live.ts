/**
 * What all elements of a page share: the connection, the room of this page, and a few switches between them.
 *
 * Owns no looks. The room changes when the page's address changes without a reload; elements follow by `inRoom`.
 */
import type { Client } from '../room/client.js'
import type { Noun } from '../room/noun.js'
import type { Room } from '../room/room.js'
import type { Settings } from './settings.js'
import type { Clock, CursorPlace, Random } from '@roomful/protocol'
import type { Shelf } from '../platform/environment.js'

/** A value that can be set. */
export interface Cell<T> extends Noun<T> {
  set(value: T): void
}

/** Makes a cell; listeners hear of every value that differs. */
export function cell<T>(initial: T): Cell<T> {
  let current = initial
  const listeners = new Set<(value: T) => void>()
  return {
    get: () => current,
    set(value) {
      if (Object.is(value, current)) return
      current = value
      for (const listener of [...listeners]) listener(value)
    },
    subscribe(listener) {
      const own = (value: T): void => listener(value)
      listeners.add(own)
      return () => listeners.delete(own)
    },
  }
}

/** A reaction to be painted by whoever paints. */
export interface Burst {
  readonly emoji: string
  readonly place: CursorPlace | undefined
  /** The connection it came from; undefined for this page itself. */
  readonly ref: number | undefined
}

/** A sentence for the person at the page, with at most one thing to do. */
export interface Notice {
  readonly text: string
  readonly action?: { readonly label: string; run(): void }
}

export interface Live {
  readonly client: Client
  readonly settings: Settings
  /** The room of the page as it is now. */
  readonly room: Noun<Room>
  /** Id of the member whose place this page follows. */
  readonly following: Cell<string | undefined>
  /** The person at this page wants to see nobody's pod. */
  readonly podsHidden: Cell<boolean>
  /** The person's own pod rests. */
  readonly isPaused: Cell<boolean>
  readonly burst: Cell<Burst | undefined>
  readonly notice: Cell<Notice | undefined>
  /** Where the person last pointed or what they look at, as pods would send it; set by whoever can tell. */
  readonly here: { current: (() => CursorPlace | undefined) | undefined }
  readonly clock: Clock
  readonly random: Random
  /** Where the box may keep its corner; undefined where the browser or the visitor forbids it. */
  readonly storage: { readonly local: Shelf | undefined; readonly session: Shelf | undefined }
}

type Undo = () => void

/** Calls `use` with the value now and whenever it changes. */
export function watch<T>(noun: Noun<T>, use: (value: T) => void): Undo {
  use(noun.get())
  return noun.subscribe(use)
}

/** Calls `use` with the page's room now and whenever it is another one, undoing the last call first. */
export function inRoom(live: Live, use: (room: Room) => Undo): Undo {
  let undo = use(live.room.get())
  const stop = live.room.subscribe((room) => {
    undo()
    undo = use(room)
  })
  return () => {
    stop()
    undo()
  }
}

/** Joins several undos into one. */
export function all(...undos: Undo[]): Undo {
  return () => {
    for (const undo of undos) undo()
  }
}

/** Lets many changes in one turn lead to one drawing, before the next frame is painted. */
export function drawSoon(draw: () => void): () => void {
  let isDue = false
  return () => {
    if (isDue) return
    isDue = true
    queueMicrotask(() => {
      isDue = false
      draw()
    })
  }
}

/** The member who is the person at this page, where they are one. */
export function isMe(live: Live, memberId: string): boolean {
  return live.client.id.get() === memberId
}
