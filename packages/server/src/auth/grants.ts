/** The grants this server knows, and the ones people get when nobody says otherwise. [I3] */
import type { Grant } from '@roomful/protocol'

export const GRANTS: readonly Grant[] = [
  'see',
  'appear',
  'send',
  'react',
  'lead',
  'comment',
  'state',
  'message',
  'moderate',
]

/** For people the site vouches for. Not gathering the whole room, which can be a nuisance in a crowd, nor moderating it. */
export const DEFAULT_GRANTS: readonly Grant[] = ['see', 'appear', 'send', 'react', 'comment', 'state', 'message']
/** For guests. Shared state and messages to single people are for those who can be held to account. */
export const GUEST_GRANTS: readonly Grant[] = ['see', 'appear', 'send', 'react', 'comment']

export function isGrant(value: unknown): value is Grant {
  return GRANTS.some((grant) => grant === value)
}
