/**
 * The checks a comment passes before anybody sees it, in their order; the first that has something to say decides. [M2,S33]
 *
 * What refuses comes first, then the site's own check, then what only holds: nobody gets out of a refusal by deserving a
 * hold as well, and a spam filter sees the first-timers' comments too. Owns the memories of the checks, each bounded.
 * The checks themselves are pure and in `model/moderation/`; rights, closed rooms, mutes and storing are elsewhere.
 */
import { hash } from 'node:crypto'
import { createFlood } from '../model/moderation/flood.js'
import { checkLinkCount, cleanHost, leadsTo } from '../model/moderation/links.js'
import { checkNewcomer, isTrusted, needsHistory } from '../model/moderation/newcomers.js'
import { createRecent } from '../model/moderation/recent.js'
import type { ModerationSettings, SimilarRule } from '../model/moderation/settings.js'
import { createSimilarTexts } from '../model/moderation/similar.js'
import type { Standing } from '../model/moderation/similar.js'
import { checkLimits } from '../model/moderation/text-limits.js'
import { PASS, held, refused } from '../model/moderation/verdict.js'
import type { Submission, Verdict } from '../model/moderation/verdict.js'
import { compileWords } from '../model/moderation/word-list.js'
import { createExternalCheck } from './external-check.js'
import type { CheckParts } from './external-check.js'

export interface Moderation {
  /**
   * What becomes of a comment. At once, unless the site's own check has to be asked. Never throws or rejects.
   *
   * Ask about every new and every changed comment. The same write sent again gets the same verdict and counts once.
   */
  check(submission: Submission): Verdict | Promise<Verdict>
  /** Forgets what is remembered of a person: they have been erased. */
  forget(person: string): void
  /** Whether `approved`, `rejected` and `sinceMs` are looked at; otherwise 0, 0 and undefined will do. */
  readonly needsHistory: boolean
  /** How many things the memories hold: for tests. */
  readonly size: number
}

/** Long enough for a page that comes back after an outage and sends again what it has. */
const ANSWER_MEMORY_MS = 600_000
/** About 2 MB. Half: on a very busy site a write that is sent again counts twice in the memories of the checks. */
export const MAX_ANSWERS = 5_000
/** Marks of the word list. */
const MARK = { refuse: 1, hold: 2, host: 4 }

interface Remembered {
  readonly person: string
  readonly verdict: Verdict | Promise<Verdict>
}

export function createModeration(settings: ModerationSettings, parts: CheckParts): Moderation {
  const { clock } = parts
  const judge = createJudge(settings, parts)
  const answers = createRecent<Remembered>(MAX_ANSWERS, ANSWER_MEMORY_MS)

  function settle(key: string, person: string, verdict: Verdict): Verdict {
    // After a refusal the same write may be tried again, and be judged anew.
    if (verdict.do === 'reject') answers.delete(key)
    else answers.set(key, { person, verdict }, clock.monotonic())
    return verdict
  }

  return {
    check(submission) {
      const key = keyOf(submission)
      const person = submission.author.id
      const before = answers.get(key, clock.monotonic())
      if (before) return before.verdict
      const verdict = judge.verdict(submission, key)
      if (!(verdict instanceof Promise)) return settle(key, person, verdict)
      const settled = verdict.then((final) => settle(key, person, final))
      answers.set(key, { person, verdict: settled }, clock.monotonic())
      return settled
    },
    forget(person) {
      answers.forget((remembered) => remembered.person === person)
      judge.forget(person)
    },
    needsHistory: needsHistory(settings.hold) || settings.check !== undefined,
    get size() {
      return answers.size + judge.size()
    },
  }
}

interface Judge {
  verdict(submission: Submission, key: string): Verdict | Promise<Verdict>
  forget(person: string): void
  size(): number
}

/** What is found out once about a submission and used by several checks. */
interface Findings {
  readonly marks: number
  readonly nameMarks: number
  readonly standing: Standing
  readonly isTrusted: boolean
}

