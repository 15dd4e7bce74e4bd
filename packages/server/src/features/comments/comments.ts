/**
 * Comments: what may be written and read about a page, and what that makes of the room's log. [T1–T11]
 *
 * Owns the fields, the rights beyond a grant, and the order check → store → notices. Whether a text passes is decided in
 * `moderation/`, everything that depends on what is already there (author, window, thread) in the store, in one commit.
 */
import {
  checkPassage,
  cleanText,
  EDIT_WINDOW_MS,
  MAX_COMMENT_CHARS,
  MAX_COMMENT_MENTIONS,
  MAX_COMMENT_PAGE,
  MAX_NAME_CHARS,
  MAX_ROOM_ID_CHARS,
  parseMarkdown,
  plainText,
  RoomfulError,
  type Block,
  type JsonFields,
  type Passage,
} from '@roomful/protocol'
import type { FeatureTable, ReadRule, Speaker, WriteAnswer, WriteRule } from '../../hub/feature.js'
import { flagOf, optionalText, textOf, textsOf, wholeOf, wordOf } from '../../model/body.js'
import { isOneEmoji } from '../../model/emoji.js'
import { createTimeIds } from '../../model/time-id.js'
import type { Author, CommentChanges, CommentResult } from '../../store/comment-store.js'
import type { Written } from '../../store/store.js'
import { authorOf } from '../author.js'
import { stored, writeAs, type FeatureParts } from '../feature-parts.js'
import type { Checked, CommentCheck } from './checking.js'

export interface CommentParts extends FeatureParts {
  /** [M2] */
  readonly check: CommentCheck
  /** [T9] Days after its first comment in which a room takes more; undefined: for ever. */
  readonly closeAfterDays: number | undefined
  /** A comment has become visible, or waits: whoever makes notices and queues hears of it. Must not throw. */
  readonly wrote: (room: string, result: CommentResult) => void
}

const DAY_MS = 86_400_000
const MAX_COMMENT_ID_CHARS = 64
const MAX_CURSOR_CHARS = 200
const MAX_LOOKUP = 10
/** Longer than a text may be, because cleaning shortens it. */
const MAX_RAW_CHARS = 2 * MAX_COMMENT_CHARS

export function commentsFeature(parts: CommentParts): FeatureTable {
  const newId = createTimeIds(parts.clock, parts.random)
  return {
    writes: new Map<string, WriteRule>([
      ['comment.add', { can: 'comment', run: (...ask) => add(parts, newId, ...ask) }],
      ['comment.edit', { can: 'comment', run: (...ask) => edit(parts, ...ask) }],
      ['comment.delete', { can: 'see', run: (...ask) => remove(parts, ...ask) }],
      ['comment.react', { can: 'react', run: (...ask) => react(parts, ...ask) }],
      ['comment.pin', { can: 'moderate', run: (...ask) => mark(parts, 'pinned', ...ask) }],
      ['comment.resolve', { can: 'comment', run: (...ask) => mark(parts, 'resolved', ...ask) }],
      ['room.close', { can: 'moderate', run: (...ask) => close(parts, ...ask) }],
    ]),
    reads: new Map<string, ReadRule>([
      ['comments', { can: 'see', run: (...ask) => page(parts, ...ask) }],
      ['people', { can: 'comment', run: (...ask) => people(parts, ...ask) }],
    ]),
  }
}

async function add(
  parts: CommentParts,
  newId: () => string,
  speaker: Speaker,
  id: string,
  body: JsonFields,
): Promise<WriteAnswer> {
  const { text, blocks } = commentText(body)
  const author = authorOf(speaker, optionalText(body, 'name', 4 * MAX_NAME_CHARS))
  const parent = optionalText(body, 'parent', MAX_COMMENT_ID_CHARS)
  const { passage } = passageOf(body)
  const checked = await parts.check(speaker, {
    id,
    text,
    blocks,
    author,
    isReply: parent !== undefined,
    ...(passage ? { quote: passage.exact } : {}),
  })
  const written = await writeAs(
    parts,
    speaker,
    { id, kind: 'comment.add', body },
    {
      comment: newId(),
      author,
      text,
      mentions: mentionsOf(body),
      ...(parent === undefined ? {} : { parent }),
      ...(passage ? { passage } : {}),
      ...checked,
      ...(parts.closeAfterDays === undefined ? {} : { closeAfterMs: parts.closeAfterDays * DAY_MS }),
    },
  )
  return answer(parts, speaker, written)
}

async function edit(parts: CommentParts, speaker: Speaker, id: string, body: JsonFields): Promise<WriteAnswer> {
  const { text, blocks } = commentText(body)
  const isModerator = speaker.can.has('moderate')
  const author = authorOf(speaker, undefined)
  const checked: Checked = isModerator
    ? { status: 'visible' }
    : await parts.check(speaker, { id, text, blocks, author, comment: commentId(body), isReply: false })
  const change = {
    comment: commentId(body),
    text,
    mentions: mentionsOf(body),
    isModerator,
    windowMs: EDIT_WINDOW_MS,
    ...moderatorOf(speaker),
  }
  const written = await writeAs(parts, speaker, { id, kind: 'comment.edit', body }, { ...change, ...checked })
  return answer(parts, speaker, written)
}

