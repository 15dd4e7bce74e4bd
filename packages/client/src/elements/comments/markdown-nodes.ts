/**
 * The tree of a comment's text → nodes. [T10]
 *
 * The server prints the same tree (`markdown-html.ts` there). Nothing here can make markup of words: `h` sets text as text
 * nodes and attributes one by one, the tree's types name the few elements there are, and its addresses are already judged.
 */
import { type Block, type Inline, LINK_REL, type ListItem } from '@roomful/protocol'
import { h } from '../dom.js'

/** The nodes of a text, to be put into the body of a comment. */
export function markdownNodes(blocks: readonly Block[]): Node[] {
  return blocks.map(blockNode)
}

function blockNode(block: Block): Node {
  switch (block.type) {
    case 'p':
      return h('p', {}, ...block.children.map(inlineNode))
    case 'pre':
      return h('pre', {}, h('code', {}, block.text))
    case 'blockquote':
      return h('blockquote', {}, ...markdownNodes(block.children))
    case 'ul':
      return h('ul', {}, ...block.children.map(itemNode))
    case 'ol':
      return h('ol', { start: block.start === 1 ? undefined : block.start }, ...block.children.map(itemNode))
  }
}

/** The first paragraph of an entry stands bare, so that a list of words is not a list of paragraphs. */
function itemNode({ children: [first, ...rest] }: ListItem): Node {
  const start = first?.type === 'p' ? first.children.map(inlineNode) : first ? [blockNode(first)] : []
  return h('li', {}, ...start, ...markdownNodes(rest))
}

function inlineNode(node: Inline): Node | string {
  switch (node.type) {
    case 'text':
      return node.text
    case 'br':
      return h('br')
    case 'code':
      return h('code', {}, node.text)
    case 'mention':
      return h('span', { class: 'mention' }, `@${node.name}`)
    case 'a':
      return h('a', { href: node.href, rel: LINK_REL, target: '_blank' }, ...node.children.map(inlineNode))
    default:
      return h(node.type, {}, ...node.children.map(inlineNode))
  }
}
