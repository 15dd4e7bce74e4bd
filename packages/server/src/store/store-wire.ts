/**
 * What the two threads of a store say to each other: a turn's requests in one message, and the same back.
 *
 * JSON text, not structured clones: twice as fast for what a store carries, and it leaves out what is undefined on both ways.
 */
import type { MessagePort, Worker } from 'node:worker_threads'
import { RoomfulError } from '@roomful/protocol'
import type { ErrorCode } from '@roomful/protocol'
import type { QueryKind, Write } from './store.js'

/** Something to be done, with the number that its answer carries. */
export type Request =
  | readonly [number: number, verb: 'setting', name: string, value: string]
  | readonly [number: number, verb: 'write', write: Write]
  | readonly [number: number, verb: 'read', kind: QueryKind, ask: unknown]
  | readonly [number: number, verb: 'close']

/** `error` absent: it went well. Number 0 is the opening of the store itself. */
export interface Reply {
  readonly n: number
  readonly value?: unknown
  readonly error?: SentError
}

/** An error without its cause: what lies underneath stays in the thread where it happened. */
export interface SentError {
  readonly code: ErrorCode
  readonly message: string
  readonly at?: string | undefined
  readonly retryMs?: number | undefined
}

/** One end of the connection. */
export interface StorePort {
  send(text: string): void
  onText(listener: (text: string) => void): void
}

/** The end that answers: when it has been told to close, it lets go, and its thread ends. */
export interface ServingPort extends StorePort {
  close(): void
}

/** A thread, or the end of a channel, as this code knows it. */
export function portOf(end: MessagePort | Worker): StorePort {
  return {
    // eslint-disable-next-line unicorn/require-post-message-target-origin -- reason: threads have no origin
    send: (text) => end.postMessage(text),
    onText: (listener) => void end.on('message', listener),
  }
}

export function sentError(error: unknown): SentError {
  if (error instanceof RoomfulError) {
    const { code, message, at, retryMs } = error
    return { code, message, at, retryMs }
  }
  return { code: 'STORE_UNAVAILABLE', message: error instanceof Error ? error.message : 'unknown' }
}

export function receivedError({ code, message, at, retryMs }: SentError): RoomfulError {
  return new RoomfulError(code, { message, at, retryMs })
}

/** Collects what is said in one turn and sends it as one message. `later` is called once for each message. */
export function createBatcher(send: (text: string) => void, later: (task: () => void) => void): (item: string) => void {
  let batch: string[] = []
  return (item) => {
    batch.push(item)
    if (batch.length > 1) return
    later(() => {
      const text = `[${batch.join(',')}]`
      batch = []
      send(text)
    })
  }
}
