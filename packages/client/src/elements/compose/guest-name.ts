/** The line in which a guest says how to be called. It is no more than a wish: the server decides. [P8] */
import { MAX_NAME_CHARS } from '@roomful/protocol'
import { h } from '../dom.js'
import type { CommentWords } from '../words/comments/comments-words.js'

export interface GuestName {
  readonly node: HTMLElement
  read(): string | undefined
  set(guest: { readonly name: string } | undefined): void
}

/** [D8] What stands here leaves the page with the comment, and is kept by nothing of ours before the visitor chose to be seen. */
export function createGuestName(id: string, words: CommentWords): GuestName {
  const input = h('input', {
    id: `${id}-name`,
    type: 'text',
    name: 'roomful-name',
    maxlength: MAX_NAME_CHARS,
    autocomplete: 'nickname',
    spellcheck: 'false',
    dir: 'auto',
    placeholder: words.nameHint,
  })
  const node = h('label', { class: 'by', hidden: true }, h('span', {}, words.name), input)
  let isChanged = false
  input.addEventListener('input', () => (isChanged = true))
  return {
    node,
    read: () => (node.hidden || input.value.trim() === '' ? undefined : input.value.trim()),
    set(guest) {
      node.hidden = guest === undefined
      if (guest !== undefined && !isChanged && input.value !== guest.name) input.value = guest.name
    },
  }
}
