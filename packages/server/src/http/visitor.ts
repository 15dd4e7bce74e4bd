/** Who is behind a request, and what they may do in a room: the same gate as for connections. [W7,S26] */
import { isRoomId, RoomfulError } from '@roomful/protocol'
import type { Credentials, Gate, Identified } from '../auth/admission.js'
import type { Speaker } from '../hub/feature.js'
import type { RequestFacts } from '../model/identity.js'

/** Rejects `TOKEN_INVALID`, `TOKEN_EXPIRED`, `AUTH_REQUIRED`. */
export function visitorOf(gate: Gate, request: Request): Promise<Identified> {
  return gate.identify(credentialsOf(request), factsOf(request))
}

/** A person in a room, as features know them. Rejects `ROOM_INVALID`, and `ROOM_REFUSED` for whoever may not see it. [R2] */
export async function speakerOf(gate: Gate, request: Request, room: string): Promise<Speaker> {
  return admit(gate, await visitorOf(gate, request), room)
}

export async function admit(gate: Gate, visitor: Identified, room: string): Promise<Speaker> {
  if (!isRoomId(room)) throw new RoomfulError('ROOM_INVALID')
  const can = await gate.admit(visitor, room)
  if (!can?.has('see')) throw new RoomfulError('ROOM_REFUSED')
  return { identity: visitor.identity, room, can }
}

/** A site's token, a moderator's key, or the token of a guest, all in the one header. No cookie is looked at. */
function credentialsOf(request: Request): Credentials {
  const token = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  if (token === undefined) return {}
  return token.startsWith('g1.') ? { guest: token } : { token }
}

function factsOf(request: Request): RequestFacts {
  const { pathname, search } = new URL(request.url)
  const headers: Record<string, string | undefined> = Object.create(null)
  request.headers.forEach((value, name) => {
    headers[name] = value
  })
  return Object.freeze({ url: pathname + search, headers: Object.freeze(headers) })
}
