/** Coded errors as HTTP answers, for requests and for upgrades that are not granted. [A1] */
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { ERRORS, RoomfulError } from '@roomful/protocol'
import type { ErrorCode } from '@roomful/protocol'

/** Seconds after which trying again can help, for codes where it can. */
const RETRY_AFTER_S = '5'

/** The HTTP status that goes with a code. */
export function statusOf(code: ErrorCode): number {
  const spec: { readonly status?: number } = ERRORS[code]
  return spec.status ?? 500
}

/** The body of a failed request. */
function errorBody(error: RoomfulError): string {
  const { code, message, at } = error
  return JSON.stringify({ error: { code, message, ...(at === undefined ? {} : { at }) } })
}

/** Headers that go with an error. */
function errorHeaders(code: ErrorCode): Record<string, string> {
  const isPassing = statusOf(code) === 429 || statusOf(code) === 503
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(isPassing ? { 'Retry-After': RETRY_AFTER_S } : {}),
  }
}

/** A failed request's answer. */
export function failure(error: RoomfulError, headers: Readonly<Record<string, string>> = {}): Response {
  const { code } = error
  return new Response(errorBody(error), { status: statusOf(code), headers: { ...errorHeaders(code), ...headers } })
}

/** Answers an upgrade request with an error and lets the socket go. */
export function refuseUpgrade(
  socket: Duplex,
  error: RoomfulError,
  headers: Readonly<Record<string, string>> = {},
): void {
  const status = statusOf(error.code)
  const body = errorBody(error)
  const length = String(Buffer.byteLength(body))
  const all = { ...errorHeaders(error.code), ...headers, Connection: 'close', 'Content-Length': length }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  socket.on('error', () => socket.destroy())
  socket.once('finish', () => socket.destroy())
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', body].join('\r\n'))
}

/** An error that may be told; anything else is ours and says nothing of itself. [S32] */
export function knownError(error: unknown): RoomfulError {
  return error instanceof RoomfulError ? error : new RoomfulError('SERVER_ERROR', { cause: error })
}
