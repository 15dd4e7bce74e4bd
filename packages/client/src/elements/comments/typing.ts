/**
 * Who is writing at this moment, in a thread or a new comment, and how others learn that the reader is.
 *
 * An event of the room that is not kept. [P2,D8] Sent only for somebody who has chosen to be seen, and never what is written.
 */
import type { Cancel, Clock, Json } from '@roomful/protocol'
import type { Room } from '../../room/room.js'

const EVENT = 'typing'
/** [E6] Half: twice the traffic of a busy thread. Double: somebody who stops is shown that much longer. */
const SEND_MS = 3_000
const SHOWN_MS = 6_000
const MAX_THREAD_CHARS = 64

export interface Typing {
  /** The reader has written something. */
  wrote(thread: string | undefined): void
  /** Names of those who write there, in order. */
  names(thread: string | undefined): readonly string[]
  /** What was being written there has arrived. */
  quiet(thread: string | undefined): void
  stop(): void
}

interface Typist {
  readonly name: string
  readonly thread: string | undefined
  readonly cancel: Cancel
}

export function createTyping(room: Room, clock: Clock, changed: () => void): Typing {
  const typists = new Map<string, Typist>()
  let sentAtMs = -SEND_MS

  const forget = (person: string): void => {
    typists.get(person)?.cancel()
    if (typists.delete(person)) changed()
  }
  const undo = room.on(EVENT, (data, { member, isMe }) => {
    if (isMe || member === undefined) return
    typists.get(member.id)?.cancel()
    const cancel = clock.after(SHOWN_MS, () => forget(member.id))
    typists.set(member.id, { name: member.name, thread: threadOf(data), cancel })
    changed()
  })
  return {
    wrote(thread) {
      const now = clock.monotonic()
      if (now - sentAtMs < SEND_MS || !room.me.get().isShown || room.status.get() !== 'joined') return
      sentAtMs = now
      void room.send(EVENT, thread === undefined ? {} : { thread }, { ack: false })
    },
    names: (thread) => [...typists.values()].filter((each) => each.thread === thread).map(({ name }) => name),
    quiet(thread) {
      for (const [person, typist] of typists) if (typist.thread === thread) forget(person)
    },
    stop() {
      undo()
      for (const { cancel } of typists.values()) cancel()
    },
  }
}

function threadOf(data: Json): string | undefined {
  if (typeof data !== 'object' || data === null || !('thread' in data)) return undefined
  const { thread } = data
  return typeof thread === 'string' && thread.length <= MAX_THREAD_CHARS ? thread : undefined
}
