/**
 * The key by which the owner of a site without a login of its own moderates it. [I6]
 *
 * It is `m1.<what it says>.<mac>`: id, name and end, signed with the server's secret and given out by the command
 * `roomful moderator` or by the host's code. Sent where a token is sent. Whoever has it may do everything in every room
 * until it ends; a person's withdrawal (I4) ends it earlier.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { RoomfulError, type Clock } from '@roomful/protocol'
import type { Identity } from '../model/identity.js'
import { cleanName } from '../model/names.js'

export interface ModeratorKeys {
  /** A key for somebody of this name. The same name gets the same id, so that a new key continues the old one's work. */
  issue(name: string, days: number): string
  /** Who this key is, undefined for what is no such key. Throws `TOKEN_INVALID`, `TOKEN_EXPIRED`. */
  read(token: string): Identity | undefined
}

const PREFIX = 'm1.'
const MAC_BYTES = 32
const DAY_MS = 86_400_000

export function createModeratorKeys(secret: string, clock: Clock): ModeratorKeys {
  const key = createHmac('sha256', secret).update('roomful moderator key 1').digest()
  const macOf = (said: string): Buffer => createHmac('sha256', key).update(said).digest()

  return {
    issue(name, days) {
      const shown = cleanName(name)
      if (shown === '') throw new RoomfulError('OPTION_INVALID', { at: 'name', message: 'name must show something.' })
      const id = `m_${macOf(`id ${shown}`).subarray(0, 12).toString('base64url')}`
      const endsAtMs = clock.now() + days * DAY_MS
      const said = Buffer.from(JSON.stringify({ id, name: shown, endsAtMs })).toString('base64url')
      return `${PREFIX}${said}.${macOf(said).toString('base64url')}`
    },
    read(token) {
      if (!token.startsWith(PREFIX)) return undefined
      const [said = '', mac = '', more] = token.slice(PREFIX.length).split('.')
      const given = Buffer.from(mac, 'base64url')
      if (more !== undefined || given.length !== MAC_BYTES || !timingSafeEqual(given, macOf(said)))
        throw new RoomfulError('TOKEN_INVALID')
      // Signed by us, so of the form we gave it.
      const { id, name, endsAtMs } = JSON.parse(Buffer.from(said, 'base64url').toString()) as {
        id: string
        name: string
        endsAtMs: number
      }
      if (endsAtMs <= clock.now()) throw new RoomfulError('TOKEN_EXPIRED')
      return { id, name, isVerified: true, role: 'moderator', isKey: true, expiresAtMs: endsAtMs }
    },
  }
}
