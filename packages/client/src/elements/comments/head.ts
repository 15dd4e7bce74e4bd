/** The head of the section: how many comments there are, in which order they stand, and what a moderator needs at hand. */
import type { CommentSort } from '@roomful/protocol'
import type { CommentsView } from '../../room/comments.js'
import { setAttribute } from '../arrange.js'
import { h, setText } from '../dom.js'
import { ICONS } from '../floating/icons.js'
import { createMenu } from '../floating/menu.js'
import { icon } from '../picture.js'
import { digits, plural } from '../words/words.js'
import type { Desk } from './desk.js'

const ORDERS: readonly CommentSort[] = ['new', 'old', 'top']

export interface Head {
  readonly node: HTMLElement
  draw(view: CommentsView): void
  /** Takes the focus, for want of a better place. */
  focus(): void
}

export interface HeadOptions {
  readonly desk: Desk
  /** Of the heading, 1 to 6. */
  readonly level: number
  /** Shows what waits for a moderator, or puts it away. */
  toggleQueue(): void
  isQueueOpen(): boolean
}

export function createHead({ desk, level, toggleQueue, isQueueOpen }: HeadOptions): Head {
  const { words, lang } = desk.speech
  const count = h('span', { class: 'count', part: 'count' })
  const title = h(
    `h${String(level)}` as 'h2',
    { class: 'title', part: 'title', id: 'title', tabindex: -1 },
    words.title,
    ' ',
    count,
  )
  const order = h(
    'select',
    { class: 'select', part: 'sort', 'aria-label': words.order },
    ...ORDERS.map((value) => h('option', { value }, words.orders[value])),
  )
  order.addEventListener('change', () => {
    desk.comments.sort(order.value as CommentSort).catch(() => {
      order.value = desk.comments.get().sort
      desk.tell(words.refusals.other)
    })
  })
  const waiting = h('button', {
    class: 'button small badge-button',
    part: 'queue-button',
    type: 'button',
    onclick: toggleQueue,
  })
  const menu = createMenu(() => {
    const isClosed = desk.comments.get().closed
    return [
      { label: words.queueTitle, icon: ICONS.shield, run: toggleQueue },
      {
        label: isClosed ? words.open : words.close,
        icon: ICONS.lock,
        run: () => desk.follow(desk.comments.close(!isClosed), { done: words.applied }),
      },
    ]
  }, words.moderation)
  const orders = h('span', { class: 'order' }, order, icon(ICONS.chevron))
  return {
    node: h(
      'header',
      { class: 'top', part: 'header' },
      title,
      h('span', { class: 'space' }),
      waiting,
      orders,
      menu.node,
    ),
    focus: () => title.focus({ preventScroll: true }),
    draw({ total, sort, status }) {
      setText(count, status === 'loading' || total === 0 ? '' : digits(total, lang))
      // One needs no order.
      orders.hidden = total < 2
      if (order.value !== sort) order.value = sort
      const isModerator = desk.may('moderate')
      menu.node.hidden = !isModerator
      const { held = 0, reported = 0 } = desk.moderation.waiting.get() ?? {}
      waiting.hidden = !isModerator || held + reported === 0
      setText(waiting, plural(words.waiting, held + reported, lang))
      setAttribute(waiting, 'aria-expanded', String(isQueueOpen()))
    },
  }
}
