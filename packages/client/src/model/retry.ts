/** How long to wait before asking a database again that could not answer. Unlike a reconnect, asking costs next to nothing. */

const BASE_MS = 500
/** Half: a database that is away is asked twice as often. Double: pages notice up to that much later that it is back. */
const CAP_MS = 4_000

/**
 * The wait before asking again: full jitter, so that a thousand pages do not ask in one instant.
 *
 * @param attempt failures so far without a success, from 0
 * @param draw uniform in [0, 1)
 */
export function askAgainMs(attempt: number, draw: number): number {
  return draw * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 16))
}
