/** The first page of the panel: what is wrong, who is here, the visitor's own card, bringing everyone here. */
import type { Room } from '../../room/room.js'
import { h, setText } from '../dom.js'
import { all, drawSoon, type Live } from '../live.js'
import { createPeopleList, nounsOf } from '../people-list.js'
import type { Speech } from '../words/words.js'
import { button } from './controls.js'
import { createYou } from './you.js'

export interface MainView {
  readonly node: HTMLElement
  /** Puts the visitor's own card first: on a small screen it must not lie below a long list. */
  setOrder(isOwnFirst: boolean): void
  /** Shows a room and keeps true to it until the returned undo. */
  show(room: Room): () => void
}

export function createMainView(live: Live, speech: Speech): MainView {
  const { words } = speech
  const alert = h('p', { class: 'alert', role: 'status', hidden: true })
  const list = createPeopleList(live, speech)
  const people = h('div', { class: 'people', part: 'people' }, list.node)
  const own = h('div')
  const gather = button(words.gather, 'wide', () => bringEveryone(live, words))
  const say = button(words.sayHere, 'wide', () => live.chat.set(true))
  say.setAttribute('aria-keyshortcuts', '/')
  say.append(h('kbd', { 'aria-hidden': 'true' }, '/'))
  const node = h('div', { class: 'view' })
  const draw = (room: Room): void => {
    const problem = problemOf(live, room, words)
    list.draw(room)
    alert.hidden = problem === undefined
    setText(alert, problem ?? '')
    own.hidden = problem === words.refused
    say.hidden =
      problem !== undefined || !live.settings.hasPods || !room.can.get().has('comment') || !room.me.get().isShown
    gather.hidden =
      problem !== undefined || !live.settings.hasPods || !room.can.get().has('lead') || !room.me.get().isShown
  }
  return {
    node,
    setOrder: (isOwnFirst) => node.replaceChildren(alert, ...(isOwnFirst ? [own, people] : [people, own]), say, gather),
    show(room) {
      const you = createYou(live, room, words, (hasForm) => node.toggleAttribute('data-form', hasForm))
      own.replaceChildren(you.node)
      const soon = drawSoon(() => draw(room))
      draw(room)
      const { status, lost } = live.client
      const nouns = [...nounsOf(live, room), room.status, status, lost]
      return all(...nouns.map((noun) => noun.subscribe(soon)), you.stop)
    },
  }
}

function problemOf({ client }: Live, room: Room, words: Speech['words']): string | undefined {
  if (room.status.get() === 'refused' || client.status.get() === 'refused') return words.refused
  return client.lost.get() ? words.offlineMore : undefined
}

/** Asks everyone to look where this person looks. Nobody is moved: each gets a notice with a button. */
function bringEveryone(live: Live, words: Speech['words']): void {
  const place = live.here.current?.()
  if (place === undefined) return
  const { mode, anchor, place: packed } = place
  live.room
    .get()
    .send('gather', { mode, anchor, place: packed })
    .then(
      () => live.notice.set({ text: words.gathered }),
      () => live.notice.set({ text: words.failed }),
    )
}
