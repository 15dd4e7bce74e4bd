/**
 * What a token says about a person, once its signature is known to be good. [I1,P7]
 *
 * Pure. A claim of the wrong type refuses the whole token: half a token would be a person with other rights than signed.
 * Grants this version does not know are skipped, so that a site can sign them before every node is updated.
 */
import { COLORS } from '@roomful/protocol'
import type { Grant } from '@roomful/protocol'
import { isRoomPattern, roomTest } from '../model/room-pattern.js'
import type { RoomTest } from '../model/room-pattern.js'
import { isGrant } from './grants.js'
import type { Identity } from '../model/identity.js'

/** A checked token. */
export interface Claims {
  readonly identity: Identity
  /** Undefined: what every signed-in person may do. */
  readonly can: ReadonlySet<Grant> | undefined
  /** Undefined: every room of this server. */
  readonly isRoomAllowed: RoomTest | undefined
}

/** [I1] A stolen token is worth this long. */
const MAX_LIFETIME_S = 3_600
const MAX_ID_CHARS = 128
const MAX_NAME_CHARS = 256
const MAX_AVATAR_CHARS = 512
const MAX_ROLE_CHARS = 32
const MAX_PATTERNS = 64
// eslint-disable-next-line no-control-regex -- reason: control characters are what this looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/

type Payload = Readonly<Record<string, unknown>>

/** Reads the claims; undefined when one of them is wrong. Expiry itself is the caller's to judge. */
export function readClaims(payload: Payload, nowMs: number, leewayS: number): Claims | undefined {
  const { exp, iat, sub, name, avatar, color, role, can, rooms } = payload
  if (!isTime(exp) || !isTime(iat) || exp - iat > MAX_LIFETIME_S || exp <= iat) return undefined
  if (iat > nowMs / 1_000 + leewayS) return undefined
  if (!isText(sub, MAX_ID_CHARS) || sub === '') return undefined
  if (!isAbsentOr(name, isName) || !isAbsentOr(avatar, isAvatar)) return undefined
  if (!isAbsentOr(color, isColor) || !isAbsentOr(role, isRole)) return undefined
  if (!isAbsentOr(can, isList) || !isAbsentOr(rooms, isPatternList)) return undefined
  return {
    identity: {
      id: sub,
      isVerified: true,
      // The leeway counts here too, or whoever comes in by it would be thrown out at once.
      expiresAtMs: (exp + leewayS) * 1_000,
      ...(name === undefined ? {} : { name }),
      ...(avatar === undefined ? {} : { avatar }),
      ...(color === undefined ? {} : { color }),
      ...(role === undefined ? {} : { role }),
    },
    can: can && new Set(can.filter(isGrant)),
    isRoomAllowed: rooms && roomTest(rooms),
  }
}

function isAbsentOr<T>(value: unknown, is: (value: unknown) => value is T): value is T | undefined {
  return value === undefined || is(value)
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0
}

function isText(value: unknown, maxChars: number): value is string {
  return typeof value === 'string' && value.length <= maxChars && !CONTROL.test(value)
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_NAME_CHARS
}

function isRole(value: unknown): value is string {
  return isText(value, MAX_ROLE_CHARS)
}

/** An https address, or a path of the page's own site: the browser of every reader fetches it. */
export function isAvatar(value: unknown): value is string {
  if (!isText(value, MAX_AVATAR_CHARS)) return false
  if (value.startsWith('/')) return !value.startsWith('//') && !value.startsWith('/\\')
  return value.startsWith('https://') && URL.canParse(value)
}

export function isColor(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < COLORS
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

function isPatternList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= MAX_PATTERNS && value.every(isRoomPattern)
}
