/**
 * The list of who is here: picture, name, badges, state, and a button to follow.
 *
 * A name is text that a stranger chose: it is never markup, never longer than its row, and kept apart from the text around
 * it whatever direction it is written in (`bdi`).
 */
import { arrange } from './arrange.js'
import { crowdOf, firstInCrowd, totalOf } from './crowd/crowd-of.js'
import { h, setText, sheet } from './dom.js'
import { all, drawSoon, inRoom, isMe, type Live } from './live.js'
import type { Noun } from '../room/noun.js'
import type { Room } from '../room/room.js'
import { createRow, type Row } from './person-row.js'
import { byPresence } from './presence-order.js'
import { plural, speak, type Speech } from './words/words.js'

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
.faces { inline-size: 32px; block-size: 32px; border-radius: 50%; background: radial-gradient(circle at 30% 64%, #e5484d 0 7.5px, var(--_surface) 8px 9px, transparent 9.5px), radial-gradient(circle at 70% 64%, #7152ff 0 7.5px, var(--_surface) 8px 9px, transparent 9.5px), radial-gradient(circle at 50% 32%, #e8a200 0 7.5px, transparent 8px) }
.many .name, .many .state { white-space: normal }
.empty { color: var(--_muted); font: 13px/1.5 var(--_font); margin: 0; padding: 4px 6px }
@media (pointer: coarse) { .list .act { inline-size: 44px; block-size: 44px } }
`)

export interface PeopleList {
  readonly node: HTMLElement
  draw(room: Room): void
}

/** Puts the list into `slot` and keeps it true until the returned undo. */
export function mountPeopleList(host: HTMLElement, slot: HTMLElement, live: Live): () => void {
  return speak(host, (speech) => {
    const list = createPeopleList(live, speech)
    slot.replaceChildren(list.node)
    return inRoom(live, (room) => {
      const draw = (): void => list.draw(room)
      const soon = drawSoon(draw)
      draw()
      return all(...nounsOf(live, room).map((noun) => noun.subscribe(soon)))
    })
  })
}

export function createPeopleList(live: Live, speech: Speech): PeopleList {
  const { words, lang } = speech
  const list = h('ul', { class: 'list', part: 'list', role: 'list' })
  const empty = h('p', { class: 'empty', part: 'empty' })
  const crowdText = h('span', { class: 'name' })
  const glow = h('span', { class: 'state' }, words.crowdGlow)
  const crowd = h('li', { class: 'person many' }, faces(), h('span', { class: 'text' }, crowdText, glow))
  const moreText = h('span')
  const rest = h('li', { class: 'person quiet' }, faces(), moreText)
  const quietText = h('span')
  const quiet = h('li', { class: 'person quiet' }, h('span', { class: 'ghost', 'aria-hidden': 'true' }), quietText)
  const rows = new Map<string, Row>()
  return {
    node: h('div', {}, list, empty),
    draw(room) {
      const members = room.members.get()
      const people = room.count.get()?.people
      const nodes = byPresence(members, firstInCrowd(live, room)).map((member) => {
        const row = rows.get(member.id) ?? createRow(live, speech, member.id)
        rows.set(member.id, row)
        row.draw(member)
        return row.node
      })
      const present = new Set(members.map((member) => member.id))
      for (const id of [...rows.keys()]) if (!present.has(id)) rows.delete(id)
      // Robots are members, but nobody counts them as people.
      const total = totalOf(room)
      const seen = total - members.filter(({ robot }) => robot === true).length
      const unseen = people === undefined ? 0 : Math.max(0, people - seen)
      const more = total - members.length
      setText(crowdText, plural(words.crowdSeen, total, lang))
      setText(moreText, plural(words.crowdMore, more, lang))
      glow.hidden = !isGlowing(live)
      setText(quietText, plural(words.unseen, unseen, lang))
      if (more > 0) {
        nodes.unshift(crowd)
        nodes.push(rest)
      }
      if (members.length > 0 && unseen > 0) nodes.push(quiet)
      arrange(list, nodes)
      const isOnlyMe = members.length === 1 && unseen === 0 && members[0] !== undefined && isMe(live, members[0].id)
      empty.hidden = members.length > 0 && !isOnlyMe
      list.hidden = members.length === 0
      setText(empty, isOnlyMe || (people ?? 1) <= 1 ? words.alone : words.nobodySeen)
    },
  }
}

/** Some of many. */
function faces(): HTMLElement {
  return h('span', { class: 'faces', 'aria-hidden': 'true' })
}

/** Everything a list of people depends on. */
export function nounsOf(live: Live, room: Room): readonly Noun<unknown>[] {
  const { following, ignored, messenger, podsHidden } = live
  const { members, count, can, me } = room
  return [members, count, crowdOf(room), can, me, following, ignored, messenger, podsHidden]
}

/** Whether the crowd is seen beside the text. */
function isGlowing({ settings, podsHidden }: Live): boolean {
  return settings.hasPods && settings.hasGlow && !podsHidden.get()
}
