/**
 * The way to the words beside pods, which are fetched when somebody first writes some (`chat/chat.ts`).
 *
 * [D8] The slash and the pointer are listened to only while the person at this page is shown; a slash in a field, or one that
 * the page has used itself, is left alone.
 */
import type { Json } from '@roomful/protocol'
import type { EventSender } from '../../room/events.js'
import type { Chat, ChatParts } from '../chat/chat.js'
import { all, isMe, watch } from '../live.js'

type Place = { readonly x: number; readonly y: number }

export interface ChatDoor {
  /** Pods have moved, come or gone. */
  moved(): void
  stop(): void
}

export function createChatDoor(parts: ChatParts): ChatDoor {
  const { live, room } = parts
  let chat: Chat | undefined
  let loading: Promise<unknown> | undefined
  let isStopped = false
  let pointer: Place | undefined
  /** What was typed while the form is on its way; undefined when it is not. */
  let typed: string | undefined
  let waiting: ((chat: Chat) => void)[] = []

  function use(task: (chat: Chat) => void): void {
    if (chat !== undefined) return task(chat)
    waiting.push(task)
    loading ??= import('../chat/chat.js').then(
      ({ startChat }) => {
        if (isStopped) return
        chat = startChat(parts)
        for (const each of waiting) each(chat)
        waiting = []
      },
      () => {
        loading = typed = undefined
        waiting = []
      },
    )
  }
  function heard(data: Json, { member, isMe: isOwn }: EventSender): void {
    if (isOwn || member === undefined || isMe(live, member.id) || live.ignored.get().has(member.id)) return
    use((one) => one.heard(member.id, data))
  }
  /** Opens the form; what is typed until it is there stands in it then. */
  function open(at: Place | undefined): void {
    typed = ''
    const take = (): string | undefined => {
      const text = typed
      typed = undefined
      return text
    }
    use((one) => one.open(at, take))
  }
  function pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (typed !== undefined) return waited(event)
    if (event.key !== '/') return
    if (event.isComposing || isTyping(event.composedPath()[0]) || !room.can.get().has('comment')) return
    event.preventDefault()
    open(pointer)
  }
  function waited(event: KeyboardEvent): void {
    const { key } = event
    if (key === 'Escape') typed = undefined
    else if (key === 'Backspace') typed = typed?.slice(0, -1)
    else if (key.length === 1) typed = `${typed ?? ''}${key}`
    else return
    event.preventDefault()
  }
  function listen(): () => void {
    const abort = new AbortController()
    const { signal } = abort
    addEventListener('keydown', pressed, { signal })
    document.addEventListener(
      'pointermove',
      ({ pointerType, clientX, clientY }) => {
        pointer = pointerType === 'touch' ? undefined : { x: clientX, y: clientY }
        if (pointer !== undefined) chat?.pointed(pointer)
      },
      { signal, passive: true, capture: true },
    )
    return () => abort.abort()
  }
  let stopListening: (() => void) | undefined
  const undo = all(
    room.on('chat', heard),
    watch(room.me, ({ isShown }) => {
      if (isShown) stopListening ??= listen()
      else {
        stopListening?.()
        stopListening = pointer = undefined
      }
    }),
    live.chat.subscribe((isAsked) => {
      if (!isAsked) return
      live.chat.set(false)
      // Whoever pressed a button points at that button; and what it stands in may take the focus once more as it shuts.
      if (room.me.get().isShown) live.clock.soon(() => open(undefined))
    }),
  )
  return {
    moved: () => chat?.moved(),
    stop() {
      isStopped = true
      undo()
      stopListening?.()
      chat?.stop()
    },
  }
}

/** Whether keys go into a text at this moment. */
function isTyping(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.closest('input, textarea, select, [role=textbox], dialog[open]') !== null
}
