/** The words on the page that a new comment is about, above its text, and a button to let go of them. */
import type { Passage } from '@roomful/protocol'
import { h, setText } from '../dom.js'
import { icon } from '../picture.js'
import type { CommentWords } from '../words/comments/comments-words.js'

const CLOSE = 'M6 6l8 8M14 6l-8 8'

export interface About {
  readonly node: HTMLElement
  get(): Passage | undefined
  set(passage: Passage | undefined): void
}

export function createAbout(words: CommentWords, changed: () => void): About {
  let passage: Passage | undefined
  const quoted = h('span', { class: 'words', dir: 'auto' })
  const drop = h(
    'button',
    {
      class: 'tool',
      type: 'button',
      'aria-label': words.dropPassage,
      title: words.dropPassage,
      onclick() {
        set(undefined)
        changed()
        node.parentElement?.querySelector('textarea')?.focus()
      },
    },
    icon(CLOSE),
  )
  const node = h('blockquote', { class: 'about', hidden: true }, quoted, drop)
  function set(next: Passage | undefined): void {
    passage = next
    node.hidden = next === undefined
    setText(quoted, next?.exact ?? '')
  }
  return { node, get: () => passage, set }
}
