/** The small buttons for bold, italic, link, quote and code. One stop for the Tab key; arrows go on from there. */
import { setAttribute } from '../arrange.js'
import { h } from '../dom.js'
import { icon } from '../picture.js'
import type { CommentWords } from '../words/comments/comments-words.js'
import type { FormatKind } from './format.js'

const KINDS: readonly (readonly [FormatKind, string])[] = [
  ['bold', 'M6 4h5a3 3 0 0 1 0 6H6zM6 10h6a3 3 0 0 1 0 6H6z'],
  ['italic', 'M8.5 4H14M6 16h5.5M11.5 4l-3 12'],
  [
    'link',
    'M8.5 11.5a3 3 0 0 0 4.3 0l2.4-2.4a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.4 2.4a3 3 0 0 0 4.3 4.3l1-1',
  ],
  ['quote', 'M4.5 4.5v11M8.5 6.5h7M8.5 10h7M8.5 13.5h4.5'],
  ['code', 'M7 6 3 10l4 4M13 6l4 4-4 4'],
]

export function createTools(words: CommentWords, press: (kind: FormatKind) => void): HTMLElement {
  const buttons = KINDS.map(([kind, path], index) =>
    h(
      'button',
      {
        class: 'tool',
        type: 'button',
        'aria-label': words[kind],
        title: words[kind],
        tabindex: index === 0 ? 0 : -1,
        // The selection in the text stays what it is.
        onmousedown: (event: Event) => event.preventDefault(),
        onclick: () => press(kind),
      },
      icon(path),
    ),
  )
  const node = h('div', { class: 'tools', role: 'toolbar', 'aria-label': words.tools }, ...buttons)
  node.addEventListener('keydown', (event) => rove(event, node, buttons))
  return node
}

/** Arrows, Home and End move the one stop within a row of buttons. */
export function rove(event: KeyboardEvent, row: HTMLElement, buttons: readonly HTMLElement[]): void {
  const at = buttons.findIndex((each) => each === event.target)
  const isBackwards = getComputedStyle(row).direction === 'rtl'
  const step = { ArrowRight: isBackwards ? -1 : 1, ArrowLeft: isBackwards ? 1 : -1 }[event.key]
  const next =
    event.key === 'Home'
      ? 0
      : event.key === 'End'
        ? buttons.length - 1
        : step === undefined
          ? -1
          : (at + step + buttons.length) % buttons.length
  const target = buttons[next]
  if (at < 0 || target === undefined) return
  event.preventDefault()
  for (const each of buttons) setAttribute(each, 'tabindex', each === target ? '0' : '-1')
  target.focus()
}
