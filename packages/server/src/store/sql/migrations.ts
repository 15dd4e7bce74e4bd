/**
 * The tables, and how a database of an older version becomes one of today.
 *
 * Invariant: each entry takes a database from version `index` to `index + 1`; entries are added, never changed. All that are
 * missing run in one transaction, so that a half-made database does not exist. A database of a newer version is left alone.
 */
import { RoomfulError } from '@roomful/protocol'
import { numberOf } from './row.js'
import type { Sql } from './sql.js'

/**
 * One statement, portable but for what `inDialect` replaces: BIGINT is SQLite's INTEGER, TEXT is compared byte by byte also in
 * Postgres, a line that ends in `KEYED` makes a table without row ids of its own in SQLite, and NUMBERED is a key that the
 * database counts up and never gives out twice. GUARD makes an index for SQLite alone which nobody reads: it holds what is in no
 * other index a second time, so that its check at the start notices a changed byte. [F27]
 */
type Statement = string

const settings: readonly Statement[] = [
  'CREATE TABLE roomful_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) TABLE',
]

/** What rooms keep: their logs, comments, shared state, and the memory of writes. */
const rooms: readonly Statement[] = [
  'GUARD INDEX roomful_settings_guard ON roomful_settings (name, value)',
  `CREATE TABLE roomful_rooms (
    room TEXT PRIMARY KEY, epoch TEXT NOT NULL, head BIGINT NOT NULL, floor BIGINT NOT NULL, total BIGINT NOT NULL,
    closed BIGINT, thread_offset BIGINT NOT NULL, first_ms BIGINT, state_keys BIGINT NOT NULL, state_bytes BIGINT NOT NULL
  ) KEYED`,
  `GUARD INDEX roomful_rooms_guard ON roomful_rooms (head, epoch, floor, total, closed, thread_offset, first_ms, state_keys,
    state_bytes)`,
  // Unique per (room, author, id). Ids of our clients grow with time: with the id first, the writes of one commit lie on one
  // page instead of one page a person, which makes commits three times as fast. [D2]
  `CREATE TABLE roomful_writes (
    id TEXT NOT NULL, room TEXT NOT NULL, author TEXT NOT NULL, kind TEXT NOT NULL, fingerprint TEXT NOT NULL,
    result TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (id, room, author)
  ) KEYED`,
  'CREATE INDEX roomful_writes_by_age ON roomful_writes (at_ms)',
  `CREATE TABLE roomful_people (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, avatar TEXT, color BIGINT, role TEXT, verified BIGINT NOT NULL,
    robot BIGINT NOT NULL, first_ms BIGINT NOT NULL, approved BIGINT NOT NULL, rejected BIGINT NOT NULL
  ) KEYED`,
  'GUARD INDEX roomful_people_guard ON roomful_people (name, avatar, color, role, verified, robot, approved, rejected)',
  // Who has commented where, and how often: comments that everybody sees, and all that are not deleted. Also the only index of
  // comments by person. words: the name as it is searched for. [T6]
  `CREATE TABLE roomful_room_people (
    room TEXT NOT NULL, person TEXT NOT NULL, words TEXT NOT NULL, visible BIGINT NOT NULL, kept BIGINT NOT NULL,
    PRIMARY KEY (room, person)
  ) KEYED`,
  'CREATE INDEX roomful_room_people_by_person ON roomful_room_people (person)',
  // log_offset: 0 while it was never public. listed: others find it in pages. unseen: held, hidden or rejected. kids: answers
  // that are listed; replies, score: of the first in a thread. gone_ms: since when the log has it as gone. write_id: of the
  // write that its words came with. seal: see `sealOf`. [G5, T4, T7]
  `CREATE TABLE roomful_comments (
    room TEXT NOT NULL, id TEXT NOT NULL, log_offset BIGINT NOT NULL, author TEXT, parent TEXT, thread TEXT,
    status TEXT NOT NULL, reason TEXT, write_id TEXT, text TEXT NOT NULL, passage TEXT, mentions TEXT, signs TEXT,
    created_ms BIGINT NOT NULL, edited_ms BIGINT, gone_ms BIGINT, pinned BIGINT NOT NULL, resolved BIGINT NOT NULL,
    listed BIGINT NOT NULL, unseen BIGINT NOT NULL, kids BIGINT NOT NULL, replies BIGINT NOT NULL, score BIGINT NOT NULL,
    seal BIGINT NOT NULL, PRIMARY KEY (room, id)
  ) KEYED`,
  'CREATE INDEX roomful_comments_log ON roomful_comments (room, log_offset) WHERE log_offset > 0',
  `CREATE INDEX roomful_comments_by_time ON roomful_comments (room, pinned, created_ms, id)
    WHERE listed = 1 AND thread IS NULL`,
  `CREATE INDEX roomful_comments_by_score ON roomful_comments (room, pinned, score, created_ms, id)
    WHERE listed = 1 AND thread IS NULL`,
  `CREATE INDEX roomful_comments_latest ON roomful_comments (room, created_ms, id) WHERE status = 'visible'`,
  `CREATE INDEX roomful_comments_by_thread ON roomful_comments (room, thread, created_ms, id)
    WHERE listed = 1 AND thread IS NOT NULL`,
  // What waits for a moderator, and what its author alone sees.
  'CREATE INDEX roomful_comments_unseen ON roomful_comments (status, created_ms, id) WHERE unseen = 1',
  'CREATE INDEX roomful_comments_own ON roomful_comments (room, author, created_ms) WHERE unseen = 1',
  'CREATE INDEX roomful_comments_gone ON roomful_comments (gone_ms) WHERE gone_ms IS NOT NULL',
  `CREATE TABLE roomful_reactions (
    room TEXT NOT NULL, comment TEXT NOT NULL, person TEXT NOT NULL, emoji TEXT NOT NULL,
    PRIMARY KEY (room, comment, person, emoji)
  ) KEYED`,
  'CREATE INDEX roomful_reactions_by_person ON roomful_reactions (person)',
  // [V1, V2] A removed key has no value and goes on counting.
  `CREATE TABLE roomful_state (
    room TEXT NOT NULL, name TEXT NOT NULL, value TEXT, version BIGINT NOT NULL, log_offset BIGINT NOT NULL,
    bytes BIGINT NOT NULL, gone_ms BIGINT, PRIMARY KEY (room, name)
  ) KEYED`,
  'CREATE INDEX roomful_state_log ON roomful_state (room, log_offset)',
  'GUARD INDEX roomful_state_guard ON roomful_state (room, name, version, value, bytes)',
  'CREATE INDEX roomful_state_gone ON roomful_state (gone_ms) WHERE gone_ms IS NOT NULL',
]

