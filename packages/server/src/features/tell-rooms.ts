/**
 * Tells those who are in a room of changes that no write of the room itself has brought: erasure, retention. [G3]
 *
 * The last entry of the log is enough: whoever follows the log notices what is missing before it, and asks for it.
 */
import type { Hub } from '../hub/hub.js'
import type { Store } from '../store/store.js'

export interface RoomTeller {
  readonly store: Pick<Store, 'read'>
  readonly hub: Pick<Hub, 'publish' | 'counts'>
}

/** Rejects `STORE_UNAVAILABLE`; the rooms then hear of it with their next change. */
export async function tellRooms({ store, hub }: RoomTeller, rooms: readonly string[]): Promise<void> {
  for (const room of rooms) {
    if (hub.counts(room).connections === 0) continue
    const { epoch, offset } = await store.read('log.head', { room })
    const { list } = await store.read('log.since', { room, after: Math.max(0, offset - 1), limit: 1 })
    hub.publish(room, epoch, list)
  }
}
