/**
 * How far a reader has read a room's log, as a pure machine. [G2–G4]
 *
 * Owns the position and the decision what of a message is new, what was missed, and when everything is to be read again.
 * Not here: the entities themselves, and when a join is said. Invariant [G3]: however messages are cut, repeated or mixed
 * up, entries come out in the order of their offsets, none twice, and none is passed over without a reset.
 */
import { entryMark, type LogEntry, type LogMessage, type LogPosition } from '@roomful/protocol'

export interface LogView {
  /** Undefined until the server has said where the log stands. */
  readonly position: LogPosition | undefined
  /** The server has answered the present join: what is known is what is. */
  readonly isLive: boolean
  /** A join with the present position was asked for because something was missed. */
  readonly isCatchingUp: boolean
}

export type LogEvent =
  | { readonly type: 'message'; readonly message: Omit<LogMessage, 't' | 'n'> }
  /** The connection is away. */
  | { readonly type: 'lost' }

export type LogEffect =
  | { readonly do: 'entries'; readonly list: readonly LogEntry[] }
  /** [G4] What was read before this position is of no use: also of what was read before the log began. */
  | { readonly do: 'reset' }
  /** [G3] Something was missed: join again with the position. */
  | { readonly do: 'join' }

export type LogStep = readonly [view: LogView, effects: readonly LogEffect[]]

export function createLogView(): LogView {
  return { position: undefined, isLive: false, isCatchingUp: false }
}

export function stepLog(view: LogView, event: LogEvent): LogStep {
  return event.type === 'lost' ? [{ ...view, isLive: false, isCatchingUp: false }, []] : heard(view, event.message)
}

type Said = Extract<LogEvent, { type: 'message' }>['message']

function heard(view: LogView, message: Said): LogStep {
  const { position } = view
  const epoch = message.epoch ?? position?.epoch
  // The first message after a join names its epoch; one without is about a log this reader has not been let into.
  if (epoch === undefined) return missed(view)
  if (message.reset || position?.epoch !== epoch) return startOver(epoch, message)
  if (message.after > position.offset) {
    // The answer to a question that named the position, and still not all: nothing better is to be had.
    return view.isCatchingUp && message.epoch !== undefined ? startOver(epoch, message) : missed(view)
  }
  const isAnswer = message.epoch !== undefined
  const list = message.list.filter(({ o }) => o > position.offset)
  return [
    {
      position: message.offset <= position.offset ? position : positionAfter(epoch, message),
      isLive: view.isLive || isAnswer,
      isCatchingUp: view.isCatchingUp && !isAnswer,
    },
    list.length > 0 ? [{ do: 'entries', list }] : [],
  ]
}

/** Asked for once: until the answer comes, what is beyond the gap is of no use. */
function missed(view: LogView): LogStep {
  return view.isCatchingUp ? [view, []] : [{ ...view, isCatchingUp: true }, [{ do: 'join' }]]
}

function startOver(epoch: string, message: Said): LogStep {
  const effects: LogEffect[] = [{ do: 'reset' }]
  if (message.list.length > 0) effects.push({ do: 'entries', list: message.list })
  return [{ position: positionAfter(epoch, message), isLive: true, isCatchingUp: false }, effects]
}

function positionAfter(epoch: string, { offset, list }: Said): LogPosition {
  const end = list.at(-1)
  // [G2] Only the entry at the very offset tells the server that its log is the one this reader knew.
  return { epoch, offset, last: end?.o === offset ? entryMark(end) : '' }
}
