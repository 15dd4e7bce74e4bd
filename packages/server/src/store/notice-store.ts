/** What a store keeps of notices and of what is to be sent out. Rules: SPEC X. Types only. */
import type { Json, Notice } from '@roomful/protocol'

/** [X4] An address somebody wants mail at. */
export interface MailAddress {
  readonly person: string
  readonly address: string
  readonly state: 'asked' | 'confirmed' | 'stopped'
  readonly askedMs: number
}

/** Something to be delivered to the outside: a webhook call or a mail. At least once, with the same id. */
export interface Parcel {
  readonly id: string
  /** `notice`: somebody has yet to be told of a comment, here inside. */
  readonly kind: 'notice' | 'mail' | 'webhook'
  readonly body: Json
  readonly attempts: number
  readonly dueMs: number
}

export interface NoticeChanges {
  /** Made once per (person, kind, comment), when the comment has become visible. `room` is the comment's. */
  'notices.add': {
    readonly change: {
      readonly comment: string
      readonly concerns: readonly { readonly person: string; readonly kind: 'mention' | 'reply' }[]
    }
    readonly result: { readonly added: readonly { readonly person: string; readonly notice: Notice }[] }
  }
  'notices.read': { readonly change: { readonly upto: number }; readonly result: { readonly unread: number } }
  /** Asks to be written to, or confirms, or stops. Keyed by person; an address belongs to one person. */
  'mail.set': {
    readonly change: { readonly person: string; readonly address: string; readonly state: MailAddress['state'] }
    readonly result: { readonly state: MailAddress['state'] }
  }
  'parcel.add': { readonly change: { readonly parcels: readonly Parcel[] }; readonly result: null }
  /** Delivered (`dueMs` absent), or to be tried again then. */
  'parcel.tried': { readonly change: { readonly id: string; readonly dueMs?: number }; readonly result: null }
}

export interface NoticeQueries {
  'notices.page': {
    readonly ask: { readonly person: string; readonly cursor?: string; readonly limit: number }
    readonly answer: { readonly list: readonly Notice[]; readonly unread: number; readonly more?: string }
  }
  'mail.of': { readonly ask: { readonly person: string }; readonly answer: MailAddress | undefined }
  /** How many mails went to this address since then. [X4] */
  'mail.sent': { readonly ask: { readonly address: string; readonly sinceMs: number }; readonly answer: number }
  'parcels.due': {
    readonly ask: { readonly nowMs: number; readonly limit: number }
    readonly answer: readonly Parcel[]
  }
}
