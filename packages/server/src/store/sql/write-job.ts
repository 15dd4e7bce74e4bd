/**
 * One write inside a transaction: known already, or made and remembered. [D2, W3]
 *
 * Invariant: what is remembered of a write holds no words: the fingerprint of what was asked for, and ids and numbers of what
 * came of it. It is committed together with the change itself, so that there is never one without the other.
 */
import { RoomfulError } from '@roomful/protocol'
import type { Json } from '@roomful/protocol'
import type { ChangeKind, Write, Written } from '../store.js'
import { CHANGES } from './changes.js'
import { textOf } from './row.js'
import type { ChangeContext, ChangeRule, RepeatRule, Row } from './sql.js'

/** Makes a write, or answers as before. */
export async function performWrite<K extends ChangeKind>(tx: ChangeContext, write: Write<K>): Promise<Written<K>> {
  const rule = CHANGES[write.kind] as unknown as ChangeRule<K> | undefined
  if (!rule) throw new RoomfulError('WRITE_UNKNOWN', { at: 'kind' })
  const { apply, repeat } = rule
  if (!repeat) return finish(tx, write, await apply(tx, write), false)
  const { author, room, id, kind, fingerprint, atMs } = write
  const known = await tx.sql.first(
    'SELECT kind, fingerprint, result FROM roomful_writes WHERE id = ? AND room = ? AND author = ?',
    id,
    room,
    author,
  )
  if (known) return answerAgain(tx, { write, repeat, known })
  const applied = await apply(tx, write)
  await tx.sql.run(
    'INSERT INTO roomful_writes (id, room, author, kind, fingerprint, result, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
    id,
    room,
    author,
    kind,
    fingerprint,
    JSON.stringify(repeat.keep(applied.result)),
    atMs,
  )
  return finish(tx, write, applied, false)
}

interface Repeat<K extends ChangeKind> {
  readonly write: Write<K>
  readonly repeat: RepeatRule<K>
  readonly known: Row
}

async function answerAgain<K extends ChangeKind>(
  tx: ChangeContext,
  { write, repeat, known }: Repeat<K>,
): Promise<Written<K>> {
  // Where the words have been deleted since, so has their fingerprint: whatever is said again is taken for the same.
  const before = textOf(known, 'fingerprint')
  if (textOf(known, 'kind') !== write.kind || (before !== '' && before !== write.fingerprint))
    throw new RoomfulError('WRITE_CONFLICT', { at: 'id' })
  const kept = JSON.parse(textOf(known, 'result')) as Json
  return finish(tx, write, { result: await repeat.recall(tx.sql, write, kept), entries: [] }, true)
}

async function finish<K extends ChangeKind>(
  tx: ChangeContext,
  { room }: Write<K>,
  { result, entries }: Pick<Written<K>, 'result' | 'entries'>,
  isRepeat: boolean,
): Promise<Written<K>> {
  // What belongs to no room has no log.
  return { result, entries, epoch: room === '' ? '' : (await tx.room(room)).epoch, isRepeat }
}
