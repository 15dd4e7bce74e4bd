/**
 * Delivers parcels: looks at what they are about as it is now, and makes the call or the mail of it. [M1,X4]
 *
 * Invariant: a comment that is not visible at this moment, an address that was stopped or is another's, a person who is
 * forgotten get nothing; such a parcel counts as delivered.
 */
import { RoomfulError, parseMarkdown, plainText, type Clock } from '@roomful/protocol'
import type { CommentQueries } from '../store/comment-store.js'
import type { Store } from '../store/store.js'
import type { Carrier } from './courier.js'
import { confirmLetter, noticeLetter, type Letter } from './letter.js'
import type { Links } from './links.js'
import { createMail } from './mail.js'
import type { MailLanguage } from './mail-words.js'
import type { MailSettings } from './notice-options.js'
import { mailOrderIn, occasionIn, type MailOrder, type Occasion } from './parcels.js'
import { createWebhook, type WebhookRule } from './webhook.js'

export interface CarrierParts {
  readonly store: Pick<Store, 'read'>
  readonly clock: Clock
  readonly links: Links
}

const MOST_CALLS = 4
/** Mail servers of small sites like it slow. */
const MOST_MAILS = 2

export function createWebhookCarrier(rule: WebhookRule, { store, clock, links }: CarrierParts): Carrier {
  const call = createWebhook(rule, { clock })
  return {
    most: MOST_CALLS,
    async carry({ id, body }, signal) {
      const occasion = occasionIn(body)
      const found = occasion && (await visibleComment(store, occasion))
      if (occasion && found) await call(id, callBody(occasion, found, links), signal)
    },
  }
}

/** @throws DEPENDENCY_MISSING */
export async function createMailCarrier(
  settings: MailSettings,
  { store, clock, links }: CarrierParts,
): Promise<Carrier> {
  const send = await createMail(settings, { clock, host: links.host.replace(/:\d+$/, '') })
  const desk = { store, links, lang: settings.lang }
  return {
    most: MOST_MAILS,
    async carry({ id, body }, signal) {
      const order = mailOrderIn(body)
      const letter = order && (await letterFor(desk, order))
      if (letter) await send({ ...letter, id, to: order.to }, signal)
    },
  }
}

interface Desk {
  readonly store: Pick<Store, 'read'>
  readonly links: Links
  readonly lang: MailLanguage
}

/** Undefined when there is nothing to be said any more, or nobody to say it to. */
async function letterFor({ store, links, lang }: Desk, order: MailOrder): Promise<Letter | undefined> {
  const { person, to } = order
  const mail = await store.read('mail.of', { person })
  if (mail?.address !== to) return undefined
  const who = { person, address: to }
  if (order.kind === 'confirm') {
    if (mail.state !== 'asked') return undefined
    const stop = links.mail('stop', who, order.lang)
    return confirmLetter({ lang: order.lang, site: links.host, stop, confirm: links.mail('confirm', who, order.lang) })
  }
  const found = mail.state === 'confirmed' ? await visibleComment(store, order) : undefined
  if (!found) return undefined
  const { author, text, mentions = [] } = found.comment
  return noticeLetter({
    ...{ lang, site: links.host, stop: links.mail('stop', who, lang) },
    ...{ kind: order.kind, name: author?.name ?? '', source: text, mentions },
    page: links.comment(order.room, order.comment),
  })
}

type Found = NonNullable<CommentQueries['comments.one']['answer']>

/** The comment as everybody sees it at this moment, if they do, and if the one it concerns is still known. */
async function visibleComment(
  store: Pick<Store, 'read'>,
  { room, comment, person }: Occasion,
): Promise<Found | undefined> {
  const found = await store.read('comments.one', { room, comment })
  if (found?.status !== 'visible') return undefined
  return (await store.read('person.one', { person })) && found
}

function callBody({ room, person, kind }: Occasion, { comment }: Found, links: Links): string {
  const { id, author, text, atMs, mentions = [] } = comment
  const url = links.comment(room, id)
  if (!author) throw new RoomfulError('COMMENT_UNKNOWN')
  return JSON.stringify({
    type: `notice.${kind}`,
    timestamp: new Date(atMs).toISOString(),
    data: {
      ...{ person, room, comment: id },
      ...(url === undefined ? {} : { url }),
      from: { id: author.id, name: author.name, isVerified: author.verified === true },
      ...{ text, plain: plainText(parseMarkdown(text, { mentions })) },
    },
  })
}
