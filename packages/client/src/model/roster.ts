/**
 * Who is shown in one room: members by id, and by the connections their events and cursors come from.
 *
 * [P3] Applying the same change twice gives the same roster. Rosters are never changed in place.
 */
import type { Member } from '@roomful/protocol'

export interface Roster {
  readonly byId: ReadonlyMap<string, Member>
  readonly byRef: ReadonlyMap<number, Member>
}

export function createRoster(members: Iterable<Member>): Roster {
  return index(new Map(Array.from(members, (member) => [member.id, member])))
}

/** An entry in both lists stays, in its place: `set` is the newer word. */
export function changeRoster(roster: Roster, set: readonly Member[], gone: readonly string[]): Roster {
  const byId = new Map(roster.byId)
  for (const id of gone) if (!set.some((member) => member.id === id)) byId.delete(id)
  for (const member of set) byId.set(member.id, member)
  return index(byId)
}

function index(byId: ReadonlyMap<string, Member>): Roster {
  const byRef = new Map<number, Member>()
  for (const member of byId.values()) for (const ref of member.refs) byRef.set(ref, member)
  return { byId, byRef }
}
