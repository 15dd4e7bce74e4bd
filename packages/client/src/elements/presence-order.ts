/** In which order people are shown. */
import type { Member } from '@roomful/protocol'

const RANK = { here: 0, idle: 1, away: 2 } as const

/**
 * Who stands first: people who are here before those who are away, otherwise as they came, so that nobody jumps about.
 *
 * @param isFirst who stands before all others: of a hundred names nobody reads the last
 */
export function byPresence(
  members: readonly Member[],
  isFirst: (member: Member) => boolean = () => false,
): readonly Member[] {
  const rank = (member: Member): number => (isFirst(member) ? -1 : RANK[member.state])
  return members
    .map((member, index) => ({ member, index }))
    .sort((a, b) => rank(a.member) - rank(b.member) || a.index - b.index)
    .map(({ member }) => member)
}

/** [U3] Whom a room wants to be seen: who has a role here, and robots. */
export function isNotable({ role, robot }: Member): boolean {
  return role !== undefined || robot === true
}
