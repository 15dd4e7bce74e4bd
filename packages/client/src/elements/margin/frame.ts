/** The fixed parts of the card: its header with the ways on and out, what is to be said about the words, and the words. */
import { setAttribute } from '../arrange.js'
import { h, setText } from '../dom.js'
import { icon } from '../picture.js'
import type { MarginSpeech } from '../words/margin/margin-words.js'
import { digits } from '../words/words.js'
import type { Goal } from './goal.js'

export interface CardFrame {
  readonly header: HTMLElement
  readonly lead: HTMLElement
  readonly quote: HTMLElement
  draw(goal: Goal, order: { readonly at: number; readonly of: number } | undefined, isChanged: boolean): void
}

export interface FrameActs {
  close(): void
  step(by: 1 | -1): void
}

const CLOSE = 'M6 6l8 8M14 6l-8 8'
const UP = 'M5 12l5-5 5 5'
const DOWN = 'M5 8l5 5 5-5'

export function createFrame({ words, lang }: MarginSpeech, { close, step }: FrameActs): CardFrame {
  const tool = (label: string, path: string, run: () => void): HTMLButtonElement =>
    h(
      'button',
      { class: 'tool', part: 'button', type: 'button', 'aria-label': label, title: label, onclick: run },
      icon(path),
    )
  const title = h('h2', { id: 'card-title' })
  const count = h('span', { class: 'order' })
  const steps = h(
    'span',
    { class: 'steps' },
    count,
    tool(words.previous, UP, () => step(-1)),
    tool(words.next, DOWN, () => step(1)),
  )
  const lead = h('p', { class: 'lead', hidden: true })
  const quote = h('blockquote', { class: 'quote', part: 'passage', dir: 'auto', hidden: true })
  const header = h(
    'header',
    { class: 'bar-top' },
    h('span', { class: 'grip' }),
    title,
    steps,
    tool(words.close, CLOSE, close),
  )
  return {
    header,
    lead,
    quote,
    draw(goal, order, isChanged) {
      const isGone = goal.kind === 'threads' && goal.isGone
      setText(title, goal.kind === 'write' ? words.newTitle : isGone ? words.goneTitle : words.title)
      steps.hidden = order === undefined || goal.kind === 'write'
      if (order !== undefined) setText(count, `${digits(order.at + 1, lang)} / ${digits(order.of, lang)}`)
      lead.hidden = !isGone && !isChanged
      setText(lead, isGone ? words.goneLead : words.changedLead)
      setAttribute(lead, 'data-changed', isChanged)
      quote.hidden = goal.kind !== 'write'
      if (goal.kind === 'write') setText(quote, goal.passage.exact)
    },
  }
}
