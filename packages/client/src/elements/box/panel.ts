/**
 * The open box: its header, its two pages, and the reactions below.
 *
 * A non-modal dialog: the page stays usable beside it. Escape closes it, and so does a tap outside where it is a sheet.
 */
import type { Room } from '../../room/room.js'
import { setAttribute } from '../arrange.js'
import { h, setText } from '../dom.js'
import { all, drawSoon, inRoom, type Live } from '../live.js'
import { digits, type Speech } from '../words/words.js'
import { ICONS, tool } from './controls.js'
import type { Corner } from './corner.js'
import { createMainView } from './main-view.js'
import { createSettingsView } from './settings-view.js'

/** Where the panel is a sheet at the bottom. */
export const SHEET = '(max-width: 480px)'

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
  const main = createMainView(live, speech)
  const settings = createSettingsView({ ...options, words: speech.words, lang: speech.lang })
  const header = createHeader(options, () => turn(settings.node.hidden !== false))
  const reactions = h('footer', { part: 'reactions' }, live.settings.hasReactions && createBar())
  const node = h(
    'div',
    {
      class: 'panel',
      part: 'panel',
      id: 'panel',
      role: 'dialog',
      'aria-labelledby': 'title',
      tabindex: -1,
      hidden: true,
    },
    header.node,
    h('div', { class: 'body' }, main.node, settings.node),
    reactions,
  )
  const turn = (isSettings: boolean): void => {
    settings.node.hidden = !isSettings
    main.node.hidden = isSettings
    setAttribute(header.gear, 'aria-pressed', String(isSettings))
    draw(live.room.get())
  }
  const draw = (room: Room): void => {
    const people = room.count.get()?.people
    setText(header.count, people === undefined ? '' : digits(people, speech.lang))
    reactions.hidden = main.node.hidden !== false || !canReact(live, room)
  }
  const follow = (room: Room): (() => void) => {
    const soon = drawSoon(() => draw(room))
    draw(room)
    return all(main.show(room), ...[room.count, room.can, live.client.lost].map((noun) => noun.subscribe(soon)))
  }
  let stop: (() => void) | undefined
  return {
    node,
    header: header.node,
    start() {
      main.setOrder(matchMedia(SHEET).matches)
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

interface Header {
  readonly node: HTMLElement
  readonly gear: HTMLElement
  readonly count: HTMLElement
}

function createHeader({ speech: { words }, minimise, close }: PanelOptions, turn: () => void): Header {
  const count = h('b')
  const gear = tool(words.settings, ICONS.settings, turn)
  const node = h(
    'header',
    { part: 'header' },
    h('span', { class: 'grip' }),
    h('span', { class: 'dot', part: 'dot' }),
    h('span', { class: 'title', id: 'title' }, h('span', {}, words.title), ' ', count),
    gear,
    tool(words.minimise, ICONS.minimise, minimise),
    tool(words.close, ICONS.close, close),
  )
  return { node, gear, count }
}

function createBar(): HTMLElement {
  const bar = document.createElement('roomful-reactions')
  // A page styles parts of the outermost element only, unless they are handed on.
  bar.setAttribute('exportparts', 'bar, reaction')
  return bar
}

function canReact(live: Live, room: Room): boolean {
  return live.settings.hasReactions && room.can.get().has('react') && !live.client.lost.get()
}
