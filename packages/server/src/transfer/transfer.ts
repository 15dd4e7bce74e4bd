/**
 * What goes in and out of a Roomful database in bulk: comments of other systems, and everything as an export.
 *
 * Types only. Readers and writers of files are beside this file; a store implements `TransferStore`. Nothing here holds
 * more than a batch: files and databases may be larger than memory. Addresses (IP) are never read from a file.
 */

import type { Json } from '@roomful/protocol'

/** The systems whose files can be read. */
export type ForeignSource = 'disqus' | 'wordpress'

/** One comment of another system, in our words. Parents always come before their answers. */
export interface ImportedComment {
  readonly source: ForeignSource
  /** Its id there. With `source` it names the comment, so that reading a file twice changes nothing. */
  readonly sourceId: string
  /** The comment it answers, of the same page; it has come before. Absent for the first of a thread. */
  readonly parentSourceId?: string
  /** Link of the page it is about, as the file has it. */
  readonly page: string
  /** The link is the page's canonical one: its query counts. */
  readonly isPageCanonical?: true
  /** Title of the page. */
  readonly title?: string
  /** Cleaned as any name; empty when the file has none, or the comment was deleted. */
  readonly authorName: string
  readonly authorEmail?: string
  /** The author's account there; absent for guests. Two comments with the same one are by the same person. */
  readonly authorId?: string
  /** Source of the small Markdown subset; empty when deleted. */
  readonly text: string
  /** When it was written; 0 when the file does not say. */
  readonly atMs: number
  readonly status: 'visible' | 'held' | 'rejected' | 'deleted'
}

/** A comment with the room it belongs into. */
export interface PlacedComment extends ImportedComment {
  readonly room: string
}

/**
 * What a reader did with something that is not simply a comment.
 *
 * `pingback`, `other-kind` (order notes and the like), `not-public` (the page is a draft, private or has a password),
 * `no-page` (it belongs to no page that has an address), `duplicate` (its id was there before): left out.
 * `orphan`: what it answers is not there, so it begins a thread. `cut`: too long, its end is missing. `no-date`: dated 0.
 */
export type ImportNote =
  'pingback' | 'other-kind' | 'not-public' | 'no-page' | 'duplicate' | 'orphan' | 'cut' | 'no-date'

/** Told of every comment that was not taken as it is. */
export type OnNote = (note: ImportNote, sourceId: string) => void

/** One line of an export: a thing of some kind with its fields. The store decides which kinds and fields there are. */
export interface ExportRecord {
  /** What it is: 1 to 32 of `a–z`, `.` and `-`. */
  readonly kind: string
  readonly fields: Readonly<Record<string, Json>>
}

/** What of everything an export is about. Both together: what that person left in that room. */
export interface ExportScope {
  readonly room?: string
  /** Person id. */
  readonly person?: string
}

/** What became of a batch. */
export interface ImportCounts {
  /** New in the database. */
  readonly stored: number
  /** Was there before, from an earlier run. */
  readonly known: number
}

/** What a store can do with everything it holds. Rejects with `STORE_UNAVAILABLE` and the like; nothing is done by halves. */
export interface TransferStore {
  /**
   * Stores a batch in one commit, in this order. A comment whose `source` and `sourceId` are known is left as it is.
   * Authors become persons without a login; the same `authorId` (else e-mail) of a source is the same person.
   */
  importComments(batch: readonly PlacedComment[]): Promise<ImportCounts>
  /** Stores a batch of an export in one commit. What is there already is left as it is; what refers to something missing waits. */
  importRecords(batch: readonly ExportRecord[]): Promise<ImportCounts>
  /** After the last batch: what still waits comes in as well as it can. */
  finishRecords(): Promise<ImportCounts>
  /** Everything, or what the scope names, in an order that `importRecords` can take: what is referred to comes first. */
  exportAll(scope?: ExportScope): AsyncIterable<ExportRecord>
  /** Takes everything of a person out of the database: words, name, address, reactions. Resolves, with how many comments, when it is on disk. */
  erasePerson(person: string): Promise<{ readonly erased: number }>
  /** Removes what is older than it may be, bit by bit; `onBatch` is told how much so far. With `isDryRun` only counts. */
  retain(nowMs: number, isDryRun?: boolean, onBatch?: (removed: number) => void): Promise<{ readonly removed: number }>
  /** [G4] New names for all logs, after a backup was put back: pages that saw what it lacks read everything again. */
  renewLogs(): Promise<{ readonly rooms: number }>
}
