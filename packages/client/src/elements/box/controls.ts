/** Small controls of the panel: a switch, a tool button, a button. */
import { setAttribute } from '../arrange.js'
import { h } from '../dom.js'
import { icon } from '../picture.js'

export interface Switch {
  readonly node: HTMLElement
  set(isOn: boolean): void
}

export function createSwitch(label: string, onChange: (isOn: boolean) => void): Switch {
  const node = h(
    'button',
    {
      class: 'switch',
      type: 'button',
      role: 'switch',
      'aria-checked': 'false',
      onclick: () => onChange(node.getAttribute('aria-checked') !== 'true'),
    },
    h('span', {}, label),
    h('span', { class: 'track' }),
  )
  return { node, set: (isOn) => setAttribute(node, 'aria-checked', String(isOn)) }
}

export function tool(label: string, path: string, onclick: () => void): HTMLButtonElement {
  return h(
    'button',
    { class: 'tool', type: 'button', part: 'button', 'aria-label': label, title: label, onclick },
    icon(path),
  )
}

export function button(label: string, kind: string, onclick: () => void): HTMLButtonElement {
  return h('button', { class: `button ${kind}`, part: 'button', type: 'button', onclick }, label)
}

export const ICONS = {
  settings: 'M4 6h6M14 6h2M4 14h2M10 14h6M12 4v4M8 12v4',
  minimise: 'M5 10h10',
  close: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
  back: 'M12 5l-5 5 5 5',
  again: 'M15.5 8.5A5.8 5.8 0 1 0 15.8 12M16 4.5v4.2h-4.2',
  edit: 'M4.5 15.5l.8-3.2 7.6-7.6 2.4 2.4-7.6 7.6z',
} as const
