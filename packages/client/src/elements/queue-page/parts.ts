/** Small things that every part of the page is made of. */
import { h, type Child } from '../dom.js'
import { initials } from '../initials.js'
import { icon } from '../picture.js'
import { colorOf } from '../theme.js'
import { ICONS } from './icons.js'
import type { QueueWords } from './words/queue-words.js'

/** A button with a word, and a drawing before it. `kind`: `main`, `grave`, `quiet`. */
export function button(
  label: string,
  { kind = '', drawing, key, ...props }: ButtonOptions,
  onclick: () => void,
): HTMLButtonElement {
  return h(
    'button',
    {
      class: `button ${kind}`,
      type: 'button',
      title: key === undefined ? undefined : `${label} (${key})`,
      ...props,
      onclick,
    },
    drawing !== undefined && icon(drawing),
    h('span', { class: 'word' }, label),
  )
}

export interface ButtonOptions {
  readonly kind?: string
  readonly drawing?: string
  /** The key that does the same. */
  readonly key?: string
  readonly [attribute: `aria-${string}`]: string | undefined
}

/** A round picture without any picture: no other server learns who is moderated. */
export function face(name: string, color: number | undefined): HTMLElement {
  const made = h('span', { class: 'face', 'aria-hidden': 'true' }, initials(name))
  made.style.setProperty('--_color', colorOf(color ?? 0))
  return made
}

/** A word on a coloured ground; `tone`: `warn`, `bad`, `good` or none. */
export function mark(tone: string, drawing: string, ...words: Child[]): HTMLElement {
  return h('li', { class: `mark ${tone}` }, icon(drawing), h('span', {}, ...words))
}

/** Said where a list would stand. */
export function notice(drawing: string, title: string, more?: Child): HTMLElement {
  return h(
    'div',
    { class: 'notice' },
    icon(drawing),
    h('p', { class: 'big' }, title),
    more !== undefined && h('p', {}, more),
  )
}

/** Said where a list would stand that could not be read. */
export function tryAgain({ failed, again }: QueueWords, read: () => void): HTMLElement {
  return notice(ICONS.offline, failed, button(again, {}, read))
}
