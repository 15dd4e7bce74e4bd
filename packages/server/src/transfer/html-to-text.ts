/**
 * The HTML that other systems keep comments in → source in the Markdown of comments.
 *
 * Paragraphs, breaks, links, strong, em, del, code, quotes and lists live on; of everything else the words remain, and of
 * scripts and styles nothing. The result is text like any that a stranger typed: nothing here makes it trusted. Linear.
 */
import { MAX_COMMENT_CHARS, cleanText } from '@roomful/protocol'
import { htmlTokens } from './html-tokens.js'
import type { HtmlToken } from './html-tokens.js'
import { createBlockWriter } from './markdown-blocks.js'
import type { BlockWriter } from './markdown-blocks.js'
import { linkable, printRuns } from './markdown-runs.js'
import type { Run } from './markdown-runs.js'

export interface HtmlToTextOptions {
  /** Line feeds are breaks, and two are a new paragraph: WordPress keeps comments so. Default: they are spaces. */
  readonly areLinesKept?: boolean
  /** Where a link really leads; for systems that put a counter in between. Default: where it says. */
  readonly resolve?: (href: string) => string
}

export interface ConvertedText {
  readonly text: string
  /** It was longer than a comment may be, and its end is missing. */
  readonly isCut: boolean
}

const STYLES = new Map<string, 'strong' | 'em' | 'del' | 'code'>([
  ['strong', 'strong'],
  ['b', 'strong'],
  ['em', 'em'],
  ['i', 'em'],
  ['cite', 'em'],
  ['del', 'del'],
  ['s', 'del'],
  ['strike', 'del'],
  ['code', 'code'],
  ['tt', 'code'],
  ['kbd', 'code'],
  ['samp', 'code'],
])
const CONTAINERS = new Map<string, 'quote' | 'ul' | 'ol' | 'item'>([
  ['blockquote', 'quote'],
  ['ul', 'ul'],
  ['ol', 'ol'],
  ['li', 'item'],
])
const BLOCKS = new Set(
  'p div h1 h2 h3 h4 h5 h6 hr section article header footer table figure figcaption dl dt dd address center'.split(' '),
)
const LINES = new Set(['br', 'tr', 'caption'])
const CELLS = new Set(['td', 'th'])
/** A picture's words in place of the picture; longer ones are stuffing. */
const MAX_ALT_CHARS = 100

/** Converts one comment. */
export function htmlToText(html: string, options: HtmlToTextOptions = {}): ConvertedText {
  const walk = createWalk(options)
  for (const token of htmlTokens(html)) walk.take(token)
  return shortened(cleanText(walk.end()))
}

/** The words of a title or name that is kept as HTML. */
export function htmlToWords(html: string): string {
  let words = ''
  for (const token of htmlTokens(html)) if (token.kind === 'text') words += token.text
  return cleanText(words.replace(/\s+/g, ' '))
}

function shortened(text: string): ConvertedText {
  if (text.length <= MAX_COMMENT_CHARS) return { text, isCut: false }
  const start = text.slice(0, MAX_COMMENT_CHARS - 1)
  const wordEnd = start.search(/\s\S{0,80}$/)
  const whole = wordEnd === -1 ? start.replace(/[\ud800-\udbff]$/, '') : start.slice(0, wordEnd)
  return { text: `${whole}…`, isCut: true }
}

interface Walk {
  take(token: HtmlToken): void
  end(): string
}

