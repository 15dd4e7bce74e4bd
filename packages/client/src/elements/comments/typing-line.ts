/** The line that says who is writing. It has its height from the start, and it is no live region: it would never be quiet. */
import { h, setText } from '../dom.js'
import type { CommentSpeech } from '../words/comments/comments-words.js'
import { fillIn } from '../words/fill-in.js'

export interface TypingLine {
  readonly node: HTMLElement
  draw(names: readonly string[]): void
}

export function createTypingLine({ words }: CommentSpeech): TypingLine {
  const text = h('span')
  const dots = h('span', { class: 'ellipsis', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'))
  const node = h('p', { class: 'typing', part: 'typing', 'data-on': false }, dots, text)
  return {
    node,
    draw(names) {
      const [name, other, third] = names
      node.toggleAttribute('data-on', name !== undefined)
      if (name === undefined) return setText(text, '')
      const sentence = third !== undefined ? words.typingMany : other !== undefined ? words.typingTwo : words.typing
      setText(text, fillIn(sentence, { name, other: other ?? '' }))
    },
  }
}
