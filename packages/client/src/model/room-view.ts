/**
 * What a client knows of one room, as a pure machine.
 *
 * Owns the roster, the counts, the numbering of events, and the stale view kept while the connection is away.
 * Not here: cursors (too many of them; `room/cursors.ts`), timers, what is sent.
 * Invariant [P10]: after a restart of the server nobody known disappears and no count falls before the settle time is over.
 */
import type { Counts, CountsMessage, Grant, JoinedMessage, Json, Member, MembersMessage } from '@roomful/protocol'
import { changeRoster, createRoster, type Roster } from './roster.js'
import { nextSeq } from './sequence.js'

/** `stale`: the connection is away, what is shown is what was last known. */
export type RoomStatus = 'joining' | 'joined' | 'stale' | 'refused' | 'left'

interface Held {
  readonly members: ReadonlyMap<string, Member>
  readonly counts: Counts | undefined
}

export interface RoomView {
  readonly status: RoomStatus
  /** Number of the room on this connection; undefined while not joined. */
  readonly n: number | undefined
  readonly ref: number | undefined
  readonly can: ReadonlySet<Grant>
  /** As shown. */
  readonly counts: Counts | undefined
  readonly members: readonly Member[]
  /** As the server last said; differs from what is shown while `held`. */
  readonly roster: Roster
  readonly serverCounts: Counts | undefined
  readonly held: Held | undefined
  readonly epoch: string | undefined
  readonly seq: number
  /** Events that went by unseen, since the handle exists. */
  readonly missed: number
}

export type RoomEvent =
  | {
      readonly type: 'joined'
      readonly message: JoinedMessage
      readonly settleMs: number
      readonly formerId?: string | undefined
    }
  | { readonly type: 'members'; readonly message: MembersMessage }
  | { readonly type: 'counts'; readonly message: CountsMessage }
  | { readonly type: 'event'; readonly from: number; readonly seq: number; readonly name: string; readonly data: Json }
  | { readonly type: 'lost' | 'settled' | 'refused' | 'left' }

export type RoomEffect =
  | { readonly do: 'settle'; readonly ms: number }
  | {
      readonly do: 'deliver'
      readonly name: string
      readonly data: Json
      readonly from: number
      readonly member: Member | undefined
    }

export type RoomStep = readonly [view: RoomView, effects: readonly RoomEffect[]]

const NOTHING: readonly RoomEffect[] = []
const NO_GRANTS: ReadonlySet<Grant> = new Set()
const NOBODY: readonly Member[] = []

export function createRoomView(): RoomView {
  return {
    status: 'joining',
    n: undefined,
    ref: undefined,
    can: NO_GRANTS,
    counts: undefined,
    members: NOBODY,
    roster: createRoster(NOBODY),
    serverCounts: undefined,
    held: undefined,
    epoch: undefined,
    seq: 0,
    missed: 0,
  }
}

export function stepRoom(view: RoomView, event: RoomEvent): RoomStep {
  switch (event.type) {
    case 'joined':
      return joined(view, event)
    case 'members':
      return [changed(view, event.message), NOTHING]
    case 'counts':
      return [withCounts({ ...view, serverCounts: event.message }), NOTHING]
    case 'event':
      return delivered(view, event)
    case 'settled':
      // Away: nothing newer is known than what is held. The next `joined` decides.
      if (view.status === 'stale') return [view, NOTHING]
      return [shown({ ...view, held: undefined }), NOTHING]
    case 'lost':
      if (view.status === 'left') return [view, NOTHING]
      return [{ ...view, status: view.epoch === undefined ? 'joining' : 'stale', n: undefined }, NOTHING]
    case 'refused':
    case 'left':
      return [{ ...createRoomView(), status: event.type, missed: view.missed }, NOTHING]
  }
}

type EventOf<T extends RoomEvent['type']> = Extract<RoomEvent, { type: T }>

function joined(view: RoomView, { message, settleMs, formerId }: EventOf<'joined'>): RoomStep {
  const isRestarted = view.epoch !== undefined && view.epoch !== message.epoch
  const isHolding = settleMs > 0 && (isRestarted || view.held !== undefined)
  // A room that emptied and began again counts from 1: then nothing is known about what went by.
  const missed = !isRestarted && view.epoch !== undefined ? Math.max(0, message.seq - view.seq) : 0
  const next: RoomView = {
    ...view,
    status: 'joined',
    n: message.n,
    ref: message.ref,
    can: new Set(message.can),
    roster: createRoster(message.members),
    serverCounts: message.counts,
    held: isHolding ? hold(view, formerId) : undefined,
    epoch: message.epoch,
    seq: message.seq,
    missed: view.missed + missed,
  }
  return [shown(next), isHolding ? [{ do: 'settle', ms: settleMs }] : NOTHING]
}

/** [P10] Keeps what is shown, without the person this client itself was before: it knows that one has not stayed. */
function hold(view: RoomView, formerId: string | undefined): Held {
  const members = new Map(view.members.map((member) => [member.id, member]))
  if (formerId !== undefined) members.delete(formerId)
  return { members, counts: view.counts }
}

function changed(view: RoomView, message: MembersMessage): RoomView {
  const gone = message.gone ?? []
  const roster = changeRoster(view.roster, message.set ?? [], gone)
  if (!view.held) return withMembers({ ...view, roster })
  // Somebody the new server has seen leave is really gone, settled or not.
  const members = new Map(view.held.members)
  for (const id of gone) members.delete(id)
  return withMembers({ ...view, roster, held: { ...view.held, members } })
}

function delivered(view: RoomView, event: EventOf<'event'>): RoomStep {
  const next = nextSeq(view.seq, event.seq)
  if (!next) return [view, NOTHING]
  const { name, data, from } = event
  const member = view.roster.byRef.get(from)
  return [{ ...view, seq: next.seq, missed: view.missed + next.missed }, [{ do: 'deliver', name, data, from, member }]]
}

/** Computes what is shown from what the server says and what is held. */
function shown(view: RoomView): RoomView {
  return withCounts(withMembers(view))
}

function withMembers(view: RoomView): RoomView {
  const { roster, held } = view
  return { ...view, members: [...(held ? new Map([...held.members, ...roster.byId]) : roster.byId).values()] }
}

function withCounts(view: RoomView): RoomView {
  const { counts: before, held, serverCounts } = view
  const counts = highest(held?.counts, serverCounts)
  // Both were made by `highest`, so the same numbers are the same text.
  return JSON.stringify(before) === JSON.stringify(counts) ? view : { ...view, counts }
}

/** Of what was held, if anything was, and what the server says, if it has said anything. */
function highest(held: Counts | undefined, now: Counts | undefined): Counts | undefined {
  if (!now) return held
  const { connections, people, active } = held ?? now
  return {
    connections: Math.max(connections, now.connections),
    people: Math.max(people, now.people),
    active: Math.max(active, now.active),
  }
}
