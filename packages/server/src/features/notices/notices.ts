/**
 * A person's inbox, and their address for mail. [X2–X4]
 *
 * Owns the fields and who may see what: everybody their own, wherever they are. Notices are made in `announcer.ts`; an address is
 * confirmed and stopped by the links in mails (`mail-desk.ts`).
 */
import { RoomfulError, type JsonFields } from '@roomful/protocol'
import type { FeatureTable, ReadRule, Speaker, WriteAnswer, WriteRule } from '../../hub/feature.js'
import type { Hub } from '../../hub/hub.js'
import { optionalText, textOf, wholeOf } from '../../model/body.js'
import { mailAddress } from '../../model/mail-address.js'
import { mailLanguage } from '../../outgoing/mail-words.js'
import type { Outgoing } from '../../outgoing/outgoing.js'
import type { MailAddress } from '../../store/notice-store.js'
import { stored, writeAs, type FeatureParts } from '../feature-parts.js'
import { createAskLimits, type AskLimits } from './ask-limits.js'

export interface NoticeParts extends FeatureParts {
  readonly hub: Pick<Hub, 'news'>
  readonly outgoing: Pick<Outgoing, 'confirm' | 'mailLang'>
}

/** How it stands with mail for somebody: `off` where the site sends none, `none` before they have asked. */
type MailState = MailAddress['state'] | 'off' | 'none'

const MAX_PAGE = 50
const MAX_CURSOR_CHARS = 200
const MAX_ADDRESS_CHARS = 320
const MAX_LANG_CHARS = 35

export function noticesFeature(parts: NoticeParts): FeatureTable {
  const limits = createAskLimits(parts.clock)
  const mailWrites: readonly (readonly [string, WriteRule])[] =
    parts.outgoing.mailLang === undefined
      ? []
      : [['mail.set', { can: 'see', run: (...ask) => setMail(parts, limits, ...ask) }]]
  return {
    writes: new Map<string, WriteRule>([
      ['notices.read', { can: 'see', run: (...ask) => markRead(parts, ...ask) }],
      ...mailWrites,
    ]),
    reads: new Map<string, ReadRule>([
      ['notices', { can: 'see', run: (...ask) => page(parts, ...ask) }],
      ['mail', { can: 'see', run: (speaker) => mail(parts, speaker) }],
    ]),
  }
}

/** [X2] */
function page({ store }: NoticeParts, { identity }: Speaker, body: JsonFields): Promise<object> {
  const cursor = optionalText(body, 'cursor', MAX_CURSOR_CHARS)
  return store.read('notices.page', {
    person: identity.id,
    limit: wholeOf(body, 'limit', [1, MAX_PAGE], 20),
    ...(cursor === undefined ? {} : { cursor }),
  })
}

/** [X2] Their other tabs hear of it. */
async function markRead(parts: NoticeParts, speaker: Speaker, id: string, body: JsonFields): Promise<WriteAnswer> {
  const upto = wholeOf(body, 'upto', [0, Number.MAX_SAFE_INTEGER])
  const written = await writeAs(parts, nowhere(speaker), { id, kind: 'notices.read', body }, { upto })
  const { unread } = written.result
  if (!written.isRepeat) parts.hub.news({ person: speaker.identity.id }, 'notice', { unread })
  return stored(written, { unread })
}

async function mail({ store, outgoing }: NoticeParts, { identity }: Speaker): Promise<object> {
  if (outgoing.mailLang === undefined) return { state: 'off' satisfies MailState }
  const known = await store.read('mail.of', { person: identity.id })
  if (!known) return { state: 'none' satisfies MailState }
  return { state: known.state, address: known.address }
}

/** [X4] Asks to be written to at an address, or not to be written to any more. */
async function setMail(
  parts: NoticeParts,
  limits: AskLimits,
  speaker: Speaker,
  id: string,
  body: JsonFields,
): Promise<WriteAnswer> {
  if (body['stop'] === true) return stopMail(parts, speaker, id, body)
  // Who cannot write here is answered by nobody.
  if (!speaker.can.has('comment')) throw new RoomfulError('GRANT_MISSING', { at: 'comment' })
  const { identity } = speaker
  const address = mailAddress(textOf(body, 'address', MAX_ADDRESS_CHARS))
  if (address === undefined) throw new RoomfulError('MESSAGE_INVALID', { at: 'address' })
  const lang = mailLanguage(optionalText(body, 'lang', MAX_LANG_CHARS), parts.outgoing.mailLang)
  const known = await parts.store.read('mail.of', { person: identity.id })
  const isConfirmed = known?.state === 'confirmed' && known.address === address
  const isAllowed = !isConfirmed && limits.pay(identity, address, id)
  const change = { person: identity.id, address, state: 'asked' as const }
  const written = await writeAs(parts, nowhere(speaker), { id, kind: 'mail.set', body }, change)
  const { state } = written.result
  // Also for a repeat: the process may have ended between the two. The same write makes the same mail.
  if (state === 'asked' && isAllowed) await parts.outgoing.confirm(id, { person: identity.id, address, lang })
  return stored(written, { state })
}

async function stopMail(parts: NoticeParts, speaker: Speaker, id: string, body: JsonFields): Promise<WriteAnswer> {
  const person = speaker.identity.id
  const known = await parts.store.read('mail.of', { person })
  if (!known) return { status: 'stored', epoch: '', entries: [], v: { state: 'none' satisfies MailState } }
  const change = { person, address: known.address, state: 'stopped' as const }
  const written = await writeAs(parts, nowhere(speaker), { id, kind: 'mail.set', body }, change)
  return stored(written, { state: written.result.state })
}

/** An inbox belongs to no room. */
function nowhere(speaker: Speaker): Speaker {
  return { ...speaker, room: '' }
}
