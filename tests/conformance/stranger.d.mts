/** Types for the tests; the client itself is plain JavaScript. */
export interface StrangerView {
  counts: { connections: number; people: number; active: number } | undefined
  members: Map<string, { id: string; name: string; refs: number[]; [field: string]: unknown }>
  cursors: Map<number, { mode: number; anchor: number; place: number }>
  n: number
  ref: number
  seq: number
  closed: number | undefined
}
export interface Stranger {
  readonly view: StrangerView
  say(message: object): void
  close(code?: number): void
}
export function join(
  url: string,
  room: string,
  options?: { me?: object; token?: string; on?: (what: string, message: unknown) => void },
): Stranger