async function remove(parts: CommentParts, speaker: Speaker, id: string, body: JsonFields): Promise<WriteAnswer> {
  const reason = optionalText(body, 'reason', MAX_CURSOR_CHARS)
  const written = await writeAs(
    parts,
    speaker,
    { id, kind: 'comment.delete', body },
    {
      comment: commentId(body),
      isModerator: speaker.can.has('moderate'),
      ...moderatorOf(speaker),
      ...(reason === undefined ? {} : { reason }),
    },
  )
  return answer(parts, speaker, written)
}

async function react(parts: CommentParts, speaker: Speaker, id: string, body: JsonFields): Promise<WriteAnswer> {
  const emoji = textOf(body, 'emoji', MAX_CURSOR_CHARS)
  if (!isOneEmoji(emoji)) throw new RoomfulError('MESSAGE_INVALID', { at: 'emoji' })
  const change = { comment: commentId(body), emoji, on: flagOf(body, 'on') }
  const written = await writeAs(parts, speaker, { id, kind: 'comment.react', body }, change)
  return stored(written, written.result.comment)
}

async function mark(
  parts: CommentParts,
  which: CommentChanges['comment.mark']['change']['mark'],
  speaker: Speaker,
  id: string,
  body: JsonFields,
): Promise<WriteAnswer> {
  const isModerator = speaker.can.has('moderate')
  const change = { comment: commentId(body), mark: which, on: flagOf(body, 'on'), isModerator, ...moderatorOf(speaker) }
  const written = await writeAs(parts, speaker, { id, kind: 'comment.mark', body: { ...body, which } }, change)
  return stored(written, written.result.comment)
}

async function close(parts: CommentParts, speaker: Speaker, id: string, body: JsonFields): Promise<WriteAnswer> {
  const change = { on: flagOf(body, 'on'), ...moderatorOf(speaker) }
  const written = await writeAs(parts, speaker, { id, kind: 'room.close', body }, change)
  return stored(written, written.result)
}

function page(
  { store, clock, closeAfterDays }: CommentParts,
  { room, identity }: Speaker,
  body: JsonFields,
): Promise<object> {
  const cursor = optionalText(body, 'cursor', MAX_CURSOR_CHARS)
  const thread = optionalText(body, 'thread', MAX_COMMENT_ID_CHARS)
  const around = optionalText(body, 'around', MAX_COMMENT_ID_CHARS)
  return store.read('comments.page', {
    room,
    reader: identity.id,
    sort: wordOf(body, 'sort', ['new', 'old', 'top'], 'new'),
    limit: wholeOf(body, 'limit', [1, MAX_COMMENT_PAGE], 20),
    ...(closeAfterDays === undefined ? {} : { staleMs: clock.now() - closeAfterDays * DAY_MS }),
    ...(cursor === undefined ? {} : { cursor }),
    ...(thread === undefined ? {} : { thread }),
    ...(around === undefined ? {} : { around }),
  })
}

/** [T6] */
async function people({ store }: CommentParts, { room }: Speaker, body: JsonFields): Promise<object> {
  const q = optionalText(body, 'q', MAX_NAME_CHARS) ?? ''
  return { list: await store.read('comments.people', { room, q, limit: MAX_LOOKUP }) }
}

/** [M1] The author of a hidden comment is answered as of any other. */
function answer(parts: CommentParts, { room }: Speaker, written: Written<CommentKind>): WriteAnswer {
  const { result } = written
  if (!written.isRepeat) parts.wrote(room, result)
  return { ...stored(written, result.comment), status: result.status === 'held' ? 'held' : 'stored' }
}

type CommentKind = 'comment.add' | 'comment.edit' | 'comment.delete'

/** [M7] Whose name stands beside what was done. */
function moderatorOf(speaker: Speaker): { by?: Author } {
  return speaker.can.has('moderate') ? { by: authorOf(speaker, undefined) } : {}
}

/** [T1,T10] What was written, as it will be kept. */
function commentText(body: JsonFields): { readonly text: string; readonly blocks: readonly Block[] } {
  const text = cleanText(textOf(body, 'text', MAX_RAW_CHARS, 0)).trim()
  if (text.length > MAX_COMMENT_CHARS) throw new RoomfulError('COMMENT_INVALID', { at: 'text' })
  const blocks = parseMarkdown(text)
  if (plainText(blocks).trim() === '') throw new RoomfulError('COMMENT_INVALID', { at: 'text' })
  return { text, blocks }
}

function commentId(body: JsonFields): string {
  return textOf(body, 'comment', MAX_COMMENT_ID_CHARS)
}

function mentionsOf(body: JsonFields): readonly string[] {
  return textsOf(body, 'mentions', MAX_COMMENT_MENTIONS, MAX_ROOM_ID_CHARS)
}

/** [T11] */
function passageOf(body: JsonFields): { passage?: Passage } {
  if (body['passage'] === undefined) return {}
  const passage = checkPassage(body['passage'])
  if (!passage) throw new RoomfulError('COMMENT_INVALID', { at: 'passage' })
  return { passage }
}
