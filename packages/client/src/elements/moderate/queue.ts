/** What waits for a moderator in this room, above the comments: each with the reason it waits, and a verdict. [M4,M6] */
import type { QueuedComment } from '../../room/moderation.js'
import { arrange } from '../arrange.js'
import { createFace } from '../comment-card/face.js'
import { button } from '../box/controls.js'
import { h } from '../dom.js'
import { fillIn } from '../words/fill-in.js'
import { plural } from '../words/words.js'
import { createBody } from '../comment-card/body.js'
import type { Desk } from '../comments/desk.js'
import { ICONS } from '../floating/icons.js'
import { createMenu } from '../floating/menu.js'
import { sayReason } from './report.js'
import { askRestraint } from './restrain.js'
import { fullTime, relativeTime } from '../comment-card/when.js'

export interface Queue {
  readonly node: HTMLElement
  isOpen(): boolean
  open(): void
  shut(): void
  /** Reads again what waits, where it is shown. */
  refresh(): void
}

export function createQueue(desk: Desk, onShut: () => void): Queue {
  const { words } = desk.speech
  const list = h('ol', { class: 'waiting', role: 'list' })
  const empty = h('p', { class: 'nothing', hidden: true }, words.queueEmpty)
  const more = button(words.more, 'small', () => read(cursor))
  const node = h(
    'section',
    { class: 'queue', part: 'queue', 'aria-labelledby': 'queue-title', hidden: true },
    h(
      'div',
      { class: 'queue-head' },
      h('h3', { id: 'queue-title', tabindex: -1 }, words.queueTitle),
      button(words.dismiss, 'plain small', () => {
        node.hidden = true
        onShut()
      }),
    ),
    list,
    empty,
    more,
  )
  const items = new Map<string, HTMLLIElement>()
  let cursor: string | undefined
  let reading = 0

  function read(from?: string): void {
    const mine = ++reading
    desk.moderation.queue(from).then(
      ({ list: read, more: next }) => {
        if (mine === reading) draw(from === undefined ? read : undefined, read, next)
      },
      () => desk.tell(words.refusals.other),
    )
  }
  function draw(all: readonly QueuedComment[] | undefined, added: readonly QueuedComment[], next?: string): void {
    cursor = next
    if (all) for (const id of [...items.keys()]) if (!all.some(({ comment }) => comment.id === id)) items.delete(id)
    for (const each of added) if (!items.has(each.comment.id)) items.set(each.comment.id, itemOf(each))
    show()
  }
  function show(): void {
    arrange(list, [...items.values()])
    empty.hidden = items.size > 0
    more.hidden = cursor === undefined
  }
  function judge(id: string, verdict: 'approve' | 'reject'): void {
    const write = desk.comments.judge(id, verdict)
    desk.follow(write, { done: verdict === 'approve' ? words.approved : words.declined })
    const item = items.get(id)
    const next = item?.nextElementSibling ?? item?.previousElementSibling
    items.delete(id)
    // The next one, so that somebody with many to judge need not look for it.
    ;(next?.querySelector('button') ?? node.querySelector<HTMLElement>('h3'))?.focus()
    show()
    write.done.catch(() => read())
  }

  function itemOf({ comment, reason, reports, approved, rejected }: QueuedComment): HTMLLIElement {
    const { id, author, atMs } = comment
    const { lang } = desk.speech
    const body = createBody(desk)
    body.draw(comment)
    const time = relativeTime(atMs, desk.live.clock.now(), lang) ?? words.justNow
    const menu = createMenu(
      () =>
        author
          ? [{ label: words.restrain, icon: ICONS.restrain, isGrave: true, run: () => askRestraint(desk, author) }]
          : [],
      fillIn(words.actions, { name: author?.name ?? '' }),
    )
    const face = createFace(desk)
    face.draw(author)
    return h(
      'li',
      { class: 'waits' },
      face.node,
      h(
        'div',
        { class: 'main' },
        h(
          'div',
          { class: 'head' },
          h(
            'span',
            { class: 'byline' },
            h('bdi', { class: 'name' }, author?.name ?? ''),
            h('span', { class: 'time', title: fullTime(atMs, lang) }, time),
            h(
              'span',
              { class: 'record', title: `${words.approve} / ${words.reject}` },
              `✓ ${approved} · ✕ ${rejected}`,
            ),
          ),
          author !== undefined && menu.node,
        ),
        body.node,
        h(
          'p',
          { class: 'why' },
          reason !== undefined && h('span', { class: 'tag' }, reason),
          reports.length > 0 && h('span', { class: 'tag' }, plural(words.reports, reports.length, lang)),
          ...reports.slice(0, 3).map((each) => h('q', { dir: 'auto' }, sayReason(each.reason, words))),
        ),
        h(
          'div',
          { class: 'choice-row' },
          button(words.approve, 'small main', () => judge(id, 'approve')),
          button(words.reject, 'small', () => judge(id, 'reject')),
        ),
      ),
    )
  }

  return {
    node,
    isOpen: () => !node.hidden,
    open() {
      node.hidden = false
      read()
      node.querySelector<HTMLElement>('h3')?.focus()
    },
    shut: () => (node.hidden = true),
    refresh: () => node.hidden || read(),
  }
}