function createWalk({ areLinesKept = false, resolve = (href) => href }: HtmlToTextOptions): Walk {
  const blocks = createBlockWriter()
  const paragraph = createParagraph(blocks)
  /** How many of each style are open. */
  const depths = { strong: 0, em: 0, del: 0, code: 0 }
  let href: string | undefined
  let hasLinkWords = false
  let pre: string | undefined

  const styleNow = (): Run['style'] => {
    if (depths.code > 0) return 'code'
    if (depths.strong > 0 && depths.em > 0) return 'both'
    return depths.strong > 0 ? 'strong' : depths.em > 0 ? 'em' : depths.del > 0 ? 'del' : 'plain'
  }
  const addText = (raw: string): void => {
    if (pre !== undefined) {
      pre += raw
      return
    }
    hasLinkWords ||= /\S/.test(raw)
    const lines = areLinesKept ? raw.replace(/\r\n?/g, '\n').split('\n') : [raw]
    for (const [index, line] of lines.entries()) {
      if (index > 0) paragraph.breakLine(true)
      paragraph.add({ text: visible(line), style: styleNow(), href })
    }
  }
  const endLink = (): void => {
    // What was clicked on was a picture: the address stands for it.
    if (href !== undefined && !hasLinkWords) paragraph.add({ text: href, style: 'plain', href })
    href = undefined
  }
  const endPre = (): void => {
    if (pre !== undefined) paragraph.writeCode(pre)
    pre = undefined
  }
  const openTag = (name: string, attributes: ReadonlyMap<string, string>): void => {
    const style = STYLES.get(name)
    const container = CONTAINERS.get(name)
    if (style) depths[style]++
    else if (name === 'br' && pre !== undefined) pre += '\n'
    else if (LINES.has(name)) paragraph.breakLine(false)
    else if (CELLS.has(name)) addText(' ')
    else if (name === 'a') {
      endLink()
      href = linkable(resolve(attributes.get('href') ?? ''))
      hasLinkWords = false
    } else if (name === 'img') addText((attributes.get('alt') ?? '').slice(0, MAX_ALT_CHARS))
    else if (container || BLOCKS.has(name) || name === 'pre') {
      endPre()
      paragraph.end()
      if (container) blocks.open(container)
      if (name === 'pre') pre = ''
    }
  }
  const closeTag = (name: string): void => {
    const style = STYLES.get(name)
    const container = CONTAINERS.get(name)
    if (style) depths[style] = Math.max(0, depths[style] - 1)
    else if (name === 'a') endLink()
    else if (container || BLOCKS.has(name) || name === 'pre') {
      endPre()
      paragraph.end()
      if (container) blocks.close(container)
    }
  }
  return {
    take(token) {
      if (token.kind === 'text') addText(token.text)
      else if (token.kind === 'open') openTag(token.name, token.attributes)
      else closeTag(token.name)
    },
    end() {
      endLink()
      endPre()
      paragraph.end()
      return blocks.text()
    },
  }
}

interface Paragraph {
  add(run: Run): void
  /** A break; a second one ends the paragraph. `isLineFeed`: not where an element has just made one. */
  breakLine(isLineFeed: boolean): void
  writeCode(code: string): void
  end(): void
}

/** The paragraph being read, with spaces as a browser would show them. */
function createParagraph(blocks: BlockWriter): Paragraph {
  let runs: Run[] = []
  /** What the last character is. `break`: a line feed made by an element. */
  let last: 'nothing' | 'space' | 'line' | 'break' | 'word' = 'nothing'

  const push = (run: Run): void => {
    const before = runs.at(-1)
    if (before?.style === run.style && before.href === run.href) {
      runs[runs.length - 1] = { ...before, text: before.text + run.text }
    } else runs.push(run)
  }
  const end = (): void => {
    const block = printRuns(runs)
      .split('\n')
      .map((line) => line.trim())
      .join('\n')
      .trim()
    if (block !== '') blocks.write(block)
    runs = []
    last = 'nothing'
  }
  return {
    add({ text, style, href }) {
      let words = text.replace(/[\s\u00a0]+/g, ' ')
      if (last !== 'word') words = words.trimStart()
      if (words === '') return
      push({ text: words, style, href })
      last = words.endsWith(' ') ? 'space' : 'word'
    },
    breakLine(isLineFeed) {
      if (last === 'nothing' || (isLineFeed && last === 'break')) {
        if (last === 'break') last = 'line'
        return
      }
      if (last === 'line' || last === 'break') return end()
      push({ text: '\n', style: 'plain', href: undefined })
      last = isLineFeed ? 'line' : 'break'
    },
    writeCode(code) {
      const text = visible(code).replace(/^\n+/, '').trimEnd()
      if (text.trim() === '') return
      let longest = 2
      for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
      const fence = '`'.repeat(longest + 1)
      blocks.write(`${fence}\n${text}\n${fence}`)
    },
    end,
  }
}

/** Without what nobody sees, which could hide a sign from those who escape it. Spaces at the ends stay. */
function visible(text: string): string {
  // Nearly all texts are; looking is much cheaper than cleaning.
  if (/^[\x20-\x7e]*$/.test(text)) return text
  return cleanText(`.${text}.`).slice(1, -1)
}
