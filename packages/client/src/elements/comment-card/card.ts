/**
 * One comment: who, when, what, the signs below it, and what the reader can do with it.
 *
 * Owns its three faces (read, changed, about to be deleted) and the answer that is written below it. In which place it stands
 * is decided in `thread.ts`. Invariant: its node and the form in it stay the same for as long as the comment is shown.
 */
import type { Comment } from '@roomful/protocol'
import type { ShownComment } from '../../model/comments/overlay.js'
import { arrange, setAttribute } from '../arrange.js'
import { button } from '../box/controls.js'
import type { Composer } from '../compose/composer.js'
import { h, setText } from '../dom.js'
import { fillIn } from '../words/fill-in.js'
import { isUnsent } from './actions.js'
import { createBody } from './body.js'
import { createByline } from './byline.js'
import { entriesFor } from './card-menu.js'
import type { Desk } from '../comments/desk.js'
import { createFace } from './face.js'
import { sendAgain, takeBack } from './refused.js'
import { createMenu } from '../floating/menu.js'
import { createOutcome, textWrite } from './outcome.js'
import { createReactionsBar } from './reactions-bar.js'
import { createRemoval } from './removal.js'
import { createVeil } from './veil.js'
import { answerForm, changeForm } from '../comments/forms.js'

/** Where a comment stands. */
export interface CardPlace {
  /** Whom it answers, where that is not to be seen from its place. */
  readonly answers: Comment | undefined
  /** Nobody can answer any more. */
  readonly isClosed: boolean
  /** What is written now waits for the connection. */
  readonly isAway: boolean
  /** Another one when something else has changed that shows, like rights. */
  readonly version: number
}

export interface Card {
  readonly node: HTMLElement
  draw(comment: ShownComment, place: CardPlace): void
  /** Time has passed. */
  tick(): void
  /** Others are here than before. */
  greet(): void
  focus(): void
  /** Opens the form for an answer, with these words in it. */
  answer(text: string): void
  stop(): void
}

