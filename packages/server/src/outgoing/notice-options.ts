/**
 * The option `notices`: how people hear of mentions and answers when they are not here, and how that is checked at the start.
 *
 * By hand, with a sentence for each mistake, as in `check-options.ts`. The inbox in the page needs none of it.
 */
import { RoomfulError } from '@roomful/protocol'
import { hint } from '../model/did-you-mean.js'
import { mailAddress } from '../model/mail-address.js'
import { MAIL_LANGUAGES, type MailLanguage } from './mail-words.js'
import { webhookKey } from './sign.js'
import type { WebhookRule } from './webhook.js'

/** How notices of mentions and answers leave the server. Without it they are in the page's inbox only. */
export interface NoticeOptions {
  /**
   * The public address under which this server is reached, for links in mails: `https://blog.example`. Mail needs it.
   * Pages on other hosts are linked to when their origin is in `origins`.
   */
  readonly site?: string
  /** A service of yours that is called for every notice. Default: none. */
  readonly webhook?: {
    /** Where to POST. https, or http inside a network of your own. Redirects are not followed. */
    readonly url: string
    /** Signs what is sent: `whsec_` and 24 to 64 bytes in base64. A list of up to 4 while changing it. */
    readonly secret: string | readonly string[]
  }
  /** Mail to those who asked for it and confirmed their address. Needs the package `nodemailer`. Default: none. */
  readonly mail?: {
    /**
     * The mail server: `smtp://name:password@host:587` or `smtps://…:465`. A password goes out over TLS only, except to this
     * machine itself.
     */
    readonly smtp: string
    /** Whom mails are from: `notices@blog.example`, or `Our blog <notices@blog.example>`. */
    readonly from: string
    /** Language of the mails: `en`, `de`, `fr`, `es` or `ar`. Default `en`. */
    readonly lang?: MailLanguage
  }
  /** Mails a day to one address, confirmations among them. 1 to 20, default 20. */
  readonly perDay?: number
}

/** The same, checked. */
export interface NoticeSettings {
  /** An origin. */
  readonly site: string | undefined
  readonly perDay: number
  readonly webhook: WebhookRule | undefined
  readonly mail: MailSettings | undefined
}

export interface MailSettings {
  readonly smtp: string
  readonly from: { readonly name: string; readonly address: string }
  readonly lang: MailLanguage
}

/** [X4] */
const MAX_PER_DAY = 20
const MAX_SECRETS = 4
const MAX_NAME_CHARS = 80
// eslint-disable-next-line no-control-regex -- reason: control characters are what this looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/

/** @throws OPTION_INVALID with a sentence that names the option and what it may be. */
export function checkNotices(options: unknown = {}): NoticeSettings {
  const given = group('notices', options, ['site', 'webhook', 'mail', 'perDay'])
  const site = given['site'] === undefined ? undefined : checkSite(given['site'])
  const mail = given['mail'] === undefined ? undefined : checkMail(given['mail'])
  if (mail && site === undefined)
    throw wrong('notices.site', 'is needed for the links in mails, like "https://blog.example"')
  return {
    site,
    perDay: checkPerDay(given['perDay'] ?? MAX_PER_DAY),
    webhook: given['webhook'] === undefined ? undefined : checkWebhook(given['webhook']),
    mail,
  }
}

function checkSite(site: unknown): string {
  const url = urlOf(site, ['https:', 'http:'])
  const isBare = url?.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
  if (!url || !isBare) throw wrong('notices.site', 'must be scheme and host alone, like "https://blog.example"')
  return url.origin
}

function checkPerDay(perDay: unknown): number {
  if (typeof perDay !== 'number' || !Number.isInteger(perDay) || perDay < 1 || perDay > MAX_PER_DAY)
    throw wrong('notices.perDay', `must be a whole number from 1 to ${MAX_PER_DAY}`)
  return perDay
}

function checkWebhook(option: unknown): WebhookRule {
  const { url: address, secret } = group('notices.webhook', option, ['url', 'secret'])
  const url = urlOf(address, ['https:', 'http:'])
  if (!url) throw wrong('notices.webhook.url', 'must be an address that begins with https:// or http://')
  if (url.username !== '' || url.password !== '')
    throw wrong('notices.webhook.url', 'may hold no name or password; the signature says who calls')
  const secrets: readonly unknown[] = Array.isArray(secret) ? secret : [secret]
  const isSound = secrets.length > 0 && secrets.length <= MAX_SECRETS && secrets.every(isSecret)
  if (!isSound)
    throw wrong(
      'notices.webhook.secret',
      'must be "whsec_" followed by 24 to 64 random bytes in base64, or a list of up to 4',
    )
  return { url: url.href, secrets: secrets as readonly string[] }
}

function isSecret(value: unknown): boolean {
  return typeof value === 'string' && webhookKey(value) !== undefined
}

function checkMail(option: unknown): MailSettings {
  const { smtp, from, lang = 'en' } = group('notices.mail', option, ['smtp', 'from', 'lang'])
  const url = urlOf(smtp, ['smtp:', 'smtps:'])
  // What was given may hold a password, so it is not repeated.
  if (typeof smtp !== 'string' || !url || url.hostname === '')
    throw wrong('notices.mail.smtp', 'must be an address like "smtp://name:password@mail.example:587" or "smtps://…"')
  const language = MAIL_LANGUAGES.find((each) => each === lang)
  if (language === undefined) throw wrong('notices.mail.lang', `must be one of ${MAIL_LANGUAGES.join(', ')}`)
  return { smtp, from: checkFrom(from), lang: language }
}

function checkFrom(from: unknown): MailSettings['from'] {
  const text = typeof from === 'string' && !CONTROL.test(from) ? from.trim() : ''
  const [, name = '', inner = ''] = /^([^<>]*)<([^<>]*)>$/.exec(text) ?? []
  const address = mailAddress(inner === '' ? text : inner)
  const shown = name.trim().replace(/^"(.*)"$/, '$1')
  if (address === undefined || shown.length > MAX_NAME_CHARS)
    throw wrong(
      'notices.mail.from',
      'must be an address like "notices@blog.example" or "Our blog <notices@blog.example>"',
    )
  return { name: shown, address }
}

function urlOf(value: unknown, protocols: readonly string[]): URL | undefined {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  return url && protocols.includes(url.protocol) ? url : undefined
}

/** An object with no other members than these. */
function group(at: string, value: unknown, known: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(at, `must be an object with ${known.join(', ')}`)
  for (const key of Object.keys(value)) {
    if (!known.includes(key))
      throw wrong(`${at}.${key}`, `is not an option${hint(key, known) || ` (there are ${known.join(', ')})`}`)
  }
  return { ...value }
}

function wrong(at: string, what: string): RoomfulError {
  return new RoomfulError('OPTION_INVALID', { at, message: `${at} ${what}${/[.?]$/.test(what) ? '' : '.'}` })
}
