/** What the queue's addresses answer, as much of it as the page shows. Types, and the key of an item. */
import type { Comment } from '@roomful/protocol'
import type { Listed } from '../../model/queue-list.js'

export type Filter = 'held' | 'reported' | 'rejected' | 'all'
export type Verdict = 'approve' | 'reject' | 'hold'
export type Restraint = 'mute' | 'shadow' | 'ban'
export type StoredStatus = 'visible' | 'held' | 'hidden' | 'rejected'

export interface Report {
  readonly person: string
  readonly reason?: string
  readonly atMs: number
}

/** A comment as it waits for a moderator. [M6] */
export interface QueueItem extends Listed {
  readonly room: string
  readonly comment: Comment
  readonly status: StoredStatus
  readonly reason?: string
  readonly reports: readonly Report[]
  readonly approved: number
  readonly rejected: number
}

export interface Sanction {
  readonly person: string
  readonly kind: Restraint
  readonly untilMs?: number
}

export interface PersonCard {
  readonly person: string
  readonly name: string
  readonly verified?: true
  readonly sinceMs?: number
  readonly approved: number
  readonly rejected: number
  readonly sanctions: readonly Sanction[]
}

export interface PersonPage extends PersonCard {
  readonly comments: readonly QueueItem[]
}

/** What a moderator did. [M7] */
export interface Act {
  readonly atMs: number
  readonly moderator: string
  readonly moderatorName: string
  readonly what: string
  readonly room?: string
  readonly comment?: string
  readonly person?: string
  /** Absent where nothing but an id is known. */
  readonly personName?: string
  readonly reason?: string
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

/** Comments of two rooms may have one id. */
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
