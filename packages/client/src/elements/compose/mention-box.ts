/**
 * The list of people below a text in which somebody has written `@`. [T6]
 *
 * The text keeps the focus; arrows choose, Enter or Tab takes, Escape shuts. A text field has no way to say that it has opened a
 * list, so the number of people found is said politely instead.
 */
import type { Mention } from '@roomful/protocol'
import { setAttribute } from '../arrange.js'
import { h } from '../dom.js'
import { queryAt, type MentionQuery } from './mention-query.js'

export interface MentionBox {
  readonly node: HTMLElement
  /** The text or the caret has changed. */
  look(): void
  shut(): void
  /** Whether the key was for the list. */
  pressed(event: KeyboardEvent): boolean
  isOpen(): boolean
}

export interface MentionBoxOptions {
  readonly field: HTMLTextAreaElement
  /** Unique in its shadow root. */
  readonly id: string
  readonly label: string
  find(q: string): Promise<readonly Mention[]>
  /** Somebody was taken for this `@`. */
  take(person: Mention, query: MentionQuery): void
  /** How many were found. */
  found(count: number): void
}

export function createMentionBox({ field, id, label, find, take, found }: MentionBoxOptions): MentionBox {
  const node = h('ul', { class: 'people', part: 'people', id, role: 'listbox', 'aria-label': label, hidden: true })
  let people: readonly Mention[] = []
  let query: MentionQuery | undefined
  /** Where a list was shut on purpose: it stays so until another `@`. */
  let shutAt: number | undefined
  let at = 0

  const point = (index: number): void => {
    at = (index + people.length) % Math.max(1, people.length)
    for (const [each, option] of [...node.children].entries())
      setAttribute(option, 'aria-selected', String(each === at))
    const option = node.children[at]
    if (node.hidden || option === undefined) field.removeAttribute('aria-activedescendant')
    else {
      field.setAttribute('aria-activedescendant', option.id)
      option.scrollIntoView({ block: 'nearest' })
    }
  }
  const shut = (): void => {
    query = undefined
    people = []
    node.hidden = true
    field.removeAttribute('aria-activedescendant')
  }
  const choose = (index: number): void => {
    const [person, asked] = [people[index], query]
    shut()
    if (person !== undefined && asked !== undefined) take(person, asked)
  }
  const show = (list: readonly Mention[]): void => {
    people = list
    node.replaceChildren(...list.map((person, index) => option(id, person, index, () => choose(index))))
    node.hidden = list.length === 0
    point(0)
    found(list.length)
  }
  setAttribute(field, 'aria-autocomplete', 'list')
  setAttribute(field, 'aria-controls', id)

  return {
    node,
    shut,
    isOpen: () => !node.hidden,
    look() {
      const next = field.selectionStart === field.selectionEnd ? queryAt(field.value, field.selectionStart) : undefined
      if (next?.at !== shutAt) shutAt = undefined
      if (next === undefined || shutAt !== undefined) return shut()
      if (next.q === query?.q && next.at === query.at) return
      query = next
      find(next.q).then(
        (list) => {
          // Somebody has typed on; another answer is on its way.
          if (query === next) show(list)
        },
        () => undefined,
      )
    },
    pressed({ key, isComposing }) {
      if (node.hidden || isComposing) return false
      if (key === 'ArrowDown' || key === 'ArrowUp') point(at + (key === 'ArrowDown' ? 1 : -1))
      else if (key === 'Enter' || key === 'Tab') choose(at)
      else if (key === 'Escape') {
        shutAt = query?.at
        shut()
      } else return false
      return true
    },
  }
}

function option(list: string, { name }: Mention, index: number, choose: () => void): HTMLLIElement {
  return h(
    'li',
    {
      role: 'option',
      id: `${list}-${String(index)}`,
      // A press would take the focus from the text before the click arrives.
      onpointerdown: (event: Event) => event.preventDefault(),
      onmousedown: (event: Event) => event.preventDefault(),
      onclick: choose,
    },
    h('bdi', {}, name),
  )
}
