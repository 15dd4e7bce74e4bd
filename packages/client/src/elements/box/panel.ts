/**
 * The open box: who is here, the visitor's own card, reactions, settings.
 *
 * A non-modal dialog: the page stays usable beside it. Escape closes it, and so does a tap outside where it is a sheet.
 */
import type { Room } from '../../room/room.js'
import { h, setAttribute, setText } from '../dom.js'
import { all, drawSoon, inRoom, type Live } from '../live.js'
import { createPeopleList } from '../people-list.js'
import { digits, type Speech } from '../words/words.js'
import { button, ICONS, tool } from './controls.js'
import type { Corner } from './corner.js'
import { createSettingsView } from './settings-view.js'
import { createYou } from './you.js'

export interface Panel {
  readonly node: HTMLElement
  readonly header: HTMLElement
  /** Draws what is true now and keeps it so until `stop`. */
  start(): void
  stop(): void
  setCorner(corner: Corner): void
  focus(): void
}

export interface PanelOptions {
  readonly live: Live
  readonly speech: Speech
  close(): void
  minimise(): void
  moveTo(corner: Corner): void
  hideForVisit(): void
}

export function createPanel(options: PanelOptions): Panel {
  const { live, speech } = options
  const { words, lang } = speech
  const headcount = h('b')
  const alert = h('p', { class: 'alert', role: 'status', hidden: true })
  const list = createPeopleList(live, speech)
  const people = h('div', { class: 'people', part: 'people' }, list.node)
  const youSlot = h('div')
  const gather = button(words.gather, 'wide', () => bringEveryone(live, words))
  const main = h('div', { class: 'view' }, alert, people, youSlot, gather)
  const settings = createSettingsView({ live, words, moveTo: options.moveTo, hideForVisit: options.hideForVisit })
  const body = h('div', { class: 'body' }, main, settings.node)
  const reactions = h('footer', {}, live.settings.hasReactions && document.createElement('roomful-reactions'))
  const gear = tool(words.settings, ICONS.settings, () => turn(!main.hidden))
  const header = h(
    'header',
    { part: 'header' },
    h('span', { class: 'grip' }),
    h('span', { class: 'dot', part: 'dot' }),
    h('span', { class: 'title', id: 'title' }, words.title, ' ', headcount),
    gear,
    tool(words.minimise, ICONS.minimise, options.minimise),
    tool(words.close, ICONS.close, options.close),
  )
  const node = h('div', { class: 'panel', part: 'panel', id: 'panel', role: 'dialog', 'aria-labelledby': 'title', tabindex: -1, hidden: true }, header, body, reactions)
  const turn = (isSettings: boolean): void => {
    settings.node.hidden = !isSettings
    main.hidden = isSettings
    reactions.hidden = isSettings || !canReact(live, live.room.get())
    setAttribute(gear, 'aria-pressed', String(isSettings))
  }
  const draw = (room: Room): void => {
    const count = room.count.get()?.people
    setText(headcount, count === undefined ? '' : digits(count, lang))
    list.draw(room.members.get(), count)
    const problem = room.status.get() === 'refused' || live.client.status.get() === 'refused' ? words.refused : live.client.lost.get() ? words.offlineMore : undefined
    alert.hidden = problem === undefined
    setText(alert, problem ?? '')
    youSlot.hidden = problem === words.refused
    gather.hidden = !room.can.get().has('lead') || !room.me.get().isShown || !live.settings.hasPods
    reactions.hidden = !settings.node.hidden || !canReact(live, room)
  }
  const follow = (room: Room): (() => void) => {
    const you = createYou(live, room, words)
    youSlot.replaceChildren(you.node)
    const soon = drawSoon(() => draw(room))
    draw(room)
    const nouns = [room.members, room.count, room.status, room.can, room.me, live.client.status, live.client.lost, live.following]
    return all(...nouns.map((noun) => noun.subscribe(soon)), () => you.stop())
  }
  let stop: (() => void) | undefined
  return {
    node,
    header,
    start() {
      turn(false)
      stop ??= inRoom(live, follow)
    },
    stop() {
      stop?.()
      stop = undefined
    },
    setCorner: settings.setCorner,
    focus: () => node.focus({ preventScroll: true }),
  }
}

function canReact(live: Live, room: Room): boolean {
  return live.settings.hasReactions && room.can.get().has('react') && !live.client.lost.get()
}

/** Asks everyone to look where this person looks. Nobody is moved: each gets a notice with a button. */
function bringEveryone(live: Live, words: Speech['words']): void {
  const place = live.here.current?.()
  if (place === undefined) return
  live.room
    .get()
    .send('gather', { mode: place.mode, anchor: place.anchor, place: place.place })
    .then(
      () => live.notice.set({ text: words.gathered }),
      () => live.notice.set({ text: words.failed }),
    )
}
