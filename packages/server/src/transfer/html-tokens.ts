/**
 * Cuts the HTML of a comment into text and tags, in one pass.
 *
 * Not a parser: it builds no tree, trusts no nesting and executes nothing. The content of elements that hold no words for
 * people (script, style …) is left out here already. Linear whatever comes: nothing is looked for twice where it was not
 * found, and from a tag without an end on all is text.
 */
import { decodeEntities } from './html-entities.js'

export type HtmlToken =
  | { readonly kind: 'text'; readonly text: string }
  /** `name` in small letters; `href`, `title` and `alt` decoded. */
  | { readonly kind: 'open'; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: 'close'; readonly name: string }

/** Their content is no text. */
const UNREADABLE = new Set(['script', 'style', 'iframe', 'template', 'svg', 'math', 'noembed', 'noframes', 'title'])
const ATTRIBUTE = /([a-z-]{1,20})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi
const ATTRIBUTES = new Set(['href', 'title', 'alt'])

/** The tokens of a text, in order. */
export function* htmlTokens(html: string): Generator<HtmlToken> {
  let textFrom = 0
  let at = html.indexOf('<')
  const textUntil = (end: number): HtmlToken => ({ kind: 'text', text: decodeEntities(html.slice(textFrom, end)) })
  while (at !== -1) {
    const found = markupAt(html, at)
    if (found === undefined) {
      at = html.indexOf('<', at + 1)
      continue
    }
    if (found === 'endless') break
    if (at > textFrom) yield textUntil(at)
    if (found.token !== undefined) yield found.token
    textFrom = found.end
    at = html.indexOf('<', textFrom)
  }
  if (textFrom < html.length) yield textUntil(html.length)
}

interface Markup {
  /** Absent for what nobody sees. */
  readonly token?: HtmlToken
  /** Where the text goes on. */
  readonly end: number
}

/** What begins at this "<": undefined when it is only a sign, `endless` when it has no end. */
function markupAt(html: string, at: number): Markup | 'endless' | undefined {
  const next = html.charCodeAt(at + 1)
  if (next === 0x21 || next === 0x3f) return remarkAt(html, at)
  const isClose = next === 0x2f
  const nameFrom = at + (isClose ? 2 : 1)
  const nameEnd = endOfName(html, nameFrom)
  if (nameEnd === nameFrom) return undefined
  const end = endOfTag(html, nameEnd)
  if (end === -1) return 'endless'
  const name = html.slice(nameFrom, nameEnd).toLowerCase()
  if (isClose) return { token: { kind: 'close', name }, end }
  if (UNREADABLE.has(name)) return { end: isEmpty(html, name, end) ? end : endOfElement(html, name, end) }
  return { token: { kind: 'open', name, attributes: attributesOf(html.slice(nameEnd, end - 1)) }, end }
}

/** `<!-- … -->`, `<!doctype …>`, `<?…>`. */
function remarkAt(html: string, at: number): Markup | 'endless' {
  const isComment = html.startsWith('<!--', at)
  const end = isComment ? html.indexOf('-->', at + 4) : html.indexOf('>', at)
  return end === -1 ? 'endless' : { end: end + (isComment ? 3 : 1) }
}

/** Letters, digits and what custom elements and old editors (`<o:p>`) use; the first is a letter. */
function endOfName(html: string, from: number): number {
  let end = from
  while (end < html.length && end - from < 64 && isNameChar(html.charCodeAt(end), end > from)) end++
  return end
}

function isNameChar(code: number, isLater: boolean): boolean {
  const isLetter = (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)
  return isLetter || (isLater && ((code >= 0x30 && code <= 0x3a) || code === 0x2d))
}

/** Behind the ">" that ends the tag, or -1. Quoted values may hold one. */
function endOfTag(html: string, from: number): number {
  for (let at = from; at < html.length; at++) {
    const code = html.charCodeAt(at)
    if (code === 0x3e) return at + 1
    if (code !== 0x22 && code !== 0x27) continue
    at = html.indexOf(code === 0x22 ? '"' : "'", at + 1)
    if (at === -1) return -1
  }
  return -1
}

/** Only foreign elements can end themselves: what follows `<script/>` is still script. */
function isEmpty(html: string, name: string, end: number): boolean {
  return (name === 'svg' || name === 'math') && html.charAt(end - 2) === '/'
}

/** Behind the end tag; without one, nothing of the rest is text for people. */
function endOfElement(html: string, name: string, from: number): number {
  const endTag = new RegExp(`</${name}(?=[\\s/>])[^>]*(?:>|$)`, 'gi')
  endTag.lastIndex = from
  return endTag.exec(html) === null ? html.length : endTag.lastIndex
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map()

function attributesOf(source: string): ReadonlyMap<string, string> {
  if (!source.includes('=')) return NO_ATTRIBUTES
  const attributes = new Map<string, string>()
  for (const [, name = '', double, single, bare] of source.matchAll(ATTRIBUTE)) {
    const key = name.toLowerCase()
    if (!ATTRIBUTES.has(key) || attributes.has(key)) continue
    attributes.set(key, decodeEntities(double ?? single ?? bare ?? ''))
  }
  return attributes
}
