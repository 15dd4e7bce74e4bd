/**
 * A first comment and its answers: one level further in, however deep they go. Whom a deep one answers is said above it.
 *
 * Owns which answers are folded away and the button for new ones, which stands in the gap below, so that nothing moves when it
 * appears. The answers' cards are kept by the section, which knows them all by their keys.
 */
import type { Comment } from '@roomful/protocol'
import type { CommentThread } from '../../model/comments/view.js'
import type { ShownComment } from '../../model/comments/overlay.js'
import { arrange, setAttribute } from '../arrange.js'
import { button } from '../box/controls.js'
import { h, setText } from '../dom.js'
import { plural } from '../words/words.js'
import type { Card } from '../comment-card/card.js'
import type { Desk } from './desk.js'
import { createTypingLine } from './typing-line.js'

/** What all threads of a drawing have in common. */
export interface ThreadContext {
  readonly isClosed: boolean
  readonly isAway: boolean
  /** Another one when something else than comments has changed. */
  readonly version: number
  /** The card of a comment, made at the first call. */
  card(comment: ShownComment): Card
  typing(thread: string): readonly string[]
}

export interface ThreadView {
  readonly node: HTMLLIElement
  draw(thread: CommentThread, context: ThreadContext): void
  /** Shows what is folded away. */
  unfold(): void
}

export function createThread(desk: Desk, { comment: first }: CommentThread): ThreadView {
  const { words, lang } = desk.speech
  let id = first.id
  let drawn: { readonly thread: CommentThread; readonly context: ThreadContext; readonly isFolded: boolean } | undefined
  let isFolded = first.resolved === true
  const answers = h('ol', { class: 'answers', role: 'list' })
  const unfold = button('', 'plain small', () => {
    isFolded = false
    desk.redraw()
    answers.querySelector<HTMLElement>('.comment')?.focus({ preventScroll: true })
  })
  const more = button(words.moreAnswers, 'plain small', () => {
    const last = answers.lastElementChild
    more.disabled = true
    desk.comments
      .thread(id)
      .then(desk.redraw)
      .then(
        () => (last?.nextElementSibling ?? answers.lastElementChild)?.querySelector<HTMLElement>('.comment'),
        () => desk.tell(words.refusals.other),
      )
      .then((next) => {
        more.disabled = false
        if (more.hidden) next?.focus({ preventScroll: true })
      })
      .catch(() => undefined)
  })
  const fresh = h('button', {
    class: 'fresh small',
    part: 'new',
    type: 'button',
    hidden: true,
    onclick: () => showFresh(),
  })
  const typing = createTypingLine(desk.speech)
  const below = h('div', { class: 'below' }, unfold, more)
  const place = h('div', { class: 'first' })
  const node = h('li', { class: 'thread', part: 'thread' }, place, answers, below, fresh, typing.node)

  function showFresh(): void {
    const before = answers.lastElementChild
    desk.comments.showNew(id)
    desk.redraw()
    const next = (before?.nextElementSibling ?? answers.firstElementChild)?.querySelector<HTMLElement>('.comment')
    next?.focus({ preventScroll: true })
  }
  return {
    node,
    unfold() {
      if (!isFolded) return
      isFolded = false
      desk.redraw()
    },
    draw(thread, context) {
      typing.draw(context.typing(thread.comment.id))
      // A section has hundreds of comments, and most of the time one of them has changed.
      if (drawn?.thread === thread && drawn.isFolded === isFolded && isSame(drawn.context, context)) return
      drawn = { thread, context, isFolded }
      const { comment } = thread
      id = comment.id
      const { isClosed, isAway, version } = context
      const rest = { isClosed, isAway, version }
      const own = context.card(comment)
      own.draw(comment, { ...rest, answers: undefined })
      arrange(place, [own.node])
      const parents = new Map<string, Comment>(thread.answers.map((each) => [each.id, each]))
      const items = (isFolded ? [] : thread.answers).map((answer) => {
        const card = context.card(answer)
        // [T7] In a thread answers stand in order of time, so only the first comment is answered without a word.
        card.draw(answer, { ...rest, answers: answer.parent === undefined ? undefined : parents.get(answer.parent) })
        return itemOf(card)
      })
      arrange(answers, items)
      answers.hidden = items.length === 0
      unfold.hidden = !isFolded || thread.answers.length === 0
      setText(unfold, plural(words.showAnswers, thread.answers.length + thread.more, lang))
      more.hidden = isFolded || thread.more === 0
      below.hidden = unfold.hidden && more.hidden
      drawFresh(thread.fresh)
      setAttribute(node, 'data-resolved', comment.resolved === true)
    },
  }

  /** Where nobody reads at the moment, or where somebody writes, new answers simply stand there. */
  function drawFresh(count: number): void {
    fresh.hidden = count === 0
    if (count === 0) return
    setText(fresh, plural(words.saidAnswers, count, lang))
    const { top, bottom } = node.getBoundingClientRect()
    const isOutOfSight = top >= innerHeight || bottom <= 0
    if (node.isConnected && (isOutOfSight || node.contains(desk.root.activeElement))) {
      fresh.hidden = true
      queueMicrotask(() => desk.comments.showNew(id))
    }
  }
}

function isSame(a: ThreadContext, b: ThreadContext): boolean {
  return a.isClosed === b.isClosed && a.isAway === b.isAway && a.version === b.version
}

const itemsOfCards = new WeakMap<Card, HTMLLIElement>()

/** The place of a card in the list, the same as long as there is the card. */
function itemOf(card: Card): HTMLLIElement {
  const known = itemsOfCards.get(card) ?? h('li', {}, card.node)
  itemsOfCards.set(card, known)
  if (card.node.parentNode !== known) known.append(card.node)
  return known
}
