/**
 * Events that were sent before the room was ready, in order and bounded. Pure.
 *
 * An event is in the outbox or on the wire, never both: what was taken is never put back, so nothing is sent twice.
 */

/** More than anybody types while a page loads; double, and a page offline for an hour says it all at once. */
export const MAX_WAITING_EVENTS = 100
export const MAX_WAITING_BYTES = 262_144

export interface Waiting {
  readonly json: Uint8Array
}

export interface Outbox<T extends Waiting> {
  readonly items: readonly T[]
  readonly bytes: number
}

export function createOutbox<T extends Waiting>(): Outbox<T> {
  return { items: [], bytes: 0 }
}

/** The outbox with `item` at its end; undefined when it is full. */
export function putLast<T extends Waiting>(outbox: Outbox<T>, item: T): Outbox<T> | undefined {
  const bytes = outbox.bytes + item.json.length
  if (outbox.items.length >= MAX_WAITING_EVENTS || bytes > MAX_WAITING_BYTES) return undefined
  return { items: [...outbox.items, item], bytes }
}

/** The first `count` items, and the outbox without them. */
export function takeFirst<T extends Waiting>(
  outbox: Outbox<T>,
  count: number,
): readonly [taken: readonly T[], rest: Outbox<T>] {
  const taken = outbox.items.slice(0, count)
  const bytes = taken.reduce((sum, item) => sum - item.json.length, outbox.bytes)
  return [taken, { items: outbox.items.slice(count), bytes }]
}
