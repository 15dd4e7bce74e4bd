/**
 * The end of a room's log as memory holds it: what readers who were away for a moment have missed. [G3,G4]
 *
 * Pure. Owns the merging of changes into present forms and the decision how far back it can answer. Not here: the
 * database behind it and who is told (`hub/room-log.ts`). Bounded in entries and bytes, whatever the room's history.
 * Invariant [S33]: an entity stands here once, in its latest form; what a later change took away cannot be told again.
 */
import { entryMark, MAX_CATCH_UP_ENTRIES, type Json, type LogEntry, type LogPosition } from '@roomful/protocol'

/** Half: a busy room asks its database after shorter absences. Double: twice the memory for each room that is open. */
const MAX_TAIL_ENTRIES = 512
const MAX_TAIL_BYTES = 262_144

/** An entry with its text, printed once for everybody. */
export interface PrintedEntry {
  readonly entry: LogEntry
  readonly json: string
}

/** What a reader is told: entries after `after`; that it must start over; or that only the database knows. */
export type CatchUp =
  | { readonly kind: 'entries'; readonly after: number; readonly list: readonly PrintedEntry[] }
  | { readonly kind: 'reset' }
  | { readonly kind: 'older' }

export class LogTail {
  /** By mark, in the order of offsets. */
  readonly #entries = new Map<string, PrintedEntry>()
  #bytes = 0
  #start: number
  #head: number

  constructor(
    readonly epoch: string,
    head: number,
    readonly floor: number,
  ) {
    this.#start = head
    this.#head = head
  }

  /** Offset of the last entry. */
  get head(): number {
    return this.#head
  }

  /** Takes the next entry and returns it printed. Returns undefined, and takes nothing, if it is not the next one. */
  add(entry: LogEntry): PrintedEntry | undefined {
    if (entry.o !== this.#head + 1) return undefined
    const printed = printedOf(entry)
    this.#put(entryMark(entry), printed)
    this.#head = entry.o
    this.trim()
    return printed
  }

  /**
   * Takes what the database says came after `after`, up to `head`, in present forms. What is known beyond `head` stays.
   * Nothing is dropped for being too much until `trim`, so that those who asked can be served first.
   */
  fill(after: number, list: readonly LogEntry[], head: number): void {
    const marks = new Set(list.map(entryMark))
    const before = [...this.#entries]
    this.#entries.clear()
    this.#bytes = 0
    for (const [mark, known] of before) if (known.entry.o <= after && !marks.has(mark)) this.#keep(mark, known)
    for (const entry of list) this.#keep(entryMark(entry), printedOf(entry))
    for (const [mark, known] of before) if (known.entry.o > head) this.#put(mark, known)
    this.#start = Math.min(this.#start, after)
    this.#head = Math.max(this.#head, head)
  }

  /** [G2,G4] What a reader at this position has to hear. */
  since(position: LogPosition): CatchUp {
    const { epoch, offset, last } = position
    if (epoch !== this.epoch || offset > this.#head || offset < this.floor) return { kind: 'reset' }
    if (this.#head - offset > MAX_CATCH_UP_ENTRIES) return { kind: 'reset' }
    if (offset < this.#start) return { kind: 'older' }
    const list = [...this.#entries.values()].filter(({ entry }) => entry.o > offset)
    const known = [...this.#entries.entries()].find(([, { entry }]) => entry.o === offset)
    // The entry there is another one: this log and the reader's have parted, as after a backup was restored.
    if (known && last !== '' && known[0] !== last) return { kind: 'reset' }
    return { kind: 'entries', after: offset, list }
  }

  /** Drops the oldest until what is left is within bounds. */
  trim(): void {
    for (const [mark, { entry }] of this.#entries) {
      if (this.#entries.size <= MAX_TAIL_ENTRIES && this.#bytes <= MAX_TAIL_BYTES) return
      this.#forget(mark)
      this.#start = entry.o
    }
  }

  #keep(mark: string, printed: PrintedEntry): void {
    this.#entries.set(mark, printed)
    this.#bytes += printed.json.length
  }

  #put(mark: string, printed: PrintedEntry): void {
    const before = this.#entries.get(mark)
    this.#forget(mark)
    this.#keep(mark, before ? printedOf(merged(before.entry, printed.entry)) : printed)
  }

  #forget(mark: string): void {
    const known = this.#entries.get(mark)
    if (!known) return
    this.#bytes -= known.json.length
    this.#entries.delete(mark)
  }
}

function printedOf(entry: LogEntry): PrintedEntry {
  return { entry, json: JSON.stringify(entry) }
}

/** The later change over the earlier one. A field that was taken away stays `null`, for those who still have it. */
function merged(before: LogEntry, after: LogEntry): LogEntry {
  if (after.w) return after
  const fields: [string, Json][] = Object.entries({ ...before.v, ...after.v })
  const v = Object.fromEntries(before.w ? fields.filter(([, value]) => value !== null) : fields)
  return { o: after.o, k: after.k, i: after.i, v, ...(before.w ? { w: true as const } : {}) }
}
