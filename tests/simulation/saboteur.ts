/**
 * Plays servers and clients that are broken in one way each, by changing what passes the wires. The simulator must find
 * every one of them; that is how we know that it would find the real thing.
 *
 * Nothing here is in the product: a saboteur sits between the hub and the referee.
 */
import {
  encodeRoomEvent,
  parseClientFrame,
  parseServerFrame,
  RoomfulError,
  type ClientMessage,
  type ServerMessage,
} from '@roomful/protocol'
import type { WireTap } from '../support/fake-wire.js'
import type { Dice } from '../support/seeded-random.js'

type Frame = Uint8Array | string

/** What breaks. Each name says what the server or the network would have done wrong. */
export const SABOTAGES = [
  'a half-open link counts as alive',
  'the grace is ignored',
  'a change of the roster is lost',
  'a restart keeps the epoch',
  'a session can be taken by anybody',
  'the count is not lowered',
  'the queue has no cap',
  'presence is told before the choice',
  'acknowledged before delivered',
  'no time to settle after a restart',
  'readers see two orders',
  'a forbidden room is opened',
  'a dead server seems alive',
  'a hidden person stays in the roster',
  'a cursor of somebody hidden goes out',
  'acknowledged before it is on the disk',
  'an offset is given out twice',
  'the memory of writes is lost',
  'the epoch of the log is not looked at',
  'held comments are in everybody’s pages',
  'what was deleted is told to who catches up',
  'an entry of the log is skipped',
] as const
export type Sabotage = (typeof SABOTAGES)[number]

export interface Saboteur {
  up?(frame: Frame): { readonly pass?: Frame; readonly answer?: Frame }
  down?(frame: Frame): readonly Frame[]
  endCode?(code: number): number
  pending?(bytes: number): number
}

const said = (frame: Frame): ClientMessage | undefined => {
  const isBinary = typeof frame !== 'string'
  const message = parseClientFrame(isBinary ? frame : new TextEncoder().encode(frame), isBinary)
  return message instanceof RoomfulError ? undefined : message
}
const told = (frame: Frame): ServerMessage | undefined => parseServerFrame(frame)
const rewrite = (frame: Frame, change: (fields: Record<string, unknown>) => void): Frame => {
  if (typeof frame !== 'string') return frame
  const fields = JSON.parse(frame) as Record<string, unknown>
  change(fields)
  return JSON.stringify(fields)
}

/** The saboteur of one connection. `memory` is shared by all connections of a run. */
export function createSaboteur(sabotage: string | undefined, dice: Dice, memory: Map<string, string>): Saboteur {
  switch (sabotage) {
    case 'the grace is ignored':
      return { endCode: () => 1000 }
    case 'a change of the roster is lost':
      return { down: (frame) => (told(frame)?.t === 'members' && dice.chance(0.05) ? [] : [frame]) }
    case 'a restart keeps the epoch':
      return {
        down: (frame) => [
          told(frame)?.t === 'joined' ? rewrite(frame, (fields) => (fields['epoch'] = String(fields['room']))) : frame,
        ],
      }
    case 'a session can be taken by anybody':
      // The hub is told that whoever knows a session is its owner.
      return {
        up: (frame) => {
          const hello = said(frame)
          const owner = hello?.t === 'hello' && hello.session ? memory.get(hello.session) : undefined
          return { pass: owner ? rewrite(frame, (fields) => (fields['guest'] = owner)) : frame }
        },
        down: (frame) => {
          const welcome = told(frame)
          if (welcome?.t === 'welcome' && welcome.guest) memory.set(welcome.session, welcome.guest)
          return [frame]
        },
      }
    case 'the count is not lowered': {
      let shown = 0
      return {
        down: (frame) => {
          const counts = told(frame)
          if (counts?.t !== 'counts') return [frame]
          const isLower = counts.connections < shown
          shown = Math.max(shown, counts.connections)
          return isLower ? [] : [frame]
        },
      }
    }
    case 'the queue has no cap':
      return { pending: () => 0 }
    case 'presence is told before the choice':
      return {
        up: (frame) => ({
          pass:
            said(frame)?.t === 'hello'
              ? rewrite(frame, (fields) =>
                  (fields['rooms'] as { me?: object }[]).forEach((join) => (join.me = { show: true })),
                )
              : frame,
        }),
      }
    case 'acknowledged before delivered': {
      let acknowledged = 0
      return {
        up: (frame) => {
          const event = said(frame)
          if (event?.t !== 'event' || event.id === 0 || !dice.chance(0.05)) return { pass: frame }
          return { answer: JSON.stringify({ t: 'ack', id: event.id, seq: ++acknowledged }) }
        },
      }
    }
    case 'no time to settle after a restart':
      return {
        down: (frame) => [told(frame)?.t === 'welcome' ? rewrite(frame, (fields) => (fields['settleMs'] = 0)) : frame],
      }
    case 'readers see two orders':
      return twoOrders(dice)
    case 'a dead server seems alive':
    case 'a half-open link counts as alive':
      return {} // The run itself does these: they are about what does not pass a wire.
    case 'a hidden person stays in the roster':
      return {
        up: (frame) => {
          const me = said(frame)
          return me?.t === 'me' && me.show === false ? {} : { pass: frame }
        },
      }
    case 'a cursor of somebody hidden goes out':
      return leakedCursor()
    case 'the epoch of the log is not looked at':
      // Nor the other thing by which a server could notice.
      return { up: (frame) => ({ pass: withoutLast(frame) }) }
    default:
      return {}
  }
}

