/** The three forms of a section: a new comment, an answer, a change. What they share and what each does when it is sent. */
import type { Comment } from '@roomful/protocol'
import { createComposer, type Composer, type ComposerOptions, type Said } from '../compose/composer.js'
import { fillIn } from '../words/fill-in.js'
import type { Desk } from './desk.js'

/** Of the draft of a new comment. */
const NEW = 'new'

export function newForm(desk: Desk): Composer {
  const { words } = desk.speech
  const form: Composer = createComposer({
    ...shared(desk, NEW),
    label: words.yourComment,
    done: words.send,
    isShort: true,
    wrote: () => desk.wrote(),
    send(said) {
      add(desk, said)
      form.focus()
    },
  })
  return form
}

export function answerForm(desk: Desk, { id, thread, author }: Comment, end: () => void): Composer {
  const { words } = desk.speech
  return createComposer({
    ...shared(desk, `answer ${id}`),
    label: fillIn(words.yourReply, { name: author?.name ?? '' }),
    done: words.reply,
    wrote: () => desk.wrote(thread ?? id),
    cancel: end,
    send(said) {
      end()
      add(desk, said, id)
    },
  })
}

export interface ChangeOptions {
  /** What to begin with: the text as it is, or as it was refused. */
  readonly text: string
  done(said: Said): void
  cancel(): void
}

export function changeForm(desk: Desk, comment: Comment, { text, done, cancel }: ChangeOptions): Composer {
  const { words } = desk.speech
  const key = `change ${comment.id}`
  // What is given up on purpose is not a draft: the text is still there.
  const giveUp = (): void => {
    desk.drafts.remove(key)
    cancel()
  }
  return createComposer({
    ...shared(desk, key),
    label: words.yourComment,
    done: words.save,
    start: { text, mentions: comment.mentions ?? [] },
    wrote: () => undefined,
    cancel: giveUp,
    send: (said) => (said.text === comment.text ? giveUp() : done(said)),
  })
}

function shared(desk: Desk, key: string): Pick<ComposerOptions, 'speech' | 'drafts' | 'key' | 'find' | 'announce'> {
  return { speech: desk.speech, drafts: desk.drafts, key, find: desk.comments.people, announce: desk.announce }
}

function add(desk: Desk, { text, mentions, name, passage }: Said, parent?: string): void {
  // [D8] Remembered by this page; by the device only if the visitor has chosen to be seen.
  if (name !== undefined && name !== desk.room.me.get().name) desk.room.me.set({ name })
  const write = desk.comments.add(text, {
    ...(parent !== undefined && { parent }),
    ...(name !== undefined && { name }),
    ...(passage !== undefined && { passage }),
    ...(mentions.length > 0 && { mentions: mentions.map(({ id }) => id) }),
  })
  desk.follow(write, { done: desk.speech.words.sent, isShown: false })
  desk.reveal(write.id, false)
}
