/** The real clock. The only file of the server that may look at the time or set a timer. */
import type { Clock } from '@roomful/protocol'

/** Node's timers, none of which keeps the process alive by itself. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // Whole milliseconds: a small integer costs nothing to keep, a fraction is an object of its own in every connection.
  monotonic: () => Math.round(performance.now()),
  after(ms, task) {
    const timer = setTimeout(task, ms).unref()
    return () => clearTimeout(timer)
  },
  every(ms, task) {
    const timer = setInterval(task, ms).unref()
    return () => clearInterval(timer)
  },
  soon: (task) => void setImmediate(task),
}
