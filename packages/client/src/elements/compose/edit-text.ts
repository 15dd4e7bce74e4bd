/** Changes a text field as if somebody had typed, so that the browser's own undo takes it back. */
import type { Change } from './format.js'

export function edit(field: HTMLTextAreaElement, { from, to, insert, start, end }: Change): void {
  field.focus()
  field.setSelectionRange(from, to)
  // Deprecated and without a successor: everything else forgets what was typed before.
  const isDone =
    insert === '' ? from === to || document.execCommand('delete') : document.execCommand('insertText', false, insert)
  if (!isDone) {
    field.setRangeText(insert, from, to, 'end')
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
  field.setSelectionRange(start, end)
}

/** Makes a field as tall as its text, where the browser does not do that by itself. */
export function fitHeight(field: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return
  field.style.setProperty('block-size', 'auto')
  field.style.setProperty('block-size', `${String(field.scrollHeight)}px`)
}
