/**
 * What one node says of a room to the others: its share of the room's presence. Types, and the order of cards. [Y4–Y6]
 *
 * A seat goes by a number that its node never gives twice, so that nothing said of it can ever be taken for another's.
 */
import type { ActivityState, MePatch } from '@roomful/protocol'

/** The counters of one node: its sockets, and the guests whom nobody else can know, so that a number is enough. [N1] */
export interface ShareNumbers {
  readonly connections: number
  readonly loose: number
  readonly looseActive: number
}

/** What the server vouches for; the id is the person's. [P7] */
export interface Stamp {
  readonly isVerified: boolean
  readonly name?: string
  readonly avatar?: string
  readonly color?: number
  readonly role?: string
}

/** Who a person is to others, as of the latest word about it. */
export interface Card {
  /** Later words have greater numbers; of equal ones that of the greater node counts. */
  readonly at: number
  readonly by: string
  readonly stamp: Stamp
  readonly chosen: MePatch
}

export interface ShownSeat {
  readonly serial: number
  readonly state: ActivityState
  /** How notable whoever sits there is; 0: like everybody. */
  readonly rank: number
  /** Which section of the page they read; 0: unknown. */
  readonly section: number
}

/** One person, as far as their connections to one node go. */
export interface PersonShare {
  readonly id: string
  readonly isRobot: boolean
  readonly shown: readonly ShownSeat[]
  /** The best state of the connections that are not shown; undefined: there are none. */
  readonly hidden: ActivityState | undefined
  /** Only of somebody who is shown. [P2] */
  readonly card: Card | undefined
}

/** A change of a share. `set` replaces the whole person; the numbers are absolute. Doing it twice does nothing. */
export interface ShareDelta {
  readonly numbers: ShareNumbers
  readonly set: readonly PersonShare[]
  readonly gone: readonly string[]
}

export const NO_NUMBERS: ShareNumbers = { connections: 0, loose: 0, looseActive: 0 }

/** Whether `one` is a later word than `other`. The same on every node. */
export function isLater(
  one: { readonly at: number; readonly by: string },
  other: { readonly at: number; readonly by: string },
): boolean {
  return one.at !== other.at ? one.at > other.at : one.by > other.by
}
