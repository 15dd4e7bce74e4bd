/** "E-mail me": whether answers and mentions are sent by mail, and to where. Double opt-in and stop are the server's. [X4] */
import type { Room } from '../../room/room.js'
import { h, setText } from '../dom.js'
import { fillIn } from '../words/fill-in.js'
import type { InboxSpeech } from '../words/inbox/inbox-words.js'
import { mailDesk, type Mail, type MailState } from './mail.js'

export interface MailForm {
  readonly node: HTMLElement
  /** Asks the server how it stands. */
  look(): void
}

const MAX_ADDRESS_CHARS = 320

export function createMailForm(room: Room, { words, lang }: InboxSpeech): MailForm {
  const desk = room.use(mailDesk)
  const node = h('section', { class: 'mail', part: 'mail', 'aria-label': words.mail, hidden: true })
  const said = h('p', { class: 'said', role: 'status' })
  let mail: Mail = { state: 'off', address: '' }
  let isForm = false

  const field = h('input', {
    type: 'email',
    name: 'roomful-address',
    id: 'address',
    autocomplete: 'email',
    maxlength: MAX_ADDRESS_CHARS,
    required: true,
    dir: 'ltr',
    part: 'field',
    placeholder: words.address,
    'aria-label': words.address,
  })
  const form = h(
    'form',
    { novalidate: true, onsubmit: (event: Event) => (event.preventDefault(), submit()) },
    h('p', { class: 'lead' }, words.mailLead),
    h(
      'div',
      { class: 'line' },
      field,
      h('button', { class: 'button main', part: 'button', type: 'submit' }, words.mailMe),
    ),
    h('p', { class: 'fine' }, words.mailFine),
  )
  function press(label: string, run: () => void): HTMLElement {
    return h('button', { class: 'button', part: 'button', type: 'button', onclick: run }, label)
  }
  function draw(): void {
    const { state, address } = mail
    node.hidden = state === 'off' || (state !== 'confirmed' && state !== 'asked' && !room.can.get().has('comment'))
    const isOpen = isForm || state === 'none' || state === 'stopped'
    const sentence = h('p', { class: 'lead' })
    setText(sentence, fillIn(state === 'asked' ? words.mailAsked : words.mailConfirmed, { address }))
    const buttons = h(
      'div',
      { class: 'row' },
      press(words.otherAddress, () => edit()),
      press(words.mailStop, () => change(desk.stop(), words.mailStopped)),
    )
    node.replaceChildren(...(isOpen ? [form] : [sentence, buttons]), said)
  }
  function edit(): void {
    isForm = true
    field.value = mail.address
    setText(said, '')
    draw()
    field.focus()
  }
  function submit(): void {
    const address = field.value.trim()
    if (address === '' || !field.checkValidity()) {
      field.setAttribute('aria-invalid', 'true')
      setText(said, words.noAddress)
      return field.focus()
    }
    field.removeAttribute('aria-invalid')
    mail = { ...mail, address }
    change(desk.ask(address, lang), '')
  }
  function change(asked: Promise<MailState>, done: string): void {
    setText(said, words.waiting)
    const hadFocus = node.matches(':focus-within')
    asked.then(
      (state) => {
        isForm = false
        mail = { ...mail, state }
        draw()
        setText(said, state === 'asked' ? fillIn(words.mailAsked, { address: mail.address }) : done)
        // What was asked stands there to be read; what the screen reader heard need not be seen twice.
        said.classList.toggle('unseen', state === 'asked')
        if (hadFocus) node.querySelector<HTMLElement>('input, button')?.focus({ preventScroll: true })
      },
      (error: unknown) => {
        said.classList.remove('unseen')
        setText(said, refusalOf(error, words))
      },
    )
  }
  return {
    node,
    look() {
      if (isForm) return
      desk.read().then(
        (now) => {
          // Somebody is writing an address at the moment.
          if (isForm || (field.value !== '' && now.state === mail.state)) return
          mail = now
          draw()
        },
        () => undefined, // Without an answer there is no form; the list says that the server is away.
      )
    },
  }
}

function refusalOf(error: unknown, words: InboxSpeech['words']): string {
  const { code } = error as { readonly code?: unknown }
  if (code === 'MESSAGE_INVALID') return words.noAddress
  return code === 'RATE_LIMITED' ? words.tooOften : words.failed
}
