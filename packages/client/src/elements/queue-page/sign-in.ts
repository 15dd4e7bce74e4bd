/** Asks for a key. [I6] */
import { keyIn } from '../moderator-key.js'
import { h } from '../dom.js'
import { icon } from '../picture.js'
import { ICONS } from './icons.js'
import type { QueueWords } from './words/queue-words.js'

export interface SignIn {
  readonly node: HTMLElement
  /** Says why a key was not taken. */
  fail(problem: string): void
}

export function createSignIn(words: QueueWords, enter: (key: string, isForDevice: boolean) => void): SignIn {
  const input = h('input', {
    // Whoever looks over a shoulder shall not read it; nobody shall be offered to keep it as a password.
    type: 'password',
    name: 'key',
    autocomplete: 'off',
    spellcheck: 'false',
    required: true,
    dir: 'ltr',
    'aria-describedby': 'sign-in-problem',
  })
  const stay = h('input', { type: 'checkbox', name: 'stay' })
  const problem = h('p', { class: 'problem', id: 'sign-in-problem', role: 'alert' })
  const form = h(
    'form',
    {
      class: 'card sign-in',
      onsubmit(event: Event) {
        event.preventDefault()
        const key = keyIn(input.value)
        if (key === undefined) return fail(words.keyWrong)
        problem.textContent = ''
        enter(key, stay.checked)
      },
    },
    h('span', { class: 'emblem' }, icon(ICONS.shield)),
    h('h1', {}, words.signInTitle),
    h('p', { class: 'quiet' }, words.signInLead),
    h('label', { class: 'field' }, h('span', {}, words.key), input),
    problem,
    h('label', { class: 'tick' }, stay, h('span', {}, words.stay)),
    h('button', { class: 'button main', type: 'submit' }, words.signIn),
  )
  function fail(text: string): void {
    problem.textContent = text
    input.focus()
    input.select()
  }
  return { node: h('main', { class: 'gate' }, form), fail }
}
