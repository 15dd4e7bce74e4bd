/**
 * Ids that grow with time: nine characters of time, two that count within a millisecond, eight that nobody can guess.
 *
 * A database keeps what is written together on neighbouring pages, and comments of one millisecond stay in order. Pure but
 * for the counter. In ASCII order.
 */
import type { Clock, Random } from '@roomful/protocol'

const TIME_CHARS = 9
const COUNT_CHARS = 2
const MAX_COUNT = 36 ** COUNT_CHARS
const RANDOM_BYTES = 6

export function createTimeIds(clock: Clock, random: Random): () => string {
  let lastMs = 0
  let count = 0
  return () => {
    // A clock that is set back does not put new ids before old ones.
    const nowMs = Math.max(lastMs, Math.round(clock.now()))
    count = nowMs === lastMs ? count + 1 : 0
    lastMs = nowMs
    if (count === MAX_COUNT) {
      lastMs += 1
      count = 0
    }
    const time = lastMs.toString(36).padStart(TIME_CHARS, '0')
    const order = count.toString(36).padStart(COUNT_CHARS, '0')
    return `${time}${order}${Buffer.from(random.bytes(RANDOM_BYTES)).toString('base64url')}`
  }
}
