/** What a store knows about a person as a whole, and what goes in and out in bulk. Types only. */
import type { Json } from '@roomful/protocol'

/** One line of an export: what it is, and its fields. */
export interface ExportRecord {
  readonly kind: string
  readonly fields: Readonly<Record<string, Json>>
}

export interface PersonQueries {
  'person.one': {
    readonly ask: { readonly person: string }
    readonly answer: { readonly id: string; readonly name: string; readonly avatar?: string } | undefined
  }
}

/** A comment from another system. */
export interface ImportRecord {
  readonly room: string
  /** Stable: importing the same file twice adds nothing. */
  readonly comment: string
  readonly parent?: string
  /** Absent where it was deleted. */
  readonly author?: { readonly id: string; readonly name: string }
  /** Empty where it was deleted. */
  readonly text: string
  readonly atMs: number
  /** `deleted` keeps the place of what its answers refer to. */
  readonly status: 'visible' | 'held' | 'rejected' | 'deleted'
}

export interface TransferChanges {
  /** Parents come before their answers. `room` is ''; each record names its own. */
  'import.add': {
    readonly change: { readonly records: readonly ImportRecord[] }
    readonly result: { readonly added: number; readonly known: number }
  }
  /**
   * Lines of an export of ours. What is there already stays as it is. `waiting`: indexes of comments whose parent is not
   * there; they are to be brought again after the others, and with `isLast` begin threads. `room` is ''.
   * Rejects IMPORT_INVALID.
   */
  'import.records': {
    readonly change: { readonly records: readonly ExportRecord[]; readonly isLast?: true }
    readonly result: { readonly added: number; readonly known: number; readonly waiting: readonly number[] }
  }
  /** Everything this person said or is known by is gone with the commit; their comments become marks. `room` is ''. */
  'person.erase': {
    readonly change: { readonly person: string }
    readonly result: { readonly comments: number; readonly rooms: readonly string[] }
  }
  /** Forgets what has served its time: old answers of writes, marks of deletions, notices, acts. */
  'retention.run': {
    readonly change: { readonly nowMs: number; readonly commentDays?: number }
    readonly result: {
      readonly removed: Readonly<Record<string, number>>
      /** Rooms whose comments changed. */
      readonly rooms: readonly string[]
    }
  }
  /** New epochs for all logs: after a backup was restored. [G4] */
  'log.renew': { readonly change: null; readonly result: { readonly rooms: number } }
}

export interface TransferQueries {
  /** What `retention.run` would find, run until it finds nothing. */
  'retention.due': {
    readonly ask: { readonly nowMs: number; readonly commentDays?: number }
    readonly answer: Readonly<Record<string, number>>
  }
  /** A page of everything there is, or of one room, or of one person. Ends with `more` absent. */
  'export.page': {
    readonly ask: { readonly room?: string; readonly person?: string; readonly cursor?: string; readonly limit: number }
    readonly answer: { readonly list: readonly ExportRecord[]; readonly more?: string }
  }
}
