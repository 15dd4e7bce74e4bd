/** A question before everything else on the page: a real dialog, so that the browser keeps the focus in it and gives it back. */
import { h, type Child } from '../dom.js'
import { button } from './parts.js'

export interface Question {
  readonly title: string
  readonly lead?: string
  readonly body?: readonly Child[]
  readonly cancel: string
  /** What can be answered, by a name: the last one is what Enter means. */
  readonly answers: readonly { readonly name: string; readonly label: string; readonly kind: string }[]
}

/** What was answered, and what was filled in by the name of the field. */
export interface Reply {
  readonly answer: string
  read(name: string): string
}

let dialogs = 0

/** Resolves when it is answered; undefined: it was put away. */
export function ask(question: Question): Promise<Reply | undefined> {
  const id = `question-${String(++dialogs)}`
  return new Promise((resolve) => {
    const form = h(
      'form',
      { method: 'dialog' },
      h('h2', { id, tabindex: -1 }, question.title),
      question.lead !== undefined && h('p', { class: 'lead', id: `${id}-lead` }, question.lead),
      ...(question.body ?? []),
      h(
        'div',
        { class: 'buttons' },
        button(question.cancel, { kind: 'quiet' }, () => dialog.close()),
        ...question.answers.map(({ name, label, kind }) =>
          h('button', { class: `button ${kind}`, type: 'submit', value: name }, label),
        ),
      ),
    )
    const dialog = h(
      'dialog',
      { 'aria-labelledby': id, 'aria-describedby': question.lead === undefined ? undefined : `${id}-lead` },
      form,
    )
    let reply: Reply | undefined
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      const fields = new FormData(form)
      const pressed = event.submitter instanceof HTMLButtonElement ? event.submitter.value : undefined
      reply = {
        answer: pressed ?? question.answers.at(-1)?.name ?? '',
        read(name) {
          const value = fields.get(name)
          return typeof value === 'string' ? value.trim() : ''
        },
      }
      dialog.close()
    })
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(reply)
    })
    // On the backdrop: whatever is inside stands in the form.
    dialog.addEventListener('pointerdown', ({ target }) => target === dialog && dialog.close())
    document.body.append(dialog)
    dialog.showModal()
    const first = dialog.querySelector<HTMLElement>('textarea, input:not([type=checkbox])')
    ;(first ?? dialog.querySelector('h2'))?.focus()
  })
}

/** A line or more of text. */
export function field(name: string, label: string, { rows = 1, value = '', max = 300 } = {}): HTMLElement {
  const control =
    rows === 1
      ? h('input', { name, maxlength: max, autocomplete: 'off', dir: 'auto', value })
      : h('textarea', { name, rows, maxlength: max, dir: 'auto' }, value)
  return h('label', { class: 'field' }, h('span', {}, label), control)
}

/** One of several, each with a word on what it means. */
export function choice(
  name: string,
  label: string,
  options: readonly { readonly value: string; readonly label: string; readonly more: string }[],
): HTMLElement {
  return h(
    'fieldset',
    { class: 'choice' },
    h('legend', {}, label),
    ...options.map((option, index) =>
      h(
        'label',
        {},
        h('input', { type: 'radio', name, value: option.value, checked: index === 0 }),
        h('span', {}, h('b', {}, option.label), h('small', {}, option.more)),
      ),
    ),
  )
}

export function tick(name: string, label: string, isOn: boolean): HTMLElement {
  return h(
    'label',
    { class: 'tick' },
    h('input', { type: 'checkbox', name, value: 'yes', checked: isOn }),
    h('span', {}, label),
  )
}
