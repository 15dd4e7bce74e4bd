/**
 * The crowd of a room, for elements: fetched only where there may be one, so that a page of twenty pays nothing for it.
 *
 * Pods tell the crowd about this reader; that is in `show-crowd.ts`.
 */
import { CROWD_SAMPLE, type Member } from '@roomful/protocol'
import type { CrowdView } from '../../room/crowd.js'
import { createSource, type Noun } from '../../room/noun.js'
import type { Room } from '../../room/room.js'
import { isMe, type Live } from '../live.js'
import { isNotable } from '../presence-order.js'

type CrowdNoun = Noun<CrowdView | undefined>

const known = new WeakMap<Room, CrowdNoun>()

/** The room's crowd; undefined where everybody is in `room.members`. */
export function crowdOf(room: Room): CrowdNoun {
  const found = known.get(room)
  if (found !== undefined) return found
  const { noun, set } = createSource<CrowdView | undefined>(undefined, reportError)
  known.set(room, noun)
  const look = (members: readonly Member[]): void => {
    // [U3] A crowd is never told by fewer.
    if (members.length < CROWD_SAMPLE) return
    stop()
    import('../../room/crowd.js').then(
      ({ crowd }) => {
        const its = room.use(crowd)
        its.subscribe(set)
        set(its.get())
      },
      () => undefined, // The server is away. The list is shorter than it could be.
    )
  }
  const stop = room.members.subscribe(look)
  look(room.members.get())
  return noun
}

/** How many members there are, told or not. */
export function totalOf(room: Room): number {
  return Math.max(room.members.get().length, crowdOf(room).get()?.shown ?? 0)
}

/** In a crowd the reader and whom the site made known stand first. Not whom they follow: a button must stay where it was pressed. */
export function firstInCrowd(live: Live, room: Room): ((member: Member) => boolean) | undefined {
  if (crowdOf(room).get() === undefined) return undefined
  return (member) => isMe(live, member.id) || isNotable(member)
}
