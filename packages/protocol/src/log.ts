/** The log of a room, as far as both ends have to agree on it. [G2] */
import type { LogEntry } from './messages.js'

/** [G2] What an entry was about, in one word: lets a server notice that its log is not the one a reader knew. */
export function entryMark({ k, i }: Pick<LogEntry, 'k' | 'i'>): string {
  return `${k}:${i}`
}
