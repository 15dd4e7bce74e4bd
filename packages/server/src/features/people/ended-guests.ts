/**
 * Guests who were forgotten: the token in their browser names nobody any more, so that they come back as somebody new. [I2,T4]
 *
 * Kept in memory and bounded: after a restart the old token would give the same random id again, to which nothing belongs.
 */
import type { GuestTokens } from '../../auth/guest-token.js'

export interface EndedGuests {
  readonly tokens: GuestTokens
  end(person: string): void
}

/** Half: of very many who leave at once, some keep an id that says nothing. */
const MAX_ENDED = 10_000

export function endableGuests(tokens: GuestTokens): EndedGuests {
  const ended = new Set<string>()
  return {
    tokens: {
      issue: () => tokens.issue(),
      read(token) {
        const id = tokens.read(token)
        return id !== undefined && ended.has(id) ? undefined : id
      },
    },
    end(person) {
      const [oldest] = ended
      if (ended.size >= MAX_ENDED && oldest !== undefined) ended.delete(oldest)
      ended.add(person)
    },
  }
}
