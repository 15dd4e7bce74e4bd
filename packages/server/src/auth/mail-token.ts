/**
 * The right inside a link in a mail: to confirm an address, or to stop all mail to it, without signing in. [X4,S29]
 *
 * It is `<person>.<end>.<mac>`, and the mac covers what the link is for and the address: a link does one thing, for one person
 * and one address, and none can be made into another. The address itself is not in it, so that it stands in no proxy's log.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '@roomful/protocol'

export type MailPurpose = 'confirm' | 'stop'

export interface MailTokens {
  issue(purpose: MailPurpose, person: string, address: string): string
  /** Whom a token is about, for looking up their address. Proves nothing. */
  personIn(token: string): string | undefined
  /** Whether this server made the token for this, for this address, and its time is not over. */
  isGood(token: string, purpose: MailPurpose, address: string): boolean
}

const MAC_BYTES = 18
/** A mail read after a weekend can still be confirmed; stopping works for ever. */
const CONFIRM_MS = 3 * 86_400_000
const TOKEN = /^([\w-]{1,1400})\.([0-9a-z]{0,11})\.([\w-]{24})$/

export function createMailTokens(secret: string, clock: Clock): MailTokens {
  const key = createHmac('sha256', secret).update('roomful mail link 1').digest()
  const macOf = (...parts: readonly string[]): Buffer =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest().subarray(0, MAC_BYTES)

  return {
    issue(purpose, person, address) {
      const who = Buffer.from(person).toString('base64url')
      const end = purpose === 'stop' ? '' : Math.round(clock.now() + CONFIRM_MS).toString(36)
      return `${who}.${end}.${macOf(purpose, who, end, address).toString('base64url')}`
    },
    personIn(token) {
      const [, who] = TOKEN.exec(token) ?? []
      return who === undefined ? undefined : Buffer.from(who, 'base64url').toString()
    },
    isGood(token, purpose, address) {
      const [, who = '', end = '', mac = ''] = TOKEN.exec(token) ?? []
      const given = Buffer.from(mac, 'base64url')
      if (given.length !== MAC_BYTES || !timingSafeEqual(given, macOf(purpose, who, end, address))) return false
      return end === '' || Number.parseInt(end, 36) > clock.now()
    },
  }
}
