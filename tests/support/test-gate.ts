/**
 * A gate without cryptography: the token is the identity, as JSON. For tests of everything behind the gate.
 *
 * A token `{"id":"ada","name":"Ada","can":["see"],"rooms":["/a"]}` is believed; `wrong` and `expired` are refused; without
 * one a guest comes in, by the guest token of an earlier welcome or as somebody new.
 */
import { RoomfulError, type Grant } from '@roomful/protocol'
import type { Gate, Identified } from '../../packages/server/src/auth/admission.js'
import type { Identity } from '../../packages/server/src/model/identity.js'

const GUEST_GRANTS: ReadonlySet<Grant> = new Set(['see', 'appear', 'send', 'react', 'comment', 'state'])

export interface TestToken extends Partial<Omit<Identity, 'isVerified'>> {
  readonly can?: readonly Grant[]
  readonly rooms?: readonly string[]
}

export interface TestGateOptions {
  /** Whether guests come in. Default true. */
  readonly guests?: boolean
  /** Answers `admit` in a later turn. */
  readonly isSlow?: boolean
  /** Names guests; the default counts. */
  readonly guestId?: () => string
  /** Looked at after the token's own `rooms`. */
  readonly mayEnter?: (identified: Identified, room: string) => boolean
}

/** A token for `createTestGate`. */
export const tokenOf = (token: TestToken): string => JSON.stringify(token)

export function createTestGate(options: TestGateOptions = {}): Gate {
  let guests = 0
  const guestId = options.guestId ?? (() => `g_${++guests}`)
  const admit = (identified: Identified, room: string): ReadonlySet<Grant> | undefined => {
    const { can, rooms } = identified.context as TestToken
    if (rooms && !rooms.includes(room)) return undefined
    if (options.mayEnter && !options.mayEnter(identified, room)) return undefined
    return can ? new Set(can) : GUEST_GRANTS
  }
  return {
    async identify({ token, guest }) {
      if (token === 'expired') throw new RoomfulError('TOKEN_EXPIRED')
      if (token !== undefined) return verified(token)
      if (options.guests === false) throw new RoomfulError('AUTH_REQUIRED')
      const id = guest?.startsWith('g_') ? guest : guestId()
      return { identity: { id, isVerified: false }, guest: id, context: {} }
    },
    admit: options.isSlow ? async (identified, room) => admit(identified, room) : admit,
  }
}

function verified(token: string): Identified {
  let claims: TestToken
  try {
    claims = JSON.parse(token) as TestToken
  } catch {
    throw new RoomfulError('TOKEN_INVALID')
  }
  const { can: _can, rooms: _rooms, id = 'somebody', ...rest } = claims
  return { identity: { ...rest, id, isVerified: true }, context: claims }
}
