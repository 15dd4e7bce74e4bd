/**
 * The markers beside the text: a list of buttons, in the order of the text, each at the height of the words it is about.
 *
 * One list for everybody: what is seen beside the words is what a screen reader finds as a landmark and what Tab goes through.
 * Owns the nodes and their labels; where they stand is measured in `places.ts`.
 */
import { arrange, setAttribute } from '../arrange.js'
import { h, setText } from '../dom.js'
import { icon } from '../picture.js'
import type { MarginSpeech } from '../words/margin/margin-words.js'
import { digits, plural } from '../words/words.js'
import { fillIn } from '../words/fill-in.js'

/** What a marker says. */
export interface Marker {
  readonly ids: readonly string[]
  /** Comments in all. */
  readonly count: number
  /** The words of the first. */
  readonly quote: string
  readonly state: 'open' | 'resolved' | 'changed' | 'gone'
  /** Its comments are being read. */
  readonly isOpen: boolean
  /** Something has come since the page was opened. */
  readonly isFresh: boolean
  /** On the layer: the edge of the column, and the top of the words. */
  readonly edge: number
  readonly y: number
}

export interface Rail {
  readonly node: HTMLElement
  draw(markers: readonly Marker[], side: Side): void
  /** The button for one of these marks. */
  buttonOf(ids: readonly string[]): HTMLElement | undefined
}

/** `beside`: in the margin. `edge`: at the edge of the window, where there is no margin. `isLeft`: where one reads from the right. */
export interface Side {
  readonly kind: 'beside' | 'edge'
  readonly isLeft: boolean
}

export interface RailOptions {
  readonly speech: MarginSpeech
  open(ids: readonly string[], button: HTMLElement): void
  /** The pointer or the focus is on a marker, or no longer. */
  look(ids: readonly string[]): void
}

const MAX_QUOTE = 80
const CHECK = 'M4.5 10.5l3.6 3.6 7.4-8'
const AWAY = 'M5 5l10 10M8 5.2h6.5a1.3 1.3 0 0 1 1.3 1.3v6.8M12.5 13.8H9l-3 2.6v-2.6a1.3 1.3 0 0 1-1.6-1.3V7.4'

interface Item {
  readonly node: HTMLLIElement
  readonly button: HTMLButtonElement
  readonly number: HTMLElement
  ids: readonly string[]
}

export function createRail({ speech, open, look }: RailOptions): Rail {
  const { words, lang } = speech
  const list = h('ul', { role: 'list' })
  const node = h('nav', { 'aria-label': words.nav, hidden: true }, list)
  let items: Item[] = []

  function create(): Item {
    const number = h('span', { class: 'number' })
    const button = h(
      'button',
      { class: 'marker', part: 'marker', type: 'button', 'aria-haspopup': 'dialog' },
      icon(CHECK),
      number,
    )
    const item: Item = { node: h('li', {}, button), button, number, ids: [] }
    button.addEventListener('click', () => open(item.ids, button))
    // A finger has been there and is gone.
    button.addEventListener('pointerenter', ({ pointerType }) => (pointerType === 'touch' ? undefined : look(item.ids)))
    button.addEventListener('focus', () => button.matches(':focus-visible') && look(item.ids))
    for (const type of ['pointerleave', 'blur']) button.addEventListener(type, () => look([]))
    return item
  }
  function paint(item: Item, marker: Marker, { kind, isLeft }: Side): void {
    const { button, number } = item
    const { count, quote, state, isOpen, isFresh, edge, y } = marker
    item.ids = marker.ids
    setText(number, digits(count, lang))
    const label = labelOf(marker, speech)
    setAttribute(button, 'aria-label', label)
    // The words are right beside it; only what is not to be seen there is told to those who point.
    button.title = state === 'gone' ? plural(words.gone, count, lang) : quote
    setAttribute(button, 'aria-expanded', String(isOpen))
    setAttribute(button, 'data-state', state)
    setAttribute(button, 'data-side', kind)
    setAttribute(button, 'data-left', isLeft)
    setAttribute(button, 'data-fresh', isFresh)
    const path = button.querySelector('path')
    if (path !== null) setAttribute(path, 'd', state === 'gone' ? AWAY : CHECK)
    button.style.setProperty('translate', `${edge.toFixed(1)}px ${y.toFixed(1)}px`)
  }
  return {
    node,
    draw(markers, side) {
      const known = items
      const used = new Set<Item>()
      items = markers.map((marker) => {
        // The one that was about some of these keeps its node, and with it the focus.
        const item = known.find((each) => !used.has(each) && each.ids.some((id) => marker.ids.includes(id))) ?? create()
        used.add(item)
        paint(item, marker, side)
        return item
      })
      arrange(
        list,
        items.map((item) => item.node),
      )
      node.hidden = items.length === 0
    },
    buttonOf: (ids) => items.find((item) => item.ids.some((id) => ids.includes(id)))?.button,
  }
}

function labelOf({ count, quote, state }: Marker, { words, lang }: MarginSpeech): string {
  if (state === 'gone') return plural(words.gone, count, lang)
  const label = fillIn(plural(words.marker, count, lang), { words: shortened(quote) })
  return state === 'open' ? label : `${label} (${state === 'resolved' ? words.resolved : words.changed})`
}

/** The beginning of some words, for a label. */
export function shortened(quote: string): string {
  if (quote.length <= MAX_QUOTE) return quote
  const cut = quote.slice(0, MAX_QUOTE)
  const space = cut.lastIndexOf(' ')
  return `${(space > MAX_QUOTE / 2 ? cut.slice(0, space) : cut).replace(/[\ud800-\udbff]$/, '')} …`
}
