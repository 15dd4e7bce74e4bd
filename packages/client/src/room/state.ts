/**
 * The shared state of a room, as a noun: keys that everybody in it reads, with versions. [V1–V5]
 *
 * Decides when to read and keeps the values that are handed out the same until they change; what they are is decided in
 * `model/state-view.ts`, writes go through the room's outbox. The session's keys are the same with another source: they are
 * told by an event and live as long as somebody is in the room.
 */
import type { Json, JsonFields, RoomfulError } from '@roomful/protocol'
import { stateValueOf, type StatePage, type StateValue } from '../model/state-view.js'
import { defineRoomFeature, type RoomHost } from './feature.js'
import { log } from './log.js'
import { createSource, type Noun } from './noun.js'
import { asError, pause, readUntilAnswered } from './reading.js'
import { createStateKeys, type StateKeys } from './state/keys.js'
import { writes, type Write, type WriteOptions } from './writes.js'
import { askAgainMs } from '../model/retry.js'

/** Where a key lives. */
export interface StateOptions {
  /** `durable` (default): kept for good. `session`: as long as somebody is in the room. The two have their own keys. */
  readonly scope?: 'durable' | 'session'
}

/** How a key is set or removed. */
export interface StateChange extends StateOptions {
  /** Only if this is still the present version; 0: only if there is no such key. Otherwise `STATE_CHANGED`. */
  readonly version?: number
}

/** `stale`: as last known, while the connection is away. `failed`: nothing could be read yet; it is tried again. */
export type StateStatus = 'loading' | 'ready' | 'stale' | 'failed'

/**
 * A room's shared state. Reading begins with the first look; values on their way are shown at once, and taken back when they
 * are refused.
 *
 * ```ts
 * const votes = room.state.key('votes/yes')
 * votes.subscribe((value) => console.log(value))
 * room.state.add('votes/yes', 1)
 * ```
 */
export interface State {
  readonly status: Noun<StateStatus>
  /** Why nothing could be read. */
  readonly problem: Noun<RoomfulError | undefined>
  /** The value now; undefined where there is none. The same reference until it changes. */
  get(key: string, options?: StateOptions): Json | undefined
  /** The version of a key as the server last told it, for a change that must not overwrite another; 0: it does not exist. */
  version(key: string, options?: StateOptions): number
  /** One key as a noun; asking again gives the same one. */
  key(key: string, options?: StateOptions): Noun<Json | undefined>
  /** All keys and their values. The same map until something changes. */
  entries(options?: StateOptions): ReadonlyMap<string, Json>
  /** Calls `listener` after every change of any key, not at once. Returns how to stop. */
  subscribe(listener: () => void): () => void
  /** Sets a key. @param value JSON of at most 8,192 bytes */
  set(key: string, value: Json, change?: StateChange): Write<StateValue>
  /** Adds to a number, so that the additions of many people all count; a key that does not exist counts as 0. */
  add(key: string, by: number, options?: StateOptions): Write<StateValue>
  remove(key: string, change?: StateChange): Write<StateValue>
}

/** A room's shared state, once per room. */
export const state = defineRoomFeature<State>({ name: 'state', open: openState })

const KINDS = ['state.set', 'state.add', 'state.remove']
/** [V5] Said by the server, which has the number 0; anybody else's event of this name is only an event. */
const SERVER_REF = 0

