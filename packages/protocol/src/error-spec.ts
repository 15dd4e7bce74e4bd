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
