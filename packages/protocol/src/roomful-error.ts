/**
 * The one error class, and what a close code means: the part of the catalogue that every page loads.
 *
 * The catalogue's sentences are most of its size. They are in `errors.ts`, which hands them over when it is loaded; in a
 * browser bundle without it an error's message is its code in words, or what the server said.
 */
import type { ErrorCode } from './errors.js'

/** One row of the catalogue. */
export interface ErrorSpec {
  /** Who can change it: the program on the page, the server or its operator, or nobody (passing trouble). */
  readonly fault: 'client' | 'server' | 'passing'
  /** WebSocket close code, where this error ends the connection. */
  readonly close?: number
  /** HTTP status, where this error can be the answer to a request. */
  readonly status?: number
  /** Whether the same thing can succeed later without a change. */
  readonly retry: boolean
  /** One plain sentence: what is wrong. */
  readonly message: string
  /** What to do about it. */
  readonly fix: string
}

/** Details that travel with an error. */
export interface ErrorDetails {
  /** The field or grant it is about. */
  readonly at?: string | undefined
  /** A sentence that says more than the catalogue's. */
  readonly message?: string | undefined
  /** Milliseconds after which trying again can help. */
  readonly retryMs?: number | undefined
  /** What happened underneath; never sent to a client. */
  readonly cause?: unknown
}

let sentenceOf = (code: ErrorCode): string => code.toLowerCase().replaceAll('_', ' ')

/** Gives errors the sentences of the catalogue. */
export function setSentences(of: (code: ErrorCode) => string): void {
  sentenceOf = of
}

/** The one error class: everything Roomful throws or rejects with carries a `code` of the catalogue. */
export class RoomfulError extends Error {
  override readonly name = 'RoomfulError'
  readonly code: ErrorCode
  readonly at: string | undefined
  readonly retryMs: number | undefined

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.message ?? sentenceOf(code), details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.at = details.at
    this.retryMs = details.retryMs
  }
}

/** What a client does after a close code. `soon`: back-off; `token`: fetch a token first; `slowly`: wait 30 s; `never`: stay away. */
export type ComeBack = 'soon' | 'token' | 'never' | 'slowly'

/** [K1] Reads the retry policy from the range of a close code. */
export function comeBackAfter(closeCode: number): ComeBack {
  if (closeCode >= 4100 && closeCode < 4200) return 'token'
  if (closeCode >= 4200 && closeCode < 4300) return 'never'
  if (closeCode >= 4300 && closeCode < 4400) return 'slowly'
  return 'soon'
}

/** The close codes of the catalogue. `errors.ts` does not compile when its `close` column says otherwise. */
export const CLOSE_CODES = {
  4000: 'SERVER_DRAINING',
  4001: 'SLOW_READER',
  4002: 'HEARTBEAT_LOST',
  4003: 'SERVER_ERROR',
  4100: 'TOKEN_EXPIRED',
  4101: 'TOKEN_INVALID',
  4200: 'VERSION_UNSUPPORTED',
  4201: 'FRAME_INVALID',
  4202: 'ORIGIN_REFUSED',
  4203: 'REVOKED',
  4204: 'SESSION_REPLACED',
  4205: 'HELLO_REQUIRED',
  4206: 'AUTH_REQUIRED',
  4300: 'FLOOD',
  4301: 'TOO_MANY_CONNECTIONS',
  4302: 'SERVER_FULL',
} as const

/** The code whose close code this is, or undefined for a close that is not ours. */
export function errorOfClose(closeCode: number): ErrorCode | undefined {
  return (CLOSE_CODES as Readonly<Record<number, ErrorCode>>)[closeCode]
}
