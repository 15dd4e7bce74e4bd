/**
 * The token by which a guest is recognised on the next visit. [I2]
 *
 * It is `g1.<random id>.<mac>`: nothing but an id nobody chose, and proof that this server gave it. The id alone, which
 * other members see, is no proof. Synchronous: two hashes cost less than a promise.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Random } from '@roomful/protocol'
import { randomId } from '../platform/random.js'

export interface GuestTokens {
  /** A new guest. */
  issue(): { readonly id: string; readonly token: string }
  /** The id inside a token this server signed, or undefined for anything else. */
  read(token: string): string | undefined
}

const ID_BYTES = 16
const MAC_BYTES = 16
const TOKEN = /^g1\.([\w-]{22})\.([\w-]{22})$/

export function createGuestTokens(secret: string, random: Random): GuestTokens {
  // A key of its own: what is signed here can never pass for anything else signed with the same secret.
  const key = createHmac('sha256', secret).update('roomful guest token 1').digest()

  function macOf(id: string): Buffer {
    return createHmac('sha256', key).update(id).digest().subarray(0, MAC_BYTES)
  }

  return {
    issue() {
      const id = randomId(random, ID_BYTES)
      return { id: `g_${id}`, token: `g1.${id}.${macOf(id).toString('base64url')}` }
    },
    read(token) {
      const [, id, mac] = TOKEN.exec(token) ?? []
      if (id === undefined || mac === undefined) return undefined
      const given = Buffer.from(mac, 'base64url')
      return given.length === MAC_BYTES && timingSafeEqual(given, macOf(id)) ? `g_${id}` : undefined
    },
  }
}
