/** [T2,P7,P8] Who a comment is by, from what the server vouches for and, for guests only, the name they chose. */
import { COLORS } from '@roomful/protocol'
import type { Speaker } from '../hub/feature.js'
import { cleanName, defaultColor, neutralName } from '../model/names.js'
import type { Author } from '../store/comment-store.js'

export function authorOf({ identity, name }: Speaker, chosen: string | undefined): Author {
  const vouched = cleanName(identity.name ?? '')
  const { avatar, role } = identity
  return {
    id: identity.id,
    name: vouched || cleanName(chosen ?? '') || cleanName(name ?? '') || neutralName(identity.id),
    color: identity.color ?? defaultColor(identity.id, COLORS),
    isVerified: identity.isVerified && vouched !== '',
    ...(avatar === undefined ? {} : { avatar }),
    ...(role === undefined ? {} : { role }),
  }
}
