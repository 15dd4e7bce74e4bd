/**
 * The list of who is here: picture, name, badges, state, and a button to follow.
 *
 * A name is text that a stranger chose: it is never markup, never longer than its row, and kept apart from the text around
 * it whatever direction it is written in (`bdi`).
 */
import type { Member } from '@roomful/protocol'
import { avatar } from './avatar.js'
import { arrange, setAttribute } from './arrange.js'
import { h, setText, sheet } from './dom.js'
import { icon } from './picture.js'
import { all, drawSoon, inRoom, isMe, type Live } from './live.js'
import { byPresence } from './presence-order.js'
import { fillIn } from './words/fill-in.js'
import { plural, speak, type Speech } from './words/words.js'

const FOLLOW = 'M4 10.2 16 4l-5.6 12-1.6-4.8z'
const WRITE =
  'M4 5.5A1.5 1.5 0 0 1 5.5 4h9A1.5 1.5 0 0 1 16 5.5v6a1.5 1.5 0 0 1-1.5 1.5H9.4L6 16v-3h-.5A1.5 1.5 0 0 1 4 11.5z'
const MORE = 'M5 10h.01M10 10h.01M15 10h.01'
const VERIFIED = 'M5.5 10.5 8.6 13.6 14.5 6.8'

export const listSheet = sheet(`
.list { list-style: none; margin: 0; padding: 0; display: grid; gap: 2px; font: 14px/1.35 var(--_font); color: var(--_text) }
.person { display: grid; grid-template-columns: auto minmax(0, 1fr) auto auto; align-items: center; gap: 10px; padding: 5px 6px; border-radius: 10px; min-block-size: 44px }
.person:hover { background: var(--_raised) }
.person > .text { display: grid; min-inline-size: 0 }
.who { display: flex; align-items: center; gap: 6px; min-inline-size: 0 }
.name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 550; min-inline-size: 0 }
.tag { flex: none; font-size: 11px; line-height: 16px; font-weight: 600; padding: 0 6px; border-radius: 999px; background: var(--_raised); color: var(--_muted); box-shadow: inset 0 0 0 1px var(--_line) }
.tag.warn { color: light-dark(#92400e, #fcd34d) }
.badge { flex: none; display: grid; place-items: center; inline-size: 15px; block-size: 15px; border-radius: 50%; background: light-dark(#1d6fe0, #6db1ff); color: light-dark(#fff, #0c1220) }
.badge .icon { inline-size: 13px; block-size: 13px; stroke-width: 2.6 }
.state { color: var(--_muted); font-size: 12px }
.list .act { appearance: none; border: 0; background: none; color: var(--_muted); cursor: pointer; display: grid; place-items: center; inline-size: 36px; block-size: 36px; border-radius: 10px; padding: 0 }
.list .act:hover { color: var(--_text); background: light-dark(rgb(0 0 0 / .06), rgb(255 255 255 / .1)) }
.list .act + .act { margin-inline-start: -8px }
.list .act[aria-pressed=true] { background: var(--_accent); color: var(--_accent-text) }
.quiet { color: var(--_muted) }
.quiet .ghost { inline-size: 32px; block-size: 32px; border-radius: 50%; border: 1.5px dashed var(--_muted); opacity: .7 }
.empty { color: var(--_muted); font: 13px/1.5 var(--_font); margin: 0; padding: 4px 6px }
@media (pointer: coarse) { .list .act { inline-size: 44px; block-size: 44px } }
`)

interface Row {
  readonly node: HTMLElement
  draw(member: Member): void
}

export interface PeopleList {
  readonly node: HTMLElement
  draw(members: readonly Member[], people: number | undefined): void
}

/** Puts the list into `slot` and keeps it true until the returned undo. */
export function mountPeopleList(host: HTMLElement, slot: HTMLElement, live: Live): () => void {
  return speak(host, (speech) => {
    const list = createPeopleList(live, speech)
    slot.replaceChildren(list.node)
    return inRoom(live, (room) => {
      const draw = (): void => list.draw(room.members.get(), room.count.get()?.people)
      const soon = drawSoon(draw)
      draw()
      return all(
        ...[room.members, room.count, room.can, room.me, live.following, live.ignored, live.messenger].map((noun) =>
          noun.subscribe(soon),
        ),
      )
    })
  })
}

export function createPeopleList(live: Live, speech: Speech): PeopleList {
  const { words, lang } = speech
  const list = h('ul', { class: 'list', part: 'list', role: 'list' })
  const empty = h('p', { class: 'empty', part: 'empty' })
  const quietText = h('span')
  const quiet = h('li', { class: 'person quiet' }, h('span', { class: 'ghost', 'aria-hidden': 'true' }), quietText)
  const rows = new Map<string, Row>()
  return {
    node: h('div', {}, list, empty),
    draw(members, people) {
      const nodes = byPresence(members).map((member) => {
        const row = rows.get(member.id) ?? createRow(live, speech, member.id)
        rows.set(member.id, row)
        row.draw(member)
        return row.node
      })
      const present = new Set(members.map((member) => member.id))
      for (const id of [...rows.keys()]) if (!present.has(id)) rows.delete(id)
      // Robots are members, but nobody counts them as people.
      const seen = members.filter(({ robot }) => robot !== true).length
      const unseen = people === undefined ? 0 : Math.max(0, people - seen)
      setText(quietText, plural(words.unseen, unseen, lang))
      arrange(list, members.length > 0 && unseen > 0 ? [...nodes, quiet] : nodes)
      const isOnlyMe = members.length === 1 && unseen === 0 && members[0] !== undefined && isMe(live, members[0].id)
      empty.hidden = members.length > 0 && !isOnlyMe
      list.hidden = members.length === 0
      setText(empty, isOnlyMe || (people ?? 1) <= 1 ? words.alone : words.nobodySeen)
    },
  }
}

function createRow(live: Live, { words }: Speech, id: string): Row {
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
