/** A question before everything else on the page: a real dialog, so that the browser keeps the focus in it and gives it back. */
import { h } from '../dom.js'
import { button } from '../box/controls.js'

export interface DialogOptions {
  readonly title: string
  /** What stands below the title. */
  readonly lead?: string
  readonly body: readonly Node[]
  readonly cancel: string
  readonly done: string
  readonly isGrave?: boolean
  /** `read` gives what was filled in, by the name of the field. */
  submit(read: (name: string) => string): void
}

let dialogs = 0

export function openDialog(root: ShadowRoot, options: DialogOptions): void {
  const id = `dialog-${String(++dialogs)}`
  const form = h(
    'form',
    {
      method: 'dialog',
      onsubmit(event: Event) {
        event.preventDefault()
        const fields = new FormData(form)
        shut()
        options.submit((name) => {
          const value = fields.get(name)
          return typeof value === 'string' ? value.trim() : ''
        })
      },
    },
    h('h3', { id }, options.title),
    options.lead !== undefined && h('p', { class: 'lead' }, options.lead),
    ...options.body,
    h(
      'div',
      { class: 'buttons' },
      button(options.cancel, '', () => shut()),
      h(
        'button',
        { class: options.isGrave === true ? 'button main grave' : 'button main', type: 'submit' },
        options.done,
      ),
    ),
  )
  const dialog = h('dialog', { class: 'dialog', part: 'dialog', 'aria-labelledby': id }, form)
  const shut = (): void => dialog.close()
  dialog.addEventListener('close', () => dialog.remove())
  // On the backdrop: whatever is inside stands in the form.
  dialog.addEventListener('pointerdown', ({ target }) => target === dialog && shut())
  dialog.addEventListener('keydown', (event) => event.stopPropagation())
  root.append(dialog)
  dialog.showModal()
}

/** A choice of one in several, each with a word on what it means. */
export function choices(
  name: string,
  legend: string,
  list: readonly { readonly value: string; readonly label: string; readonly more?: string }[],
  isUnseen = false,
): HTMLElement {
  return h(
    'fieldset',
    { class: 'choices' },
    h('legend', { class: isUnseen ? 'unseen' : '' }, legend),
    ...list.map(({ value, label, more }, index) =>
      h(
        'label',
        { class: 'choice' },
        h('input', { type: 'radio', name, value, checked: index === 0 }),
        h('span', {}, h('span', {}, label), more !== undefined && h('small', {}, more)),
      ),
    ),
  )
}

/** A line to write in. */
export function line(name: string, label: string, maxlength: number): HTMLElement {
  return h(
    'label',
    { class: 'line' },
    h('span', {}, label),
    h('input', { type: 'text', name, maxlength, autocomplete: 'off', dir: 'auto' }),
  )
}
