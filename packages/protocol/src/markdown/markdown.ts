/**
 * The Markdown of comments: source text → a tree of the few things a comment can hold. [T10]
 *
 * Owns the tree and what starts a line (quotes, lists, fences); what stands within a line is in `markdown-inline.ts`,
 * addresses are judged in `markdown-link.ts`, trees are read in `markdown-read.ts`. Drawing is the business of each end: the
 * tree holds no HTML. Invariants: never throws; nothing nests beyond a fixed depth; the time is linear in the text.
 */
import { cleanText } from '../clean-text.js'
import type { Mention } from '../comments.js'
import { createInlineParser, type Inline } from './inline.js'

/** What a text is made of, from top to bottom. `type` is the HTML element that fits. */
export type Block =
  | { readonly type: 'p'; readonly children: readonly Inline[] }
  | { readonly type: 'pre'; readonly text: string }
  | { readonly type: 'blockquote'; readonly children: readonly Block[] }
  | { readonly type: 'ul'; readonly children: readonly ListItem[] }
  | { readonly type: 'ol'; readonly start: number; readonly children: readonly ListItem[] }

/** One entry of a list. */
export interface ListItem {
  readonly type: 'li'
  readonly children: readonly Block[]
}

export interface MarkdownOptions {
  /** The people whose `@name` is a mention; whatever else follows an `@` is text. Default: nobody. */
  readonly mentions?: readonly Mention[]
}

/** Quotes and lists within each other. Deeper signs are text: nobody reads a fourth level on a phone. */
const MAX_NESTING = 3

const QUOTE = /^\s*> ?(.*)$/
const FENCE = /^(`{3,})\s*[\w+#.-]*$/
// A line of nothing but signs, as in `* * *`, is no entry but a line somebody drew.
const ITEM = /^(\s*)(?:[-*]|(\d{1,9})[.)])\s(?![-*\s]*$)\s*/

/** [T10] The tree of a text. The source is cleaned first, so any text will do. */
export function parseMarkdown(source: string, { mentions = [] }: MarkdownOptions = {}): readonly Block[] {
  return blocksOf(cleanText(source).split('\n'), { levels: MAX_NESTING, inline: createInlineParser(mentions) })
}

interface Way {
  /** How many quotes and lists may still begin inside. */
  readonly levels: number
  readonly inline: (text: string) => readonly Inline[]
}

interface Found {
  readonly block: Block
  /** The line after it. */
  readonly next: number
}

function blocksOf(lines: readonly string[], way: Way): readonly Block[] {
  const blocks: Block[] = []
  let paragraph: string[] = []
  const endParagraph = (): void => {
    if (paragraph.length > 0) blocks.push({ type: 'p', children: way.inline(paragraph.join('\n')) })
    paragraph = []
  }
  for (let at = 0; at < lines.length;) {
    const found = blockAt(lines, at, way, paragraph.length > 0)
    if (found) {
      endParagraph()
      blocks.push(found.block)
      at = found.next
      continue
    }
    const line = lineOf(lines, at++).trim()
    if (line) paragraph.push(line)
    else endParagraph()
  }
  endParagraph()
  return blocks
}

function blockAt(lines: readonly string[], at: number, way: Way, isInParagraph: boolean): Found | undefined {
  const fence = fenceAt(lines, at)
  if (fence || way.levels === 0) return fence
  const inner = { ...way, levels: way.levels - 1 }
  return quoteAt(lines, at, inner) ?? listAt(lines, at, inner, isInParagraph)
}

/** A fence that nothing ends goes on to the end of the text; one around nothing is text. */
function fenceAt(lines: readonly string[], at: number): Found | undefined {
  const sign = FENCE.exec(lineOf(lines, at).trim())?.[1]
  if (!sign) return undefined
  const indent = indentOf(lineOf(lines, at))
  let end = at + 1
  while (end < lines.length && !isFenceEnd(lineOf(lines, end).trim(), sign)) end++
  const text = lines
    .slice(at + 1, end)
    .map((line) => outdent(line, indent))
    .join('\n')
  return text.trim() ? { block: { type: 'pre', text }, next: end + 1 } : undefined
}

function isFenceEnd(line: string, sign: string): boolean {
  return line.startsWith(sign) && /^`+$/.test(line)
}

/** Every line of a quote has its own sign: what follows without one is somebody's answer to it. */
function quoteAt(lines: readonly string[], at: number, inner: Way): Found | undefined {
  const quoted: string[] = []
  for (let line = QUOTE.exec(lineOf(lines, at)); line; line = QUOTE.exec(lineOf(lines, at + quoted.length)))
    quoted.push(line[1] ?? '')
  const next = at + quoted.length
  return next > at ? { block: { type: 'blockquote', children: blocksOf(quoted, inner) }, next } : undefined
}

/** An entry goes on in lines that stand further in. Within a paragraph a number other than 1 is more likely a year. */
function listAt(lines: readonly string[], at: number, inner: Way, isInParagraph: boolean): Found | undefined {
  let item = ITEM.exec(lineOf(lines, at))
  const number = item?.[2]
  if (isInParagraph && number && number !== '1') return undefined
  const children: ListItem[] = []
  let next = at
  for (let from = at; item && !item[2] === !number; item = ITEM.exec(lineOf(lines, from))) {
    const [all, indent = ''] = item
    next = itemEnd(lines, from, indent.length)
    const own = [lineOf(lines, from).slice(all.length)]
    for (const line of lines.slice(from + 1, next)) own.push(outdent(line, all.length))
    children.push({ type: 'li', children: blocksOf(own, inner) })
    from = next
    while (from < lines.length && isBlank(lineOf(lines, from))) from++
  }
  if (next === at) return undefined
  return { block: number ? { type: 'ol', start: Number(number), children } : { type: 'ul', children }, next }
}

/** The line after an entry that starts in line `at`. Empty lines belong to it only if it goes on behind them. */
function itemEnd(lines: readonly string[], at: number, indent: number): number {
  let end = at + 1
  for (let next = end; next < lines.length; next++) {
    if (isBlank(lineOf(lines, next))) continue
    if (indentOf(lineOf(lines, next)) <= indent) break
    end = next + 1
  }
  return end
}

function lineOf(lines: readonly string[], at: number): string {
  return lines[at] ?? ''
}

function isBlank(line: string): boolean {
  return !line.trim()
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

function outdent(line: string, by: number): string {
  return line.slice(Math.min(by, indentOf(line)))
}