export function createCard(desk: Desk, first: ShownComment): Card {
  const { words } = desk.speech
  let comment = first
  let place: CardPlace | undefined
  let changing: Composer | undefined
  let answering: Composer | undefined

  const face = createFace(desk)
  const byline = createByline(desk)
  const menu = createMenu(() => entriesFor(desk, comment, { edit: () => change(), remove: () => removal.start() }))
  const answered = h('a', { class: 'answered', hidden: true })
  const body = createBody(desk)
  const outcome = createOutcome({
    desk,
    again: () => sendAgain(desk, comment),
    edit: () => takeBack(desk, comment, change),
    discard: () => comment.write && desk.comments.discard(comment.write.id),
  })
  const reactions = createReactionsBar(desk)
  const reply = button(words.reply, 'plain small reply', () => answer())
  const foot = h('div', { class: 'foot' }, reactions.node, reply)
  const removal = createRemoval(desk, {
    comment: () => comment,
    changed: () => redraw(),
    back: () => menu.button.focus({ preventScroll: true }),
    rest: () => node.focus({ preventScroll: true }),
  })
  const gone = h('p', { class: 'gone' }, words.removed)
  const veil = createVeil(desk, () => {
    redraw()
    node.focus({ preventScroll: true })
  })
  const slot = h('div', { class: 'slot' })
  const answerSlot = h('div', { class: 'slot' })
  const head = h('header', { class: 'head' }, byline.node, menu.node)
  const whole = [head, answered, removal.node, body.node, slot, outcome.node, foot, answerSlot]
  const main = h('div', { class: 'main' }, ...whole)
  const node = h('article', { class: 'comment', part: 'comment', tabindex: -1 }, face.node, main)

  function change(text = comment.text): void {
    changing ??= changeForm(desk, comment, {
      text,
      done(said) {
        desk.follow(desk.comments.edit(comment.id, said.text, { mentions: said.mentions.map(({ id }) => id) }), {
          done: words.saved,
          isShown: false,
        })
        endChange()
      },
      cancel: () => endChange(),
    })
    slot.replaceChildren(changing.node)
    redraw()
    changing.focus()
  }
  function endChange(): void {
    changing = undefined
    redraw()
    menu.button.focus({ preventScroll: true })
    slot.replaceChildren()
  }
  function answer(isFocused = true): void {
    answering ??= answerForm(desk, comment, () => endAnswer())
    answering.setGuest(desk.guest())
    answerSlot.replaceChildren(answering.node)
    setAttribute(reply, 'aria-expanded', 'true')
    if (isFocused) answering.focus()
  }
  function endAnswer(): void {
    answering = undefined
    setAttribute(reply, 'aria-expanded', 'false')
    reply.focus({ preventScroll: true })
    answerSlot.replaceChildren()
  }
  function redraw(): void {
    if (place) paint(place)
  }

  function paint(at: CardPlace): void {
    const { id, status, author } = comment
    const isGone = status === 'deleted'
    const isChanging = changing !== undefined
    const isFresh = isUnsent(comment)
    const isVeiled = !isGone && veil.hides(author)
    node.id = `comment-${id}`
    setAttribute(node, 'aria-labelledby', isGone || isVeiled ? undefined : `by-${id} at-${id}`)
    setAttribute(node, 'aria-label', isGone ? words.removed : isVeiled ? words.ignored : undefined)
    setAttribute(
      node,
      'data-state',
      isGone ? 'gone' : removal.isOn() ? 'removing' : isPending(comment) ? 'pending' : status,
    )
    setAttribute(node, 'data-own', desk.isMe(author))
    face.draw(isGone || isVeiled ? undefined : author?.name ? author : desk.self())
    // [T4] Nothing of its author or words stays on the page, hidden or not. Who answers it at this moment goes on.
    arrange(main, isGone ? [gone, answerSlot] : isVeiled ? [veil.node] : whole)
    removal.draw(isGone)
    if (isGone || isVeiled) return
    byline.draw(comment)
    menu.setLabel(fillIn(words.actions, { name: author?.name ?? '' }))
    menu.node.hidden = isFresh || removal.isOn()
    drawAnswered(at.answers)
    body.node.hidden = isChanging || removal.isOn()
    body.draw(comment)
    slot.hidden = !isChanging
    outcome.draw(comment, at.isAway)
    reactions.node.hidden = isFresh || status !== 'visible'
    reactions.draw(comment)
    reply.hidden = isFresh || at.isClosed || status !== 'visible' || !desk.may('comment')
    setAttribute(reply, 'aria-label', author === undefined ? undefined : fillIn(words.replyTo, { name: author.name }))
    foot.hidden = isChanging || removal.isOn() || (reactions.node.hidden && reply.hidden)
  }
  function drawAnswered(to: Comment | undefined): void {
    const name = to?.author?.name
    answered.hidden = name === undefined
    if (to === undefined || name === undefined) return
    setText(answered, fillIn(words.inAnswerTo, { name }))
    setAttribute(answered, 'href', desk.addressOf(to.id))
  }

  if (desk.drafts.get(`answer ${first.id}`)) answer(false)
  return {
    node,
    draw(next, at) {
      // A section has hundreds of these, and most of the time one of them has changed.
      if (place && next === comment && isSamePlace(place, at)) return
      comment = next
      place = at
      paint(at)
    },
    tick: byline.tick,
    greet: face.greet,
    focus: () => node.focus({ preventScroll: true }),
    answer(text) {
      answer()
      answering?.fill(text, [])
      answering?.focus()
    },
    stop: () => removal.finish(),
  }
}

function isSamePlace(a: CardPlace, b: CardPlace): boolean {
  return a.answers === b.answers && a.isClosed === b.isClosed && a.isAway === b.isAway && a.version === b.version
}

function isPending(comment: ShownComment): boolean {
  const write = textWrite(comment)
  return write !== undefined && write.error === undefined
}
