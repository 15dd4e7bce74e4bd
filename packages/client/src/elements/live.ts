/**
 * What all elements of a page share: the connection, the room of this page, and a few switches between them.
 *
 * Owns no looks. The room changes when the page's address changes without a reload; elements follow by `inRoom`.
 */
import type { Client } from '../room/client.js'
import { createSource, type Noun } from '../room/noun.js'
import type { Room } from '../room/room.js'
import type { Settings } from './settings.js'
import type { Clock, CursorPlace, Passage, Random } from '@roomful/protocol'
import type { Shelf } from '../platform/environment.js'

/** A value that can be set. */
export interface Cell<T> extends Noun<T> {
  set(value: T): void
}

/** Makes a cell; listeners hear of every value that differs. */
export function cell<T>(initial: T): Cell<T> {
  const { noun, set } = createSource(initial, reportError)
  return { ...noun, set }
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

/** Shows where the words are that a comment is about. */
export interface PassageGuide {
  /** Brings them into the window and marks them for a moment; false when they are no longer on the page. */
  flash(comment: string, passage: Passage): boolean
  /** The marked words at a point of the window. */
  at(x: number, y: number): Passage | undefined
}

/** Words of the page that somebody wants to write about. Whoever has a form for it sets the request back at once. */
export interface ComposeRequest {
  readonly passage: Passage
  /** What is written already. */
  readonly text?: string
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
  /** Set by whoever marks passages on this page. */
  readonly passages: { current: PassageGuide | undefined }
  readonly compose: Cell<ComposeRequest | undefined>
  /** Asks for the words beside one's own pod; set back by whoever shows them. */
  readonly chat: Cell<boolean>
  /** Opens a message to the member of that id; undefined where nobody can. */
  readonly messenger: Cell<((member: string) => void) | undefined>
  /** Ids of the people whom the person at this page ignores. */
  readonly ignored: Cell<ReadonlySet<string>>
  readonly clock: Clock
  readonly random: Random
  /** Where the box may keep its corner; undefined where the browser or the visitor forbids it. */
  readonly storage: { readonly local: Shelf | undefined; readonly session: Shelf | undefined }
  /** [I6] The page was opened with a moderator's key on this device; `signOut` in `token.ts` ends that. What they may do: `room.can`. */
  readonly isModerator: boolean
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
