/**
 * What one can do about a person on the page: write to them, ignore them. [X1]
 *
 * A modal dialog, so that the browser keeps the focus in it and gives it back. The words stay in the field until they have
 * been delivered. Nothing written here is stored.
 */
import { cleanText, MAX_MESSAGE_CHARS, type Member } from '@roomful/protocol'
import { messages } from '../../room/messages.js'
import type { Room } from '../../room/room.js'
import { setAttribute } from '../arrange.js'
import { avatar } from '../avatar.js'
import { refusalIn } from '../chat/refusal.js'
import { fitHeight } from '../compose/edit-text.js'
import { h, setText } from '../dom.js'
import { aboveKeyboard } from '../floating/above-keyboard.js'
import { ownKeys } from '../floating/own-keys.js'
import type { Live } from '../live.js'
import { icon } from '../picture.js'
import { fillIn } from '../words/fill-in.js'
import type { TalkSpeech } from '../words/talk/talk-words.js'
import { withIgnored } from './ignored.js'

export interface PersonDialogOptions {
  readonly root: ShadowRoot
  readonly live: Live
  readonly speech: TalkSpeech
  readonly room: Room
  /** Id of the member. */
  readonly id: string
  /** What they said, where it is an answer. */
  readonly answered?: string | undefined
}

const CLOSE = 'M6 6l8 8M14 6l-8 8'

/** What was written to somebody and not sent, for as long as the page lives. */
const drafts = new Map<string, string>()
/** Who somebody was that has left meanwhile. */
const known = new Map<string, Member>()

export function openPerson(options: PersonDialogOptions): void {
  const { root, live, speech, room, id } = options
  const { words } = speech
  const member = room.members.get().find((each) => each.id === id) ?? known.get(id)
  if (member === undefined || root.querySelector('dialog[open]') !== null) return
  known.set(id, member)
  const { name } = member
  const canWrite = room.can.get().has('message') && room.me.get().isShown
  const title = h('h2', { id: 'who', class: 'name' }, canWrite ? fillIn(words.messageTo, { name }) : name)
  const dialog = h(
    'dialog',
    { class: 'dialog', part: 'dialog', 'aria-labelledby': 'who' },
    h(
      'header',
      {},
      avatar(member),
      title,
      h(
        'button',
        {
          class: 'tool',
          part: 'button',
          type: 'button',
          'aria-label': words.close,
          title: words.close,
          onclick: () => dialog.close(),
        },
        icon(CLOSE),
      ),
    ),
    options.answered !== undefined && h('blockquote', { dir: 'auto' }, options.answered),
    canWrite && createForm(options, name),
    createIgnore(live, words, id, name),
  )
  const stopKeys = aboveKeyboard(dialog)
  dialog.addEventListener('close', () => {
    stopKeys()
    dialog.remove()
  })
  // On the backdrop: whatever is inside is another target.
  dialog.addEventListener('pointerdown', (event) => {
    const { left, right, top, bottom } = dialog.getBoundingClientRect()
    const { clientX: x, clientY: y, target } = event
    if (target === dialog && (x < left || x > right || y < top || y > bottom)) dialog.close()
  })
  ownKeys(dialog)
  root.append(dialog)
  dialog.showModal()
  dialog.querySelector('textarea')?.focus()
}

function createForm({ speech, room, id, live }: PersonDialogOptions, name: string): HTMLElement {
  const { words } = speech
  const field = h('textarea', {
    rows: 3,
    maxlength: MAX_MESSAGE_CHARS,
    dir: 'auto',
    part: 'field',
    'aria-label': words.yourMessage,
    'aria-describedby': 'lead',
    placeholder: words.yourMessage,
  })
  field.value = drafts.get(id) ?? ''
  const outcome = h('p', { class: 'outcome', role: 'status' })
  const send = h('button', { class: 'button main', part: 'button', type: 'submit' }, words.send)
  const tell = (kind: 'good' | 'bad' | '', text: string): void => {
    outcome.dataset['kind'] = kind
    setText(outcome, text)
  }
  let isSending = false
  const submit = (): void => {
    const text = cleanText(field.value)
    if (text === '' || isSending) return
    isSending = true
    setAttribute(send, 'aria-disabled', 'true')
    tell('', words.sending)
    const end = (kind: 'good' | 'bad', sentence: string): void => {
      isSending = false
      tell(kind, sentence)
      field.focus()
      setAttribute(send, 'aria-disabled', field.value.trim() === '' ? 'true' : undefined)
    }
    room
      .use(messages)
      .send(id, text)
      .then(
        ({ delivered }) => {
          if (delivered) {
            field.value = ''
            drafts.delete(id)
            fitHeight(field)
          }
          end(delivered ? 'good' : 'bad', delivered ? words.delivered : fillIn(words.notDelivered, { name }))
        },
        (error: unknown) => end('bad', refusalIn(error, words) ?? words.failed),
      )
  }
  field.addEventListener('input', () => {
    if (field.value.trim() === '') drafts.delete(id)
    else drafts.set(id, field.value)
    setAttribute(send, 'aria-disabled', field.value.trim() === '' ? 'true' : undefined)
    tell('', '')
    fitHeight(field)
  })
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    submit()
  })
  setAttribute(send, 'aria-disabled', field.value === '' ? 'true' : undefined)
  live.clock.soon(() => fitHeight(field))
  return h(
    'form',
    { novalidate: true, onsubmit: (event: Event) => (event.preventDefault(), submit()) },
    field,
    h('div', { class: 'row' }, outcome, send),
    h('p', { class: 'fine', id: 'lead' }, fillIn(words.messageLead, { name })),
  )
}

function createIgnore(live: Live, words: TalkSpeech['words'], id: string, name: string): HTMLElement {
  const text = h('p', { class: 'fine' })
  const press = h('button', {
    class: 'button',
    part: 'button',
    type: 'button',
    onclick() {
      live.ignored.set(withIgnored(live.ignored.get(), id, !live.ignored.get().has(id)))
      draw()
    },
  })
  const draw = (): void => {
    const isIgnored = live.ignored.get().has(id)
    setText(text, isIgnored ? fillIn(words.ignored, { name }) : words.ignoreMore)
    setText(press, fillIn(isIgnored ? words.stopIgnoring : words.ignore, { name }))
  }
  draw()
  return h('div', { class: 'ignore' }, text, press)
}
