/**
 * Who is refused on this node, for whatever reason. [I4,M5]
 *
 * A person can be refused twice, by the host and by a moderator: lifting one leaves the other. What the other nodes do is
 * their own decision, made from the same words.
 */
import type { Hub } from '../hub.js'

/** One reason to refuse people. */
export interface Refusal {
  revoke(person: string): void
  restore(person: string): void
}

/** Gives as many reasons as are asked for, each lifted by itself. */
export function createRefusals(hub: Pick<Hub, 'revoke' | 'restore'>): () => Refusal {
  const reasons: Set<string>[] = []
  return () => {
    const refused = new Set<string>()
    reasons.push(refused)
    return {
      revoke(person) {
        refused.add(person)
        hub.revoke(person)
      },
      restore(person) {
        if (refused.delete(person) && !reasons.some((each) => each.has(person))) hub.restore(person)
      },
    }
  }
}
