/**
 * What stands within the lines of a paragraph: emphasis, code, links, mentions. [T10]
 *
 * One pass from left to right. A sign is noted as text and becomes an opening when its partner turns up; whatever opened in
 * between and did not close stays text. So a kind never stands in itself, the depth is at most that of four kinds, and each
 * character is looked at a fixed number of times.
 */
import type { Mention } from '../comments.js'
import { createMentionFinder, type FindMention } from './mention.js'
import { addressAt, safeHref, targetAt } from './link.js'

/** What a paragraph is made of. `type` is the HTML element that fits, except for `text` and `mention`. */
export type Inline =
  | { readonly type: 'text' | 'code'; readonly text: string }
  | { readonly type: 'br' }
  | { readonly type: 'strong' | 'em' | 'del'; readonly children: readonly Inline[] }
  | { readonly type: 'a'; readonly href: string; readonly children: readonly Inline[] }
  | ({ readonly type: 'mention' } & Mention)

type Pair = 'strong' | 'em' | 'del'
/** In order of writing. `open` and `end` enclose what is between them. */
type Piece =
  Inline | { readonly type: 'open'; readonly as: Pair | 'a'; readonly href: string } | { readonly type: 'end' }

const SIGN = /\\[*~`[\]@>-]|`+|\*+|~+|[[\]@\n]|https?:\/\//gi
const PAIRS = new Map<string, Pair>([
  ['**', 'strong'],
  ['*', 'em'],
  ['~~', 'del'],
])
/** Longer runs of backticks are text. Only the last run of a length searches the paragraph in vain, so few lengths are few searches. */
const MAX_TICKS = 4

const WORD = /\w/

/** A parser for many paragraphs of one text. */
export function createInlineParser(mentions: readonly Mention[]): (text: string) => readonly Inline[] {
  const findMention = createMentionFinder(mentions)
  return (text) => treeOf(new Scan(text, findMention(text)).run())
}

class Scan {
  readonly #text: string
  readonly #findMention: FindMention
  readonly #pieces: Piece[] = []
  /** Where the latest sign of a kind stands that still waits for its partner; −1 where none does. */
  readonly #open: Record<Pair, number> = { strong: -1, em: -1, del: -1 }
  readonly #brackets: { readonly piece: number; readonly at: number }[] = []

  constructor(text: string, findMention: FindMention) {
    this.#text = text
    this.#findMention = findMention
  }

  run(): readonly Piece[] {
    let at = 0
    for (;;) {
      SIGN.lastIndex = at
      const found = SIGN.exec(this.#text)
      this.#literal(this.#text.slice(at, found?.index))
      if (!found) return this.#pieces
      at = this.#take(found[0], found.index)
    }
  }

  /** Takes in a sign and what belongs to it. Returns where to go on. */
  #take(sign: string, at: number): number {
    const end = at + sign.length
    switch (sign[0]) {
      case '\\':
        this.#literal(sign.slice(1))
        return end
      case '\n':
        this.#pieces.push({ type: 'br' })
        return end
      case '`':
        return this.#code(sign, end)
      case '*':
      case '~':
        this.#emphasis(sign, at)
        return end
      case '[':
        this.#brackets.push({ piece: this.#pieces.length, at })
        this.#literal(sign)
        return end
      case ']':
        return this.#link(at)
      case '@':
        return this.#mention(at)
      default:
        return this.#address(at)
    }
  }

  #literal(text: string): void {
    if (text) this.#pieces.push({ type: 'text', text })
  }

  /** Text between two runs of the same length. */
  #code(run: string, from: number): number {
    const text = this.#text
    let end = run.length > MAX_TICKS ? -1 : text.indexOf(run, from)
    while (end >= 0) {
      let after = end
      while (text[after] === '`') after++
      if (after - end === run.length) {
        const code = text.slice(from, end).replaceAll('\n', ' ')
        // One space at each side is there to part a backtick inside from those outside.
        this.#pieces.push({ type: 'code', text: /^ .*\S.* $/.test(code) ? code.slice(1, -1) : code })
        return after
      }
      end = text.indexOf(run, after)
    }
    this.#literal(run)
    return from
  }

  #emphasis(run: string, at: number): void {
    const before = this.#text[at - 1] ?? ' '
    const after = this.#text[at + run.length] ?? ' '
    // A single star within a word or sum is a star: `2*3*4`.
    const isLoose = run.length !== 2
    const opens = after.trim() !== '' && !(isLoose && WORD.test(before))
    const closes = before.trim() !== '' && !(isLoose && WORD.test(after))
    if (run !== '***') return this.#pair(run, opens, closes)
    const isInner = closes && this.#open.em > this.#open.strong
    for (const sign of isInner ? ['*', '**'] : ['**', '*']) this.#pair(sign, opens, closes)
  }

  #pair(sign: string, opens: boolean, closes: boolean): void {
    const pair = PAIRS.get(sign)
    if (pair && closes && this.#open[pair] >= 0) {
      this.#enclose(this.#open[pair], pair)
      return
    }
    if (pair && opens) this.#open[pair] = this.#pieces.length
    this.#literal(sign)
  }

  /** A link's text holds something to click on, and no other link. A picture is none: its address stands there as text. */
  #link(at: number): number {
    const bracket = this.#brackets.pop()
    const target = bracket && this.#text[bracket.at - 1] !== '!' ? targetAt(this.#text, at + 1) : undefined
    const href = target && safeHref(target)
    if (bracket && target && href && /\S/.test(this.#text.slice(bracket.at + 1, at))) {
      this.#enclose(bracket.piece, 'a', href)
      this.#brackets.length = 0
      return at + target.length + 3
    }
    this.#literal(']')
    return at + 1
  }

  /** Makes the sign at `start` an opening that ends here. What opened since stays text. */
  #enclose(start: number, as: Pair | 'a', href = ''): void {
    this.#pieces[start] = { type: 'open', as, href }
    this.#pieces.push({ type: 'end' })
    for (const pair of PAIRS.values()) if (this.#open[pair] >= start) this.#open[pair] = -1
    while ((this.#brackets.at(-1)?.piece ?? -1) > start) this.#brackets.pop()
  }

  #mention(at: number): number {
    const found = this.#findMention(at)
    if (!found) {
      this.#literal('@')
      return at + 1
    }
    this.#pieces.push({ type: 'mention', ...found.mention })
    return found.end
  }

  /** A bare address links to itself. A link's text holds none, lest it name another place than the link leads to. */
  #address(at: number): number {
    const address = addressAt(this.#text, at)
    const href = WORD.test(this.#text[at - 1] ?? ' ') ? undefined : safeHref(address)
    if (href) {
      this.#pieces.push({ type: 'a', href, children: [{ type: 'text', text: address }] })
      this.#brackets.length = 0
    } else this.#literal(address)
    return at + address.length
  }
}

/** Pieces in a row → what stands in what. Neighbouring texts become one. */
function treeOf(pieces: readonly Piece[]): readonly Inline[] {
  let here: Inline[] = []
  const outer: Inline[][] = []
  let text = ''
  const endText = (): void => {
    if (text) here.push({ type: 'text', text })
    text = ''
  }
  for (const piece of pieces) {
    if (piece.type === 'text') {
      text += piece.text
      continue
    }
    endText()
    if (piece.type === 'end') here = outer.pop() ?? here
    else if (piece.type === 'open') {
      const children: Inline[] = []
      here.push(piece.as === 'a' ? { type: 'a', href: piece.href, children } : { type: piece.as, children })
      outer.push(here)
      here = children
    } else here.push(piece)
  }
  endText()
  return here
}
