/**
 * Checks the options of `createRoomful` and fills in every default.
 *
 * Once and by hand, with a sentence for each mistake, so that a wrong option stops a server at its start and not a
 * visitor a week later. What the options mean is in options.ts, what they do in the files they are handed to.
 */
import { DEFAULT_LIMITS, RoomfulError } from '@roomful/protocol'
import type { Grant, ServerLimits } from '@roomful/protocol'
import { GRANTS, GUEST_GRANTS, isGrant } from './auth/grants.js'
import type { JwtOptions } from './auth/jwt.js'
import { isBrokerAddress } from './bus/broker-address.js'
import type { Bus } from './bus/bus.js'
import { hint } from './model/did-you-mean.js'
import { checkModeration } from './moderation/moderation-options.js'
import { checkNotices } from './outgoing/notice-options.js'
import { isRoomPattern, roomTest } from './model/room-pattern.js'
import type { RoomTest } from './model/room-pattern.js'
import { MAX_DRAIN_MS, type RoomfulOptions, type Settings } from './options.js'
import { systemClock } from './platform/clock.js'
import { silentLog } from './platform/log.js'
import { systemRandom } from './platform/random.js'

const NAMES = [
  ...['database', 'store', 'bus', 'secret', 'origins', 'path', 'jwt', 'authorize', 'guests', 'rooms', 'events'],
  ...['state', 'comments', 'moderation', 'notices', 'retention', 'limits', 'drainAfterMs', 'drainMs', 'trustProxy'],
  ...['log', 'clock', 'random'],
] as const satisfies readonly (keyof RoomfulOptions)[]

const BUS_METHODS = ['publish', 'subscribe', 'onGap', 'isUp', 'close'] as const satisfies readonly (keyof Bus)[]
const MIN_SECRET_BYTES = 32
const DATABASE = /^(?:sqlite:|postgres(?:ql)?:\/\/)./
const PATH = /^(\/[A-Za-z0-9._~-]+)*\/?$/
/** Ten years. */
const MAX_CLOSE_DAYS = 3_650
/** A hundred years. */
const MAX_COMMENT_DAYS = 36_500
/** Smaller frames could not hold a hello, larger ones are what memory limits exist for. */
const FRAME_BYTES = { min: 8_192, max: 1_048_576 }
/** Half: the other nodes feel each wave. Double: a rolling restart of many nodes takes that much longer. */
const DRAIN_MS = 3_000

/** @throws OPTION_INVALID with a sentence that names the option and what it may be. */
export function checkOptions(options: RoomfulOptions): Settings {
  if (!isObject(options as unknown)) throw wrong('options', 'must be an object')
  knownKeys('', options, NAMES)
  checkFunctions(options)
  const guests = checkGuests(options.guests)
  if (guests === false && !options.jwt && !options.authorize) {
    throw wrong(
      'guests',
      'is false, but without `jwt` or `authorize` nobody at all could come in; configure one of them',
    )
  }
  return {
    database: checkDatabase(options),
    store: options.store,
    ...checkBus(options.bus),
    secret: checkSecret(options.secret),
    origins: checkStrings('origins', options.origins),
    path: checkPath(options.path ?? '/roomful'),
    jwt: checkJwt(options.jwt),
    authorize: options.authorize,
    guests,
    isRoom: checkRooms(options.rooms),
    events: checkEvents(options.events),
    state: checkState(options.state),
    comments: checkComments(options.comments ?? {}),
    moderation: checkModeration(options.moderation),
    notices: checkNotices(options.notices),
    retention: checkRetention(options.retention ?? {}),
    limits: checkLimits(options.limits ?? {}),
    drainAfterMs: checkDrain('drainAfterMs', options.drainAfterMs) ?? 0,
    drainMs: checkDrain('drainMs', options.drainMs) ?? (options.bus === undefined ? 0 : DRAIN_MS),
    trustProxy: checkStrings('trustProxy', options.trustProxy) ?? ['loopback'],
    log: options.log ?? silentLog,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
  }
}

function checkDatabase({ database = 'memory:', store }: RoomfulOptions): string {
  if (store && database !== 'memory:') throw wrong('database', 'and `store` exclude each other; give one of them')
  const isKnown = typeof database === 'string' && (database === 'memory:' || DATABASE.test(database))
  if (!isKnown) throw wrong('database', 'must be "sqlite:FILE", "postgres://…" or "memory:"')
  return database
}

