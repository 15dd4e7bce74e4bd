/**
 * `<roomful-people>`: the avatar stack, which opens into the list of names.
 *
 * Attributes: `max` (avatars before "+N", default 5), `open` (the list is shown from the start and stays). Names, badges and
 * their words are fetched only when the list is opened.
 */
import type { Room } from '../room/room.js'
import { avatarStyle } from './avatar.js'
import { setAttribute } from './arrange.js'
import { crowdOf, firstInCrowd, totalOf } from './crowd/crowd-of.js'
import { h, setText, sheet } from './dom.js'
import { all, drawSoon, inRoom, type Live } from './live.js'
import { createStack, stackStyle } from './people-stack.js'
import { byPresence } from './presence-order.js'
import { followScheme } from './scheme.js'
import type { Mount } from './shell.js'
import { ground } from './theme.js'
import { digits, plural, speakBriefly, type Brief, type Speech } from './words/words.js'

const style = sheet(`
:host { display: inline-block; position: relative; vertical-align: middle; min-block-size: 32px; min-inline-size: 32px }
.open { appearance: none; border: 0; background: none; padding: 2px; margin: 0; border-radius: 999px; cursor: pointer; color: inherit; display: block; min-block-size: 36px; min-inline-size: 36px }
.open .stack:empty::before { content: ""; inline-size: 28px; block-size: 28px; border-radius: 50%; border: 1.5px dashed var(--_muted); opacity: .6 }
.open .avatar { --_size: 28px }
.pop { position: absolute; inset-block-start: calc(100% + 8px); inset-inline-start: 0; z-index: var(--_z); inline-size: 260px; max-block-size: 320px; overflow: auto; padding: 8px; background: var(--_surface); border-radius: var(--_radius); box-shadow: var(--_shadow); text-align: start }
:host([open]) .pop { position: static; inline-size: auto; max-block-size: none; background: none; box-shadow: none; padding: 0 }
:host([data-state=offline]) { filter: saturate(.3); opacity: .7 }
@media (pointer: coarse) { .open { min-block-size: 44px } }
${avatarStyle}${stackStyle}`)

export const mount: Mount = (host, root, live) => {
  root.adoptedStyleSheets = [ground, style]
  return { stop: speakBriefly(host, (speech) => build(host, root, live, speech)) }
}

function build(host: HTMLElement, root: ShadowRoot, live: Live, speech: Speech<Brief>): () => void {
  const isAlwaysOpen = host.hasAttribute('open')
  const max = Math.max(1, Number(host.getAttribute('max') ?? 5) || 5)
  const stack = createStack()
  const label = h('span', { class: 'unseen' })
  const pop = h('div', { class: 'pop', id: 'pop', hidden: !isAlwaysOpen })
  const button = h('button', { class: 'open', type: 'button', 'aria-controls': 'pop' }, stack.node, label)
  let stopList: (() => void) | undefined
  const toggle = (isOpen: boolean): void => {
    pop.hidden = !isOpen
    setAttribute(button, 'aria-expanded', String(isOpen))
    if (isOpen) stopList ??= showList(root, pop, host, live)
  }
  const draw = (room: Room): void => {
    const members = byPresence(room.members.get(), firstInCrowd(live, room))
    const total = totalOf(room)
    const people = room.count.get()?.people
    stack.draw(members, max, (count) => plural(speech.words.more, count, speech.lang), total)
    setText(
      label,
      labelOf(
        people,
        members.map(({ name }) => name),
        total,
        speech,
      ),
    )
    host.dataset['state'] = people === undefined ? 'loading' : live.client.lost.get() ? 'offline' : 'live'
  }
  toggle(isAlwaysOpen)
  button.addEventListener('click', () => toggle(pop.hidden !== false))
  root.replaceChildren(...(isAlwaysOpen ? [pop] : [button, pop]))
  return all(
    followScheme(host, live.settings.theme),
    isAlwaysOpen ? () => undefined : closeOn(host, pop, button, () => toggle(false)),
    inRoom(live, (room) => {
      const soon = drawSoon(() => draw(room))
      draw(room)
      return all(...[room.members, room.count, crowdOf(room), live.client.lost].map((noun) => noun.subscribe(soon)))
    }),
    () => stopList?.(),
  )
}

/** Fetches the list and keeps it true from then on. */
function showList(root: ShadowRoot, pop: HTMLElement, host: HTMLElement, live: Live): () => void {
  let stop: (() => void) | undefined
  let isStopped = false
  import('./people-list.js').then(
    ({ listSheet, mountPeopleList }) => {
      if (isStopped) return
      root.adoptedStyleSheets.push(listSheet)
      stop = mountPeopleList(host, pop, live)
    },
    () => undefined,
  )
  return () => {
    isStopped = true
    stop?.()
  }
}

/** Escape, and a press outside. */
function closeOn(host: HTMLElement, pop: HTMLElement, button: HTMLElement, close: () => void): () => void {
  const listen = (event: Event): void => {
    if (pop.hidden !== false) return
    const isKey = event instanceof KeyboardEvent
    if (isKey ? event.key !== 'Escape' : event.composedPath().includes(host)) return
    close()
    if (isKey) button.focus()
  }
  document.addEventListener('pointerdown', listen)
  document.addEventListener('keydown', listen)
  return () => {
    document.removeEventListener('pointerdown', listen)
    document.removeEventListener('keydown', listen)
  }
}

/** What screen readers read: the number, and the first names. */
function labelOf(
  people: number | undefined,
  names: readonly string[],
  total: number,
  { words, lang }: Speech<Brief>,
): string {
  if (people === undefined) return words.offline
  const shown = names.slice(0, 5)
  const rest = total - shown.length
  const list = new Intl.ListFormat(lang, { type: 'unit' }).format(rest > 0 ? [...shown, digits(rest, lang)] : shown)
  return [plural(words.people, people, lang), list].filter((part) => part !== '').join(': ')
}
