/** Which person somebody is about to name: the `@` before the caret and what follows it. Pure. */
import { MAX_COMMENT_MENTIONS, type Mention } from '@roomful/protocol'

export interface MentionQuery {
  /** Where the `@` stands. */
  readonly at: number
  /** What follows it up to the caret. */
  readonly q: string
}

/** Longer than most names; what goes on further is a sentence. */
const MAX_QUERY_CHARS = 30
/** An `@` inside a word is a mail address. */
const QUERY = /(?:^|[^\p{L}\p{M}\p{N}_@])@([\p{L}\p{N}][^\n@]*|)$/u

/** The mention that is being written at the caret; undefined where none is. */
export function queryAt(text: string, caret: number): MentionQuery | undefined {
  const before = text.slice(Math.max(0, caret - MAX_QUERY_CHARS - 2), caret)
  const q = QUERY.exec(before)?.[1]
  // A name has three words at most; two spaces in a row end it.
  if (q === undefined || q.length > MAX_QUERY_CHARS || /\s\s|(?:\s\S+){3}|^\s/.test(q)) return undefined
  return { at: caret - q.length - 1, q }
}

/** Those of the chosen people whose name still stands in the text after an `@`. [T6] */
export function mentionedIn(text: string, chosen: readonly Mention[]): readonly Mention[] {
  const lower = text.toLocaleLowerCase()
  const byId = new Map(chosen.map((person) => [person.id, person]))
  return [...byId.values()]
    .filter(({ name }) => lower.includes(`@${name.toLocaleLowerCase()}`))
    .slice(0, MAX_COMMENT_MENTIONS)
}
