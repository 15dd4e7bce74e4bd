/**
 * Asks the host's `authorize` callback, and survives whatever it does. [A2,I3]
 *
 * It is called once when somebody connects, without a room, to learn who they are; and once for each room they want.
 * Answers are kept for a minute with the connection they were given for. A callback that throws, answers nonsense or
 * takes longer than 5 s refuses with `SERVER_ERROR` and a line in the log, never with a crash and never with a grant.
 */
import { RoomfulError } from '@roomful/protocol'
import type { Clock, Grant } from '@roomful/protocol'
import type { RequestFacts } from '../model/identity.js'
import type { Log } from '../platform/log.js'
import { isAvatar, isColor } from './claims.js'
import { isGrant } from './grants.js'
import type { Identity } from '../model/identity.js'

/** What `authorize` is asked. */
export interface AuthorizeAsk {
  /** The request that opened the connection (or asked for a number): its address and headers, cookies among them. */
  readonly request: RequestFacts
  /** The room somebody wants into; undefined when they have just connected and the question is only who they are. */
  readonly room: string | undefined
  /** Who they are, as far as is known: from a token, from the answer at connecting, or a guest. */
  readonly identity: Identity | undefined
}

/** What `authorize` answers. Undefined refuses the room; at connecting it means a guest. */
export interface AuthorizeAnswer {
  /** Stable id of the person. At connecting: without it they are a guest. In a room it is not looked at. */
  readonly id?: string
  /** Shown to others, and vouched for by the site. */
  readonly name?: string
  /** An https address or a path of the site. */
  readonly avatar?: string
  /** 0 to 11. */
  readonly color?: number
  readonly role?: string
  /** What they may do in the room. Not looked at while connecting. */
  readonly can?: readonly Grant[]
}

/** The host's own rule. May answer at once or later, within 5 s. */
export type Authorize = (ask: AuthorizeAsk) => AuthorizeAnswer | undefined | Promise<AuthorizeAnswer | undefined>

/** A person the host has named. */
export type Person = Omit<AuthorizeAnswer, 'id' | 'can'> & { readonly id: string }

/** The callback as one connection sees it. */
export interface Asker {
  /** Who they are; undefined for a guest. */
  whoIs(request: RequestFacts | undefined): Promise<Person | undefined>
  /** What they may do; undefined refuses the room. */
  grants(request: RequestFacts | undefined, room: string, identity: Identity): Promise<ReadonlySet<Grant> | undefined>
}

const TIMEOUT_MS = 5_000
/** Half: every reload of a client's rooms asks the host's database again. Double: a change of rights is noticed later. */
const KEEP_MS = 60_000
/** A connection can be in 16 rooms; more answers than this are somebody trying doors. */
const MAX_KEPT = 32
const NO_REQUEST: RequestFacts = Object.freeze({ url: '', headers: Object.freeze({}) })

interface Kept {
  readonly untilMs: number
  readonly answer: Promise<ReadonlySet<Grant> | undefined>
}

export function createAsker(authorize: Authorize, clock: Clock, log: Log): Asker {
  const kept = new Map<string, Kept>()

  async function ask(question: AuthorizeAsk): Promise<AuthorizeAnswer | undefined> {
    try {
      return checkedAnswer(await within(clock, authorize, question))
    } catch (error) {
      const name = error instanceof RoomfulError ? error.code : error instanceof Error ? error.name : typeof error
      log('error', 'authorize-failed', { name, at: question.room === undefined ? 'connect' : 'room' })
      throw new RoomfulError('SERVER_ERROR', { cause: error })
    }
  }

  async function askGrants(request: RequestFacts, room: string, identity: Identity): Promise<Set<Grant> | undefined> {
    const answer = await ask({ request, room, identity })
    const can = new Set((answer?.can ?? []).filter(isGrant))
    return can.has('see') ? can : undefined
  }

  return {
    async whoIs(request = NO_REQUEST) {
      const answer = await ask({ request, room: undefined, identity: undefined })
      return answer?.id === undefined ? undefined : { ...answer, id: answer.id }
    },
    grants(request = NO_REQUEST, room, identity) {
      const nowMs = clock.monotonic()
      const before = kept.get(room)
      if (before && nowMs < before.untilMs) return before.answer
      const answer = askGrants(request, room, identity)
      kept.delete(room)
      kept.set(room, { untilMs: nowMs + KEEP_MS, answer })
      // A failure is not an answer: the next join asks again.
      answer.catch(() => kept.delete(room))
      for (const oldest of kept.keys()) {
        if (kept.size <= MAX_KEPT) break
        kept.delete(oldest)
      }
      return answer
    },
  }
}

/** Calls the host's code and waits for it, but not for ever. */
async function within(clock: Clock, authorize: Authorize, question: AuthorizeAsk): Promise<unknown> {
  const { promise, resolve, reject } = promiseParts<unknown>()
  const cancel = clock.after(TIMEOUT_MS, () => reject(new RoomfulError('SERVER_ERROR', { message: 'timeout' })))
  try {
    Promise.resolve(authorize(question)).then(resolve, reject)
    return await promise
  } finally {
    cancel()
  }
}

function promiseParts<T>(): { promise: Promise<T>; resolve(value: T): void; reject(reason: unknown): void } {
  let resolve: (value: T) => void = () => {}
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<T>((onValue, onReason) => {
    resolve = onValue
    reject = onReason
  })
  return { promise, resolve, reject }
}

/** The host's code may be plain JavaScript: an answer of the wrong shape is a bug there, and refuses. */
function checkedAnswer(answer: unknown): AuthorizeAnswer | undefined {
  if (answer === undefined || answer === null || answer === false) return undefined
  const { id, name, avatar, color, role, can } = answer as Record<string, unknown>
  const isText = (value: unknown): boolean => value === undefined || typeof value === 'string'
  const isSound =
    typeof answer === 'object' &&
    isText(id) &&
    id !== '' &&
    isText(name) &&
    isText(role) &&
    (avatar === undefined || isAvatar(avatar)) &&
    (color === undefined || isColor(color)) &&
    (can === undefined || Array.isArray(can))
  if (!isSound) throw new TypeError('authorize answered something that is not an answer')
  return answer as AuthorizeAnswer
}
