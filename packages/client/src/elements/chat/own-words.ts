/**
 * The form for one's own words beside one's pod: at the pointer, or at the bottom of the window where there is none.
 *
 * Owns the field, its keys and when it goes. What is sent and kept is the caller's. Enter says the words and they stay for a
 * moment; typing on begins anew. Invariant: whatever shuts the form, the others are told that the words are gone.
 */
import { MAX_CHAT_CHARS, type Cancel } from '@roomful/protocol'
import { setAttribute } from '../arrange.js'
import { fitHeight } from '../compose/edit-text.js'
import { h, setText } from '../dom.js'
import { aboveKeyboard } from '../floating/above-keyboard.js'
import { focusedNow, giveBackFocus } from '../floating/give-back-focus.js'
import { ownKeys } from '../floating/own-keys.js'
import type { Live } from '../live.js'
import { icon } from '../picture.js'
import { paced } from '../pods/pointer.js'
import type { TalkWords } from '../words/talk/talk-words.js'
import { chatText, REPEAT_MS } from './voices.js'

/** A place in the window. */
export interface Place {
  readonly x: number
  readonly y: number
}

export interface OwnWords {
  readonly node: HTMLElement
  /**
   * @param at undefined where nobody points
   * @param typed what is written already
   */
  open(at: Place | undefined, typed: string, color: string): void
  isOpen(): boolean
  /** The pointer has moved. */
  follow(at: Place): void
  /** Says why nobody sees the words. */
  refuse(why: string): void
  shut(): void
  stop(): void
}

export interface OwnWordsOptions {
  readonly live: Pick<Live, 'clock'>
  readonly words: TalkWords
  send(text: string): void
  /** Makes a comment of the words, about what is at this place. */
  keep(text: string, at: Place | undefined): void
}

/** [E7] Half: twice the events for what the eye sees as typing either way. Double: words come in lumps. */
const SEND_MS = 150
const STAY_MS = 5_000
const CLOSE = 'M6 6l8 8M14 6l-8 8'
const EDGE_PX = 8

