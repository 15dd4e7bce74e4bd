/**
 * Who moderates what, over HTTP: the same gate as for rooms, asked once a room and request. [I3,I6,M6]
 *
 * Rights are given by room, the queue is about all of them: whoever holds a key moderates everywhere, whoever is known to the
 * site where the site says so. Invariant: nothing of a room leaves here without its `moderate`.
 */
import { isRoomId, RoomfulError } from '@roomful/protocol'
import type { Gate, Identified } from '../../auth/admission.js'
import type { Identity } from '../../model/identity.js'
import type { Store } from '../../store/store.js'
import { visitorOf } from '../visitor.js'

export interface Moderating {
  readonly identity: Identity
  may(room: string): Promise<boolean>
  /** Resolves if they moderate at least one of the rooms where something waits, or the site's first page. Rejects `GRANT_MISSING`. */
  somewhere(): Promise<void>
}

/** The room of the page `/`: whoever may moderate nowhere else with certainty. */
const FIRST_PAGE = '/'
/** Each may be a question to the host. */
const MAX_ASKED = 100

export async function moderating(
  { gate, store }: { readonly gate: Gate; readonly store: Pick<Store, 'read'> },
  request: Request,
): Promise<Moderating> {
  const visitor = await visitorOf(gate, request)
  const may = createRights(gate, visitor)
  return {
    identity: visitor.identity,
    may,
    async somewhere() {
      if (visitor.identity.isKey === true || (await may(FIRST_PAGE))) return
      const rooms = await store.read('queue.rooms', {})
      for (const { room } of rooms.slice(0, MAX_ASKED)) if (await may(room)) return
      throw new RoomfulError('GRANT_MISSING', { at: 'moderate' })
    },
  }
}

function createRights(gate: Gate, visitor: Identified): Moderating['may'] {
  const known = new Map<string, Promise<boolean>>()
  return (room) => {
    const before = known.get(room)
    if (before) return before
    const answer = ask(gate, visitor, room)
    known.set(room, answer)
    return answer
  }
}

async function ask(gate: Gate, visitor: Identified, room: string): Promise<boolean> {
  return isRoomId(room) && ((await gate.admit(visitor, room))?.has('moderate') ?? false)
}
