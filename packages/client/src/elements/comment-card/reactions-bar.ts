/** The signs below a comment: how many people gave each, one's own, and a panel with more to choose from. [T5] */
import { MAX_COMMENT_SIGNS } from '@roomful/protocol'
import type { ShownComment } from '../../model/comments/overlay.js'
import { arrange, setAttribute } from '../arrange.js'
import { rove } from '../compose/tools.js'
import { h, setText } from '../dom.js'
import { icon } from '../picture.js'
import { fillIn } from '../words/fill-in.js'
import { digits, plural } from '../words/words.js'
import type { Desk } from '../comments/desk.js'
import { MORE, QUICK } from './emoji.js'
import { createPopup } from '../floating/popup.js'

const SMILE = 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.3 11.7a3.4 3.4 0 0 0 5.4 0M7.6 8.2h.01M12.4 8.2h.01'

export interface ReactionsBar {
  readonly node: HTMLElement
  draw(comment: ShownComment): void
}

export function createReactionsBar(desk: Desk): ReactionsBar {
  const chips = new Map<string, HTMLButtonElement>()
  let shown: ShownComment | undefined
  const toggle = (emoji: string): void => {
    if (shown === undefined || !desk.may('react')) return
    desk.follow(desk.comments.react(shown.id, emoji, shown.mine?.includes(emoji) !== true))
  }
  const picker = createPicker(desk, toggle, () => shown?.mine ?? [])
  const list = h('span', { class: 'chips' })
  const chip = (emoji: string): HTMLButtonElement => {
    const known = chips.get(emoji)
    if (known) return known
    const made = h(
      'button',
      { class: 'chip', part: 'reaction', type: 'button', onclick: () => toggle(emoji) },
      h('span', { class: 'emoji' }, emoji),
      h('span', { class: 'number' }),
    )
    chips.set(emoji, made)
    return made
  }
  return {
    node: h('span', { class: 'reactions', part: 'reactions' }, list, picker),
    draw(comment) {
      shown = comment
      const canReact = desk.may('react')
      const given = comment.reactions.slice(0, MAX_COMMENT_SIGNS)
      for (const [emoji, count] of given) {
        const made = chip(emoji)
        const number = made.lastElementChild
        if (number) setText(number, digits(count, desk.speech.lang))
        setAttribute(made, 'aria-label', fillIn(plural(desk.speech.words.reacted, count, desk.speech.lang), { emoji }))
        setAttribute(made, 'aria-pressed', String(comment.mine?.includes(emoji) === true))
        setAttribute(made, 'aria-disabled', canReact ? undefined : 'true')
      }
      arrange(
        list,
        given.map(([emoji]) => chip(emoji)),
      )
      for (const emoji of [...chips.keys()]) if (!given.some(([sign]) => sign === emoji)) chips.delete(emoji)
      picker.hidden = !canReact || given.length >= MAX_COMMENT_SIGNS
    },
  }
}

function createPicker(desk: Desk, toggle: (emoji: string) => void, mine: () => readonly string[]): HTMLElement {
  const { react } = desk.speech.words
  const button = h(
    'button',
    { class: 'tool add', part: 'button', type: 'button', 'aria-label': react, title: react, 'aria-haspopup': 'dialog' },
    icon(SMILE),
  )
  const panel = h('div', { class: 'popup signs', part: 'picker', role: 'dialog', 'aria-label': react })
  const popup = createPopup({
    button,
    panel,
    fill() {
      const signs = [...QUICK, ...MORE].map((emoji, index) =>
        h(
          'button',
          {
            type: 'button',
            class: 'sign',
            'aria-label': emoji,
            'aria-pressed': String(mine().includes(emoji)),
            tabindex: index === 0 ? 0 : -1,
            onclick() {
              popup.shut(true)
              toggle(emoji)
            },
          },
          emoji,
        ),
      )
      panel.replaceChildren(
        h('div', { class: 'quick' }, ...signs.slice(0, QUICK.length)),
        h('div', { class: 'grid' }, ...signs.slice(QUICK.length)),
      )
      panel.onkeydown = (event) => {
        if (event.key === 'Tab') popup.shut(true)
        else if (!isRow(event, signs)) rove(event, panel, signs)
      }
    },
    focus: () => panel.querySelector('button')?.focus({ preventScroll: true }),
  })
  return h('span', { class: 'anchor' }, button, panel)
}

/** Up and down go to the sign that stands there, however many stand in a row. */
function isRow(event: KeyboardEvent, signs: readonly HTMLElement[]): boolean {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return false
  event.preventDefault()
  const from = signs.find((sign) => sign === event.target)?.getBoundingClientRect()
  if (!from) return true
  const isDown = event.key === 'ArrowDown'
  const distance = (sign: HTMLElement): number => {
    const { x, y, width } = sign.getBoundingClientRect()
    const rows = isDown ? y - from.y : from.y - y
    return rows < 1 ? Infinity : rows * 100 + Math.abs(x + width / 2 - from.x - from.width / 2)
  }
  const next = [...signs].sort((a, b) => distance(a) - distance(b))[0]
  if (next !== undefined && distance(next) < Infinity) {
    for (const each of signs) setAttribute(each, 'tabindex', each === next ? '0' : '-1')
    next.focus()
  }
  return true
}
