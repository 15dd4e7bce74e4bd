/**
 * The words of a comment: the passage they are about, and the text, of which a very long one is shown in part.
 *
 * Drawn anew only when the text differs, so that a selection or a focused link in it stays.
 */
import { parseMarkdown, type Comment } from '@roomful/protocol'
import { setAttribute } from '../arrange.js'
import { button } from '../box/controls.js'
import { h, setText } from '../dom.js'
import { fillIn } from '../words/fill-in.js'
import type { Desk } from '../comments/desk.js'
import { markdownNodes } from '../comments/markdown-nodes.js'

/** About a screen of a phone. What is longer hides what others say. */
const LONG_CHARS = 1_400
const LONG_LINES = 18

export interface Body {
  readonly node: HTMLElement
  draw(comment: Comment): void
}

export function createBody(desk: Desk): Body {
  const { words } = desk.speech
  const text = h('div', { class: 'text', part: 'text', dir: 'auto' })
  const quoted = h('span', { class: 'words', dir: 'auto' })
  const passage = h('button', { class: 'passage', part: 'passage', type: 'button', hidden: true }, quoted)
  const readOn = button(words.readOn, 'plain small', () => {
    setAttribute(text, 'data-long', undefined)
    readOn.hidden = true
    text.focus({ preventScroll: true })
  })
  let drawn: string | undefined
  let shown: Comment | undefined
  passage.addEventListener('click', () => {
    if (shown?.passage && desk.live.passages.current?.flash(shown.id, shown.passage) === false)
      desk.tell(words.passageGone)
  })
  return {
    node: h('div', { class: 'body' }, passage, text, readOn),
    draw(comment) {
      shown = comment
      const { passage: about } = comment
      passage.hidden = about === undefined
      if (about) {
        setText(quoted, about.exact)
        setAttribute(passage, 'aria-label', fillIn(words.showPassage, { words: about.exact }))
        // Without anybody who can show it, it is a quote.
        passage.disabled = desk.live.passages.current === undefined
      }
      const key = JSON.stringify([comment.text, comment.mentions ?? []])
      if (key === drawn) return
      const isFirst = drawn === undefined
      drawn = key
      text.replaceChildren(...markdownNodes(parseMarkdown(comment.text, { mentions: comment.mentions ?? [] })))
      const isLong = comment.text.length > LONG_CHARS || comment.text.split('\n').length > LONG_LINES
      if (isLong && !isFirst && readOn.hidden) return
      setAttribute(text, 'data-long', isLong)
      setAttribute(text, 'tabindex', isLong ? '-1' : undefined)
      readOn.hidden = !isLong
    },
  }
}
