/** The grants this server knows, and the ones people get when nobody says otherwise. [I3] */
import type { Grant } from '@roomful/protocol'

export const GRANTS: readonly Grant[] = ['see', 'appear', 'send', 'react', 'lead']

/** Everything but gathering the whole room, which can be a nuisance in a crowd. */
export const DEFAULT_GRANTS: readonly Grant[] = ['see', 'appear', 'send', 'react']

export function isGrant(value: unknown): value is Grant {
  return GRANTS.some((grant) => grant === value)
}
