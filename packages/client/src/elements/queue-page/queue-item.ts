/** What the queue's addresses answer, as much of it as the page shows. Types, and the key of an item. */
import type { PersonCard, QueueItem } from '@roomful/protocol'
import type { Listed } from '../../model/queue-list.js'

/** With a key of its own: comments of two rooms may have one id. */
export interface ListedItem extends QueueItem, Listed {}

export interface PersonPage extends PersonCard {
  readonly comments: readonly ListedItem[]
}

export interface Counts {
  readonly held: number
  readonly reported: number
  readonly rooms: readonly { readonly room: string; readonly held: number; readonly reported: number }[]
  readonly you: { readonly id: string; readonly name?: string; readonly endsAtMs?: number }
}

export interface Page<T> {
  readonly list: readonly T[]
  readonly more?: string
}

export function keyOf(room: string, comment: string): string {
  return `${room}\n${comment}`
}

/** The page that a room belongs to, at the comment. */
export function placeOf(room: string, comment: string, origin: string): string {
  const page =
    room.startsWith('/') && !room.startsWith('//') ? `${origin}${encodeURI(room)}` : `https://${encodeURI(room)}`
  const url = URL.canParse(page) ? new URL(page) : new URL(origin)
  url.hash = `comment-${comment}`
  return url.href
}
