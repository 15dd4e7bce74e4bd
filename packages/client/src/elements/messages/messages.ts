/**
 * `<roomful-messages>`: messages between two people on the page, and whom one ignores.
 *
 * Put into the page by the loader beside the box. Shows nothing by itself: a message that arrives is a card, and a person in
 * the list of people can be written to or ignored. Nothing is fetched for this before it is needed, and only somebody who is
 * shown can be reached. [X1,P2]
 */
import type { Room } from '../../room/room.js'
import { all, inRoom, watch, type Live } from '../live.js'
import { followScheme } from '../scheme.js'
import type { Mount } from '../shell.js'
import { ground } from '../theme.js'
import { speakOfTalk, type TalkSpeech } from '../words/talk/talk-words.js'
import { keepIgnored } from './ignored.js'
import { messageStyle } from './style.js'

export const mount: Mount = (host, root, live) => {
  root.adoptedStyleSheets = [ground, messageStyle]
  const speech = askOnce(host)
  const open = (id: string, answered?: string): void =>
    speech.use((talk) => {
      import('./person-dialog.js').then(
        ({ openPerson }) => openPerson({ root, live, speech: talk, room: live.room.get(), id, answered }),
        () => live.notice.set({ text: talk.words.failed }),
      )
    })
  live.messenger.set(open)
  const stop = all(
    followScheme(host, live.settings.theme),
    keepIgnored(live),
    inRoom(live, (room) => whileShown(room, () => receive(root, live, room, speech, open))),
    () => live.messenger.set(undefined),
    speech.stop,
  )
  return { stop }
}

interface Asked {
  use(task: (speech: TalkSpeech) => void): void
  stop(): void
}

/** The words, fetched when somebody first has something to say. */
function askOnce(host: HTMLElement): Asked {
  let known: TalkSpeech | undefined
  let stop: (() => void) | undefined
  let waiting: ((speech: TalkSpeech) => void)[] = []
  return {
    use(task) {
      if (known !== undefined) return task(known)
      waiting.push(task)
      stop ??= speakOfTalk(host, (speech) => {
        known = speech
        for (const each of waiting) each(speech)
        waiting = []
        return () => (waiting = [])
      })
    },
    stop: () => stop?.(),
  }
}

/** Runs `start` whenever the person becomes shown, and its undo when they no longer are. */
function whileShown(room: Room, start: () => () => void): () => void {
  let undo: (() => void) | undefined
  const stop = watch(room.me, ({ isShown }) => {
    if (isShown) return void (undo ??= start())
    undo?.()
    undo = undefined
  })
  return () => {
    stop()
    undo?.()
  }
}

function receive(
  root: ShadowRoot,
  live: Live,
  room: Room,
  speech: Asked,
  reply: (id: string, answered?: string) => void,
): () => void {
  let undo: (() => void) | undefined
  let isOver = false
  Promise.all([import('../../room/messages.js'), import('./cards.js')]).then(
    ([{ messages }, { createCards }]) => {
      if (isOver) return
      const cards = createCards({ root, live, room, reply })
      const stop = room.use(messages).on((message) => {
        if (!live.ignored.get().has(message.from.id)) speech.use((talk) => cards.add(message, talk))
      })
      undo = all(stop, cards.stop)
    },
    () => undefined,
  )
  return () => {
    isOver = true
    undo?.()
  }
}
