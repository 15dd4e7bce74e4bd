/**
 * Messages that have arrived, as cards that stay until they are put away: they are kept nowhere else. [X1]
 *
 * The newest few are shown, the others wait behind them. They take no focus; a screen reader hears each politely. Whoever is
 * ignored from now on has their cards taken away.
 */
import type { Member } from '@roomful/protocol'
import type { Message } from '../../room/messages.js'
import type { Room } from '../../room/room.js'
import { arrange } from '../arrange.js'
import { avatar } from '../avatar.js'
import { h, setText } from '../dom.js'
import type { Live } from '../live.js'
import { icon } from '../picture.js'
import { fillIn } from '../words/fill-in.js'
import type { TalkSpeech } from '../words/talk/talk-words.js'
import { plural } from '../words/words.js'

/** At once; more hides the page. */
const MAX_SHOWN = 3
/** Behind them; somebody who sends more has their oldest dropped. */
const MAX_KEPT = 50
const CLOSE = 'M6 6l8 8M14 6l-8 8'
/** From the edge of a box that stands in the same corner. */
const GAP_PX = 10

export interface Cards {
  add(message: Message, speech: TalkSpeech): void
  stop(): void
}

export interface CardsOptions {
  readonly root: ShadowRoot
  readonly live: Live
  readonly room: Room
  reply(id: string, answered: string): void
}

interface Card {
  readonly from: string
  readonly node: HTMLElement
}

export function createCards({ root, live, room, reply }: CardsOptions): Cards {
  const heard = h('div', { class: 'unseen', role: 'status' })
  const list = h('ul', { class: 'cards', part: 'messages', role: 'list' })
  const more = h('p', { class: 'more', hidden: true })
  const node = h('section', { class: 'inbox', hidden: true }, more, list)
  let kept: readonly Card[] = []
  let speech: TalkSpeech | undefined
  root.append(heard, node)

  function draw(): void {
    if (speech === undefined) return
    const { words, lang } = speech
    const hidden = kept.length - MAX_SHOWN
    node.hidden = kept.length === 0
    node.setAttribute('aria-label', words.messages)
    more.hidden = hidden <= 0
    if (hidden > 0) setText(more, plural(words.more, hidden, lang))
    arrange(
      list,
      kept.slice(-MAX_SHOWN).map((card) => card.node),
    )
    liftOver(node)
  }
  function remove(card: Card): void {
    const at = list.contains(card.node) ? kept.indexOf(card) : -1
    const hadFocus = card.node.contains(root.activeElement)
    kept = kept.filter((each) => each !== card)
    draw()
    const next = kept[Math.min(at, kept.length - 1)]
    if (hadFocus) next?.node.querySelector('button')?.focus({ preventScroll: true })
  }
  const undo = live.ignored.subscribe((ids) => {
    kept = kept.filter(({ from }) => !ids.has(from))
    draw()
  })
  return {
    add({ from, text }, talk) {
      speech = talk
      const card: Card = {
        from: from.id,
        node: createCard({
          talk,
          member: memberOf(room, from),
          text,
          canReply: room.can.get().has('message'),
          reply() {
            remove(card)
            reply(from.id, text)
          },
          dismiss: () => remove(card),
        }),
      }
      kept = [...kept, card].slice(-MAX_KEPT)
      draw()
      setText(heard, fillIn(talk.words.from, { name: from.name, text }))
    },
    stop() {
      undo()
      heard.remove()
      node.remove()
    },
  }
}

interface CardParts {
  readonly talk: TalkSpeech
  readonly member: Member
  readonly text: string
  readonly canReply: boolean
  reply(): void
  dismiss(): void
}

function createCard({ talk, member, text, canReply, reply, dismiss }: CardParts): HTMLElement {
  const { words } = talk
  return h(
    'li',
    { class: 'card', part: 'message' },
    h('div', { class: 'from' }, avatar(member), h('bdi', { class: 'name' }, member.name)),
    h('p', { class: 'words', dir: 'auto', tabindex: text.length > 240 ? 0 : undefined }, text),
    h(
      'div',
      { class: 'row' },
      canReply && h('button', { class: 'button main', part: 'button', type: 'button', onclick: reply }, words.reply),
    ),
    h(
      'button',
      {
        class: 'tool',
        part: 'button',
        type: 'button',
        'aria-label': words.dismiss,
        title: words.dismiss,
        onclick: dismiss,
      },
      icon(CLOSE),
    ),
  )
}

/** The sender as they are shown; one who has left meanwhile still has the name the server vouched for. */
function memberOf(room: Room, { id, name }: Message['from']): Member {
  return room.members.get().find((each) => each.id === id) ?? { id, name, color: 0, state: 'away', refs: [] }
}

/** A box in the same corner stays reachable. */
function liftOver(node: HTMLElement): void {
  const dock = document.querySelector('roomful-box')?.shadowRoot?.querySelector('.dock')?.getBoundingClientRect()
  const isBelow = dock !== undefined && dock.height > 0 && dock.top > innerHeight / 2
  node.style.setProperty('--_lift', isBelow ? `${String(innerHeight - dock.top + GAP_PX)}px` : '16px')
}
