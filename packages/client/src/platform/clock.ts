/** The real clock and the real dice, for browsers and Node alike. */
import type { Clock, Random } from '@roomful/protocol'

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms)
    return () => clearTimeout(timer)
  },
  every(ms, task) {
    const timer = setInterval(task, ms)
    return () => clearInterval(timer)
  },
  soon: (task) => void setTimeout(task, 0),
}

export const systemRandom: Random = {
  unit: () => Math.random(),
  // Not `crypto.randomUUID`: that one is missing on pages served over plain http.
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
}
