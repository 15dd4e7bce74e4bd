/**
 * Words beside pods: others' as they write them, and one's own. [E7] Fetched with the first of either.
 *
 * Owns the hearing (`voices.ts`), the painting (`bubbles.ts`) and the form (`own-words.ts`), and what they tell each other.
 */
import type { Cancel, Json } from '@roomful/protocol'
import type { Room } from '../../room/room.js'
import { h, setText } from '../dom.js'
import { all, type Live } from '../live.js'
import type { Anchors } from '../pods/anchors.js'
import type { Stage } from '../pods/stage.js'
import { colorOf } from '../theme.js'
import { fillIn } from '../words/fill-in.js'
import { speakOfTalk, type TalkSpeech } from '../words/talk/talk-words.js'
import { createBubbles } from './bubbles.js'
import { createOwnWords, type OwnWords, type Place } from './own-words.js'
import { refusalIn } from './refusal.js'
import { chatStyle } from './style.js'
import { forget, hear, keepPresent, readChat, settle, type Voices } from './voices.js'

export interface ChatParts {
  readonly host: HTMLElement
  readonly root: ShadowRoot
  readonly live: Live
  /** Lies over the window. */
  readonly view: HTMLElement
  readonly room: Room
  readonly stage: Stage
  readonly anchors: Anchors
}

export interface Chat {
  heard(id: string, data: Json): void
  /**
   * Opens the form as soon as it is there.
   *
   * @param at undefined where nobody points
   * @param take what was typed meanwhile; undefined when the person does not want it any more
   */
  open(at: Place | undefined, take: () => string | undefined): void
  /** The reader's own pointer has moved. */
  pointed(at: Place): void
  /** Pods have moved, come or gone. */
  moved(): void
  stop(): void
}

export function startChat(parts: ChatParts): Chat {
  const { host, root, live, view, room, stage } = parts
  if (!root.adoptedStyleSheets.includes(chatStyle)) root.adoptedStyleSheets.push(chatStyle)
  const said = h('div', { class: 'unseen', role: 'status' })
  const find = (id: string): ReturnType<typeof memberOf> => memberOf(room, id)
  const bubbles = createBubbles({ stage, find, after: (ms, task) => void live.clock.after(ms, task) })
  let voices: Voices = new Map()
  let words: TalkSpeech['words'] | undefined
  let own: OwnWords | undefined
  let wish: Parameters<Chat['open']> | undefined
  let cancel: Cancel | undefined
  view.append(bubbles.aside, said)

  function look(): void {
    cancel?.()
    const settled = settle(voices, live.clock.monotonic())
    for (const id of settled.say) sayAloud(id, settled.voices.get(id)?.text ?? '')
    if (settled.voices !== voices) update(settled.voices)
    cancel = settled.inMs === undefined ? undefined : live.clock.after(settled.inMs, look)
  }
  function update(next: Voices): void {
    voices = next
    bubbles.draw(live.podsHidden.get() ? new Map() : voices)
  }
  function sayAloud(id: string, text: string): void {
    const name = find(id)?.name
    if (words !== undefined && name !== undefined && !live.podsHidden.get())
      setText(said, fillIn(words.chatSaid, { name, text }))
  }
  function open(...asked: Parameters<Chat['open']>): void {
    wish = asked
    if (own === undefined) return
    wish = undefined
    const [at, take] = asked
    const typed = take()
    if (typed !== undefined)
      own.open(at, typed, colorOf(find(live.client.id.get() ?? '')?.color ?? room.me.get().color ?? 0))
  }
  const stopWords = speakOfTalk(host, (speech) => {
    words = speech.words
    own = createOwnWords({
      live,
      words: speech.words,
      send: (text) => send(room, text, (error) => own?.refuse(refusalIn(error, speech.words) ?? speech.words.failed)),
      keep(text, at) {
        import('./keep.js').then(
          ({ keepWords }) => keepWords({ ...parts, words: speech.words }, text, at),
          () => live.notice.set({ text: speech.words.notKept }),
        )
      },
    })
    view.append(own.node)
    if (wish !== undefined) open(...wish)
    return () => own?.stop()
  })
  const present = (): void => {
    const next = keepPresent(voices, (id) => find(id) !== undefined && !live.ignored.get().has(id))
    if (next !== voices) update(next)
  }
  const undo = all(
    stopWords,
    room.members.subscribe(present),
    // [P2] Whoever is not seen says nothing.
    room.me.subscribe(({ isShown }) => (isShown ? undefined : own?.shut())),
    live.ignored.subscribe(present),
    live.podsHidden.subscribe(() => update(voices)),
  )
  return {
    heard(id, data) {
      const text = readChat(data)
      if (text === undefined) return
      update(text === '' ? forget(voices, id) : hear(voices, id, text, live.clock.monotonic()))
      look()
    },
    open,
    pointed: (at) => own?.follow(at),
    moved: bubbles.place,
    stop() {
      undo()
      cancel?.()
      update(new Map())
      bubbles.aside.remove()
      said.remove()
    },
  }
}

function memberOf(room: Room, id: string): ReturnType<Room['members']['get']>[number] | undefined {
  return room.members.get().find((member) => member.id === id)
}

/** Answers are asked for: whoever was silenced has to learn that nobody sees their words. */
function send(room: Room, text: string, refused: (error: unknown) => void): void {
  // What is said while nobody hears it is not said later.
  if (room.status.get() !== 'joined') return text === '' ? undefined : refused({ code: 'NOT_CONNECTED' })
  room.send('chat', { text }).catch((error: unknown) => {
    const { code } = error as { readonly code?: unknown }
    // The next letter says the same and more.
    if (code !== 'RATE_LIMITED' && text !== '') refused(error)
  })
}
