/**
 * The log of a room, for whatever keeps entities: comments, shared state. [G2–G6]
 *
 * Asks for the log with every join, says the present position, and hands new entries to those who follow a kind. What is
 * new is decided in `model/log-view.ts`. Opened by the first feature that needs it; a room without one never asks.
 */
import type { LogEntry, LogPosition } from '@roomful/protocol'
import { createLogView, stepLog, type LogEvent } from '../model/log-view.js'
import { defineRoomFeature, type RoomHost } from './feature.js'
import { createListeners, createSource, type Noun } from './noun.js'

/** A room's log. */
export interface RoomLog {
  /** True while everything public that has happened in the room has been heard. */
  readonly isLive: Noun<boolean>
  /** Where this reader stands; undefined until the server has said so once. */
  position(): LogPosition | undefined
  /** Hears what changes among entities of these kinds, in order, each change once. */
  entries(kinds: readonly string[], listener: (list: readonly LogEntry[]) => void): () => void
  /** Hears, when the log begins and when it begins again, that only what was read at this position or later is of use. */
  reset(listener: (position: LogPosition) => void): () => void
}

/** The room's log, once per room. */
export const log = defineRoomFeature<RoomLog>({ name: 'log', open: openLog })

function openLog(host: RoomHost): RoomLog {
  let view = createLogView()
  const isLive = createSource(false, host.report)
  const listeners = createListeners<[list: readonly LogEntry[]]>(host.report)
  const resets = createListeners<[position: LogPosition]>(host.report)

  function feed(event: LogEvent): void {
    const [next, effects] = stepLog(view, event)
    view = next
    for (const effect of effects) {
      if (effect.do === 'entries') listeners.call(effect.list)
      else if (effect.do === 'join') host.joinAgain()
      else if (next.position) resets.call(next.position)
    }
    isLive.set(view.isLive)
  }

  host.onMessage('log', (message) => feed({ type: 'message', message }))
  host.onLost(() => feed({ type: 'lost' }))
  host.onEnded(() => feed({ type: 'lost' }))
  host.joinWith(() => ({ log: view.position ?? true }))

  return {
    isLive: isLive.noun,
    position: () => view.position,
    entries: (kinds, listener) =>
      listeners.add((list) => {
        const own = list.filter(({ k }) => kinds.includes(k))
        if (own.length > 0) listener(own)
      }),
    reset: resets.add,
  }
}
