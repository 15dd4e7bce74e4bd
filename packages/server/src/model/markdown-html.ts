/**
 * The tree of a comment's text → HTML, for pages without script, feeds and mail. [T10]
 *
 * The page with script draws the same tree as nodes (`elements/comments/markdown-nodes.ts` of the client). Every word and
 * address passes `escapeHtml`; tags and attribute names come from this file alone.
 */
import { type Block, type Inline, LINK_REL, type ListItem } from '@roomful/protocol'

export interface MarkdownHtmlOptions {
  /** Links open a page of their own. Default: false, which suits feeds and mail. */
  readonly newPage?: boolean
}

/** The HTML of a text, to stand where an element may hold blocks. */
export function markdownHtml(blocks: readonly Block[], { newPage = false }: MarkdownHtmlOptions = {}): string {
  return blocksHtml(blocks, `rel="${LINK_REL}"${newPage ? ' target="_blank"' : ''}`)
}

/** Text that stays text, between tags and between quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

function blocksHtml(blocks: readonly Block[], link: string): string {
  return blocks.map((block) => blockHtml(block, link)).join('\n')
}

function blockHtml(block: Block, link: string): string {
  switch (block.type) {
    case 'p':
      return `<p>${inlineHtml(block.children, link)}</p>`
    case 'pre':
      return `<pre><code>${escapeHtml(block.text)}</code></pre>`
    case 'blockquote':
      return `<blockquote>${blocksHtml(block.children, link)}</blockquote>`
    case 'ul':
      return `<ul>${itemsHtml(block.children, link)}</ul>`
    case 'ol':
      return `<ol${block.start === 1 ? '' : ` start="${block.start}"`}>${itemsHtml(block.children, link)}</ol>`
  }
}

/** The first paragraph of an entry stands bare, so that a list of words is not a list of paragraphs. */
function itemsHtml(items: readonly ListItem[], link: string): string {
  return items
    .map(({ children: [first, ...rest] }) => {
      const start = first?.type === 'p' ? inlineHtml(first.children, link) : first ? blockHtml(first, link) : ''
      return `<li>${start}${blocksHtml(rest, link)}</li>`
    })
    .join('')
}

function inlineHtml(nodes: readonly Inline[], link: string): string {
  return nodes.map((node) => oneHtml(node, link)).join('')
}

function oneHtml(node: Inline, link: string): string {
  switch (node.type) {
    case 'text':
      return escapeHtml(node.text)
    case 'br':
      return '<br>\n'
    case 'code':
      return `<code>${escapeHtml(node.text)}</code>`
    case 'mention':
      return `<span class="mention">@${escapeHtml(node.name)}</span>`
    case 'a':
      return `<a href="${escapeHtml(node.href)}" ${link}>${inlineHtml(node.children, link)}</a>`
    default:
      return `<${node.type}>${inlineHtml(node.children, link)}</${node.type}>`
  }
}