function openState(host: RoomHost): State {
  const { room, report } = host
  const box = room.use(writes)
  const durable = createStateKeys('durable', box, report)
  const session = createStateKeys('session', box, report)
  const status = createSource<StateStatus>('loading', report)
  const problem = createSource<RoomfulError | undefined>(undefined, report)
  let isBegun = false
  /** Somebody has looked at the session's keys; they are as they were last told. */
  let usesSession = false
  let isSessionKnown = false
  let isLive = (): boolean => false
  let readings = 0
  let isReading = false

  function tell(): void {
    const isKnown = durable.view().readAt !== undefined
    const isFresh = isKnown && !durable.view().isStale && isLive()
    status.set(isKnown ? (isFresh ? 'ready' : 'stale') : problem.noun.get() ? 'failed' : 'loading')
  }

  function begin(scope: 'durable' | 'session' | undefined): StateKeys {
    usesSession ||= scope === 'session'
    if (!isBegun) {
      isBegun = true
      const roomLog = room.use(log)
      isLive = roomLog.isLive.get
      roomLog.entries(['state'], (list) => durable.feed({ type: 'entries', list }))
      roomLog.reset((position) => {
        durable.feed({ type: 'reset', position })
        if (durable.view().isStale) void read()
        tell()
      })
      roomLog.isLive.subscribe(tell)
      void read()
    } else if (usesSession && !isSessionKnown && !isReading) void read()
    return scope === 'session' ? session : durable
  }

  async function read(attempt = 0): Promise<void> {
    const mine = ++readings
    isReading = true
    durable.feed({ type: 'asked' })
    const before = durable.view().readAt
    const v = await ask(mine)
    if (mine === readings) isReading = false
    if (v) {
      durable.feed({ type: 'read', page: asPage(v) })
      // The session's keys come whole: one that is missing is gone, whatever its version was. [V5]
      session.replace(asList(v['here']))
      isSessionKnown = true
      problem.set(undefined)
    } else durable.feed({ type: 'unread' })
    tell()
    if (!v || durable.view().readAt !== before || mine !== readings) return
    // The log has begun anew meanwhile: this was from before.
    await pause(host, askAgainMs(attempt, host.random.unit()))
    if (mine === readings) await read(attempt + 1)
  }

  async function ask(mine: number): Promise<JsonFields | undefined> {
    const failed = (error: RoomfulError): void => {
      problem.set(error)
      tell()
    }
    try {
      return await readUntilAnswered(host, { what: 'state', body: {}, isWanted: () => mine === readings, failed })
    } catch (cause) {
      if (mine === readings) failed(asError(cause))
      return undefined
    }
  }

  box.settled(KINDS, ({ body }, outcome) => {
    if (outcome.status === 'refused') return
    const now = stateValueOf(outcome.v)
    const keys = body['scope'] === 'session' ? session : durable
    if (now && typeof body['key'] === 'string') keys.take(body['key'], now)
  })
  room.on('state', (data, from) => {
    if (from.ref !== SERVER_REF || !isFields(data)) return
    const now = stateValueOf(data)
    if (now && typeof data['key'] === 'string') session.feed({ type: 'told', key: data['key'], now })
  })
  host.onLost(() => {
    // The log catches up on what is kept; what lives in the room is to be read again.
    isSessionKnown = false
    if (isBegun && usesSession) void read()
  })

  const send = (
    kind: string,
    key: string,
    body: JsonFields,
    options: StateChange,
    isLast: boolean,
  ): Write<StateValue> => {
    const { scope = 'durable', version } = options
    const how: WriteOptions<StateValue> = {
      value: (v) => stateValueOf(v) ?? { value: undefined, version: 0 },
      lane: `state ${scope}`,
      about: `state ${scope} ${key}`,
      isReplaceable: isLast && version === undefined,
      isKept: scope === 'durable',
    }
    const where = scope === 'session' ? { scope } : {}
    return box.send(kind, { key, ...body, ...(version === undefined ? {} : { version }), ...where }, how)
  }

  return {
    status: seen(status.noun, begin),
    problem: problem.noun,
    get: (key, { scope } = {}) => begin(scope).get(key),
    version: (key, { scope } = {}) => begin(scope).version(key),
    key: (key, { scope } = {}) => begin(scope).key(key),
    entries: ({ scope } = {}) => begin(scope).entries.get(),
    subscribe(listener) {
      begin(undefined)
      const stops = [durable, session].map(({ entries }) => entries.subscribe(() => listener()))
      return () => {
        for (const stop of stops) stop()
      }
    },
    set: (key, value, change = {}) => send('state.set', key, { value }, change, true),
    add: (key, by, options = {}) => send('state.add', key, { by }, options, false),
    remove: (key, change = {}) => send('state.remove', key, {}, change, true),
  }
}

/** A noun that begins when it is looked at. */
function seen<T>(noun: Noun<T>, begin: (scope: undefined) => unknown): Noun<T> {
  return {
    get() {
      begin(undefined)
      return noun.get()
    },
    subscribe(listener) {
      begin(undefined)
      return noun.subscribe(listener)
    },
  }
}

function isFields(value: Json): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Lenient: what is not there counts as nothing. */
function asPage({ list, epoch, offset }: JsonFields): StatePage {
  return {
    list: asList(list),
    epoch: typeof epoch === 'string' ? epoch : '',
    offset: typeof offset === 'number' ? offset : 0,
  }
}

function asList(value: Json | undefined): StatePage['list'] {
  return Array.isArray(value) ? (value as unknown as StatePage['list']) : []
}
