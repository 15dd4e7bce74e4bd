/**
 * Everything that leaves this server by itself: which webhook calls and mails a notice leads to, and their delivery. [X4,S29]
 *
 * Owns the questions before a parcel is made: is there an address, is it confirmed, has it had enough today. What is asked again
 * at the door is in `carriers.ts`, how something is tried again in `courier.ts`.
 */
import type { Clock, Random } from '@roomful/protocol'
import { createMailTokens, type MailTokens } from '../auth/mail-token.js'
import type { Log } from '../platform/log.js'
import { createTurns } from '../store/sql/turns.js'
import type { Store } from '../store/store.js'
import { createCourier, type Courier } from './courier.js'
import { createMailCarrier, createWebhookCarrier } from './carriers.js'
import { createLinks } from './links.js'
import type { MailLanguage } from './mail-words.js'
import type { NoticeSettings } from './notice-options.js'
import { confirmParcel, mailParcel, webhookParcel, type Concern, type Occasion } from './parcels.js'

export interface Outgoing {
  readonly courier: Courier
  readonly tokens: MailTokens
  /** The language of mails; undefined: no mail is sent. */
  readonly mailLang: MailLanguage | undefined
  /**
   * Keeps the calls and mails about a comment that has become visible. `isAgain`: some of them may have been kept before.
   * Rejects as the store does.
   */
  tell(about: Pick<Occasion, 'room' | 'comment'>, concerns: readonly Concern[], isAgain: boolean): Promise<void>
  /**
   * Keeps the mail that asks whether an address may be written to, unless it has had enough today. `ask` names the write that
   * wants it. Rejects as the store does.
   */
  confirm(
    ask: string,
    who: { readonly person: string; readonly address: string; readonly lang: MailLanguage },
  ): Promise<void>
}

export interface OutgoingParts {
  readonly notices: NoticeSettings
  readonly store: Pick<Store, 'read' | 'write'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly secret: string
  readonly path: string
  readonly origins: readonly string[] | undefined
}

const DAY_MS = 86_400_000

/** @throws DEPENDENCY_MISSING */
export async function createOutgoing(parts: OutgoingParts): Promise<Outgoing> {
  const { notices, store, clock, secret } = parts
  const courier = createCourier(parts)
  const tokens = createMailTokens(secret, clock)
  const links = createLinks({ ...parts, site: notices.site, tokens })
  if (notices.webhook) courier.hire('webhook', createWebhookCarrier(notices.webhook, { ...parts, links }))
  if (notices.mail) courier.hire('mail', await createMailCarrier(notices.mail, { ...parts, links }))
  // Two mails to one address at the same time would each be the last that is allowed.
  const counted = createTurns()

  async function hasRoom(address: string): Promise<boolean> {
    return (await store.read('mail.sent', { address, sinceMs: clock.now() - DAY_MS })) < notices.perDay
  }
  async function confirmed(concerns: readonly Concern[]): Promise<(Concern & { readonly to: string })[]> {
    if (!notices.mail) return []
    const found = await Promise.all(concerns.map(({ person }) => store.read('mail.of', { person })))
    return concerns.flatMap((concern, index) => {
      const mail = found[index]
      return mail?.state === 'confirmed' ? [{ ...concern, to: mail.address }] : []
    })
  }
  async function keep(parcels: Parameters<Courier['keep']>[0], isAgain: boolean): Promise<void> {
    await courier.keep(parcels, isAgain ? 'now' : 'later')
    if (!isAgain) for (const parcel of parcels) courier.hand(parcel)
  }

  return {
    courier,
    tokens,
    mailLang: notices.mail?.lang,
    async tell(about, concerns, isAgain) {
      const calls = notices.webhook ? concerns.map((concern) => webhookParcel({ ...about, ...concern })) : []
      const wanted = await confirmed(concerns)
      if (wanted.length === 0) return keep(calls, isAgain)
      await counted(async () => {
        const mails = []
        for (const { to, ...concern } of wanted) {
          if (await hasRoom(to)) mails.push(mailParcel({ ...about, ...concern }, to))
        }
        await keep([...calls, ...mails], isAgain)
      })
    },
    confirm: (ask, { person, address, lang }) =>
      counted(async () => {
        // Whether it is sent or has had enough, whoever asked hears the same.
        if (await hasRoom(address)) await courier.keep([confirmParcel(ask, { person, to: address, lang })], 'now')
      }),
  }
}