/** Reports, acts, sanctions, notices, mail, parcels. */
const moderation: readonly Statement[] = [
  // [M3] One a person and comment. is_open: no moderator has judged the comment since.
  `CREATE TABLE roomful_reports (
    room TEXT NOT NULL, comment TEXT NOT NULL, person TEXT NOT NULL, reason TEXT, at_ms BIGINT NOT NULL,
    is_open BIGINT NOT NULL, PRIMARY KEY (room, comment, person)
  ) KEYED`,
  'CREATE INDEX roomful_reports_open ON roomful_reports (room, comment) WHERE is_open = 1',
  'CREATE INDEX roomful_reports_by_person ON roomful_reports (person)',
  'GUARD INDEX roomful_reports_guard ON roomful_reports (room, comment, person, reason, is_open)',
  // [M7] Who did what to whom. moderator: empty once forgotten.
  `CREATE TABLE roomful_acts (
    n NUMBERED, at_ms BIGINT NOT NULL, moderator TEXT NOT NULL, what TEXT NOT NULL, room TEXT, comment TEXT, person TEXT,
    reason TEXT
  ) TABLE`,
  'CREATE INDEX roomful_acts_by_room ON roomful_acts (room, n) WHERE room IS NOT NULL',
  'CREATE INDEX roomful_acts_by_person ON roomful_acts (person, n) WHERE person IS NOT NULL',
  'CREATE INDEX roomful_acts_by_moderator ON roomful_acts (moderator)',
  'CREATE INDEX roomful_acts_by_age ON roomful_acts (at_ms)',
  'GUARD INDEX roomful_acts_guard ON roomful_acts (n, what, comment, reason)',
  // [M5] until_ms NULL: until lifted.
  `CREATE TABLE roomful_sanctions (
    person TEXT NOT NULL, kind TEXT NOT NULL, until_ms BIGINT, at_ms BIGINT NOT NULL, PRIMARY KEY (person, kind)
  ) KEYED`,
  'GUARD INDEX roomful_sanctions_guard ON roomful_sanctions (person, kind, until_ms)',
  // [X2] Without a word of the comment: what is deleted there must not live on here.
  `CREATE TABLE roomful_notices (
    n NUMBERED, person TEXT NOT NULL, kind TEXT NOT NULL, room TEXT NOT NULL, comment TEXT NOT NULL,
    at_ms BIGINT NOT NULL, is_read BIGINT NOT NULL
  ) TABLE`,
  'CREATE UNIQUE INDEX roomful_notices_once ON roomful_notices (room, comment, person, kind)',
  'CREATE INDEX roomful_notices_by_person ON roomful_notices (person, n)',
  'CREATE INDEX roomful_notices_unread ON roomful_notices (person) WHERE is_read = 0',
  'CREATE INDEX roomful_notices_by_age ON roomful_notices (at_ms)',
  // [X4]
  `CREATE TABLE roomful_mail (
    person TEXT PRIMARY KEY, address TEXT NOT NULL, state TEXT NOT NULL, asked_ms BIGINT NOT NULL
  ) KEYED`,
  'CREATE INDEX roomful_mail_by_address ON roomful_mail (address)',
  'GUARD INDEX roomful_mail_guard ON roomful_mail (person, address, state)',
  // due_ms NULL: delivered, and its body wiped. address: where a mail goes, so that what one gets can be counted.
  `CREATE TABLE roomful_parcels (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, address TEXT, body TEXT NOT NULL, attempts BIGINT NOT NULL, due_ms BIGINT,
    at_ms BIGINT NOT NULL
  ) KEYED`,
  'CREATE INDEX roomful_parcels_due ON roomful_parcels (due_ms, id) WHERE due_ms IS NOT NULL',
  'CREATE INDEX roomful_parcels_by_address ON roomful_parcels (address, at_ms) WHERE address IS NOT NULL',
  'CREATE INDEX roomful_parcels_by_age ON roomful_parcels (at_ms)',
]

