/** Reads until there is an answer: over reconnects, and while the database is away. What a person waits for asks once instead. */
import { RoomfulError, type ErrorCode, type JsonFields } from '@roomful/protocol'
import { askAgainMs } from '../model/retry.js'
import type { RoomHost } from './feature.js'

const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'STORE_UNAVAILABLE',
  'STORE_BUSY',
  'STORE_FULL',
  'RATE_LIMITED',
  'SERVER_ERROR',
])

export interface Reading {
  readonly what: string
  readonly body: JsonFields
  /** Whether anybody still wants to know. */
  readonly isWanted: () => boolean
  /** It did not work, and is tried again. */
  readonly failed: (error: RoomfulError) => void
}

/** The answer; undefined when it is not wanted any more. Rejects with what trying again cannot change. */
export async function readUntilAnswered(host: RoomHost, reading: Reading): Promise<JsonFields | undefined> {
  for (let attempt = 0; reading.isWanted(); attempt++) {
    if (host.n() === undefined) await joined(host)
    if (!reading.isWanted()) return undefined
    try {
      return await host.ask(reading.what, reading.body)
    } catch (cause) {
      const error = asError(cause)
      if (error.code === 'NOT_CONNECTED') continue
      if (!PASSING.has(error.code)) throw error
      reading.failed(error)
      await pause(host, (error.retryMs ?? 0) + askAgainMs(attempt, host.random.unit()))
    }
  }
  return undefined
}

/** What something rejected with, as the error it is or as one of ours. */
export function asError(cause: unknown): RoomfulError {
  return cause instanceof RoomfulError ? cause : new RoomfulError('SERVER_ERROR', { cause })
}

/** Resolves the next time the room is joined; rejects when it is over. */
function joined(host: RoomHost): Promise<void> {
  if (host.room.status.get() === 'left') return Promise.reject(new RoomfulError('ROOM_NOT_JOINED'))
  return new Promise((resolve, reject) => {
    const stops = [host.onJoined(() => end(resolve)), host.onEnded((error) => end(() => reject(error)))]
    function end(settle: () => void): void {
      for (const stop of stops) stop()
      settle()
    }
  })
}

/** Whoever awaits it is told; a page that does not care must not see an "unhandled rejection" for it. */
export function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

export function pause({ clock }: RoomHost, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve))
}
