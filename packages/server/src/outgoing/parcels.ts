/**
 * What is in a parcel: who it is for and what it is about, and no word of any comment. [X4,T4]
 *
 * A comment is read when its parcel is delivered: what was edited, hidden or deleted meanwhile is not in it. Ids follow from what
 * a parcel is about, so that nothing can be made twice, by nobody.
 */
import { createHash } from 'node:crypto'
import type { Json } from '@roomful/protocol'
import type { CommentResult } from '../store/comment-store.js'
import type { NewParcel } from './courier.js'
import { MAIL_LANGUAGES, type MailLanguage } from './mail-words.js'

export type Concern = CommentResult['concerns'][number]

/** A comment, and whom it concerns. */
export interface Occasion extends Concern {
  readonly room: string
  readonly comment: string
}

/** A mail: about a comment, or the question whether an address may be written to. */
export type MailOrder =
  | (Occasion & { readonly to: string })
  | { readonly kind: 'confirm'; readonly person: string; readonly to: string; readonly lang: MailLanguage }

const ID_CHARS = 24

export function webhookParcel({ room, comment, person, kind }: Occasion): NewParcel {
  return { id: idOf('msg_', kind, room, comment, person), kind: 'webhook', body: { room, comment, person, kind } }
}

export function mailParcel({ room, comment, person, kind }: Occasion, to: string): NewParcel {
  return { id: idOf('mail_', kind, room, comment, person), kind: 'mail', body: { room, comment, person, kind, to } }
}

/** `ask`: the id of the write by which somebody asked. */
export function confirmParcel(
  ask: string,
  { person, to, lang }: { person: string; to: string; lang: MailLanguage },
): NewParcel {
  return { id: idOf('mail_', 'confirm', person, to, ask), kind: 'mail', body: { kind: 'confirm', person, to, lang } }
}

/** Undefined for what this version does not know. */
export function occasionIn(body: Json): Occasion | undefined {
  const { room, comment, person, kind } = fieldsOf(body)
  const isWhole = typeof room === 'string' && typeof comment === 'string' && typeof person === 'string'
  return isWhole && (kind === 'mention' || kind === 'reply') ? { room, comment, person, kind } : undefined
}

export function mailOrderIn(body: Json): MailOrder | undefined {
  const { kind, person, to, lang } = fieldsOf(body)
  if (typeof to !== 'string' || typeof person !== 'string') return undefined
  const language = MAIL_LANGUAGES.find((each) => each === lang)
  if (kind === 'confirm') return language === undefined ? undefined : { kind, person, to, lang: language }
  const occasion = occasionIn(body)
  return occasion && { ...occasion, to }
}

/** The fields of an object; nothing for anything else. */
export function fieldsOf(body: Json): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, Json>) : {}
}

function idOf(prefix: string, ...about: readonly string[]): string {
  return prefix + createHash('sha256').update(JSON.stringify(about)).digest('base64url').slice(0, ID_CHARS)
}
