/**
 * Puts blocks below each other in the Markdown of comments: quotes and lists as signs before each line.
 *
 * Owns the containers that are open, as HTML opens and closes them, in whatever order. Deeper than a reader looks they are
 * counted but not shown, so that their ends find their beginnings. Every step costs the same however many are open.
 */

/** As in the protocol's `markdown.ts`: quotes and lists within each other; deeper signs would be text. */
const MAX_NESTING = 3

type Kind = 'quote' | 'ul' | 'ol' | 'item'

interface Container {
  readonly kind: Kind
  readonly isShown: boolean
  /** Of a numbered list: its last number. */
  count: number
  /** Of an item: what stands before its first line. */
  readonly marker: string
  isBegun: boolean
}

export interface BlockWriter {
  open(kind: Kind): void
  /** Closes the innermost of this kind and what is open in it. Without one nothing happens. */
  close(kind: Kind): void
  /** Writes a block; its lines are parted by line feeds. */
  write(block: string): void
  text(): string
}

export function createBlockWriter(): BlockWriter {
  const stack: Container[] = []
  const shown: Container[] = []
  const open = new Map<Kind, number>()
  let levels = 0
  let before: readonly Container[] = []
  let text = ''

  const push = (kind: Kind, isShown: boolean, marker = ''): void => {
    const container: Container = { kind, isShown, count: 0, marker, isBegun: false }
    stack.push(container)
    if (isShown) shown.push(container)
    if (isShown && kind !== 'item') levels++
    open.set(kind, (open.get(kind) ?? 0) + 1)
  }
  const pop = (): Kind | undefined => {
    const container = stack.pop()
    if (container === undefined) return undefined
    if (container.isShown) shown.pop()
    if (container.isShown && container.kind !== 'item') levels--
    open.set(container.kind, (open.get(container.kind) ?? 1) - 1)
    return container.kind
  }
  const openItem = (): void => {
    if (stack.at(-1)?.kind === 'item') pop()
    const top = stack.at(-1)
    if (top?.kind !== 'ul' && top?.kind !== 'ol') push('ul', levels < MAX_NESTING)
    const list = stack.at(-1)
    if (list === undefined) return
    list.count++
    push('item', list.isShown, list.kind === 'ol' ? `${list.count}. ` : '- ')
  }
  const signs = (isFirstLine: boolean, among: readonly Container[]): string => {
    let line = ''
    for (const { kind, marker, isBegun } of among) {
      if (kind === 'quote') line += '> '
      if (kind === 'item') line += isFirstLine && !isBegun ? marker : ' '.repeat(marker.length)
    }
    return line
  }
  /** An empty line, within what both blocks are in; none before an entry or a list within an entry. */
  const gap = (): string => {
    let common = 0
    while (common < shown.length && shown[common] === before[common]) common++
    const next = shown[common]?.kind
    const isTight = next === 'item' || (next === 'ul' && shown[common - 1]?.kind === 'item')
    return isTight ? '\n' : `\n${signs(false, shown.slice(0, common)).trimEnd()}\n`
  }

  return {
    open: (kind) => (kind === 'item' ? openItem() : push(kind, levels < MAX_NESTING)),
    close(kind) {
      if ((open.get(kind) ?? 0) === 0) return
      while (pop() !== kind);
    },
    write(block) {
      if (text !== '') text += gap()
      const [first = '', ...others] = block.split('\n')
      text += signs(true, shown) + first
      for (const container of shown) container.isBegun = true
      const rest = signs(false, shown)
      for (const line of others) text += `\n${(rest + line).trimEnd()}`
      before = [...shown]
    },
    text: () => text,
  }
}
