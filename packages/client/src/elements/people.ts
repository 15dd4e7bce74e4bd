/**
 * `<roomful-people>`: the avatar stack, which opens into the list of names.
 *
 * Attributes: `max` (avatars before "+N", default 5), `open` (the list is shown from the start and stays).
 */
import { avatarStyle } from './avatar.js'
import type { Room } from '../room/room.js'
import { h, setAttribute, setText, sheet } from './dom.js'
import { all, drawSoon, inRoom, type Live } from './live.js'
import type { PeopleList } from './people-list.js'
import { byPresence, createStack, stackStyle } from './people-stack.js'
import { followScheme } from './scheme.js'
import type { Mount } from './shell.js'
import { ground } from './theme.js'
import { digits, plural, speakBriefly, type Brief, type Speech } from './words/words.js'

const style = sheet(`
:host { display: inline-block; position: relative; vertical-align: middle; min-block-size: 32px; min-inline-size: 32px }
.open { appearance: none; border: 0; background: none; padding: 2px; margin: 0; border-radius: 999px; cursor: pointer; color: inherit; display: block; min-block-size: 36px; min-inline-size: 36px }
.open .stack:empty::before { content: ""; inline-size: 28px; block-size: 28px; border-radius: 50%; border: 1.5px dashed var(--_muted); opacity: .6 }
.open .avatar { --_size: 28px }
.pop { position: absolute; inset-block-start: calc(100% + 8px); inset-inline-start: 0; z-index: 10; inline-size: 260px; max-block-size: 320px; overflow: auto; padding: 8px; background: var(--_surface);
  border-radius: var(--_radius); box-shadow: var(--_shadow); text-align: start }
:host([open]) .pop { position: static; inline-size: auto; max-block-size: none; background: none; box-shadow: none; padding: 0 }
:host([data-state=offline]) { filter: saturate(.3); opacity: .7 }
@media (pointer: coarse) { .open { min-block-size: 44px } }
${avatarStyle}${stackStyle}`)

export const mount: Mount = (host, root, live) => {
  root.adoptedStyleSheets = [ground, style]
  return { stop: speakBriefly(host, (speech) => build(host, root, live, speech)) }
}

function build(host: HTMLElement, root: ShadowRoot, live: Live, speech: Speech<Brief>): () => void {
  const { words, lang } = speech
  const isAlwaysOpen = host.hasAttribute('open')
  const max = Math.max(1, Number(host.getAttribute('max') ?? 5) || 5)
  const stack = createStack()
  let list: PeopleList | undefined
  const label = h('span', { class: 'unseen' })
  const pop = h('div', { class: 'pop', id: 'pop', hidden: !isAlwaysOpen })
  const toggle = (isOpen: boolean): void => {
    if (isOpen) fetchList()
    pop.hidden = !isOpen
    setAttribute(button, 'aria-expanded', String(isOpen))
  }
  const button = h(
    'button',
    {
      class: 'open',
      type: 'button',
      'aria-expanded': 'false',
      'aria-controls': 'pop',
      onclick: () => toggle(pop.hidden !== false),
    },
    stack.node,
    label,
  )
  root.replaceChildren(...(isAlwaysOpen ? [pop] : [button, pop]))
  const draw = (room: Room): void => {
    const members = byPresence(room.members.get())
    const people = room.count.get()?.people
    stack.draw(members, max, (count) => plural(words.more, count, lang))
    list?.draw(members, people)
    setText(
      label,
      people === undefined
        ? words.offline
        : `${plural(words.people, people, lang)}${names(
            members.map((member) => member.name),
            lang,
          )}`,
    )
    host.dataset['state'] = people === undefined ? 'loading' : live.client.lost.get() ? 'offline' : 'live'
  }
  // Names, badges and their words are fetched when somebody wants to see them.
  const fetchList = (): void => {
    if (list === undefined) speak(host, (full) => void import('./people-list.js').then(({ createPeopleList, listSheet }) => showList(createPeopleList(live, full), listSheet), () => undefined))
  }
  const close = (event: Event): void => {
    if (isAlwaysOpen || pop.hidden) return
    if (event instanceof KeyboardEvent ? event.key !== 'Escape' : event.composedPath().includes(host)) return
    toggle(false)
    if (event instanceof KeyboardEvent) button.focus()
  }
  document.addEventListener('pointerdown', close)
  document.addEventListener('keydown', close)
  return all(
    followScheme(host, live.settings.theme),
    inRoom(live, (room) => {
      const soon = drawSoon(() => draw(room))
      draw(room)
      return all(
        room.members.subscribe(soon),
        room.count.subscribe(soon),
        live.following.subscribe(soon),
        live.client.lost.subscribe(soon),
      )
    }),
    () => document.removeEventListener('pointerdown', close),
    () => document.removeEventListener('keydown', close),
  )
}

/** The first names in a row, for the label that screen readers read. */
function names(all: readonly string[], lang: string): string {
  if (all.length === 0) return ''
  const shown = all.slice(0, 5)
  const list = all.length > shown.length ? [...shown, digits(all.length - shown.length, lang)] : shown
  return `: ${new Intl.ListFormat(lang, { type: 'unit' }).format(list)}`
}
