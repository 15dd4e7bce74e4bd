/**
 * The form in which a comment is written: new, in answer to another, or changed.
 *
 * Owns the text, its draft, the tools, the preview and the list of people. What becomes of the text is the caller's business.
 * Invariant: what somebody has written is gone from the form only when it was handed to `send`, never by drawing or shutting.
 */
import { MAX_COMMENT_CHARS, parseMarkdown, type Mention, type Passage } from '@roomful/protocol'
import { setAttribute } from '../arrange.js'
import { markdownNodes } from '../comments/markdown-nodes.js'
import { h, setText } from '../dom.js'
import { button } from '../box/controls.js'
import type { CommentSpeech } from '../words/comments/comments-words.js'
import { fillIn } from '../words/fill-in.js'
import { plural } from '../words/words.js'
import { createAbout, type About } from './about.js'
import type { Drafts } from './drafts.js'
import { edit, fitHeight } from './edit-text.js'
import { format } from './format.js'
import { createGuestName, type GuestName } from './guest-name.js'
import { listenToKeys } from './keys.js'
import { createMentionBox, type MentionBox, type MentionBoxOptions } from './mention-box.js'
import { mentionedIn } from './mention-query.js'
import { createTools } from './tools.js'

/** What somebody wants to say. */
export interface Said {
  readonly text: string
  readonly mentions: readonly Mention[]
  /** As a guest wants to be called; undefined where the site knows, or nothing was written. */
  readonly name: string | undefined
  /** The words on the page it is about. */
  readonly passage: Passage | undefined
}

export interface Composer {
  readonly node: HTMLElement
  focus(): void
  /** Replaces what is written. */
  fill(text: string, mentions: readonly Mention[]): void
  /** Words on the page that it is to be about. */
  setPassage(passage: Passage): void
  /** Whether guests are asked for a name, and which is offered. */
  setGuest(guest: { readonly name: string } | undefined): void
}

export interface ComposerOptions {
  readonly speech: CommentSpeech
  readonly drafts: Drafts
  /** Of the draft. */
  readonly key: string
  /** What the text is: its name for those who do not see where it stands. */
  readonly label: string
  /** On the button. */
  readonly done: string
  /** The text that is being changed. */
  readonly start?: { readonly text: string; readonly mentions: readonly Mention[] }
  /** One line until somebody begins. */
  readonly isShort?: boolean
  find(q: string): Promise<readonly Mention[]>
  send(said: Said): void
  /** Somebody is writing. */
  wrote(): void
  cancel?(): void
  /** Says something to screen readers. */
  announce(text: string): void
}

/** The rest is counted from here. */
const COUNTED_FROM = MAX_COMMENT_CHARS - 500

/** Tells the forms of one shadow root apart. */
let forms = 0

export function createComposer(options: ComposerOptions): Composer {
  const { speech, drafts, key, start } = options
  const { words } = speech
  const before = drafts.get(key)
  let chosen: readonly Mention[] = before?.mentions ?? start?.mentions ?? []
  const parts = createParts(options, {
    take(person, { at, q }) {
      chosen = [...chosen, person]
      edit(parts.field, replaced(at, q, person.name))
    },
    changed: () => changed(),
    submit: () => submit(),
  })
  const { form, field, shown, about, name } = parts
  about.set(before?.passage)
  field.value = before?.text ?? start?.text ?? ''
  form.toggleAttribute('data-open', options.isShort !== true || field.value !== '' || before?.passage !== undefined)

  const isUnchanged = (): boolean => field.value === (start?.text ?? '') && about.get() === undefined
  function changed(): void {
    drawState(parts, speech)
    if (isUnchanged()) drafts.remove(key)
    else drafts.set(key, { text: field.value, mentions: chosen, passage: about.get() })
  }
  function setPreview(isOn: boolean): void {
    const mentions = mentionedIn(field.value, chosen)
    if (isOn) {
      // The page keeps its height.
      shown.style.setProperty('min-block-size', `${String(field.offsetHeight)}px`)
      shown.replaceChildren(...drawPreview(field.value, mentions, words.previewEmpty))
    }
    shown.hidden = !isOn
    field.hidden = isOn
    setAttribute(parts.preview, 'aria-pressed', String(isOn))
    setAttribute(parts.tools, 'inert', isOn)
    if (!isOn) field.focus()
  }
  function submit(): void {
    const text = field.value.trim()
    if (!shown.hidden) setPreview(false)
    if (text === '' || text.length > MAX_COMMENT_CHARS) return field.focus()
    const said: Said = { text, mentions: mentionedIn(text, chosen), name: name.read(), passage: about.get() }
    field.value = ''
    chosen = []
    about.set(undefined)
    changed()
    drafts.remove(key)
    options.send(said)
  }
  parts.preview.addEventListener('click', () => setPreview(shown.hidden !== false))
  listenToKeys(field, { ...options, people: parts.people, submit, changed })
  changed()
  return {
    node: form,
    focus() {
      form.toggleAttribute('data-open', true)
      field.focus()
      field.setSelectionRange(field.value.length, field.value.length)
    },
    fill(text, mentions) {
      chosen = [...chosen, ...mentions]
      field.value = text
      form.toggleAttribute('data-open', true)
      changed()
    },
    setPassage(passage) {
      about.set(passage)
      form.toggleAttribute('data-open', true)
      changed()
    },
    setGuest: name.set,
  }
}

