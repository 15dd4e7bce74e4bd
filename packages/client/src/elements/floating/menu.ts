/** A button with three dots and what it opens: a menu by the keyboard's rules. Its entries are asked for when it opens. */
import { setAttribute } from '../arrange.js'
import { h } from '../dom.js'
import { icon } from '../picture.js'
import { createPopup } from './popup.js'

export interface MenuEntry {
  readonly label: string
  readonly icon: string
  /** It cannot be undone. */
  readonly isGrave?: boolean
  run(): void
}

export interface Menu {
  readonly node: HTMLElement
  readonly button: HTMLButtonElement
  /** What it is the menu of. */
  setLabel(label: string): void
}

const DOTS = 'M5 10h.01M10 10h.01M15 10h.01'

export function createMenu(entries: () => readonly MenuEntry[], label = ''): Menu {
  const button = h(
    'button',
    {
      class: 'tool dots',
      part: 'menu-button',
      type: 'button',
      'aria-haspopup': 'menu',
      'aria-label': label,
    },
    icon(DOTS),
  )
  const panel = h('div', { class: 'popup menu', part: 'menu', role: 'menu', 'aria-label': label })
  const items = (): HTMLElement[] => [...panel.children].filter((item) => item instanceof HTMLElement)
  const popup = createPopup({
    button,
    panel,
    fill() {
      panel.replaceChildren(
        ...entries().map((entry) =>
          h(
            'button',
            {
              class: entry.isGrave === true ? 'item grave' : 'item',
              type: 'button',
              role: 'menuitem',
              tabindex: -1,
              onclick() {
                // What the entry does may take the focus elsewhere.
                popup.shut(true)
                entry.run()
              },
            },
            icon(entry.icon),
            h('span', {}, entry.label),
          ),
        ),
      )
    },
    focus: () => items()[0]?.focus({ preventScroll: true }),
  })
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    popup.open()
    if (event.key === 'ArrowUp') items().at(-1)?.focus()
  })
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Tab') return popup.shut(true)
    const next = nextItem(items(), event)
    if (next === undefined) return
    event.preventDefault()
    next.focus()
  })
  return {
    node: h('span', { class: 'anchor' }, button, panel),
    button,
    setLabel(next) {
      for (const each of [button, panel]) setAttribute(each, 'aria-label', next)
    },
  }
}

/** Where a key leads in a list of entries: arrows go round, a letter goes to the next entry that begins with it. */
function nextItem(items: readonly HTMLElement[], { key, target }: KeyboardEvent): HTMLElement | undefined {
  const at = items.findIndex((item) => item === target)
  const move = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[key]
  if (move !== undefined) return items[move % items.length]
  if (key.length !== 1 || key === ' ') return undefined
  const letter = key.toLocaleLowerCase()
  return [...items.slice(at + 1), ...items.slice(0, at + 1)].find((item) =>
    item.textContent?.trim().toLocaleLowerCase().startsWith(letter),
  )
}
