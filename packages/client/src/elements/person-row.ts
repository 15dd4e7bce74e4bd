/**
 * One person in a list: picture, name, badges, state, and buttons to write to them and to follow them.
 *
 * A name is text that a stranger chose: never markup, never longer than its row. How it looks is in `people-list.ts`.
 */
import type { Member } from '@roomful/protocol'
import { setAttribute } from './arrange.js'
import { avatar } from './avatar.js'
import { h, setText } from './dom.js'
import { isMe, type Live } from './live.js'
import { icon } from './picture.js'
import { fillIn } from './words/fill-in.js'
import type { Speech } from './words/words.js'

const FOLLOW = 'M4 10.2 16 4l-5.6 12-1.6-4.8z'
const WRITE =
  'M4 5.5A1.5 1.5 0 0 1 5.5 4h9A1.5 1.5 0 0 1 16 5.5v6a1.5 1.5 0 0 1-1.5 1.5H9.4L6 16v-3h-.5A1.5 1.5 0 0 1 4 11.5z'
const MORE = 'M5 10h.01M10 10h.01M15 10h.01'
const VERIFIED = 'M5.5 10.5 8.6 13.6 14.5 6.8'

/** A row, kept as long as the person is here. */
export interface Row {
  readonly node: HTMLElement
  draw(member: Member): void
}

export function createRow(live: Live, { words }: Speech, id: string): Row {
  const picture = h('span')
  const name = h('bdi', { class: 'name', part: 'name' })
  const tags = h('span', { class: 'who' })
  const state = h('span', { class: 'state' })
  const follow = h(
    'button',
    {
      class: 'act follow',
      type: 'button',
      onclick: () => live.following.set(live.following.get() === id ? undefined : id),
    },
    icon(FOLLOW),
  )
  const talk = h('button', {
    class: 'act',
    type: 'button',
    'aria-haspopup': 'dialog',
    onclick: () => live.messenger.get()?.(id),
  })
  const node = h(
    'li',
    { class: 'person', part: 'person' },
    picture,
    h('span', { class: 'text' }, h('span', { class: 'who' }, name, tags), state),
    talk,
    follow,
  )
  let face: HTMLElement | undefined
  return {
    node,
    draw(member) {
      const next = avatar(member, face)
      if (next !== face) picture.replaceChildren((face = next))
      setText(name, member.name)
      name.title = member.name
      drawTags(tags, member, words, { isOwn: isMe(live, id), isIgnored: live.ignored.get().has(id) })
      state.hidden = member.state === 'here'
      setText(state, words[member.state])
      drawTalk(talk, member, live, words)
      follow.hidden = isMe(live, id) || !live.settings.hasPods
      const isFollowed = live.following.get() === id
      setAttribute(follow, 'aria-pressed', String(isFollowed))
      const label = fillIn(words.follow, { name: member.name })
      setAttribute(follow, 'aria-label', label)
      follow.title = label
    },
  }
}

/** [I3] Who may not write to them can still ignore them. */
function drawTalk(talk: HTMLElement, { id, name, robot }: Member, live: Live, words: Speech['words']): void {
  const room = live.room.get()
  talk.hidden = live.messenger.get() === undefined || isMe(live, id) || robot === true
  const canWrite = room.can.get().has('message') && room.me.get().isShown
  const label = fillIn(canWrite ? words.messageTo : words.aboutPerson, { name })
  if (talk.title === label) return
  talk.title = label
  setAttribute(talk, 'aria-label', label)
  talk.replaceChildren(icon(canWrite ? WRITE : MORE))
}

interface Own {
  readonly isOwn: boolean
  readonly isIgnored: boolean
}

function drawTags(tags: HTMLElement, member: Member, words: Speech['words'], { isOwn, isIgnored }: Own): void {
  const { verified: isVerified, robot, lookalike, role } = member
  const wanted = [isVerified, robot, lookalike, isOwn, isIgnored, role].join()
  if (tags.dataset['for'] === wanted) return
  tags.dataset['for'] = wanted
  const verified = (): HTMLElement =>
    h('span', { class: 'badge', role: 'img', 'aria-label': words.verified, title: words.verified }, icon(VERIFIED))
  tags.replaceChildren(
    ...[
      member.verified === true && verified(),
      isOwn && h('span', { class: 'tag' }, words.you),
      member.role !== undefined && h('bdi', { class: 'tag' }, member.role),
      member.robot === true && h('span', { class: 'tag' }, words.robot),
      isIgnored && h('span', { class: 'tag' }, words.ignored),
      member.lookalike === true &&
        h('span', { class: 'tag warn', title: words.lookalike, 'aria-label': words.lookalike, role: 'img' }, '≠'),
    ].filter((tag) => tag !== false),
  )
}
