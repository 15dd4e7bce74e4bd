/**
 * Everything a store holds, in bulk: imports, exports, erasure, retention, over its plain verbs. [G1,T4,W3]
 *
 * Owns how people and comments of other systems are named here: the same file read twice names everybody as before, and no
 * name gives away a mail address. Each batch is one commit; nothing here holds more than a batch, and answers that wait.
 */
import { createHmac } from 'node:crypto'
import type { Clock, Random } from '@roomful/protocol'
import { neutralName } from '../model/names.js'
import { randomId } from '../platform/random.js'
import type { ImportRecord } from '../store/person-store.js'
import type { ChangeKind, Changes, Store } from '../store/store.js'
import type { ExportRecord, ExportScope, ImportCounts, PlacedComment, TransferStore } from '../transfer/transfer.js'

export interface TransferParts {
  readonly store: Pick<Store, 'read' | 'write'>
  readonly clock: Clock
  readonly random: Random
  /** The server's; names of people are made with it. */
  readonly secret: string
  /** [T4] Days for which comments are kept. Default: until somebody deletes them. */
  readonly commentDays?: number | undefined
}

/** Records in one question to the store. */
const PAGE = 500
const ID_BYTES = 12
const PLAIN_ID = /^[\w-]{1,48}$/

export function createTransferStore({ store, clock, random, secret, commentDays }: TransferParts): TransferStore {
  const namer = createNamer(secret)
  let waiting: ExportRecord[] = []

  async function change<K extends ChangeKind>(kind: K, value: Changes[K]['change']): Promise<Changes[K]['result']> {
    const written = await store.write({
      ...{ room: '', author: '', fingerprint: '', kind, atMs: clock.now() },
      id: randomId(random, ID_BYTES),
      change: value,
    })
    return written.result
  }

  async function bring(records: readonly ExportRecord[], isLast: boolean): Promise<ImportCounts> {
    const {
      added,
      known,
      waiting: late,
    } = await change('import.records', {
      records,
      ...(isLast ? { isLast: true as const } : {}),
    })
    waiting.push(...late.flatMap((index) => records[index] ?? []))
    return { stored: added, known }
  }

  return {
    async importComments(batch) {
      const { added, known } = await change('import.add', { records: batch.map((comment) => recordOf(comment, namer)) })
      return { stored: added, known }
    },
    importRecords: (batch) => bring(batch, false),
    async finishRecords() {
      let counts: ImportCounts = { stored: 0, known: 0 }
      // Whoever waits for somebody who waits: as long as a round brings one in, another may bring more.
      for (let isLast = false; waiting.length > 0;) {
        const before = waiting
        waiting = []
        for (let at = 0; at < before.length; at += PAGE) {
          const { stored, known } = await bring(before.slice(at, at + PAGE), isLast)
          counts = { stored: counts.stored + stored, known: counts.known + known }
        }
        isLast = waiting.length === before.length
      }
      return counts
    },
    exportAll: (scope) => exportAll(store, scope),
    async erasePerson(person) {
      const { comments } = await change('person.erase', { person })
      return { erased: comments }
    },
    async retain(nowMs, isDryRun = false, onBatch = () => {}) {
      const ask = { nowMs, ...(commentDays === undefined ? {} : { commentDays }) }
      if (isDryRun) return { removed: sum(await store.read('retention.due', ask)) }
      let removed = 0
      for (;;) {
        const more = sum((await change('retention.run', ask)).removed)
        if (more === 0) return { removed }
        removed += more
        onBatch(removed)
      }
    },
    renewLogs: () => change('log.renew', null),
  }
}

/** [T4] What a store holds, or what a scope names, record by record. */
export async function* exportAll(store: Pick<Store, 'read'>, scope: ExportScope = {}): AsyncGenerator<ExportRecord> {
  let cursor: string | undefined
  do {
    const page = await store.read('export.page', { ...scope, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) })
    yield* page.list
    cursor = page.more
  } while (cursor !== undefined)
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, each) => all + each, 0)

interface Namer {
  person(comment: PlacedComment): string
  comment(source: string, sourceId: string): string
}

/**
 * A person is their account there, else their mail address, else only the author of this comment: two guests of one name
 * may be two people, and forgetting one must not take the words of the other.
 */
function createNamer(secret: string): Namer {
  const key = createHmac('sha256', secret).update('roomful import 1').digest()
  const nameOf = (...words: readonly string[]): string =>
    createHmac('sha256', key).update(JSON.stringify(words)).digest().subarray(0, ID_BYTES).toString('base64url')
  return {
    person({ source, sourceId, authorId, authorEmail }) {
      if (authorId !== undefined) return `i_${nameOf(source, 'account', authorId)}`
      if (authorEmail !== undefined) return `i_${nameOf(source, 'mail', authorEmail.trim().toLowerCase())}`
      return `i_${nameOf(source, 'comment', sourceId)}`
    },
    comment: (source, sourceId) =>
      `${source[0] ?? ''}_${PLAIN_ID.test(sourceId) ? sourceId : nameOf(source, sourceId)}`,
  }
}

function recordOf(comment: PlacedComment, namer: Namer): ImportRecord {
  const { source, sourceId, parentSourceId, room, text, atMs, status, authorName } = comment
  const person = namer.person(comment)
  return {
    room,
    comment: namer.comment(source, sourceId),
    ...(parentSourceId === undefined ? {} : { parent: namer.comment(source, parentSourceId) }),
    ...(status === 'deleted' ? {} : { author: { id: person, name: authorName || neutralName(person) } }),
    text: status === 'deleted' ? '' : text,
    atMs,
    status,
  }
}
