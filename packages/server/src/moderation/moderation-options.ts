/**
 * The option `moderation`: what a site can say about whose comments are shown, and how that is checked at the start.
 *
 * By hand, with a sentence for each mistake, as in `check-options.ts`. What each rule does is in `model/moderation/`.
 */
import { MAX_COMMENT_CHARS, RoomfulError } from '@roomful/protocol'
import { webhookKey } from '../outgoing/sign.js'
import { hint } from '../model/did-you-mean.js'
import { cleanHost } from '../model/moderation/links.js'
import type { CheckRule, HoldRule, ModerationSettings, OnSilence } from '../model/moderation/settings.js'
import { wordProblem } from '../model/moderation/word-entry.js'

/** Which comments are shown at once, which wait for a moderator, and which are refused. Everything has a default. */
export interface ModerationOptions {
  /**
   * Whose comments wait until a moderator agrees. `first`: a guest's, until `approvals` of theirs were approved.
   * `guests`: all of all guests. `all`: everybody's but moderators'. `none`: nobody's. Default `first`. Whoever has been
   * rejected often waits again, except with `none`.
   */
  readonly hold?: HoldRule
  /** How many approved comments end the waiting of `first`. 1 to 100, default 1. */
  readonly approvals?: number
  /** How long a comment may be. */
  readonly text?: {
    /** Characters, as text fields count them. 1 to 10,000, default 10,000. */
    readonly most?: number
    /** Lines. 1 to 10,000, default 200. */
    readonly lines?: number
  }
  /**
   * Words and phrases, found whole and in any disguise: capitals, accents, look-alike letters, digits for letters, signs
   * between letters. `word*` also finds longer words that begin so, `*word` those that end so. At most 20,000 a list.
   */
  readonly words?: {
    /** Comments with one of these are refused. Default none. */
    readonly refuse?: readonly string[]
    /** Comments with one of these wait for a moderator. Default none. */
    readonly hold?: readonly string[]
  }
  /** Links in comments. */
  readonly links?: {
    /**
     * With more links, the comment of a guest who is no regular yet (5 approved comments) waits. 0 to 1,000, default 2;
     * 0: any link waits.
     */
    readonly most?: number
    /** Hosts nobody may link to or name; what is below them as well: `spam.example`. Default none. */
    readonly refuse?: readonly string[]
  }
  /** How fast one person may write, new comments and changes together; `false`: as fast as `limits` allow. */
  readonly flood?:
    | false
    | {
        /** In the long run. 1 to 6,000, default 6. Half: a lively exchange stalls. Double: one person fills the page. */
        readonly perMinute?: number
        /** At once, after a pause. 1 to 1,000, default 4. */
        readonly burst?: number
      }
  /** Nearly the same text again, in any room; `false`: may be written. */
  readonly similar?:
    | false
    | {
        /** For how long a text is compared with. 1 to 60, default 10. */
        readonly minutes?: number
        /** How many alike one person may write in that time; one more is refused. 1 to 30, default 1. */
        readonly own?: number
        /** After so many other people wrote the same, further copies wait for a moderator. 1 to 30, default 3. */
        readonly others?: number
      }
  /** A service of the site that is asked about every comment the rules above do not refuse. Default: none. */
  readonly check?: {
    /** Where to POST. https, or http inside a network of your own. */
    readonly url: string
    /** Signs what is sent: `whsec_` and 24 to 64 bytes in base64. A list of up to 4 while changing it. */
    readonly secret: string | readonly string[]
    /** How long to wait for the whole answer, in milliseconds. 100 to 10,000, default 2,000. */
    readonly timeoutMs?: number
    /** What becomes of a comment without an answer: it waits for a moderator, passes, or is refused. Default `hold`. */
    readonly onSilence?: OnSilence
  }
}

const HOLD: readonly HoldRule[] = ['first', 'guests', 'all', 'none']
const ON_SILENCE: readonly OnSilence[] = ['hold', 'pass', 'reject']
const MAX_ENTRIES = 20_000
const MAX_SECRETS = 4
const NAMES = ['hold', 'approvals', 'text', 'words', 'links', 'flood', 'similar', 'check']

/** @throws OPTION_INVALID with a sentence that names the option and what it may be. */
export function checkModeration(options: unknown = {}): ModerationSettings {
  const given = group('moderation', options, NAMES)
  const text = group('moderation.text', given['text'], ['most', 'lines'])
  const words = group('moderation.words', given['words'], ['refuse', 'hold'])
  const links = group('moderation.links', given['links'], ['most', 'refuse'])
  return {
    hold: oneOf('moderation.hold', given['hold'], HOLD, 'first'),
    approvals: whole('moderation.approvals', given['approvals'], 1, 100, 1),
    text: {
      most: whole('moderation.text.most', text['most'], 1, MAX_COMMENT_CHARS, MAX_COMMENT_CHARS),
      lines: whole('moderation.text.lines', text['lines'], 1, 10_000, 200),
    },
    words: {
      refuse: entries('moderation.words.refuse', words['refuse'], wordProblem),
      hold: entries('moderation.words.hold', words['hold'], wordProblem),
    },
    links: {
      most: whole('moderation.links.most', links['most'], 0, 1_000, 2),
      refuse: entries('moderation.links.refuse', links['refuse'], hostProblem),
    },
    flood: checkFlood(given['flood']),
    similar: checkSimilar(given['similar']),
    check: checkCheck(given['check']),
  }
}

