/**
 * Tells everybody who moderates how much waits for them, at most once a second however much comes in. [M6]
 *
 * Whoever is in a room hears of that room; whoever holds a key also hears of the whole site, without being in any room.
 */
import type { Clock } from '@roomful/protocol'
import { errorName } from '../../hub/connection.js'
import type { Hub } from '../../hub/hub.js'
import type { Log } from '../../platform/log.js'
import type { Store } from '../../store/store.js'

export interface QueueNews {
  changed(room: string): void
}

const GAP_MS = 1_000

export function createQueueNews(parts: {
  readonly store: Pick<Store, 'read'>
  readonly clock: Clock
  readonly log: Log
  readonly hub: Pick<Hub, 'news'>
}): QueueNews {
  const { store, clock, log, hub } = parts
  const due = new Set<string>()
  let isWaiting = false

  async function tell(room: string): Promise<void> {
    const counts = await store.read('queue.counts', { room })
    hub.news({ can: 'moderate', room }, 'queue', { room, ...counts })
  }
  async function tellKeys(): Promise<void> {
    hub.news({ keys: true }, 'queue', { ...(await store.read('queue.counts', {})) })
  }
  const unlessAway = (telling: Promise<void>): void => {
    telling.catch((error: unknown) => log('warn', 'queue-unavailable', { name: errorName(error) }))
  }

  return {
    changed(room) {
      due.add(room)
      if (isWaiting) return
      isWaiting = true
      clock.after(GAP_MS, () => {
        isWaiting = false
        for (const each of due) unlessAway(tell(each))
        unlessAway(tellKeys())
        due.clear()
      })
    },
  }
}