const MIGRATIONS: readonly (readonly Statement[])[] = [settings, rooms, moderation]

/** Brings a database to this version. Runs inside a transaction. @throws STORE_NEWER */
export async function migrate(sql: Sql): Promise<void> {
  const inDialect = sql.dialect === 'sqlite' ? toSqlite : toPostgres
  await sql.run(inDialect('CREATE TABLE IF NOT EXISTS roomful_migrations (version BIGINT PRIMARY KEY) TABLE'))
  const row = await sql.first('SELECT coalesce(max(version), 0) AS version FROM roomful_migrations')
  const version = row ? numberOf(row, 'version') : 0
  if (version > MIGRATIONS.length) throw new RoomfulError('STORE_NEWER')
  for (const [index, statements] of MIGRATIONS.entries()) {
    if (index < version) continue
    for (const statement of statements) {
      if (sql.dialect === 'sqlite' || !statement.startsWith('GUARD ')) await sql.run(inDialect(statement))
    }
    await sql.run('INSERT INTO roomful_migrations (version) VALUES (?)', index + 1)
  }
}

function toSqlite(statement: Statement): string {
  return statement
    .replace(/^GUARD /, 'CREATE ')
    .replaceAll('BIGINT', 'INTEGER')
    .replace(' NUMBERED', ' INTEGER PRIMARY KEY AUTOINCREMENT')
    .replace(/\) KEYED$/, ') STRICT, WITHOUT ROWID')
    .replace(/\) TABLE$/, ') STRICT')
}

function toPostgres(statement: Statement): string {
  return statement
    .replaceAll(/ TEXT\b/g, ' TEXT COLLATE "C"')
    .replace(' NUMBERED', ' BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY')
    .replace(/\) (?:KEYED|TABLE)$/, ')')
}