export function createOwnWords({ live, words, send, keep }: OwnWordsOptions): OwnWords {
  const field = h('textarea', {
    rows: 1,
    maxlength: MAX_CHAT_CHARS,
    dir: 'auto',
    placeholder: words.chatPlaceholder,
    'aria-label': words.chatLabel,
    'aria-describedby': 'chat-keys',
    enterkeyhint: 'send',
    autocapitalize: 'sentences',
  })
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true })
  const keepButton = h(
    'button',
    { class: 'act', type: 'button', part: 'chat-button', onclick: () => kept() },
    words.keep,
  )
  const node = h(
    'form',
    {
      class: 'say',
      part: 'chat-form',
      'aria-label': words.chatLabel,
      hidden: true,
      novalidate: true,
      onsubmit: (event: Event) => (event.preventDefault(), say()),
    },
    field,
    problem,
    h(
      'div',
      { class: 'below' },
      h('span', { class: 'hint', id: 'chat-keys' }, ...keysOf(words)),
      keepButton,
      h(
        'button',
        {
          class: 'plain act',
          type: 'button',
          'aria-label': words.close,
          title: words.close,
          onclick: () => shut(true),
        },
        icon(CLOSE),
      ),
    ),
  )
  let at: Place | undefined
  let before: HTMLElement | undefined
  let isSaid = false
  let sent = ''
  let cancelStay: Cancel | undefined
  let cancelRepeat: Cancel | undefined
  let stopKeys: (() => void) | undefined

  function tell(text: string): void {
    if (text === '' && sent === '') return
    sent = text
    send(text)
    cancelRepeat?.()
    cancelRepeat = text === '' ? undefined : live.clock.after(REPEAT_MS, () => tell(sent))
  }
  const pace = paced(live, SEND_MS, () => tell(chatText(field.value)))

  function setSaid(next: boolean): void {
    isSaid = next
    setAttribute(node, 'data-said', next)
    cancelStay?.()
    cancelStay = undefined
  }
  function stay(): void {
    cancelStay?.()
    cancelStay = live.clock.after(STAY_MS, () => {
      // Somebody is about to keep them.
      if (node.matches(':hover') || keepButton.matches(':focus-visible')) stay()
      else shut(node.matches(':focus-within'))
    })
  }
  function say(): void {
    const text = chatText(field.value)
    if (text === '') return shut(true)
    tell(text)
    field.value = text
    field.select()
    setSaid(true)
    place()
    stay()
  }
  function kept(): void {
    const text = chatText(field.value)
    if (text === '') return
    keep(text, at)
    shut(true)
  }
  function shut(isBack: boolean): void {
    if (node.hidden) return
    tell('')
    setSaid(false)
    stopKeys?.()
    field.value = ''
    giveBackFocus(field, isBack ? before : undefined)
    node.hidden = true
  }
  function place(): void {
    if (at === undefined || node.dataset['at'] === 'bar') return
    const { offsetWidth, offsetHeight } = node
    const x = at.x + 13 + offsetWidth > innerWidth - EDGE_PX ? at.x - 13 - offsetWidth : at.x + 13
    const y = at.y + 20 + offsetHeight > innerHeight - EDGE_PX ? at.y - 8 - offsetHeight : at.y + 20
    const left = Math.max(EDGE_PX, Math.min(x, innerWidth - offsetWidth - EDGE_PX))
    node.style.setProperty('transform', `translate(${String(left)}px,${String(Math.max(EDGE_PX, y))}px)`)
  }
  function typed(): void {
    if (isSaid) setSaid(false)
    if (/[\r\n]/.test(field.value)) field.value = field.value.replace(/[\r\n]+/g, ' ')
    problem.hidden = true
    fitHeight(field)
    place()
    pace.run()
  }
  function pressed(event: KeyboardEvent): void {
    if (event.isComposing) return
    if (event.key === 'Escape') shut(true)
    else if (event.key !== 'Enter' || event.target !== field) return
    else if (event.ctrlKey || event.metaKey) kept()
    else say()
    event.preventDefault()
  }
  function left(event: FocusEvent): void {
    // To another window: whoever comes back goes on.
    if (!document.hasFocus() || (event.relatedTarget instanceof Node && node.contains(event.relatedTarget))) return
    if (isSaid || node.hidden) return
    if (chatText(field.value) === '') shut(false)
    else {
      say()
      field.blur()
    }
  }
  field.addEventListener('input', typed)
  node.addEventListener('keydown', pressed)
  node.addEventListener('focusout', left)
  ownKeys(node)
  return {
    node,
    isOpen: () => !node.hidden,
    open(where, typedBefore, color) {
      if (!node.hidden) return field.focus({ preventScroll: true })
      before = focusedNow()
      at = where
      sent = ''
      problem.hidden = true
      node.style.setProperty('--_color', color)
      node.dataset['at'] = where === undefined ? 'bar' : 'pointer'
      node.style.removeProperty('transform')
      node.hidden = false
      stopKeys = aboveKeyboard(node)
      field.focus({ preventScroll: true })
      field.value = typedBefore
      typed()
    },
    follow(where) {
      if (node.hidden || isSaid || node.dataset['at'] === 'bar') return
      at = where
      place()
    },
    refuse(why) {
      setText(problem, why)
      problem.hidden = false
      place()
    },
    shut: () => shut(false),
    stop() {
      shut(false)
      cancelRepeat?.()
      node.remove()
    },
  }
}

function keysOf({ chatSays, chatShuts, chatKeeps }: TalkWords): Node[] {
  const command = /Mac|iP(?:hone|ad|od)/.test(navigator.userAgent) ? '⌘' : 'Ctrl'
  return [
    ['Enter', chatSays],
    ['Esc', chatShuts],
    [`${command} Enter`, chatKeeps],
  ].map(([key, what]) => h('span', {}, h('kbd', {}, key), what))
}
