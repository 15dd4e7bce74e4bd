/** The second page of the panel: whose pointers to see, the corner, and hiding the box altogether. */
import { h } from '../dom.js'
import { watch, type Live } from '../live.js'
import type { Words } from '../words/words.js'
import { button, createSwitch } from './controls.js'
import { CORNERS, type Corner } from './corner.js'

export interface SettingsView {
  readonly node: HTMLElement
  setCorner(corner: Corner): void
  stop(): void
}

interface SettingsOptions {
  readonly live: Live
  readonly words: Words
  readonly lang: string
  moveTo(corner: Corner): void
  hideForVisit(): void
}

export function createSettingsView({ live, words, lang, moveTo, hideForVisit }: SettingsOptions): SettingsView {
  const hidePods = createSwitch(words.hidePods, (isOn) => live.podsHidden.set(isOn))
  const corners = CORNERS.map((corner, index) => {
    const label = words.corners[index] ?? corner
    return h('input', {
      type: 'radio',
      name: 'roomful-corner',
      value: corner,
      'aria-label': label,
      title: label,
      onchange: () => moveTo(corner),
    })
  })
  const node = h(
    'div',
    { class: 'view', part: 'settings' },
    live.settings.hasPods && hidePods.node,
    h(
      'div',
      { class: 'setting' },
      h('span', { id: 'corner' }, words.corner),
      h(
        'div',
        { class: 'corners', role: 'radiogroup', 'aria-labelledby': 'corner' },
        ...corners.map((input) => h('label', {}, input)),
      ),
    ),
    h('hr'),
    button(words.hideVisit, '', hideForVisit),
    h('p', { class: 'fine note' }, words.hideVisitMore),
  )
  if (live.isModerator) {
    import('./moderator-mark.js').then(
      ({ moderatorMark }) => node.prepend(...moderatorMark(live, lang)),
      () => undefined, // The server is away, and signing out can wait.
    )
  }
  return {
    node,
    setCorner(corner) {
      for (const input of corners) input.checked = input.value === corner
    },
    stop: watch(live.podsHidden, hidePods.set),
  }
}
