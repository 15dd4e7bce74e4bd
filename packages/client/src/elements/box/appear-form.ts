/**
 * Choosing to be seen: a name, a colour, and in plain words what others will see and what is kept.
 *
 * Nothing typed here leaves the page or is stored before the button is pressed. [D8]
 */
import { MAX_NAME_CHARS } from '@roomful/protocol'
import { h } from '../dom.js'
import { colorOf } from '../theme.js'
import { fillIn } from '../words/fill-in.js'
import { type Words } from '../words/words.js'
import { button, ICONS, tool } from './controls.js'

export interface Look {
  readonly name: string
  readonly color: number
}

export interface AppearForm {
  readonly node: HTMLFormElement
  focus(): void
}

interface FormOptions {
  readonly words: Words
  readonly start: Look
  /** The site says who this is: the name cannot be chosen. */
  readonly isNamed: boolean
  /** Already seen: only name or colour change. */
  readonly isEdit: boolean
  suggest(): string
  submit(look: Look): void
  cancel(): void
}

export function createAppearForm({ words, start, isNamed, isEdit, suggest, submit, cancel }: FormOptions): AppearForm {
  const input = h('input', {
    type: 'text',
    name: 'roomful-name',
    maxlength: MAX_NAME_CHARS,
    autocomplete: 'off',
    spellcheck: 'false',
    dir: 'auto',
    required: true,
    part: 'field',
    id: 'name',
  })
  input.value = start.name
  const swatches = words.colors.map((label, index) =>
    h('label', { class: 'swatch', part: 'swatch' }, swatch(label, index, index === start.color)),
  )
  const node = h(
    'form',
    { class: 'card', part: 'form', novalidate: true, onsubmit: (event: Event) => (event.preventDefault(), send()) },
    isNamed
      ? h('p', { class: 'fine' }, words.siteName)
      : h(
          'div',
          { class: 'field' },
          h('label', { for: 'name' }, words.name),
          h(
            'span',
            { class: 'input' },
            input,
            tool(words.otherName, ICONS.again, () => (input.value = suggest())),
          ),
        ),
    h('fieldset', { class: 'field' }, h('legend', {}, words.color), h('div', { class: 'swatches' }, ...swatches)),
    !isEdit && h('p', { class: 'fine' }, words.othersSee),
    !isEdit && h('p', { class: 'fine' }, words.stored),
    h(
      'div',
      { class: 'buttons' },
      button(words.notNow, '', cancel),
      h('button', { class: 'button main', part: 'button', type: 'submit' }, isEdit ? words.save : words.showMe),
    ),
  )
  const send = (): void => {
    const color = Number(new FormData(node).get('roomful-color') ?? start.color)
    submit({ name: input.value.trim() === '' ? suggest() : input.value.trim(), color })
  }
  return {
    node,
    focus: () =>
      isNamed ? node.querySelector<HTMLElement>('input:checked')?.focus() : (input.focus(), input.select()),
  }
}

function swatch(label: string, index: number, isChecked: boolean): HTMLInputElement {
  const input = h('input', {
    type: 'radio',
    name: 'roomful-color',
    value: index,
    'aria-label': label,
    title: label,
    checked: isChecked,
  })
  input.style.setProperty('--_color', colorOf(index))
  return input
}

/** A name that says nothing about anyone: "Quiet Heron". `unit` is chance in [0, 1). */
export function suggestName(words: Words, unit: () => number): string {
  const pick = (list: readonly string[]): string => list[Math.floor(unit() * list.length)] ?? ''
  return fillIn(words.anonymous, { adjective: pick(words.adjectives), animal: pick(words.animals) })
}
