/** Why a comment is in the queue, in words: the codes of checks, and what people who report it say. [M2,M3] */
import { fillIn } from '../words/fill-in.js'
import type { QueueWords } from './words/queue-words.js'

/** The code of a check in words. Codes of newer servers, and of the site's own check, are shown as they are. */
export function reasonWords(words: QueueWords, reason: string): string {
  if (Object.hasOwn(words.reasons, reason)) return words.reasons[reason] ?? reason
  const own = /^external:(.+)$/.exec(reason)?.[1]
  return own === undefined ? fillIn(words.reasonOther, { code: reason }) : fillIn(words.reasonOwn, { code: own })
}

/** A report names one of a few reasons, and may say more: `spam: second time today`. */
export function reportWords({ reportReasons }: QueueWords, reason: string): string {
  const [, code = '', more] = /^([a-z-]+)(?:: ?([\s\S]*))?$/.exec(reason) ?? []
  if (!Object.hasOwn(reportReasons, code)) return reason
  return [reportReasons[code], more].filter((part) => part !== undefined && part !== '').join(': ')
}
