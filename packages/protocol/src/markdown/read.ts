/** What a text says without its Markdown: for notices, search and titles, for counting links, for telling who is mentioned. */
import type { Mention } from '../comments.js'
import type { Inline } from './inline.js'
import type { Block, ListItem } from './markdown.js'

type Node = Block | ListItem | Inline

/** What holds blocks, one below the other. */
const STACKED: ReadonlySet<string> = new Set(['blockquote', 'ul', 'ol', 'li'])

/** The words alone, each block and break on a line of its own. */
export function plainText(blocks: readonly Block[]): string {
  return blocks.map(wordsOf).join('\n')
}

function wordsOf(node: Node): string {
  if ('text' in node) return node.text
  if (node.type === 'br') return '\n'
  if (node.type === 'mention') return `@${node.name}`
  return node.children.map(wordsOf).join(STACKED.has(node.type) ? '\n' : '')
}

/** Every address linked to, in order, as often as it is. */
export function linksOf(blocks: readonly Block[]): readonly string[] {
  return [...walk(blocks)].flatMap((node) => (node.type === 'a' ? [node.href] : []))
}

/** Everybody mentioned, in order, once. */
export function mentionsOf(blocks: readonly Block[]): readonly Mention[] {
  const found = new Map<string, Mention>()
  for (const node of walk(blocks)) {
    if (node.type === 'mention' && !found.has(node.id)) found.set(node.id, { id: node.id, name: node.name })
  }
  return [...found.values()]
}

function* walk(nodes: readonly Node[]): Generator<Node> {
  for (const node of nodes) {
    yield node
    if ('children' in node) yield* walk(node.children)
  }
}
