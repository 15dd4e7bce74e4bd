/**
 * Finds `@name` in a text, where the name is one of those known. [T6]
 *
 * Names hold spaces and may begin alike, so the longest that fits is meant. An `@` costs a look at the names that begin with the
 * letter behind it, of which a comment has a handful.
 */
import { cleanText } from '../clean-text.js'
import type { Mention } from '../comments.js'

const WORD = /^[\p{L}\p{M}\p{N}_]/u

/** Looks behind the `@` at a place of a text. */
export type FindMention = (at: number) => { readonly mention: Mention; readonly end: number } | undefined

/** A finder for these people. Of two with one name the first is meant. */
export function createMentionFinder(mentions: readonly Mention[]): (text: string) => FindMention {
  const names = mentions
    .map(({ id, name }) => ({ id, name: cleanText(name) }))
    .filter(({ name }) => name)
    .sort((a, b) => b.name.length - a.name.length)
  const byLetter = new Map<string | undefined, { readonly mention: Mention; readonly look: string }[]>()
  for (const mention of names) {
    const look = folded(mention.name)
    const alike = byLetter.get(look[0])
    if (alike) alike.push({ mention, look })
    else byLetter.set(look[0], [{ mention, look }])
  }
  return (text) => {
    let kept: string | undefined
    return (at) => {
      // Not in a word, or an address like ada@example.org would name somebody.
      if (WORD.test(text[at - 1] ?? '')) return undefined
      const looks = (kept ??= folded(text))
      const start = at + 1
      // A name ends where its word ends; a letter may take two places.
      const isWhole = (end: number): boolean => !WORD.test(text.slice(end, end + 2))
      const found = byLetter
        .get(looks[start])
        ?.find(({ look }) => looks.startsWith(look, start) && isWhole(start + look.length))
      return found && { mention: found.mention, end: start + found.look.length }
    }
  }
}

/** The same whether written large or small, and of the same length: the one letter that would grow is set apart. */
function folded(text: string): string {
  return text.replaceAll('İ', 'i').toLowerCase()
}
