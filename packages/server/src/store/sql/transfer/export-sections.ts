/**
 * What an export consists of: which columns of which tables, under which names, in which order. Data only.
 *
 * What others refer to comes first: rooms and people before comments, comments before their answers. Not in it: the server's
 * secrets, parcels on their way, where logs stand (another database numbers anew), and, but for a person who asks what is
 * known of them, the memory of writes. `import-records-sql.ts` reads the same list the other way round.
 */

/** A column, the name of its field, and what it holds if that is not a text. `author`: an id, beside `name`. */
export type Field = readonly [column: string, field: string, holds?: 'number' | 'flag' | 'json' | 'author']

export interface Section {
  readonly kind: string
  readonly from: string
  readonly where?: string
  readonly fields: readonly Field[]
  /** Columns its rows are ordered by; unique together. */
  readonly keys: readonly (readonly [column: string, type: 'number' | 'string'])[]
  /** What makes it the part of a room, or of a person (each `?`). Absent: has none. */
  readonly ofRoom?: string
  readonly ofPerson?: string
  /** Nobody else has a use for it. */
  readonly isOnlyOfPerson?: boolean
}

const ROOM_KEY = ['room', 'string'] as const

const COMMENT_FIELDS: readonly Field[] = [
  ['room', 'room'],
  ['id', 'comment'],
  ['parent', 'parent'],
  ['author', 'author', 'author'],
  ['text', 'text'],
  ['status', 'status'],
  ['reason', 'reason'],
  ['created_ms', 'atMs', 'number'],
  ['edited_ms', 'editedMs', 'number'],
  ['passage', 'passage', 'json'],
  ['mentions', 'mentions', 'json'],
  ['pinned', 'pinned', 'flag'],
  ['resolved', 'resolved', 'flag'],
]

/** One row of comments with the author's name; the columns of both have different names. */
const COMMENTS = `(SELECT c.room, c.id, c.parent, c.thread, c.author, c.text, c.status, c.reason, c.created_ms, c.edited_ms,
  c.passage, c.mentions, c.pinned, c.resolved, c.listed, p.name
  FROM roomful_comments AS c LEFT JOIN roomful_people AS p ON p.id = c.author) AS e`

const comments = (where: string, keys: Section['keys']): Section => ({
  kind: 'comment',
  from: COMMENTS,
  where,
  fields: COMMENT_FIELDS,
  keys,
  ofRoom: 'room = ?',
  ofPerson: 'author = ? AND room IN (SELECT room FROM roomful_room_people WHERE person = ?)',
})

export const SECTIONS: readonly Section[] = [
  {
    kind: 'room',
    from: 'roomful_rooms',
    fields: [
      ['room', 'room'],
      ['total', 'comments', 'number'],
      ['closed', 'closed', 'flag'],
      ['first_ms', 'sinceMs', 'number'],
    ],
    keys: [ROOM_KEY],
    ofRoom: 'room = ?',
  },
  {
    kind: 'person',
    from: 'roomful_people',
    fields: [
      ['id', 'person'],
      ['name', 'name'],
      ['avatar', 'avatar'],
      ['color', 'color', 'number'],
      ['role', 'role'],
      ['verified', 'verified', 'flag'],
      ['robot', 'robot', 'flag'],
      ['first_ms', 'sinceMs', 'number'],
      ['approved', 'approved', 'number'],
      ['rejected', 'rejected', 'number'],
    ],
    keys: [['id', 'string']],
    ofRoom: 'id IN (SELECT person FROM roomful_room_people WHERE room = ?)',
    ofPerson: 'id = ?',
  },
  comments('thread IS NULL', [ROOM_KEY, ['id', 'string']]),
  comments('listed = 1 AND thread IS NOT NULL', [
    ROOM_KEY,
    ['thread', 'string'],
    ['created_ms', 'number'],
    ['id', 'string'],
  ]),
  comments('listed = 0 AND thread IS NOT NULL', [ROOM_KEY, ['id', 'string']]),
  {
    kind: 'reaction',
    from: 'roomful_reactions',
    fields: [
      ['room', 'room'],
      ['comment', 'comment'],
      ['person', 'person'],
      ['emoji', 'emoji'],
    ],
    keys: [ROOM_KEY, ['comment', 'string'], ['person', 'string'], ['emoji', 'string']],
    ofRoom: 'room = ?',
    ofPerson: 'person = ?',
  },
  {
    kind: 'state',
    from: 'roomful_state',
    where: 'value IS NOT NULL',
    fields: [
      ['room', 'room'],
      ['name', 'key'],
      ['value', 'value', 'json'],
      ['version', 'version', 'number'],
    ],
    keys: [ROOM_KEY, ['name', 'string']],
    ofRoom: 'room = ?',
  },
  {
    kind: 'report',
    from: 'roomful_reports',
    fields: [
      ['room', 'room'],
      ['comment', 'comment'],
      ['person', 'person'],
      ['reason', 'reason'],
      ['at_ms', 'atMs', 'number'],
      ['is_open', 'open', 'flag'],
    ],
    keys: [ROOM_KEY, ['comment', 'string'], ['person', 'string']],
    ofRoom: 'room = ?',
    ofPerson: 'person = ?',
  },
  {
    kind: 'act',
    from: 'roomful_acts',
    fields: [
      ['at_ms', 'atMs', 'number'],
      ['moderator', 'moderator'],
      ['what', 'what'],
      ['room', 'room'],
      ['comment', 'comment'],
      ['person', 'person'],
      ['reason', 'reason'],
    ],
    keys: [['n', 'number']],
    ofRoom: 'room = ?',
    ofPerson: '? IN (moderator, person)',
  },
  {
    kind: 'sanction',
    from: 'roomful_sanctions',
    fields: [
      ['person', 'person'],
      ['kind', 'sanction'],
      ['until_ms', 'untilMs', 'number'],
      ['at_ms', 'atMs', 'number'],
    ],
    keys: [
      ['person', 'string'],
      ['kind', 'string'],
    ],
    ofPerson: 'person = ?',
  },
  {
    kind: 'notice',
    from: 'roomful_notices',
    fields: [
      ['person', 'person'],
      ['kind', 'about'],
      ['room', 'room'],
      ['comment', 'comment'],
      ['at_ms', 'atMs', 'number'],
      ['is_read', 'read', 'flag'],
    ],
    keys: [['n', 'number']],
    ofRoom: 'room = ?',
    ofPerson: 'person = ?',
  },
  {
    kind: 'mail',
    from: 'roomful_mail',
    fields: [
      ['person', 'person'],
      ['address', 'address'],
      ['state', 'state'],
      ['asked_ms', 'askedMs', 'number'],
    ],
    keys: [['person', 'string']],
    ofPerson: 'person = ?',
  },
  {
    kind: 'write',
    from: 'roomful_writes',
    fields: [
      ['room', 'room'],
      ['id', 'id'],
      ['kind', 'write'],
      ['at_ms', 'atMs', 'number'],
    ],
    keys: [ROOM_KEY, ['id', 'string']],
    ofRoom: 'room = ?',
    ofPerson: 'author = ?',
    isOnlyOfPerson: true,
  },
]