function checkBus(bus: unknown): Pick<Settings, 'bus' | 'broker'> {
  if (bus === undefined) return { bus: undefined, broker: undefined }
  if (typeof bus === 'string') {
    // Not repeated: it may hold a password.
    if (!isBrokerAddress(bus)) throw wrong('bus', 'must be "redis://…", "rediss://…", "nats://…", "tls://…", or a bus')
    return { bus: undefined, broker: bus }
  }
  for (const method of BUS_METHODS) {
    if (!isObject(bus) || typeof bus[method] !== 'function') throw wrong('bus', `has no ${method}(); it is not a bus`)
  }
  return { bus: bus as unknown as Bus, broker: undefined }
}

function checkSecret(secret: unknown): string | undefined {
  if (secret === undefined) return undefined
  if (typeof secret !== 'string' || Buffer.byteLength(secret) < MIN_SECRET_BYTES) {
    throw wrong('secret', `must be a text of at least ${MIN_SECRET_BYTES} bytes that nobody can guess`)
  }
  return secret
}

function checkPath(path: unknown): string {
  if (typeof path !== 'string' || !PATH.test(path) || !path.startsWith('/')) {
    throw wrong('path', 'must start with a slash and hold plain segments, like "/roomful"')
  }
  return path.endsWith('/') ? path.slice(0, -1) : path
}

function checkJwt(jwt: unknown): JwtOptions | undefined {
  if (jwt === undefined) return undefined
  if (!isObject(jwt)) throw wrong('jwt', 'must be an object with a secret, a publicKey, keys or a jwksUrl')
  knownKeys('jwt.', jwt, ['secret', 'alg', 'publicKey', 'keys', 'jwksUrl', 'algs', 'audience', 'issuer'])
  const sources = ['secret', 'publicKey', 'keys', 'jwksUrl'].filter((name) => jwt[name] !== undefined)
  if (sources.length !== 1) throw wrong('jwt', 'needs exactly one of secret, publicKey, keys and jwksUrl')
  for (const name of ['secret', 'jwksUrl', 'alg', 'audience', 'issuer']) {
    if (jwt[name] !== undefined && (typeof jwt[name] !== 'string' || jwt[name] === ''))
      throw wrong(`jwt.${name}`, 'must be a text')
  }
  for (const name of ['keys', 'algs']) {
    if (jwt[name] !== undefined && !Array.isArray(jwt[name])) throw wrong(`jwt.${name}`, 'must be a list')
  }
  if (jwt['jwksUrl'] !== undefined && jwt['algs'] === undefined)
    throw wrong('jwt.algs', 'must name the algorithms that are believed')
  return jwt as unknown as JwtOptions
}

function checkGuests(guests: unknown): false | readonly Grant[] {
  if (guests === undefined) return GUEST_GRANTS
  if (guests === false) return false
  if (!Array.isArray(guests)) throw wrong('guests', `must be false or a list of ${GRANTS.join(', ')}`)
  for (const grant of guests) {
    if (!isGrant(grant)) throw wrong('guests', `knows no grant ${JSON.stringify(grant)}${hint(String(grant), GRANTS)}`)
  }
  return guests as readonly Grant[]
}

function checkRooms(rooms: RoomfulOptions['rooms']): RoomTest {
  if (rooms === undefined) return () => true
  if (typeof rooms === 'function') return (room) => rooms(room) === true
  if (!Array.isArray(rooms) || !rooms.every(isRoomPattern)) {
    throw wrong('rooms', 'must be a list of patterns like "/blog/*" or "/posts/:slug", or a function')
  }
  return roomTest(rooms)
}

function checkEvents(events: RoomfulOptions['events']): RoomfulOptions['events'] {
  if (events === undefined) return undefined
  if (!isObject(events as unknown)) throw wrong('events', 'must be an object of declarations by event name')
  for (const [name, declaration] of Object.entries(events)) {
    const at = `events.${name}`
    if (!isObject(declaration as unknown)) throw wrong(at, 'must be an object, {} at least')
    knownKeys(`${at}.`, declaration, ['schema', 'can', 'droppable'])
    const { schema, can, droppable }: Record<string, unknown> = { ...declaration }
    if (can !== undefined && !isGrant(can)) throw wrong(`${at}.can`, `must be one of ${GRANTS.join(', ')}`)
    if (droppable !== undefined && typeof droppable !== 'boolean')
      throw wrong(`${at}.droppable`, 'must be true or false')
    if (schema !== undefined && !isStandardSchema(schema))
      throw wrong(`${at}.schema`, 'must follow Standard Schema (Zod, Valibot, ArkType …)')
  }
  return events
}