function checkFlood(option: unknown): ModerationSettings['flood'] {
  if (option === false) return undefined
  const flood = group('moderation.flood', option, ['perMinute', 'burst'], 'false or ')
  return {
    perMinute: whole('moderation.flood.perMinute', flood['perMinute'], 1, 6_000, 6),
    burst: whole('moderation.flood.burst', flood['burst'], 1, 1_000, 4),
  }
}

function checkSimilar(option: unknown): ModerationSettings['similar'] {
  if (option === false) return undefined
  const similar = group('moderation.similar', option, ['minutes', 'own', 'others'], 'false or ')
  return {
    windowMs: whole('moderation.similar.minutes', similar['minutes'], 1, 60, 10) * 60_000,
    own: whole('moderation.similar.own', similar['own'], 1, 30, 1),
    others: whole('moderation.similar.others', similar['others'], 1, 30, 3),
  }
}

function checkCheck(option: unknown): CheckRule | undefined {
  if (option === undefined) return undefined
  const check = group('moderation.check', option, ['url', 'secret', 'timeoutMs', 'onSilence'])
  return {
    url: checkUrl(check['url']),
    secrets: checkSecrets(check['secret']),
    timeoutMs: whole('moderation.check.timeoutMs', check['timeoutMs'], 100, 10_000, 2_000),
    onSilence: oneOf('moderation.check.onSilence', check['onSilence'], ON_SILENCE, 'hold'),
  }
}

function checkUrl(value: unknown): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:'
  if (!url || !isWeb) throw wrong('moderation.check.url', 'must be an address that begins with https:// or http://')
  if (url.username !== '' || url.password !== '')
    throw wrong('moderation.check.url', 'may hold no name or password; the signature says who asks')
  return url.href
}

function checkSecrets(value: unknown): readonly string[] {
  const secrets: readonly unknown[] = Array.isArray(value) ? value : [value]
  const isSound = secrets.length > 0 && secrets.length <= MAX_SECRETS && secrets.every(isSecret)
  if (!isSound)
    throw wrong(
      'moderation.check.secret',
      'must be "whsec_" followed by 24 to 64 random bytes in base64, or a list of up to 4',
    )
  return secrets as readonly string[]
}

function isSecret(value: unknown): boolean {
  return typeof value === 'string' && webhookKey(value) !== undefined
}

function entries(at: string, list: unknown, problemOf: (entry: string) => string | undefined): readonly string[] {
  if (list === undefined) return []
  if (!Array.isArray(list) || !list.every((each) => typeof each === 'string'))
    throw wrong(at, 'must be a list of texts')
  if (list.length > MAX_ENTRIES) throw wrong(at, `may have at most ${MAX_ENTRIES} entries`)
  for (const entry of list as readonly string[]) {
    const problem = problemOf(entry)
    if (problem !== undefined) throw wrong(at, `has an entry that cannot be used: ${JSON.stringify(entry)} ${problem}`)
  }
  return list as readonly string[]
}

function hostProblem(entry: string): string | undefined {
  return cleanHost(entry) === undefined ? 'is not a host like "spam.example"' : wordProblem(entry)
}

function whole(at: string, value: unknown, min: number, max: number, otherwise: number): number {
  if (value === undefined) return otherwise
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
    throw wrong(at, `must be a whole number from ${min} to ${max}`)
  return value
}

function oneOf<T extends string>(at: string, value: unknown, known: readonly T[], otherwise: T): T {
  if (value === undefined) return otherwise
  const found = known.find((each) => each === value)
  if (found === undefined)
    throw wrong(at, `must be one of ${known.join(', ')}${hint(typeof value === 'string' ? value : '', known)}`)
  return found
}

/** An object with no other members than these; nothing said is nothing in it. */
function group(at: string, value: unknown, known: readonly string[], orElse = ''): Record<string, unknown> {
  if (value === undefined) return {}
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(at, `must be ${orElse}an object with ${known.join(', ')}`)
  for (const key of Object.keys(value)) {
    if (!known.includes(key))
      throw wrong(`${at}.${key}`, `is not an option${hint(key, known) || ` (there are ${known.join(', ')})`}`)
  }
  return { ...value }
}

function wrong(at: string, what: string): RoomfulError {
  return new RoomfulError('OPTION_INVALID', { at, message: `${at} ${what}${/[.?]$/.test(what) ? '' : '.'}` })
}
