/**
 * Choosing words without a mouse or a caret: paragraph by paragraph, and sentence by sentence.
 *
 * A button that is seen when the keyboard reaches it. Once pressed, arrows move a mark through the text and each stop is read
 * aloud; the focus stays on the button, so leaving it ends the choosing.
 */
import { checkPassage, type Passage } from '@roomful/protocol'
import { describePassage } from '../../model/passage.js'
import { setAttribute } from '../arrange.js'
import { h } from '../dom.js'
import { isSkipped } from '../pods/page-text.js'
import type { PassageLayer } from '../passages/passage-layer.js'
import { fillIn } from '../words/fill-in.js'
import type { MarginWords } from '../words/margin/margin-words.js'
import { step, unitsOf, type Unit } from './units.js'

const BLOCKS = 'p,li,h1,h2,h3,h4,h5,h6,blockquote,pre,td,th,dd,dt,figcaption,summary'
const KEYS = new Set(['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'Home', 'End'])

export interface PickBlock {
  readonly node: HTMLElement
  /** Begins at what is in the window. */
  start(): void
  /** What is chosen at the moment. */
  chosen(): Passage | undefined
}

export interface PickOptions {
  readonly words: MarginWords
  readonly content: Element
  readonly layer: PassageLayer
  /** Something else is chosen. */
  changed(passage: Passage | undefined): void
  write(passage: Passage): void
  /** Says something to screen readers, at once. */
  say(text: string): void
}

export function createPickBlock({ words, content, layer, changed, write, say }: PickOptions): PickBlock {
  const help = h('span', { class: 'help', id: 'pick-help', hidden: true }, words.pickHelp)
  const button = h(
    'button',
    {
      class: 'pick',
      part: 'pick',
      type: 'button',
      'aria-describedby': 'pick-help',
      'aria-keyshortcuts': 'Control+Alt+M',
    },
    words.pick,
  )
  const node = h('div', { class: 'picker' }, button, help)
  let units: readonly Unit[] = []
  let at = { unit: 0, part: 0 }
  let passage: Passage | undefined

  function end(): void {
    if (passage === undefined) return
    passage = undefined
    setAttribute(node, 'data-on', false)
    help.hidden = true
    changed(undefined)
  }
  function choose(next: typeof at): void {
    const span = units[next.unit]?.spans[next.part]
    const found = span && describePassage(layer.page().text, span.start, span.end)
    if (found === undefined) return
    at = next
    // What the server would refuse cannot be chosen.
    passage = checkPassage(found)
    changed(passage)
    say(fillIn(words.picked, { words: found.exact }))
  }
  function start(): void {
    const blocks = blocksIn(content)
    const page = layer.page()
    const spans = blocks.map((block) => page.spanOf(block))
    units = unitsOf(page.text, spans)
    const inView = blocks.findIndex((block) => block.getBoundingClientRect().top >= 0)
    const from = spans[inView]?.start ?? 0
    const unit = units.findIndex(({ spans: [whole] }) => (whole?.start ?? 0) >= from)
    help.hidden = false
    setAttribute(node, 'data-on', true)
    button.focus({ preventScroll: true })
    choose({ unit: Math.max(0, unit), part: 0 })
  }
  button.addEventListener('click', () => {
    const chosen = passage
    if (chosen === undefined) return start()
    end()
    write(chosen)
  })
  button.addEventListener('keydown', (event) => {
    if (passage === undefined) return
    if (event.key === 'Escape') end()
    else if (KEYS.has(event.key)) choose(step(units, at, inDirection(event.key, content)))
    else return
    event.preventDefault()
    event.stopPropagation()
  })
  button.addEventListener('blur', end)
  return { node, start, chosen: () => passage }
}

/** The innermost blocks of a text that have words. */
function blocksIn(content: Element): Element[] {
  return [...content.querySelectorAll(BLOCKS)].filter((block) => {
    if (block.querySelector(BLOCKS) !== null || (block.textContent ?? '').trim() === '') return false
    for (let at: Element | null = block; at !== null && at !== content; at = at.parentElement)
      if (isSkipped(at)) return false
    return block.getClientRects().length > 0
  })
}

/** Where one reads from the right, the left arrow goes on. */
function inDirection(key: string, content: Element): string {
  if (getComputedStyle(content).direction !== 'rtl') return key
  return { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' }[key] ?? key
}
