/**
 * Asks a service of the site what it thinks of a comment: one signed POST, one small answer, or none in time. [S20,S33]
 *
 * Bounded in every direction: how long, how large, how many at once, and after five failures in a row it is left alone for
 * half a minute. It follows no redirect: the answer comes from the address that was configured or from nobody. What it
 * means when there is no answer is the owner's rule. Never rejects. What is logged has no word of the comment in it.
 */
import type { Clock } from '@roomful/protocol'
import { createBreaker } from '../model/moderation/breaker.js'
import type { CheckRule, OnSilence } from '../model/moderation/settings.js'
import { held, refused } from '../model/moderation/verdict.js'
import type { Reason, Submission, Verdict } from '../model/moderation/verdict.js'
import { signatureHeaders, webhookKey } from '../outgoing/sign.js'
import type { Log } from '../platform/log.js'

/** What the check needs of the world. */
export interface CheckParts {
  readonly clock: Clock
  readonly log: Log
  /** Default: Node's. */
  readonly fetch?: typeof globalThis.fetch
}

export interface ExternalCheck {
  /** Resolves to undefined when the service lets the comment pass. `id` names the question, the same when asked again. */
  ask(submission: Submission, id: string): Promise<Verdict | undefined>
}

/** Why there was no answer. */
type Silence = 'unreachable' | 'timeout' | 'redirect' | 'status' | 'too-large' | 'malformed'

interface Answer {
  readonly verdict: 'pass' | 'hold' | 'reject' | 'shadow'
  readonly reason: Reason
}

const MAX_ANSWER_BYTES = 65_536
/** Each may hold a comment of 10,000 characters. When more wait, the service is too slow to be asked about all. */
export const MAX_UNDER_WAY = 100
const BREAKER = { failures: 5, restMs: 30_000 }
const VERDICTS = ['pass', 'hold', 'reject', 'shadow'] as const
/** What a service may add to `external:`. It reaches moderators' pages, so it is a code and not a text. */
const REASON = /^[a-z0-9][a-z0-9-]{0,31}$/

export function createExternalCheck(rule: CheckRule, parts: CheckParts): ExternalCheck {
  const { clock, log } = parts
  const breaker = createBreaker(BREAKER)
  const exchange = createExchange(rule, parts)
  let underWay = 0

  async function listen(submission: Submission, id: string): Promise<Answer | undefined> {
    underWay += 1
    const outcome = await exchange(id, bodyOf(submission))
    underWay -= 1
    if (!('silence' in outcome)) {
      if (breaker.succeeded()) log('info', 'moderation-check-resumed')
      return outcome
    }
    log('warn', 'moderation-check-failed', { why: outcome.silence, status: outcome.status })
    if (breaker.failed(clock.monotonic())) log('error', 'moderation-check-paused', { restMs: BREAKER.restMs })
    return undefined
  }

  return {
    async ask(submission, id) {
      // In this order: a try that the breaker has granted must be reported back to it.
      const canAsk = underWay < MAX_UNDER_WAY && breaker.mayAsk(clock.monotonic())
      const answer = canAsk ? await listen(submission, id) : undefined
      return answer ? verdictOf(answer) : silent(rule.onSilence)
    },
  }
}

type Exchange = (id: string, body: string) => Promise<Answer | { readonly silence: Silence; readonly status?: number }>

/** One question and its answer, with everything that can go wrong between them as a value. */
function createExchange(rule: CheckRule, { clock, fetch = globalThis.fetch }: CheckParts): Exchange {
  const keys = rule.secrets.flatMap((secret) => webhookKey(secret) ?? [])
  return async (id, body) => {
    const abort = new AbortController()
    let isLate = false
    const stopClock = clock.after(rule.timeoutMs, () => {
      isLate = true
      abort.abort()
    })
    try {
      const response = await fetch(rule.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          'accept-encoding': 'identity',
          ...signatureHeaders({ id, atMs: clock.now(), body }, keys),
        },
        body,
        redirect: 'manual',
        signal: abort.signal,
      })
      if (response.status >= 300 && response.status < 400) return { silence: 'redirect', status: response.status }
      if (!response.ok) return { silence: 'status', status: response.status }
      const text = await readAtMost(response, MAX_ANSWER_BYTES)
      if (text === undefined) return { silence: 'too-large' }
      return readAnswer(text) ?? { silence: 'malformed' }
    } catch {
      return { silence: isLate ? 'timeout' : 'unreachable' }
    } finally {
      stopClock()
      // Whatever of an answer has not been read is not waited for; after a whole one this does nothing.
      abort.abort()
    }
  }
}

/** Undefined when the answer is larger; a packed one is not unpacked to find out. */
async function readAtMost(response: Response, most: number): Promise<string | undefined> {
  const encoding = response.headers.get('content-encoding') ?? 'identity'
  if (encoding !== 'identity' || Number(response.headers.get('content-length') ?? 0) > most) return undefined
  if (response.body === null) return ''
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of response.body as AsyncIterable<Uint8Array>) {
    bytes += piece.byteLength
    if (bytes > most) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function readAnswer(text: string): Answer | undefined {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof answer !== 'object' || answer === null) return undefined
  const { verdict: given, reason }: { verdict?: unknown; reason?: unknown } = answer
  const verdict = VERDICTS.find((each) => each === given)
  if (verdict === undefined) return undefined
  return { verdict, reason: typeof reason === 'string' && REASON.test(reason) ? `external:${reason}` : 'external' }
}

function verdictOf({ verdict, reason }: Answer): Verdict | undefined {
  if (verdict === 'hold') return held(reason)
  if (verdict === 'reject') return refused(reason)
  return verdict === 'shadow' ? { do: 'shadow', reason } : undefined
}

function silent(onSilence: OnSilence): Verdict | undefined {
  if (onSilence === 'pass') return undefined
  return onSilence === 'hold' ? held('external-silent') : refused('external-silent')
}

function bodyOf({ room, text, plain, links, author, atMs, isReply, isEdit, comment }: Submission): string {
  const { id, name, isVerified, approved, rejected, sinceMs } = author
  return JSON.stringify({
    type: 'comment.check',
    timestamp: isoTime(atMs),
    data: {
      ...{ room, text, plain, links, isReply, isEdit, comment },
      author: { id, name, isVerified, approved, rejected, since: sinceMs === undefined ? null : isoTime(sinceMs) },
    },
  })
}

function isoTime(atMs: number): string {
  return new Date(atMs).toISOString()
}
