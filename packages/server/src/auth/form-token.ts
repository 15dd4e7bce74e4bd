/**
 * Ties a form to this server, to a room and to whoever it was shown to, so that no foreign page can post it. [S26]
 *
 * It is `<time>.<nonce>.<mac>`. Guests share the empty person: a forged guest's comment is only another guest's comment.
 * The nonce makes a form sent twice one write (W3).
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { RoomfulError, type Clock, type Random } from '@roomful/protocol'
import { randomId } from '../platform/random.js'

export interface FormTokens {
  /** `person` is empty for guests. */
  issue(room: string, person: string): string
  /** The nonce of a token made for this room and person. Throws `FORM_EXPIRED`. */
  check(token: string, room: string, person: string): string
  /** An id for whoever sent these words by this form: the same for the same words, and nobody's who can be met elsewhere. */
  guestId(...words: readonly string[]): string
}

const NONCE_BYTES = 12
const MAC_BYTES = 18
/** A page that was left open over night can still be sent. */
const MAX_AGE_MS = 86_400_000
const TOKEN = /^([0-9a-z]{1,11})\.([\w-]{16})\.([\w-]{24})$/

export function createFormTokens(secret: string, clock: Clock, random: Random): FormTokens {
  const key = createHmac('sha256', secret).update('roomful form token 1').digest()
  const macOf = (...parts: readonly string[]): Buffer =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest().subarray(0, MAC_BYTES)

  return {
    issue(room, person) {
      const at = Math.round(clock.now()).toString(36)
      const nonce = randomId(random, NONCE_BYTES)
      return `${at}.${nonce}.${macOf(room, person, at, nonce).toString('base64url')}`
    },
    check(token, room, person) {
      const [, at = '', nonce = '', mac = ''] = TOKEN.exec(token) ?? []
      const given = Buffer.from(mac, 'base64url')
      const isOurs = given.length === MAC_BYTES && timingSafeEqual(given, macOf(room, person, at, nonce))
      const ageMs = clock.now() - Number.parseInt(at, 36)
      if (!isOurs || !(ageMs >= -MAX_AGE_MS && ageMs <= MAX_AGE_MS)) throw new RoomfulError('FORM_EXPIRED')
      return nonce
    },
    guestId: (...words) =>
      `g_${macOf('guest', ...words)
        .subarray(0, 16)
        .toString('base64url')}`,
  }
}
