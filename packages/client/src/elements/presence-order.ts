/** In which order people are shown. */
import type { Member } from '@roomful/protocol'

const RANK = { here: 0, idle: 1, away: 2 } as const

/** Who stands first: people who are here before those who are away, otherwise as they came, so that nobody jumps about. */
export function byPresence(members: readonly Member[]): readonly Member[] {
  return members
    .map((member, index) => ({ member, index }))
    .sort((a, b) => RANK[a.member.state] - RANK[b.member.state] || a.index - b.index)
    .map(({ member }) => member)
}