interface Parts {
  readonly form: HTMLFormElement
  readonly field: HTMLTextAreaElement
  /** The preview, in place of the field. */
  readonly shown: HTMLElement
  readonly people: MentionBox
  readonly about: About
  readonly name: GuestName
  readonly tools: HTMLElement
  readonly count: HTMLElement
  readonly preview: HTMLButtonElement
  readonly send: HTMLButtonElement
}

interface Acts {
  readonly take: MentionBoxOptions['take']
  changed(): void
  submit(): void
}

function createParts(options: ComposerOptions, { take, changed, submit }: Acts): Parts {
  const { speech, find, announce, cancel } = options
  const { words, lang } = speech
  const id = `write-${String(++forms)}`
  const field = createField(id, options)
  const shown = h('div', { class: 'preview text', part: 'text', dir: 'auto', hidden: true })
  const count = h('span', { class: 'left', id: `${id}-left` })
  const name = createGuestName(id, words)
  const about = createAbout(words, changed)
  const tools = createTools(words, (kind) => edit(field, format(field.value, ...selectionOf(field), kind)))
  const preview = h('button', { class: 'button plain', part: 'button', type: 'button' }, words.preview)
  const send = h('button', { class: 'button main', part: 'button', type: 'submit' }, options.done)
  const people = createMentionBox({
    field,
    id: `${id}-people`,
    label: words.people,
    find,
    take,
    found: (found) => announce(found === 0 ? words.nobody : plural(words.found, found, lang)),
  })
  const bar = h(
    'div',
    { class: 'bar' },
    ...[
      tools,
      h('span', { class: 'space' }),
      count,
      h('span', { class: 'keys' }, fillIn(words.keys, { key: keyName() })),
    ],
    preview,
    cancel && button(words.cancel, 'plain cancel', cancel),
    send,
  )
  const form = h(
    'form',
    {
      class: 'composer',
      part: 'composer',
      novalidate: true,
      onsubmit(event: Event) {
        event.preventDefault()
        submit()
      },
      onfocusin: () => void form.toggleAttribute('data-open', true),
    },
    h('div', { class: 'paper', part: 'field' }, about.node, field, shown, people.node),
    name.node,
    bar,
  )
  return { form, field, shown, people, about, name, tools, count, preview, send }
}

/** What follows from the length of the text. */
function drawState({ field, count, send }: Parts, speech: CommentSpeech): void {
  const text = field.value.trim()
  const left = MAX_COMMENT_CHARS - text.length
  setAttribute(send, 'aria-disabled', text === '' || left < 0 ? 'true' : undefined)
  setText(count, text.length <= COUNTED_FROM ? '' : leftOf(left, speech))
  setAttribute(count, 'data-over', left < 0)
  setAttribute(field, 'aria-invalid', left < 0 ? 'true' : undefined)
  fitHeight(field)
}

function selectionOf({ selectionStart, selectionEnd }: HTMLTextAreaElement): [from: number, to: number] {
  return [selectionStart, selectionEnd]
}

function createField(id: string, { label, speech, isShort }: ComposerOptions): HTMLTextAreaElement {
  return h('textarea', {
    id,
    name: 'text',
    rows: 1,
    dir: 'auto',
    'aria-label': label,
    'aria-describedby': `${id}-left`,
    placeholder: isShort === true ? speech.words.write : label,
    autocapitalize: 'sentences',
  })
}

function replaced(at: number, q: string, name: string): Parameters<typeof edit>[1] {
  const insert = `@${name} `
  const end = at + insert.length
  return { from: at, to: at + 1 + q.length, insert, start: end, end }
}

function drawPreview(text: string, mentions: readonly Mention[], empty: string): Node[] {
  const nodes = markdownNodes(parseMarkdown(text, { mentions }))
  return nodes.length > 0 ? nodes : [h('p', { class: 'nothing' }, empty)]
}

function leftOf(left: number, { words, lang }: CommentSpeech): string {
  return left < 0 ? plural(words.over, -left, lang) : plural(words.left, left, lang)
}

/** As it is printed on the keys in front of the person. */
function keyName(): string {
  return /Mac|iP(?:hone|ad|od)/.test(navigator.userAgent) ? '⌘ Enter' : 'Ctrl + Enter'
}
