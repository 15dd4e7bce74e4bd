/**
 * Puts a comment before the configured checks, with what the site knows of its author. [M2]
 *
 * Moderators only meet the limits. Whoever is hidden passes like anybody, and is seen by nobody.
 */
import { linksOf, plainText, RoomfulError, type Clock } from '@roomful/protocol'
import type { Moderation } from '../../moderation/moderation.js'
import type { Store } from '../../store/store.js'
import type { Sanctions } from '../moderation/sanctions.js'
import type { Checked, CommentCheck } from './checking.js'

export interface TextCheckParts {
  readonly store: Pick<Store, 'read'>
  readonly clock: Clock
  readonly moderation: Moderation
  readonly sanctions: Pick<Sanctions, 'isHidden'>
}

export function createTextCheck({ store, clock, moderation, sanctions }: TextCheckParts): CommentCheck {
  return async ({ identity, room, can, from }, { id, text, blocks, author, comment, isReply, quote }) => {
    const history = moderation.needsHistory
      ? await store.read('person.history', { person: identity.id })
      : { approved: 0, rejected: 0, sinceMs: undefined }
    const verdict = await moderation.check({
      id,
      room,
      text,
      plain: quote === undefined ? plainText(blocks) : `${plainText(blocks)}\n${quote}`,
      links: linksOf(blocks),
      author: {
        id: author.id,
        name: author.name,
        isVerified: author.isVerified,
        isModerator: can.has('moderate'),
        ...history,
        ...(from === undefined || from === '' || identity.isVerified ? {} : { addressKey: from }),
      },
      atMs: clock.now(),
      isEdit: comment !== undefined,
      isReply,
      ...(comment === undefined ? {} : { comment }),
    })
    if (verdict.do === 'reject') throw new RoomfulError(verdict.code, { at: 'text', retryMs: verdict.retryMs })
    return checked(verdict, sanctions.isHidden(identity.id))
  }
}

function checked(
  verdict: { readonly do: 'pass' | 'hold' | 'shadow'; readonly reason?: string },
  isHidden: boolean,
): Checked {
  const reason = verdict.reason === undefined ? {} : { reason: verdict.reason }
  if (isHidden || verdict.do === 'shadow') return { status: 'hidden', ...reason }
  return { status: verdict.do === 'hold' ? 'held' : 'visible', ...reason }
}
