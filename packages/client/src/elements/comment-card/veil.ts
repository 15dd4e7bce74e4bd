/** What stands in the place of a comment by somebody whom the reader ignores: that there is one, and a way to see it. */
import type { CommentAuthor } from '@roomful/protocol'
import { button } from '../box/controls.js'
import type { Desk } from '../comments/desk.js'
import { h } from '../dom.js'

export interface Veil {
  readonly node: HTMLElement
  /** Whether the comment of this author is not shown. */
  hides(author: CommentAuthor | undefined): boolean
}

/** @param lifted the reader wants to see this one all the same */
export function createVeil({ live, speech: { words } }: Desk, lifted: () => void): Veil {
  let isLifted = false
  const show = button(words.showIgnored, 'plain small', () => {
    isLifted = true
    lifted()
  })
  return {
    node: h('p', { class: 'gone' }, words.ignored, ' ', show),
    hides: (author) => !isLifted && author !== undefined && live.ignored.get().has(author.id),
  }
}
