/**
 * How often an address may be asked whether it wants mail. [X4,S29]
 *
 * Anybody can type anybody's address, so these mails are bounded in every direction: three a day for one person, three a day
 * for one mailbox, and so many an hour for all guests together. In memory: a restart forgives. What one address gets in a day
 * altogether is counted in the database besides.
 */
import { RoomfulError, type Clock } from '@roomful/protocol'
import { fullBucket, refillMs, take } from '../../model/bucket.js'
import type { Identity } from '../../model/identity.js'
import { mailboxOf } from '../../model/mail-address.js'

export interface AskLimits {
  /**
   * Counts one ask, but the same write only once; tells whether the mailbox may be written to. Who asks too much hears it; how
   * much others have asked for this address, nobody does. Throws `RATE_LIMITED`.
   */
  pay(person: Pick<Identity, 'id' | 'isVerified'>, address: string, write: string): boolean
}

const DAY_MS = 86_400_000
const PER_DAY = 3
/** New guests cost nothing. Half: a busy evening's readers have to wait. Double: as many strangers get a mail from you. */
const PER_HOUR = 200
const RATE = { perSecond: PER_HOUR / 3_600, burst: PER_HOUR }

interface Ask {
  readonly atMs: number
  readonly write: string
  readonly isAllowed: boolean
}

export function createAskLimits(clock: Clock): AskLimits {
  const people = new Map<string, readonly Ask[]>()
  const mailboxes = new Map<string, readonly Ask[]>()
  const bucket = fullBucket(RATE, clock.monotonic())

  const recent = (asks: ReadonlyMap<string, readonly Ask[]>, key: string, nowMs: number): readonly Ask[] =>
    (asks.get(key) ?? []).filter(({ atMs }) => nowMs - atMs < DAY_MS)

  /** There are at most as many as were taken from the bucket in a day, and three for each person of the site. */
  function forgetOld(nowMs: number): void {
    for (const asks of [people, mailboxes]) {
      for (const key of asks.keys()) if (recent(asks, key, nowMs).length === 0) asks.delete(key)
    }
  }

  return {
    pay({ id, isVerified }, address, write) {
      const nowMs = clock.monotonic()
      const own = recent(people, id, nowMs)
      const known = own.find((ask) => ask.write === write)
      if (known) return known.isAllowed
      const [oldest] = own
      if (oldest && own.length >= PER_DAY) throw tooMany(DAY_MS - (nowMs - oldest.atMs))
      if (!isVerified && !take(bucket, RATE, nowMs)) throw tooMany(refillMs(bucket, RATE))
      forgetOld(nowMs)
      const mailbox = mailboxOf(address)
      const others = recent(mailboxes, mailbox, nowMs)
      const ask: Ask = { atMs: nowMs, write, isAllowed: others.length < PER_DAY }
      people.set(id, [...own, ask])
      if (ask.isAllowed) mailboxes.set(mailbox, [...others, ask])
      return ask.isAllowed
    },
  }
}

function tooMany(inMs: number): RoomfulError {
  return new RoomfulError('RATE_LIMITED', { retryMs: Math.max(1, Math.ceil(inMs)) })
}
