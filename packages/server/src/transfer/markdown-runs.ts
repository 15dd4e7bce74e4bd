/**
 * Writes the inside of a paragraph in the Markdown of comments, so that reading it gives the same words back.
 *
 * Whatever is a sign in Markdown and was none in the words is escaped. Emphasis that the grammar could not tell from its
 * surroundings is given up rather than the words. The grammar is the protocol's `markdown-inline.ts`; the tests hold the two
 * against each other. Linear in the text.
 */

/** Words in one style. */
export interface Run {
  readonly text: string
  readonly style: 'plain' | 'strong' | 'em' | 'both' | 'del' | 'code'
  /** Where they lead to: an address of `linkable`. */
  readonly href: string | undefined
}

const MARKS = { plain: '', strong: '**', em: '*', both: '***', del: '~~', code: '' } as const
const SIGN = /^[*~`[\]@>-]/
// What a reader takes for an address by itself; escaping in it would end it.
const ADDRESS = /https?:\/\/[^\s<>"`\\\]\u3000-\u303f\uff01-\uff1f]+/gi
// Not part of it when it stands at its end.
const ADDRESS_END = /[.,:;!?'*~)}’”»…]/
const MAX_HREF_CHARS = 2_048
const MAX_TICKS = 4

/** The address in the form in which a comment may link to it, or undefined. */
export function linkable(address: string): string | undefined {
  const text = address.trim()
  if (text.length > MAX_HREF_CHARS || !/^(?:https?:\/\/|mailto:)/i.test(text) || !URL.canParse(text)) return undefined
  const { protocol, href, username, password } = new URL(text)
  const escaped = href.replace(/[()<>"`\\[\]]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  const isWeb = /^https?:\/\/[a-z0-9][a-z0-9._-]*(?::\d{1,5})?(?:[/?#][!-~]*)?$/.test(escaped)
  const isMail = protocol === 'mailto:' && /^mailto:[\w.+-]+@[a-z0-9][a-z0-9.-]*$/i.test(escaped)
  const isSafe = (isWeb || isMail) && username === '' && password === '' && escaped.length <= MAX_HREF_CHARS
  return isSafe ? escaped : undefined
}

/** The paragraph's source; lines are parted by line feeds. */
export function printRuns(runs: readonly Run[]): string {
  const out = createSource()
  for (const group of byLink(runs)) {
    const [first] = group.runs
    if (group.href !== undefined) printLink(out, group.runs, group.href, group.nextChar)
    else if (first) printRun(out, first, group.nextChar, false)
  }
  return out.text()
}

/** Runs that make one link together; all others by themselves. */
function* byLink(
  runs: readonly Run[],
): Generator<{ runs: readonly Run[]; href: string | undefined; nextChar: string }> {
  for (let at = 0; at < runs.length;) {
    const href = runs[at]?.href
    let end = at + 1
    if (href !== undefined) while (runs[end]?.href === href) end++
    yield { runs: runs.slice(at, end), href, nextChar: runs[end]?.text.charAt(0) ?? '' }
    at = end
  }
}

/** The text so far, and what the next piece has to know of its end. */
interface Source {
  text(): string
  /** The last character, as written. */
  last(): string
  /** What was written last is a sign of emphasis or an address: a sign right after it would be taken for a part of it. */
  isTouchy(): boolean
  /** `mark`: a sign of emphasis. `address`: one that must not go on with what follows. `target`: the end of a link. */
  add(piece: string, kind?: 'words' | 'mark' | 'address' | 'target'): void
}

function createSource(): Source {
  let text = ''
  let isInAddress = false
  let last: 'words' | 'mark' | 'address' | 'target' = 'words'
  return {
    text: () => text,
    last: () => text.slice(-1),
    isTouchy: () => isInAddress || last === 'mark' || text.endsWith('\\'),
    add(piece, kind = 'words') {
      if (piece === '') return
      // A backslash at the end would take the meaning from the sign that follows, an address would swallow it.
      const isParted =
        (text.endsWith('\\') && SIGN.test(piece)) || (last === 'address' && !/^[.,:;!?)'”»…]{0,9}(?:\s|$)/.test(piece))
      text += isParted ? ` ${piece}` : piece
      const lastSpace = Math.max(piece.lastIndexOf(' '), piece.lastIndexOf('\n'))
      isInAddress = kind !== 'target' && ((isInAddress && lastSpace === -1) || piece.includes('://', lastSpace + 1))
      last = kind
    },
  }
}

function printRun(out: Source, run: Run, nextChar: string, isInLink: boolean): void {
  const { before, inner, after } = trimmed(run.text)
  out.add(before)
  if (run.style === 'code') printCode(out, inner, isInLink)
  else {
    const next = after === '' ? nextChar : ' '
    const mark = MARKS[inner === '' ? 'plain' : styleThatWorks(run.style, inner, out, next)]
    const isLineStart = mark === '' && isAtLineStart(out)
    out.add(mark, 'mark')
    out.add(escaped(inner, { isLineStart, isInLink }))
    out.add(mark, 'mark')
  }
  out.add(after)
}

const isAtLineStart = (out: Source): boolean => out.last() === '' || out.last() === '\n'

/** A star within a word is a star, and two signs without anything between are one. */
function styleThatWorks(style: Run['style'], inner: string, out: Source, next: string): Run['style'] {
  if (out.isTouchy() || inner.includes('://') || inner.endsWith('\\')) return 'plain'
  const isWithinWord = /\w/.test(out.last()) || /\w/.test(next)
  if (!isWithinWord) return style
  return style === 'both' ? 'strong' : style === 'em' ? 'plain' : style
}

function printCode(out: Source, inner: string, isInLink: boolean): void {
  const code = inner.replaceAll('\n', ' ')
  const lengths = new Set(Array.from(code.matchAll(/`+/g), ([run]) => run.length))
  const ticks = [1, 2, 3, MAX_TICKS].find((length) => !lengths.has(length))
  const isLineStart = isAtLineStart(out)
  // Within a link a bracket or an address in code would be read before the code is.
  const isWords = code === '' || ticks === undefined || out.isTouchy() || (isInLink && /[[\]]|:\/\//.test(code))
  // Three at the start of a line begin a block.
  if (isWords || (ticks > 2 && isLineStart)) return out.add(escaped(code, { isLineStart, isInLink }))
  const isPadded = code.startsWith('`') || code.endsWith('`')
  const run = '`'.repeat(ticks)
  out.add(isPadded ? `${run} ${code} ${run}` : `${run}${code}${run}`, 'target')
}

function printLink(out: Source, runs: readonly Run[], href: string, nextChar: string): void {
  const { before, inner, after } = trimmed(runs.map(({ text }) => text).join(''))
  out.add(before)
  const isLineStart = isAtLineStart(out)
  if (inner === '' || isSameAddress(inner, href)) addBareLink(out, href)
  else if (inner.includes('://')) {
    // A link whose words name another place than it leads to: both are shown.
    out.add(escaped(inner, { isLineStart, isInLink: false }))
    out.add(` (${href})`, 'address')
  } else {
    // `![…](…)` is a picture elsewhere, and so no link here.
    out.add(out.isTouchy() || out.last() === '!' ? ' [' : '[')
    for (const [index, run] of runs.entries()) {
      const start = index === 0 ? run.text.trimStart() : run.text
      const text = index === runs.length - 1 ? start.trimEnd() : start
      printRun(out, { ...run, text }, runs[index + 1]?.text.charAt(0) ?? nextChar, true)
    }
    out.add(`](${href})`, 'target')
  }
  out.add(after)
}

/** An address is a link by itself, where a reader sees its ends as we do. */
function addBareLink(out: Source, href: string): void {
  const gap = out.isTouchy() || /[\w!]/.test(out.last()) ? ' ' : ''
  if (href.startsWith('http') && !ADDRESS_END.test(href.slice(-1))) return out.add(gap + href, 'address')
  const { protocol, host, pathname } = new URL(href)
  const label = escaped(protocol === 'mailto:' ? pathname : host, { isLineStart: false, isInLink: true })
  out.add(`${gap}[${label}](${href})`, 'target')
}

/** `example.org/a…` and `http://example.org/a` mean the same place as `http://example.org/a/b`. */
function isSameAddress(words: string, href: string): boolean {
  const bare = (text: string): string =>
    text
      .replace(/^https?:\/\//i, '')
      .replace(/^www\./i, '')
      .toLowerCase()
  const isCut = /(?:…|\.\.\.)$/.test(words)
  const said = bare(words)
    .replace(/(?:…|\.\.\.)$/, '')
    .replace(/\/$/, '')
  const meant = bare(href).replace(/\/$/, '')
  return said === meant || said === safeDecode(meant) || (isCut && said.length > 3 && meant.startsWith(said))
}

function safeDecode(text: string): string {
  try {
    return decodeURI(text)
  } catch {
    return text // Not encoded in UTF-8; then it is compared as it is.
  }
}

function trimmed(text: string): { before: string; inner: string; after: string } {
  const inner = text.trim()
  const from = inner === '' ? text.length : text.length - text.trimStart().length
  return { before: text.slice(0, from), inner, after: text.slice(from + inner.length) }
}

interface Surroundings {
  readonly isLineStart: boolean
  readonly isInLink: boolean
}

/** The words with every sign that would be read as one escaped. */
function escaped(text: string, { isLineStart, isInLink }: Surroundings): string {
  let out = ''
  let from = 0
  const escapeTo = (end: number): void => {
    out += escapedWords(text.slice(from, end), from === 0 && isLineStart, isInLink)
  }
  if (!isInLink) {
    for (const { 0: address, index } of text.matchAll(ADDRESS)) {
      escapeTo(index)
      let end = address.length
      while (end > 0 && ADDRESS_END.test(address.charAt(end - 1))) end--
      out += address.slice(0, end)
      from = index + end
    }
  }
  escapeTo(text.length)
  return out
}

function escapedWords(text: string, isLineStart: boolean, isInLink: boolean): string {
  const words = text.replace(/(\\?)([*`~[\]@>-])/g, (whole, backslash: string, sign: string, at: number) => {
    const signAt = at + backslash.length
    const isSign = backslash !== '' || isInLink ? isAlways(sign, backslash) : isRead(sign, text, signAt)
    return isSign ? `${backslash}\\${sign}` : whole
  })
  const inLines = words.replace(/\n([ \t]*)(>|-(?=\s|$))/g, '\n$1\\$2')
  return isLineStart ? inLines.replace(/^([ \t]*)(>|-(?=\s|$))/, '$1\\$2') : inLines
}

/** After a backslash every sign is read as escaped; in a link's words every sign but those of a line's start counts. */
function isAlways(sign: string, backslash: string): boolean {
  return backslash !== '' || !/[@>-]/.test(sign)
}

/** Whether a sign in plain words would be read as one. */
function isRead(sign: string, text: string, at: number): boolean {
  const next = text.charAt(at + 1)
  if (sign === '~') return next === '~' || next === '' || at === 0 || text.charAt(at - 1) === '~'
  if (sign === ']') return next === '(' || next === ''
  return sign === '*' || sign === '`'
}
