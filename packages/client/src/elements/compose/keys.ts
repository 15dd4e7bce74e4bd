/** What the keys do in the text: send, format, choose a person, give up. Everything else is the browser's. */
import { edit } from './edit-text.js'
import { format, type FormatKind } from './format.js'
import type { MentionBox } from './mention-box.js'

export interface KeyOptions {
  readonly people: MentionBox
  submit(): void
  changed(): void
  /** Somebody is writing. */
  wrote(): void
  cancel?(): void
}

export function listenToKeys(field: HTMLTextAreaElement, options: KeyOptions): void {
  const { people, submit, changed, wrote, cancel } = options
  field.addEventListener('input', () => {
    changed()
    people.look()
    if (field.value.trim() !== '') wrote()
  })
  // The caret moves without a word being written.
  for (const type of ['click', 'keyup']) field.addEventListener(type, () => people.isOpen() && people.look())
  field.addEventListener('blur', people.shut)
  field.addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, altKey, isComposing } = event
    if (people.pressed(event)) return event.preventDefault()
    if (isComposing) return
    const isCommand = (ctrlKey || metaKey) && !altKey
    const kind = isCommand ? SHORTCUTS.get(key.toLowerCase()) : undefined
    if (isCommand && key === 'Enter') submit()
    else if (kind !== undefined) edit(field, format(field.value, field.selectionStart, field.selectionEnd, kind))
    else if (key === 'Escape' && cancel) {
      // Of a dialog or a box around it, too, only one thing is shut by one press.
      event.stopPropagation()
      cancel()
    } else return
    event.preventDefault()
  })
}

const SHORTCUTS: ReadonlyMap<string, FormatKind> = new Map([
  ['b', 'bold'],
  ['i', 'italic'],
  ['k', 'link'],
  ['e', 'code'],
])
