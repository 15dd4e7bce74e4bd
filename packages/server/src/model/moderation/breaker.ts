/**
 * Leaves a service alone that has failed several times in a row, and tries it again with one question at a time.
 *
 * Pure; the caller asks, reports, and says what time it is.
 */

export interface BreakerRule {
  /** Failures in a row after which nothing is asked. */
  readonly failures: number
  /** How long. */
  readonly restMs: number
}

export interface Breaker {
  /** Whether to ask now. After a rest only one may ask until its answer is reported. */
  mayAsk(nowMs: number): boolean
  /** Returns true when this ended a rest. */
  succeeded(): boolean
  /** Returns true when this began a rest. */
  failed(nowMs: number): boolean
}

export function createBreaker({ failures, restMs }: BreakerRule): Breaker {
  let inARow = 0
  let restsUntilMs: number | undefined
  let isTrying = false
  return {
    mayAsk(nowMs) {
      if (restsUntilMs === undefined) return true
      if (isTrying || nowMs < restsUntilMs) return false
      isTrying = true
      return true
    },
    succeeded() {
      const hasRested = restsUntilMs !== undefined
      inARow = 0
      restsUntilMs = undefined
      isTrying = false
      return hasRested
    },
    failed(nowMs) {
      inARow += 1
      const isResting = restsUntilMs !== undefined
      // An answer that was under way when the rest began says nothing new.
      if (inARow < failures || (isResting && !isTrying)) return false
      restsUntilMs = nowMs + restMs
      isTrying = false
      return !isResting
    },
  }
}
