/** Which keys mean what, and whether they do: single letters can be in the way of whoever speaks to their computer. */
import { h } from '../dom.js'
import { ask } from './dialog.js'
import type { QueueWords } from './words/queue-words.js'

export async function showHelp(words: QueueWords, isOn: boolean): Promise<boolean> {
  const { keys } = words
  const rows: readonly (readonly [string, string])[] = [
    ['J', keys.next],
    ['K', keys.previous],
    ['A', words.approve],
    ['R', words.reject],
    ['E', words.edit],
    ['D', words.remove],
    ['B', words.restrain],
    ['P', keys.person],
    ['T', keys.before],
    ['O', keys.openPage],
    ['X', keys.choose],
    ['*', keys.chooseAll],
    ['Z', keys.undo],
    ['1 – 6', keys.tabs],
    ['?', keys.help],
  ]
  const box = h('input', { type: 'checkbox', checked: isOn })
  await ask({
    title: words.help,
    lead: words.helpLead,
    body: [
      h(
        'dl',
        { class: 'keys' },
        ...rows.map(([key, meaning]) => h('div', {}, h('dt', {}, h('kbd', {}, key)), h('dd', {}, meaning))),
      ),
      h('label', { class: 'tick' }, box, h('span', {}, words.keysWork)),
    ],
    cancel: words.close,
    answers: [],
  })
  return box.checked
}
