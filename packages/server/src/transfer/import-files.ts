/**
 * Carries what a reader yields into a store, batch by batch, and counts what became of it.
 *
 * Each batch is one commit of the store's, and knows its comments by their ids: a run that was cut off is simply run again.
 * Without a store everything is read and counted and nothing kept. Which room a page is, is decided here.
 */
import { roomOfPage } from '../model/page-room.js'
import type {
  ExportRecord,
  ImportCounts,
  ImportNote,
  ImportedComment,
  PlacedComment,
  TransferStore,
} from './transfer.js'

/** One commit of a batch costs a sync of the disk; double: a server that is running waits twice as long behind it. */
const BATCH = 500
/** Rooms shown to whoever wants to see whether `--site` is right. */
const EXAMPLES = 3

/** What an import did, for the one who asked for it. */
export interface ImportSummary {
  readonly read: number
  readonly byStatus: ReadonlyMap<ImportedComment['status'], number>
  readonly notes: ReadonlyMap<ImportNote, number>
  readonly rooms: number
  readonly exampleRooms: readonly string[]
  readonly counts: ImportCounts
}

export interface ImportOptions {
  /** Undefined: only count. */
  readonly store: Pick<TransferStore, 'importComments' | 'importRecords' | 'finishRecords'> | undefined
  /** Told after each batch how many have been read in all. */
  readonly onBatch?: (read: number) => void
}

/** Notes of readers, counted. */
export interface NoteTally {
  readonly notes: ReadonlyMap<ImportNote, number>
  note(note: ImportNote): void
}

export function createTally(): NoteTally {
  const notes = new Map<ImportNote, number>()
  return { notes, note: (note) => void notes.set(note, (notes.get(note) ?? 0) + 1) }
}

/** Imports comments of another system. `home` is the origin of the site whose pages carry no host. */
export async function importForeign(
  comments: AsyncIterable<ImportedComment>,
  tally: NoteTally,
  { store, onBatch, home }: ImportOptions & { readonly home?: string | undefined },
): Promise<ImportSummary> {
  const byStatus = new Map<ImportedComment['status'], number>()
  const rooms = new Set<string>()
  async function* placed(): AsyncGenerator<PlacedComment> {
    for await (const comment of comments) {
      const room = roomOfPage(comment.page, { home, isCanonical: comment.isPageCanonical === true })
      if (room === undefined) {
        tally.note('no-page')
        continue
      }
      rooms.add(room)
      byStatus.set(comment.status, (byStatus.get(comment.status) ?? 0) + 1)
      yield { ...comment, room }
    }
  }
  const result = await inBatches(placed(), (batch) => store?.importComments(batch), onBatch)
  const exampleRooms = [...rooms].slice(0, EXAMPLES)
  return { ...result, byStatus, notes: tally.notes, rooms: rooms.size, exampleRooms }
}

/** Imports records of an export of Roomful's. */
export async function importOwn(
  records: AsyncIterable<ExportRecord>,
  { store, onBatch }: ImportOptions,
): Promise<{ readonly read: number; readonly counts: ImportCounts }> {
  const { read, counts } = await inBatches(records, (batch) => store?.importRecords(batch), onBatch)
  const late = (await store?.finishRecords()) ?? { stored: 0, known: 0 }
  return { read, counts: { stored: counts.stored + late.stored, known: counts.known + late.known } }
}

async function inBatches<T>(
  list: AsyncIterable<T>,
  keep: (batch: readonly T[]) => Promise<ImportCounts> | undefined,
  onBatch: ((read: number) => void) | undefined,
): Promise<{ read: number; counts: ImportCounts }> {
  let read = 0
  let counts: ImportCounts = { stored: 0, known: 0 }
  let batch: T[] = []
  const finish = async (): Promise<void> => {
    const { stored, known } = (await keep(batch)) ?? { stored: 0, known: 0 }
    counts = { stored: counts.stored + stored, known: counts.known + known }
    batch = []
    onBatch?.(read)
  }
  for await (const item of list) {
    read++
    batch.push(item)
    if (batch.length >= BATCH) await finish()
  }
  if (batch.length > 0) await finish()
  return { read, counts }
}