function createJudge(settings: ModerationSettings, parts: CheckParts): Judge {
  const { clock } = parts
  const flood = settings.flood && createFlood(settings.flood)
  const similar = settings.similar && createSimilarTexts(settings.similar)
  const external = settings.check && createExternalCheck(settings.check, parts)
  const refusedHosts = new Set(settings.links.refuse.flatMap((entry) => cleanHost(entry) ?? []))
  const words = compileWords([
    { words: settings.words.refuse, mark: MARK.refuse },
    { words: settings.words.hold, mark: MARK.hold },
    { words: [...refusedHosts], mark: MARK.host },
  ])

  function limit(submission: Submission): Verdict | undefined {
    const tooLong = checkLimits(submission, settings.text)
    if (tooLong || submission.author.isModerator === true) return tooLong
    const retryMs = flood?.enter(submission.author, clock.monotonic()) ?? 0
    return retryMs === 0 ? undefined : { do: 'reject', code: 'RATE_LIMITED', reason: 'flood', retryMs }
  }

  function find(submission: Submission): Findings {
    const { text, plain, author } = submission
    // Both: `b[](x)ad` hides in the source and shows on the page, an address hides on the page and shows in the source.
    const marks = words.scan(text) | (plain === text ? 0 : words.scan(plain))
    return {
      marks,
      nameMarks: author.isVerified ? 0 : words.scan(author.name),
      standing: similar?.note(submission, clock.monotonic()) ?? ALONE,
      isTrusted: isTrusted(author, settings.hold, settings.approvals),
    }
  }

  function refusal({ links, isEdit }: Submission, found: Findings): Verdict | undefined {
    if (found.marks & MARK.refuse) return refused('words')
    if (found.nameMarks & MARK.refuse) return refused('name')
    if (found.marks & MARK.host || leadsTo(links, refusedHosts)) return refused('links')
    return repeats(found.standing, isEdit, settings.similar) ? refused('similar') : undefined
  }

  function holding(submission: Submission, found: Findings): Verdict {
    if (found.marks & MARK.hold) return held('words')
    if (found.nameMarks & (MARK.hold | MARK.host)) return held('name')
    const newcomer = checkNewcomer(submission.author, settings.hold, settings.approvals)
    if (found.isTrusted) return newcomer ?? PASS
    // What a moderator has agreed to may get no links afterwards, or being approved would be a way to place them.
    const most = submission.isEdit && settings.hold !== 'none' ? 0 : settings.links.most
    const isCopied = settings.similar !== undefined && found.standing.others >= settings.similar.others
    return checkLinkCount(submission, most) ?? (isCopied ? held('similar') : undefined) ?? newcomer ?? PASS
  }

  return {
    verdict(submission, key) {
      const limited = limit(submission)
      if (limited) return limited
      if (submission.author.isModerator === true) return PASS
      const found = find(submission)
      const refusedNow = refusal(submission, found)
      if (refusedNow) found.standing.withdraw()
      if (refusedNow || !external) return refusedNow ?? holding(submission, found)
      return external.ask(submission, `chk_${key}`).then((answer) => {
        if (answer?.do === 'reject') found.standing.withdraw()
        return answer ?? holding(submission, found)
      })
    },
    forget(person) {
      flood?.forget(person)
      similar?.forget(person)
    },
    size: () => (flood?.size ?? 0) + (similar?.size.groups ?? 0),
  }
}

const ALONE: Standing = { own: 0, others: 0, withdraw: () => {} }

/** A change is like what it changes, so it may have one text alike more. */
function repeats({ own }: Standing, isEdit: boolean, rule: SimilarRule | undefined): boolean {
  return rule !== undefined && own >= rule.own + (isEdit ? 1 : 0)
}

/** Names this write of this person with these words: another text under the same id is another question. */
function keyOf({ id, room, text, author, isEdit }: Submission): string {
  return hash('sha256', JSON.stringify([author.id, room, id, isEdit, text]), 'base64url').slice(0, 32)
}
