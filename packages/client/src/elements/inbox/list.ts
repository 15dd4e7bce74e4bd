/** The lines of the inbox: who answered or mentioned the person, with what words, where and when; each leads there. [X2] */
import { anchorHash, type Notice } from '@roomful/protocol'
import { fullTime, relativeTime } from '../comment-card/when.js'
import { arrange, setAttribute } from '../arrange.js'
import { h } from '../dom.js'
import { initials } from '../initials.js'
import type { Live } from '../live.js'
import { colorOf } from '../theme.js'
import type { InboxSpeech } from '../words/inbox/inbox-words.js'
import { addressOfNotice } from './link.js'

export interface NoticeList {
  readonly node: HTMLElement
  /** @param fresh those that were unread when the inbox was opened */
  draw(notices: readonly Notice[], fresh: ReadonlySet<number>): void
}

export function createNoticeList(live: Live, speech: InboxSpeech, followed: () => void): NoticeList {
  const node = h('ul', { part: 'list', role: 'list' })
  const lines = new Map<number, HTMLElement>()
  return {
    node,
    draw(notices, fresh) {
      const wanted = notices.map((notice) => {
        const line = lines.get(notice.n) ?? createLine(live, speech, notice, followed)
        lines.set(notice.n, line)
        setAttribute(line, 'data-new', fresh.has(notice.n))
        const mark = line.querySelector<HTMLElement>('.new')
        if (mark !== null) mark.hidden = !fresh.has(notice.n)
        return line
      })
      const known = new Set(notices.map(({ n }) => n))
      for (const n of lines.keys()) if (!known.has(n)) lines.delete(n)
      arrange(node, wanted)
    },
  }
}

function createLine(live: Live, { words, lang }: InboxSpeech, notice: Notice, followed: () => void): HTMLElement {
  const { from, kind, room, comment, excerpt, atMs } = notice
  const name = from.name === '' ? words.someone : from.name
  const address = addressOfNotice(room, comment, {
    room: live.room.get().id,
    href: location.href,
    home: new URL(live.client.url, location.href).origin,
  })
  const face = h('span', { class: 'face', 'aria-hidden': 'true' }, initials(name))
  // Of somebody who is not here it is not known which they have chosen; it is the same each time.
  const member = live.room
    .get()
    .members.get()
    .find(({ id }) => id === from.id)
  face.style.setProperty('--_color', colorOf(member?.color ?? anchorHash(from.id)))
  const [before = '', after = ''] = words[kind].split('{name}')
  const said = relativeTime(atMs, live.clock.now(), lang) ?? words.justNow
  const parts = [
    face,
    h(
      'span',
      { class: 'what' },
      before,
      h('b', {}, h('bdi', {}, name)),
      after,
      h('span', { class: 'new unseen' }, ` (${words.isNew})`),
    ),
    h('time', { datetime: new Date(atMs).toISOString(), title: fullTime(atMs, lang) }, said),
    excerpt !== '' && h('span', { class: 'excerpt', dir: 'auto' }, excerpt),
    h('bdi', { class: 'where' }, room),
  ]
  return h(
    'li',
    { part: 'notice' },
    address === undefined
      ? h('div', { class: 'notice' }, ...parts)
      : h('a', { class: 'notice', href: address, onclick: followed }, ...parts),
  )
}