function checkState(state: unknown): Settings['state'] {
  if (state === undefined) return undefined
  if (!isObject(state)) throw wrong('state', 'must be an object of keys or patterns')
  for (const [key, declaration] of Object.entries(state)) {
    if (!isRoomPattern(key)) throw wrong('state', `: ${JSON.stringify(key)} cannot be a key or a pattern`)
    if (!isObject(declaration)) throw wrong(`state.${key}`, 'must be an object')
    knownKeys(`state.${key}.`, declaration, ['can', 'schema'])
    const { can, schema } = declaration
    if (can !== undefined && !isGrant(can)) throw wrong(`state.${key}.can`, `must be one of ${GRANTS.join(', ')}`)
    if (schema !== undefined && !isStandardSchema(schema))
      throw wrong(`state.${key}.schema`, 'must follow Standard Schema (Zod, Valibot, ArkType …)')
  }
  return state as Settings['state']
}

function checkComments(comments: unknown): Settings['comments'] {
  if (!isObject(comments)) throw wrong('comments', 'must be an object')
  knownKeys('comments.', comments, ['closeAfterDays'])
  const { closeAfterDays: days } = comments
  if (days !== undefined && (!Number.isInteger(days) || Number(days) < 1 || Number(days) > MAX_CLOSE_DAYS))
    throw wrong('comments.closeAfterDays', `must be a whole number from 1 to ${MAX_CLOSE_DAYS}`)
  return comments as Settings['comments']
}

function checkRetention(retention: unknown): Settings['retention'] {
  if (!isObject(retention)) throw wrong('retention', 'must be an object')
  knownKeys('retention.', retention, ['commentDays'])
  const { commentDays: days } = retention
  if (days !== undefined && (!Number.isInteger(days) || Number(days) < 1 || Number(days) > MAX_COMMENT_DAYS))
    throw wrong('retention.commentDays', `must be a whole number from 1 to ${MAX_COMMENT_DAYS}`)
  return retention as Settings['retention']
}

function checkLimits(limits: unknown): ServerLimits {
  if (!isObject(limits)) throw wrong('limits', 'must be an object of numbers')
  knownKeys('limits.', limits, Object.keys(DEFAULT_LIMITS))
  for (const [name, value] of Object.entries(limits)) {
    const { min, max } = name === 'frameBytes' ? FRAME_BYTES : { min: 1, max: 10_000_000 }
    const isSound = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
    if (value !== undefined && !isSound) throw wrong(`limits.${name}`, `must be a whole number from ${min} to ${max}`)
  }
  const given = Object.entries(limits).filter(([, value]) => value !== undefined)
  return { ...DEFAULT_LIMITS, ...Object.fromEntries(given) }
}

function checkDrain(at: 'drainAfterMs' | 'drainMs', ms: unknown): number | undefined {
  if (ms === undefined) return undefined
  if (typeof ms !== 'number' || !Number.isInteger(ms) || ms < 0 || ms > MAX_DRAIN_MS)
    throw wrong(at, `must be a whole number of milliseconds from 0 to ${MAX_DRAIN_MS}`)
  return ms
}

function checkStrings(at: 'origins' | 'trustProxy', list: unknown): readonly string[] | undefined {
  if (list === undefined) return undefined
  if (!Array.isArray(list) || !list.every((each) => typeof each === 'string'))
    throw wrong(at, 'must be a list of texts')
  return list as readonly string[]
}

function checkFunctions(options: RoomfulOptions): void {
  for (const name of ['authorize', 'log'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function') throw wrong(name, 'must be a function')
  }
  const methods = { store: 'setting', clock: 'monotonic', random: 'bytes' } as const
  for (const [name, method] of Object.entries(methods)) {
    const seam: unknown = options[name as keyof typeof methods]
    if (seam === undefined) continue
    if (!isObject(seam) || typeof seam[method] !== 'function')
      throw wrong(name, `has no ${method}(); it is not a ${name}`)
  }
}

function isStandardSchema(schema: unknown): boolean {
  const inner: unknown = (schema as Record<string, unknown> | null)?.['~standard']
  return isObject(inner) && typeof inner['validate'] === 'function'
}

function knownKeys(prefix: string, given: object, known: readonly string[]): void {
  for (const key of Object.keys(given)) {
    if (!known.includes(key))
      throw wrong(`${prefix}${key}`, `is not an option${hint(key, known) || ` (there are ${known.join(', ')})`}`)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrong(at: string, what: string): RoomfulError {
  return new RoomfulError('OPTION_INVALID', { at, message: `${at} ${what}${/[.?]$/.test(what) ? '' : '.'}` })
}
