/** What the parts of the hub share: the seams, the tables, and the few verbs by which they reach each other. */
import type { Clock, LogEntry, Random, ServerLimits } from '@roomful/protocol'
import type { Gate } from '../auth/admission.js'
import type { BucketRate } from '../model/bucket.js'
import type { Log } from '../platform/log.js'
import type { Store } from '../store/store.js'
import type { Connection } from './connection.js'
import type { Elsewhere } from './nodes/elsewhere.js'
import type { EventTable } from './event-table.js'
import type { FeatureTable } from './feature.js'
import type { Room, RoomHost } from './room.js'

export interface HubCore extends RoomHost {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly gate: Gate
  readonly limits: ServerLimits
  /** `limits`, printed once for all welcomes. */
  readonly limitsJson: string
  /** [L1,C6] What `limits` means for one connection's buckets. */
  readonly rates: {
    readonly frames: BucketRate
    readonly events: BucketRate
    readonly cursors: BucketRate
    readonly writes: BucketRate
    readonly reads: BucketRate
  }
  readonly events: EventTable
  readonly features: FeatureTable
  readonly store: Pick<Store, 'read'>
  /** [M5] Milliseconds for which this person may say nothing; 0: they may. */
  mutedMs(personId: string): number
  /** [M5] What this person says is heard by nobody else. */
  isHidden(personId: string): boolean
  /** [P10] Milliseconds for which the rosters may still be incomplete. */
  settleMs(): number
  /** [I4] */
  isRevoked(personId: string): boolean
  readonly connections: Set<Connection>
  readonly sessions: Map<string, Connection>
  readonly rooms: Map<string, Room>
  /** The other nodes of this site. */
  readonly elsewhere: Elsewhere
  /** [G1] Tells a room, wherever it is open, what was written for it. */
  publish(roomId: string, epoch: string, entries: readonly LogEntry[]): void
  /** Finds or makes a room; undefined when the server has no place for another. */
  openRoom(id: string): Room | undefined
  /** Forgets the room if nobody is in it. */
  closeIfEmpty(room: Room): void
  /** Decodes and carries out one frame. */
  handle(connection: Connection, frame: Uint8Array, isBinary: boolean): void
  /** The transport has gone; the connection may come back within its grace. */
  parted(connection: Connection, code: number): void
  /** The connection is over: out of its rooms, out of every table. Idempotent. */
  gone(connection: Connection): void
  flushSoonConnection(connection: Connection): void
}
