/**
 * Frames about rooms that are not open on this node, and their repetition. [Y8]
 *
 * Owns the echoes of what was said last: that the room was closed here, or how far its log goes. Without them a node that
 * lost the one frame would never know.
 */
import type { Clock } from '@roomful/protocol'
import { Echo } from './echo.js'
import { encodeRoomFrame, type RoomItems } from './room-wire.js'

/** Half: of very many rooms that close within a minute, some say so only once. */
const MAX_ECHOES = 10_000

export type StrayKind = 'closed' | 'log'

export interface Strays {
  /** Says a frame on this topic, and again until something newer of its kind is said. */
  say(kind: StrayKind, topic: string, first: Uint8Array, again?: Uint8Array): void
  /** It is not true any more. */
  forget(kind: StrayKind, topic: string): void
  stop(): void
}

export function createStrays(clock: Clock, publish: (topic: string, frame: Uint8Array) => void): Strays {
  const echoes = new Map<string, Echo>()
  const drop = (key: string): void => {
    echoes.get(key)?.stop()
    echoes.delete(key)
  }
  return {
    say(kind, topic, first, again = first) {
      const key = `${kind} ${topic}`
      drop(key)
      const [oldest] = echoes.keys()
      if (echoes.size >= MAX_ECHOES && oldest !== undefined) drop(oldest)
      const echo = new Echo(
        clock,
        () => publish(topic, again),
        () => echoes.delete(key),
      )
      echoes.set(key, echo)
      publish(topic, first)
      echo.restart()
    },
    forget: (kind, topic) => drop(`${kind} ${topic}`),
    stop() {
      for (const echo of echoes.values()) echo.stop()
      echoes.clear()
    },
  }
}

/** [Y8] What belongs to a room that is not open here: not counted, as nobody keeps a place for it. */
export function stray(node: string, items: RoomItems): Uint8Array {
  return encodeRoomFrame({ head: { node, run: 0, presence: 0, events: 0, cursors: 0 }, items })
}
