/** A clock that stands still until a test moves it. Timers ring in order of their time, then of their making. */
import type { Clock } from '@roomful/protocol'

interface Timer {
  readonly task: () => void
  readonly everyMs: number | undefined
  dueMs: number
}

export interface FakeClock extends Clock {
  /** Lets `ms` pass and rings what is due on the way. */
  pass(ms: number): void
  /** Lets `ms` pass as in sleep: timers ring only afterwards, all late. */
  sleep(ms: number): void
  /** Timers that are set. */
  readonly pending: number
}

export function createFakeClock(): FakeClock {
  const timers = new Set<Timer>()
  let ms = 1_000
  const add = (delayMs: number, task: () => void, everyMs?: number): (() => void) => {
    const timer: Timer = { task, everyMs, dueMs: ms + delayMs }
    timers.add(timer)
    return () => void timers.delete(timer)
  }
  const next = (untilMs: number): Timer | undefined => {
    let first: Timer | undefined
    for (const timer of timers) if (timer.dueMs <= untilMs && (!first || timer.dueMs < first.dueMs)) first = timer
    return first
  }
  const clock: FakeClock = {
    now: () => 1_700_000_000_000 + ms,
    monotonic: () => ms,
    after: (delayMs, task) => add(delayMs, task),
    every: (everyMs, task) => add(everyMs, task, everyMs),
    soon: (task) => void add(0, task),
    pass(forMs) {
      const untilMs = ms + forMs
      for (let timer = next(untilMs); timer; timer = next(untilMs)) {
        ms = Math.max(ms, timer.dueMs)
        if (timer.everyMs === undefined) timers.delete(timer)
        else timer.dueMs = ms + timer.everyMs
        timer.task()
      }
      ms = untilMs
    },
    sleep(forMs) {
      ms += forMs
      clock.pass(0)
    },
    get pending() {
      return timers.size
    },
  }
  return clock
}
