/** [K2] How long to wait before trying again: full jitter, so that a thousand pages do not come back in one instant. */
import { BACKOFF_BASE_MS, BACKOFF_CAP_MS } from '@roomful/protocol'

/**
 * The wait before attempt `attempt`, counted from 0.
 *
 * @param draw uniform in [0, 1)
 */
export function reconnectDelayMs(attempt: number, draw: number): number {
  // The exponent is bounded because 2 ** 2000 is Infinity, and Infinity times a draw of 0 is not a number.
  return draw * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(attempt, 16))
}
