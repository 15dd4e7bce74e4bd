/**
 * Forgets a person: in the database, in every memory of this process, and in what others have open. [T4]
 *
 * Owns the order: first the database, then everybody who might still show or know something. The other nodes are told over
 * the bus, whose word is checked like anybody's. A guest who was forgotten is somebody new when they come back.
 */
import type { Clock, JsonFields, Random } from '@roomful/protocol'
import type { Cluster } from '../../cluster/cluster.js'
import { errorName } from '../../hub/connection.js'
import type { Hub } from '../../hub/hub.js'
import type { Moderation } from '../../moderation/moderation.js'
import type { Log } from '../../platform/log.js'
import { randomId } from '../../platform/random.js'
import type { Store } from '../../store/store.js'
import { tellRooms } from '../tell-rooms.js'

export interface Erasure {
  /** Resolves with the number of comments when nothing of the person is left in the database. Again does nothing. */
  erase(person: string, by: string): Promise<{ readonly comments: number }>
  stop(): void
}

export interface ErasureParts {
  readonly store: Pick<Store, 'read' | 'write'>
  /** The other nodes. Absent: there are none. */
  readonly cluster?: Pick<Cluster, 'site'> | undefined
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly hub: Pick<Hub, 'publish' | 'counts' | 'dismiss'>
  readonly moderation: Pick<Moderation, 'forget'>
  /** The guest's token names nobody any more. */
  endGuest(person: string): void
}

const KIND = 'erased'
const ID_BYTES = 12
/** What one message of the bus may carry. A room that is left out hears of it with its next change. */
const MAX_ROOMS = 500

export function createErasure(parts: ErasureParts): Erasure {
  const { store, cluster, clock, random, log, hub, moderation, endGuest } = parts

  async function forget(person: string, rooms: readonly string[]): Promise<void> {
    moderation.forget(person)
    endGuest(person)
    hub.dismiss(person)
    await tellRooms(parts, rooms)
  }

  const forgotten = (person: string, rooms: readonly string[]): void => {
    forget(person, rooms).catch((error: unknown) => log('warn', 'log-unavailable', { name: errorName(error) }))
  }
  const unsubscribe = cluster?.site.on(KIND, (body) => {
    const heard = read(body)
    if (heard) forgotten(heard.person, heard.rooms)
    return heard !== undefined
  })

  return {
    async erase(person, by) {
      // Before, so that nothing is added meanwhile; and after, for whoever was quicker.
      hub.dismiss(person)
      const { result } = await store.write({
        ...{ room: '', author: by, kind: 'person.erase' as const, fingerprint: '' },
        id: randomId(random, ID_BYTES),
        atMs: clock.now(),
        change: { person },
      })
      const { comments, rooms } = result
      await forget(person, rooms)
      await cluster?.site.announce(KIND, { person, rooms: rooms.slice(0, MAX_ROOMS) }).catch(() => {
        log('warn', 'bus-unavailable', { topic: KIND })
      })
      return { comments }
    },
    stop: () => unsubscribe?.(),
  }
}

function read({
  person,
  rooms,
}: JsonFields): { readonly person: string; readonly rooms: readonly string[] } | undefined {
  const isRight = typeof person === 'string' && Array.isArray(rooms) && rooms.every((room) => typeof room === 'string')
  return isRight ? { person, rooms } : undefined
}
