/**
 * What moderators and reporters may do in a room. [M3–M7]
 *
 * Owns the fields and who may do what. What a sanction means for the living connections is in `moderation/sanctions.ts`.
 */
import { MAX_ROOM_ID_CHARS, RoomfulError, type JsonFields } from '@roomful/protocol'
import type { FeatureTable, ReadRule, Speaker, WriteAnswer, WriteRule } from '../../hub/feature.js'
import { optionalText, textOf, wholeOf, wordOf } from '../../model/body.js'
import type { CommentResult } from '../../store/comment-store.js'
import { authorOf } from '../author.js'
import { stored, writeAs, type FeatureParts } from '../feature-parts.js'
import type { Sanctions } from './sanctions.js'

export interface ModerationParts extends FeatureParts {
  readonly sanctions: Pick<Sanctions, 'took'>
  /** A moderator has decided about a comment. Must not throw. */
  readonly judged: (room: string, result: CommentResult) => void
  /** What waits for moderators has changed. Must not throw. */
  readonly queueChanged: (room: string) => void
}

const MAX_REASON_CHARS = 500
const MAX_COMMENT_ID_CHARS = 64
const MAX_CURSOR_CHARS = 200
const MAX_PAGE = 50
const MINUTE_MS = 60_000
/** A year; longer is for ever. */
const MAX_MINUTES = 525_600

export function moderationFeature(parts: ModerationParts): FeatureTable {
  return {
    writes: new Map<string, WriteRule>([
      ['comment.report', { can: 'see', run: (...ask) => report(parts, ...ask) }],
      ['comment.judge', { can: 'moderate', run: (...ask) => judge(parts, ...ask) }],
      ['person.sanction', { can: 'moderate', run: (...ask) => sanction(parts, ...ask) }],
    ]),
    reads: new Map<string, ReadRule>([
      ['queue', { can: 'moderate', run: (...ask) => queue(parts, ...ask) }],
      ['acts', { can: 'moderate', run: (...ask) => acts(parts, ...ask) }],
    ]),
  }
}

/** [M3] Whoever reports hears that it arrived, and not how many others did. */
async function report(parts: ModerationParts, speaker: Speaker, id: string, body: JsonFields): Promise<WriteAnswer> {
  const change = { comment: textOf(body, 'comment', MAX_COMMENT_ID_CHARS), ...reasonOf(body) }
  const written = await writeAs(parts, speaker, { id, kind: 'comment.report', body }, change)
  if (!written.isRepeat) parts.queueChanged(speaker.room)
  return stored(written)
}

/** [M4] */
async function judge(parts: ModerationParts, speaker: Speaker, id: string, body: JsonFields): Promise<WriteAnswer> {
  const change = {
    comment: textOf(body, 'comment', MAX_COMMENT_ID_CHARS),
    verdict: wordOf(body, 'verdict', ['approve', 'reject', 'hold']),
    by: authorOf(speaker, undefined),
    ...reasonOf(body),
  }
  const written = await writeAs(parts, speaker, { id, kind: 'comment.judge', body }, change)
  if (!written.isRepeat) parts.judged(speaker.room, written.result)
  return stored(written, written.result.comment)
}

/** [M5] For the whole site, so it is kept outside of any room. */
async function sanction(parts: ModerationParts, speaker: Speaker, id: string, body: JsonFields): Promise<WriteAnswer> {
  const person = textOf(body, 'person', MAX_ROOM_ID_CHARS)
  if (person === speaker.identity.id) {
    throw new RoomfulError('MESSAGE_INVALID', { at: 'person', message: 'Nobody can sanction themselves.' })
  }
  const minutes = body['minutes'] === undefined ? undefined : wholeOf(body, 'minutes', [1, MAX_MINUTES])
  const change = {
    person,
    what: wordOf(body, 'what', ['mute', 'shadow', 'ban', 'none']),
    by: authorOf(speaker, undefined),
    ...(minutes === undefined ? {} : { untilMs: parts.clock.now() + minutes * MINUTE_MS }),
    ...reasonOf(body),
  }
  const written = await writeAs(parts, { ...speaker, room: '' }, { id, kind: 'person.sanction', body }, change)
  await parts.sanctions.took(person, written.result.sanctions)
  // Nothing of it is in the log of the room it was done from.
  return { ...stored(written, written.result), entries: [] }
}

/** [M6] Of this room; the page for all rooms asks the store room by room, with the rights of each. */
function queue({ store }: ModerationParts, { room }: Speaker, body: JsonFields): Promise<object> {
  return store.read('queue.page', {
    room,
    filter: wordOf(body, 'filter', ['held', 'reported', 'rejected', 'all'], 'all'),
    limit: wholeOf(body, 'limit', [1, MAX_PAGE], 20),
    ...cursorOf(body),
  })
}

/** [M7] */
function acts({ store }: ModerationParts, { room }: Speaker, body: JsonFields): Promise<object> {
  const comment = optionalText(body, 'comment', MAX_COMMENT_ID_CHARS)
  const person = optionalText(body, 'person', MAX_ROOM_ID_CHARS)
  return store.read('acts.page', {
    limit: wholeOf(body, 'limit', [1, MAX_PAGE], 20),
    ...(person === undefined ? { room } : { person }),
    ...(comment === undefined ? {} : { comment }),
    ...cursorOf(body),
  })
}

function reasonOf(body: JsonFields): { reason?: string } {
  const reason = optionalText(body, 'reason', MAX_REASON_CHARS)?.trim()
  return reason === undefined || reason === '' ? {} : { reason }
}

function cursorOf(body: JsonFields): { cursor?: string } {
  const cursor = optionalText(body, 'cursor', MAX_CURSOR_CHARS)
  return cursor === undefined ? {} : { cursor }
}
