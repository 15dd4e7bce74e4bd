/**
 * Durable writes and reads, whoever brings them: a connection, or a request over HTTP. [W1–W7]
 *
 * Owns the order of the checks and that the room hears what was committed. What a kind means is its feature's; the rate of
 * a connection is looked at in `dispatch.ts`. Nothing here throws: it rejects with a code.
 */
import { RoomfulError, type Grant, type JsonFields, type LogEntry } from '@roomful/protocol'
import type { FeatureTable, Speaker, WriteAnswer } from './feature.js'
import type { Room } from './room.js'

/** What speaking needs of the hub. */
export interface Floor {
  readonly features: FeatureTable
  readonly rooms: ReadonlyMap<string, Room>
  /** [G1] Tells a room, wherever it is open, what was written for it. */
  publish(room: string, epoch: string, entries: readonly LogEntry[]): void
  mutedMs(personId: string): number
}

/** What a silenced person may still do: look, and take back. [M5] */
const QUIET_WRITES: ReadonlySet<string> = new Set(['comment.delete', 'comment.report', 'notices.read', 'mail.set'])

/** [W1,W2] Makes a durable change and tells the room. */
export async function carryWrite(
  floor: Floor,
  speaker: Speaker,
  id: string,
  kind: string,
  body: JsonFields,
): Promise<WriteAnswer> {
  const rule = floor.features.writes.get(kind)
  if (!rule) throw new RoomfulError('WRITE_UNKNOWN', { at: 'kind' })
  demand(speaker, rule.can)
  const mutedMs = QUIET_WRITES.has(kind) ? 0 : floor.mutedMs(speaker.identity.id)
  if (mutedMs > 0) throw new RoomfulError('PERSON_MUTED', { retryMs: mutedMs })
  try {
    const answer = await rule.run(speaker, id, body)
    // What belongs to no room has no epoch, and would make every reader of this one start over.
    if (answer.entries.length > 0) floor.publish(speaker.room, answer.epoch, answer.entries)
    // It was made when its answer was lost: nobody may have told the room.
    if (answer.isRepeat) floor.rooms.get(speaker.room)?.log?.check()
    return answer
  } catch (error) {
    // It may have been made all the same.
    if (error instanceof RoomfulError && error.code === 'STORE_UNAVAILABLE') floor.rooms.get(speaker.room)?.log?.check()
    throw error
  }
}

/** [W6] Answers a question. */
export async function carryRead(floor: Floor, speaker: Speaker, what: string, body: JsonFields): Promise<object> {
  const rule = floor.features.reads.get(what)
  if (!rule) throw new RoomfulError('WRITE_UNKNOWN', { at: 'what' })
  demand(speaker, rule.can)
  return rule.run(speaker, body)
}

function demand({ can }: Speaker, grant: Grant): void {
  if (!can.has(grant)) throw new RoomfulError('GRANT_MISSING', { at: grant })
}
