/** The form at the foot of the card: for a first comment on some words, or for an answer in the one thread that is shown. */
import type { Passage } from '@roomful/protocol'
import { isUnsent } from '../comment-card/actions.js'
import type { Desk } from '../comments/desk.js'
import { createComposer, type Composer, type Said } from '../compose/composer.js'
import { h } from '../dom.js'
import { fillIn } from '../words/fill-in.js'
import type { CardParts } from '../margin-card/card-parts.js'
import type { Goal } from './goal.js'
import type { MarkedThread } from './threads.js'

export interface Forms {
  readonly node: HTMLElement
  /** @param threads those that can be answered; undefined where nobody can */
  draw(goal: Goal, threads: readonly MarkedThread[] | undefined): void
  focus(): void
}

/** @param written a first comment was sent under this id */
export function createForms(desk: Desk, { speech, close }: CardParts, written: (id: string) => void): Forms {
  const { words } = speech
  const node = h('div', { class: 'foot-form', hidden: true })
  let shown: string | undefined
  let form: Composer | undefined

  function add({ text, mentions, name }: Said, about: { passage?: Passage; parent?: string }): string {
    // [D8] Remembered by this page; by the device only if the visitor has chosen to be seen.
    if (name !== undefined && name !== desk.room.me.get().name) desk.room.me.set({ name })
    const write = desk.comments.add(text, {
      ...about,
      ...(name !== undefined && { name }),
      ...(mentions.length > 0 && { mentions: mentions.map(({ id }) => id) }),
    })
    desk.follow(write, { done: desk.speech.words.sent, isShown: false })
    return write.id
  }
  const shared = {
    speech: desk.speech,
    drafts: desk.drafts,
    find: desk.comments.people,
    announce: desk.announce,
    done: words.send,
  }

  function firstForm({ passage, text }: Goal & { kind: 'write' }, key: string): Composer {
    const made = createComposer({
      ...shared,
      key,
      label: words.yourComment,
      wrote: () => desk.wrote(),
      cancel: () => close(true),
      send: (said) => written(add(said, { passage })),
    })
    if (text !== '') made.fill(text, [])
    return made
  }
  function answerForm({ comment: { id, author } }: MarkedThread, key: string): Composer {
    const made: Composer = createComposer({
      ...shared,
      key,
      label: fillIn(words.answerTo, { name: author?.name || words.someone }),
      wrote: () => desk.wrote(id),
      send(said) {
        const write = add(said, { parent: id })
        made.node.removeAttribute('data-open')
        desk.reveal(write, false)
      },
    })
    // One line until somebody begins, as long as nothing is written.
    if (desk.drafts.get(key) === undefined) made.node.removeAttribute('data-open')
    return made
  }
  function put(key: string, make: (key: string) => Composer): void {
    node.hidden = false
    if (key === shown) return
    shown = key
    form = make(key)
    node.replaceChildren(form.node)
  }
  function clear(): void {
    node.hidden = true
    shown = form = undefined
    node.replaceChildren()
  }
  return {
    node,
    draw(goal, threads) {
      const [only] = threads?.length === 1 ? threads : []
      if (!desk.may('comment')) clear()
      else if (goal.kind === 'write') put(keyOf(goal.passage), (key) => firstForm(goal, key))
      else if (only !== undefined && canBeAnswered(only))
        put(`margin ${only.comment.id}`, (key) => answerForm(only, key))
      else clear()
      form?.setGuest(desk.guest())
    },
    focus: () => form?.focus(),
  }
}

/** What nobody else sees yet, nobody answers. */
function canBeAnswered({ comment }: MarkedThread): boolean {
  return comment.status === 'visible' && !isUnsent(comment)
}

/** Of the draft: the same words keep what was written about them. */
function keyOf({ start, exact }: Passage): string {
  return `passage ${String(start)} ${exact.slice(0, 64)}`
}
