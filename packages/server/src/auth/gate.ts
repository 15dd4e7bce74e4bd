/**
 * Decides who somebody is and what they may do in a room: tokens, guests, and the host's own `authorize`. [I1–I5]
 *
 * Owns the order in which these are asked and what happens when the host's code fails or takes too long. Not here: how a
 * token is checked (jwt.ts), where grants are looked at (the hub, on every frame).
 * Invariant [R2]: a room that does not exist and one that is not for this person give the same answer, undefined.
 */
import { RoomfulError } from '@roomful/protocol'
import type { Clock, Grant } from '@roomful/protocol'
import type { Identity, RequestFacts } from '../model/identity.js'
import type { RoomTest } from '../model/room-pattern.js'
import type { Log } from '../platform/log.js'
import { createAsker } from './authorize.js'
import type { Asker, Authorize, Person } from './authorize.js'
import type { Claims } from './claims.js'
import { DEFAULT_GRANTS, GRANTS } from './grants.js'
import type { GuestTokens } from './guest-token.js'
import type { Credentials, Gate, Identified } from './admission.js'
import type { TokenCheck } from './jwt.js'
import type { ModeratorKeys } from './moderator-key.js'

export interface GateParts {
  readonly clock: Clock
  readonly log: Log
  readonly guestTokens: GuestTokens
  readonly moderatorKeys: Pick<ModeratorKeys, 'read'>
  /** Undefined: no token is valid here. */
  readonly checkToken: TokenCheck | undefined
  readonly authorize: Authorize | undefined
  /** What guests may do; false: they may not come. */
  readonly guests: false | readonly Grant[]
  /** The rooms this server has at all. */
  readonly isRoom: RoomTest
}

/** What `admit` has to know again of a person. */
interface Context {
  readonly identity: Identity
  readonly request: RequestFacts | undefined
  readonly claims: Claims | undefined
  readonly asker: Asker | undefined
  /** [I6] Holds a moderator's key. */
  readonly isModerator?: true
}

const ALL_GRANTS: ReadonlySet<Grant> = new Set(GRANTS)

export function createGate(parts: GateParts): Gate {
  const { guestTokens, moderatorKeys, guests, isRoom } = parts
  const guestGrants: ReadonlySet<Grant> = new Set(guests === false ? [] : guests)
  const defaultGrants: ReadonlySet<Grant> = new Set(DEFAULT_GRANTS)

  async function identify(credentials: Credentials, request: RequestFacts | undefined): Promise<Identified> {
    const moderator = credentials.token === undefined ? undefined : moderatorKeys.read(credentials.token)
    if (moderator) return moderating(moderator)
    const claims = credentials.token === undefined ? undefined : await checkToken(parts, credentials.token)
    const asker = parts.authorize && createAsker(parts.authorize, parts.clock, parts.log)
    if (claims) return identified({ identity: claims.identity, request, claims, asker })
    const person = await asker?.whoIs(request)
    if (person) return identified({ identity: identityOf(person), request, claims, asker })
    if (guests === false) throw new RoomfulError('AUTH_REQUIRED')
    return guest(credentials.guest, request, asker)
  }

  function guest(token: string | undefined, request: RequestFacts | undefined, asker: Asker | undefined): Identified {
    const known = token === undefined ? undefined : guestTokens.read(token)
    const { id, token: given } = known === undefined || token === undefined ? guestTokens.issue() : { id: known, token }
    const identity: Identity = { id, isVerified: false }
    return { ...identified({ identity, request, claims: undefined, asker }), guest: given }
  }

  function admit({ identity, context }: Identified, room: string): ReturnType<Gate['admit']> {
    const { request, claims, asker, isModerator }: Partial<Context> = (context as Context | undefined) ?? {}
    if (isModerator) return isRoom(room) ? ALL_GRANTS : undefined
    if (!isRoom(room) || claims?.isRoomAllowed?.(room) === false) return undefined
    if (asker) return asker.grants(request, room, identity)
    const can = identity.isVerified ? (claims?.can ?? defaultGrants) : guestGrants
    return can.has('see') ? can : undefined
  }

  return { identify, admit }
}

async function checkToken({ checkToken, log }: GateParts, token: string): Promise<Claims> {
  if (!checkToken) throw new RoomfulError('TOKEN_INVALID')
  try {
    return await checkToken(token)
  } catch (error) {
    if (error instanceof RoomfulError && error.code === 'SERVER_ERROR') log('error', 'key-server-failed')
    throw error
  }
}

/** [I6] Needs nobody's leave: the key is the server's own word. */
function moderating(identity: Identity): Identified {
  const context: Context = { identity, request: undefined, claims: undefined, asker: undefined, isModerator: true }
  return { identity, context }
}

/** A plain guest needs no context, and there may be a hundred thousand of them. */
function identified(context: Context): Identified {
  const { identity, claims, asker } = context
  return { identity, context: claims || asker ? context : undefined }
}

/** The host vouches for whoever it names. */
function identityOf({ id, name, avatar, color, role }: Person): Identity {
  return {
    id,
    isVerified: true,
    ...(name === undefined ? {} : { name }),
    ...(avatar === undefined ? {} : { avatar }),
    ...(color === undefined ? {} : { color }),
    ...(role === undefined ? {} : { role }),
  }
}
