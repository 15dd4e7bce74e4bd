/** The picture of an author. The dot on it says that somebody is here at this moment, and nothing about those who are not. */
import type { CommentAuthor } from '@roomful/protocol'
import { avatar } from '../avatar.js'
import type { Desk } from '../comments/desk.js'
import { setAttribute } from '../arrange.js'
import { h } from '../dom.js'

export interface Face {
  readonly node: HTMLElement
  /** Undefined: somebody who is gone, or of whom nothing is known yet. */
  draw(author: CommentAuthor | undefined): void
  /** Others are here than before. */
  greet(): void
}

/** Of people whose colour is not known. */
const NEUTRAL = 8

export function createFace({ memberOf, speech }: Desk): Face {
  const node = h('span', { class: 'face' })
  const ghost = h('span', { class: 'ghost', part: 'avatar' })
  let shown: CommentAuthor | undefined
  let picture: HTMLElement | undefined
  let isHere: boolean | undefined

  function paint(): void {
    const next = shown === undefined ? ghost : (picture ?? ghost)
    if (next.parentNode !== node) node.replaceChildren(next)
  }
  function greet(): void {
    const member = shown && memberOf(shown.id)
    const isNow = member?.state === 'here'
    if (picture === undefined || isNow === isHere) return
    isHere = isNow
    setAttribute(picture, 'data-state', isNow ? 'here' : undefined)
    picture.title = isNow ? speech.words.here : ''
  }
  return {
    node,
    greet,
    draw(author) {
      shown = author
      if (author !== undefined) {
        const color = author.color ?? memberOf(author.id)?.color ?? NEUTRAL
        picture = avatar({ ...author, color, state: 'here', refs: [] }, picture)
        isHere = undefined
        greet()
      }
      paint()
    },
  }
}
