/**
 * The loader, served as `roomful.js`: one script tag makes a page a room.
 *
 * Defines the tags and fetches what they do when one stands in the page; puts box and pods into the page once it is idle.
 * Knows nothing of the protocol and stays under 5 kB. Nothing here moves, blocks or breaks the page it is in, and when the
 * server is away the page looks as if the script were not there.
 */
import type { Live } from './elements/live.js'
import { readSettings, type Settings } from './elements/settings.js'
import { defineTag, type Tag } from './elements/shell.js'
import type { Client, ConnectOptions } from './room/client.js'
import type { Room } from './room/room.js'

export type { Settings } from './elements/settings.js'

/** What `window.roomful` offers to scripts of the page. */
export interface RoomfulPage {
  /** The connection of this page, started by the first call or the first element. */
  client(): Promise<Client>
  /** A room; without an id the room of this page as it is now. */
  room(id?: string): Promise<Room>
  /** A connection of one's own, as in `@roomful/client`. */
  connect(url?: string, options?: ConnectOptions): Promise<Client>
}

declare global {
  interface Window {
    roomful?: RoomfulPage
  }
}

const TAGS: readonly Tag[] = [
  { name: 'roomful-count', attributes: ['for', 'of', 'label'], load: () => import('./elements/count.js') },
  { name: 'roomful-people', attributes: ['max', 'open'], load: () => import('./elements/people.js') },
  { name: 'roomful-box', attributes: [], load: () => import('./elements/box/box.js') },
  { name: 'roomful-pods', attributes: [], load: () => import('./elements/pods/pods.js') },
  {
    name: 'roomful-comments',
    attributes: ['for', 'sort', 'heading'],
    load: () => import('./elements/comments/comments.js'),
  },
  { name: 'roomful-margin', attributes: ['for'], load: () => import('./elements/margin/margin.js') },
  { name: 'roomful-inbox', attributes: [], load: () => import('./elements/inbox/inbox.js') },
  { name: 'roomful-messages', attributes: [], load: () => import('./elements/messages/messages.js') },
  { name: 'roomful-reactions', attributes: [], load: () => import('./elements/reactions.js') },
]

/**
 * Defines the elements and mounts box and pods as the settings say. Done by itself when loaded by a script tag; call it when
 * the package is part of your own bundle.
 *
 * @param settings what the script tag would say; `server` is the only one that has no default
 */
export function startElements(settings: Pick<Settings, 'server'> & Partial<Settings>): RoomfulPage {
  const complete: Settings = { ...readSettings('', {}), ...settings }
  let started:
    Promise<{ readonly live: Live; readonly connect: (url: string, options?: ConnectOptions) => Client }> | undefined
  const begin = (): NonNullable<typeof started> =>
    (started ??= import('./elements/start.js').then(({ start, connect }) => ({ live: start(complete), connect })))
  const live = async (): Promise<Live> => (await begin()).live
  for (const tag of TAGS) defineTag(tag, live)
  const wanted = [
    complete.hasBox && 'roomful-box',
    (complete.hasPods || complete.hasReactions) && 'roomful-pods',
    (complete.hasBox || complete.hasPods) && 'roomful-messages',
  ].filter((name) => name !== false)
  if (wanted.length > 0) {
    // Who opens a page counts at once, also in a tab behind this one; only what is to be seen waits for its turn.
    live().catch(() => undefined)
    whenIdle(() => keepMounted(wanted))
  }
  return {
    client: async () => (await live()).client,
    async room(id) {
      const { client, room } = await live()
      return id === undefined ? room.get() : client.room(id)
    },
    connect: async (url, options) => (await begin()).connect(url ?? complete.server, options),
  }
}

/**
 * Puts the elements at the end of the page, and back when a page that navigates by replacing its body has swept them away.
 * Both are fixed or out of flow, so nothing on the page moves. One that the author placed stays where it is.
 */
function keepMounted(names: readonly string[]): void {
  const mount = (): void => {
    for (const name of names)
      if (document.querySelector(name) === null) document.body.append(document.createElement(name))
    observer.disconnect()
    for (const parent of [document.documentElement, document.body]) observer.observe(parent, { childList: true })
  }
  const observer = new MutationObserver((changes) => {
    if (changes.some(({ removedNodes }) => removedNodes.length > 0)) mount()
  })
  mount()
}

function whenIdle(task: () => void): void {
  const soon = (): void => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(task, { timeout: 1_500 })
    else requestAnimationFrame(() => requestAnimationFrame(task))
  }
  if (document.readyState === 'complete') soon()
  else window.addEventListener('load', soon, { once: true })
}

function startFromTag(): void {
  const tag = [...document.querySelectorAll('script')].find((script) => script.src === import.meta.url)
  if (tag === undefined || window.roomful !== undefined) return
  window.roomful = startElements(readSettings(import.meta.url, tag.dataset))
}

if (typeof document !== 'undefined') startFromTag()
