/**
 * `<roomful-count>`: how many people are on this page, or on the page that `for` names.
 *
 * Attributes: `for` (the path of a page or a room's id, which is then only watched), `of` (`people`, `connections`, `active`), `label` (see `parseForms`).
 * Looks like the text around it. Room for two digits is reserved from the start, so that the line does not move when the
 * number arrives. It is not a live region: a number that changes all day must not interrupt anyone.
 */
import type { Counts } from '@roomful/protocol'
import type { Noun } from '../room/noun.js'
import { h, setText, sheet } from './dom.js'
import { all, inRoom, type Live } from './live.js'
import type { Mount } from './shell.js'
import { digits, parseForms, pluralForm, speakBriefly, type Brief, type Forms, type Speech } from './words/words.js'

const style = sheet(`
:host { display: inline-block; white-space: nowrap; font-variant-numeric: tabular-nums }
:host([hidden]) { display: none }
[part=number] { display: inline-block; min-inline-size: 1ch; text-align: end }
:host([data-state=loading]) [part=label] { opacity: .45 }
:host([data-state=offline]) [part=label] { opacity: .6 }
[part=label] { transition: opacity .3s }
`)

const KINDS = ['people', 'connections', 'active'] as const
type Kind = (typeof KINDS)[number]

export const mount: Mount = (host, root, live) => {
  root.adoptedStyleSheets = [style]
  const label = h('span', { part: 'label' })
  root.replaceChildren(label)
  const kind = KINDS.find((one) => one === host.getAttribute('of')) ?? 'people'
  const stop = speakBriefly(host, (speech) => {
    const forms = formsOf(host, kind, speech)
    return follow(host.getAttribute('for'), live, (counts, isAway) => {
      host.dataset['state'] = counts === undefined ? 'loading' : isAway ? 'offline' : 'live'
      write(label, forms, counts?.[kind], speech)
      host.title = isAway ? speech.words.offline : ''
    })
  })
  return { stop }
}

function formsOf(host: HTMLElement, kind: Kind, { words }: Speech<Brief>): Forms {
  const label = host.getAttribute('label')
  if (label === null) return { other: '#' }
  return label === '' ? words[kind] : parseForms(label)
}

/** Without a number yet the plural form stands there with a dash, so that little but the digits changes later. */
function write(label: HTMLElement, forms: Forms, count: number | undefined, { lang }: Speech<Brief>): void {
  const [before = '', after] = (count === undefined ? forms.other : pluralForm(forms, count, lang)).split('#')
  if (after === undefined) return setText(label, before)
  const digit = count === undefined ? '–' : digits(count, lang)
  if (label.textContent === before + digit + after) return
  label.replaceChildren(before, h('span', { part: 'number' }, digit), after)
}

function follow(
  room: string | null,
  live: Live,
  draw: (counts: Counts | undefined, isAway: boolean) => void,
): () => void {
  const bind = (count: Noun<Counts | undefined>): (() => void) => {
    const both = (): void => draw(count.get(), live.client.lost.get())
    both()
    return all(count.subscribe(both), live.client.lost.subscribe(both))
  }
  if (room === null || room === '') return inRoom(live, (current) => bind(current.count))
  const watched = live.client.watch(live.client.roomAt(room))
  return all(bind(watched.count), () => watched.stop())
}