/** Readers do not say what the last entry was that they know. */
function withoutLast(frame: Frame): Frame {
  const message = said(frame)
  if (message?.t !== 'hello' && message?.t !== 'join') return frame
  return rewrite(frame, (fields) => {
    for (const join of [fields, ...((fields['rooms'] as object[] | undefined) ?? [])]) {
      const { log } = join as { log?: { last?: string } }
      if (log?.last !== undefined) log.last = ''
    }
  })
}

/** Holds an event back until the next one has passed it. */
function twoOrders(dice: Dice): Saboteur {
  let heldBack: { frame: Frame; seq: number } | undefined
  return {
    down: (frame) => {
      const event = told(frame)
      if (event?.t !== 'event') return [frame]
      if (heldBack) {
        const { frame: earlier, seq } = heldBack
        heldBack = undefined
        return [withSeq(frame, seq), withSeq(earlier, event.seq)]
      }
      if (!dice.chance(0.05)) return [frame]
      heldBack = { frame, seq: event.seq }
      return []
    },
  }
}

function withSeq(frame: Frame, seq: number): Frame {
  if (typeof frame === 'string') return rewrite(frame, (fields) => (fields['seq'] = seq))
  const event = told(frame)
  if (event?.t !== 'event') return frame
  return encodeRoomEvent(event.n, event.from, seq, event.name, new TextEncoder().encode(JSON.stringify(event.data)))
}

/** Everybody who moves is shown for the moment of the move. */
function leakedCursor(): Saboteur {
  let n = 0
  return {
    down: (frame) => {
      const joined = told(frame)
      if (joined?.t === 'joined') n = joined.n
      return [
        frame,
        ...(joined?.t === 'joined' && joined.ref > 0
          ? [JSON.stringify({ t: 'cursors', n, list: [[joined.ref, 0, 1, 1]] })]
          : []),
      ]
    },
  }
}

/** Puts saboteur and referee in the right order: the referee hears the client before, and the server after it. */
export function tapOf(
  saboteur: Saboteur,
  referee: {
    up(frame: Frame): void
    down(frame: Frame): void
    heard(): void
    ended(code: number, by: 'client' | 'server'): void
  },
  answer: (frame: Frame) => void,
): WireTap {
  return {
    up(frame) {
      referee.up(frame)
      if (!saboteur.up) return frame
      const { pass, answer: forged } = saboteur.up(frame)
      if (forged !== undefined) answer(forged)
      return pass
    },
    down(frame) {
      const frames = saboteur.down?.(frame) ?? [frame]
      for (const each of frames) referee.down(each)
      return frames
    },
    heard: () => referee.heard(),
    ended(code, by) {
      referee.ended(code, by)
      return by === 'client' ? (saboteur.endCode?.(code) ?? code) : code
    },
    pending: (bytes) => saboteur.pending?.(bytes) ?? bytes,
  }
}
