/** The closed box: a dot that says whether the page is live, how many are here, and a few of their faces. */
import type { Room } from '../../room/room.js'
import { crowdOf, firstInCrowd, totalOf } from '../crowd/crowd-of.js'
import { h, setText } from '../dom.js'
import { all, drawSoon, inRoom, type Live } from '../live.js'
import { createStack } from '../people-stack.js'
import { byPresence } from '../presence-order.js'
import { digits, plural, type Speech } from '../words/words.js'
import { SHEET } from './panel.js'

export interface Pill {
  readonly node: HTMLButtonElement
  /** Keeps pill and the status of `section` true until the returned undo. */
  start(section: HTMLElement): () => void
}

export function createPill(live: Live, speech: Speech): Pill {
  const { words, lang } = speech
  const stack = createStack()
  const text = h('span', { class: 'says' })
  const more = h('span', { class: 'unseen' })
  const node = h(
    'button',
    { class: 'pill', part: 'pill', type: 'button', 'aria-haspopup': 'dialog', 'aria-controls': 'panel' },
    h('span', { class: 'dot', part: 'dot' }),
    text,
    more,
    stack.node,
  )
  const isSmall = matchMedia(SHEET)
  const draw = (section: HTMLElement, room: Room): void => {
    const isRefused = live.client.status.get() === 'refused' || room.status.get() === 'refused'
    const people = room.count.get()?.people
    const isOff = isRefused || live.client.lost.get() || people === undefined
    section.dataset['status'] = isRefused ? 'refused' : isOff ? 'offline' : 'live'
    setText(text, isOff ? words.offline : isSmall.matches ? digits(people, lang) : plural(words.pill, people, lang))
    setText(more, isOff ? words.restore : `${plural(words.people, people, lang)}. ${words.restore}`)
    const members = byPresence(room.members.get(), firstInCrowd(live, room))
    stack.draw(members, 3, (extra) => plural(words.more, extra, lang), totalOf(room))
  }
  return {
    node,
    start: (section) =>
      inRoom(live, (room) => {
        const now = (): void => draw(section, room)
        const soon = drawSoon(now)
        now()
        isSmall.addEventListener('change', now)
        const nouns = [room.members, room.count, crowdOf(room), room.status, live.client.status, live.client.lost]
        return all(...nouns.map((noun) => noun.subscribe(soon)), () => isSmall.removeEventListener('change', now))
      }),
  }
}
