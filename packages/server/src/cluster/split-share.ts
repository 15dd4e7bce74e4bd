/** [Y4] A full share in parts that every broker carries: NATS takes a megabyte. Pure. */
import type { PresenceWord } from '../model/nodes/presence-table.js'
import type { PersonShare, ShareDelta } from '../model/nodes/share.js'

/** Some 400 bytes each at most times, 2 KiB at worst. */
const MAX_PEOPLE = 400

export function splitShare({ numbers, set }: ShareDelta): PresenceWord[] {
  const parts: PresenceWord[] = []
  for (let at = 0; at === 0 || at < set.length; at += MAX_PEOPLE) {
    const part: readonly PersonShare[] = set.slice(at, at + MAX_PEOPLE)
    const isLast = at + MAX_PEOPLE >= set.length
    parts.push({ kind: 'full', isFirst: at === 0, isLast, numbers, set: part })
  }
  return parts
}
