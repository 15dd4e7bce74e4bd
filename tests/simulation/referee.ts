/**
 * Watches the server's end of every wire and judges by SPEC.md alone what a right server would know and say.
 *
 * Owns the truth: which connections are in which rooms, who is shown, until when somebody counts as present. It sees
 * frames before a saboteur can change what the server hears, and after one has changed what the server says.
 * Invariant: it never asks the hub anything; what it knows it read off the wires.
 */
import {
  parseClientFrame,
  parseServerFrame,
  RoomfulError,
  type ClientMessage,
  type ServerMessage,
} from '@roomful/protocol'
import type { World } from '../support/fake-clock.js'
import { createTruth, graceOf, HANDOVER_MS, type ConnectionRecord, type SeatRecord } from './truth.js'

export interface RefereeOptions {
  readonly world: World
  /** Whether this person may be in this room. */
  readonly mayEnter: (personId: string, room: string) => boolean
  /** Who these credentials are; undefined: somebody new. */
  readonly personOf: (hello: Extract<ClientMessage, { t: 'hello' }>) => string | undefined
  readonly violate: (what: string) => void
}

/** A roster tells the past of at most one change interval, and a snapshot is as of the last one. [P9] */
const ROSTER_LAG_MS = 1_000

export type Referee = ReturnType<typeof createReferee>

export function createReferee({ world, mayEnter, personOf, violate }: RefereeOptions) {
  const records: ConnectionRecord[] = []
  const everShown = new Set<string>()
  const truth = createTruth(world)
  /** [room epoch] → events in order. */
  const histories = new Map<string, string[]>()
  /** Seats that a resumed session has taken over: once. */
  const inherited = new WeakSet<SeatRecord>()
  /** When each server died. */
  const deaths = new Map<number, number>()

  function endSeats(record: ConnectionRecord, untilMs: number): void {
    for (const seat of record.seats.values()) seat.untilMs = Math.min(seat.untilMs, untilMs)
  }

  /** The client says something. */
  function said(record: ConnectionRecord, message: ClientMessage): void {
    switch (message.t) {
      case 'hello':
        record.claimed = personOf(message)
        if (message.session !== undefined) {
          record.resumes = records.find((each) => each.session === message.session && each.server === record.server)
        }
        for (const join of message.rooms ?? []) want(record, join)
        return
      case 'join':
        return want(record, message)
      case 'me': {
        const seat = record.seats.get(message.n)
        if (seat && message.show !== undefined) setShown(record, seat, message.show)
        return
      }
      case 'leave': {
        const seat = record.seats.get(message.n)
        if (seat) seat.untilMs = Math.min(seat.untilMs, world.nowMs)
        return
      }
      default:
    }
  }

  function want(record: ConnectionRecord, join: { room: string; watch?: boolean; me?: { show?: boolean } }): void {
    record.wanted.set(join.room, { show: join.me?.show, isWatch: join.watch === true })
  }

  function setShown(record: ConnectionRecord, seat: SeatRecord, isShown: boolean): void {
    const last = seat.spans.at(-1)
    if (seat.isShown && !isShown && last) last.untilMs = world.nowMs
    if (!seat.isShown && isShown) seat.spans.push({ fromMs: world.nowMs, untilMs: Number.POSITIVE_INFINITY })
    seat.isShown = isShown
    if (isShown && record.personId !== undefined) everShown.add(record.personId)
  }

  /** The server says something to this connection. */
  function told(record: ConnectionRecord, message: ServerMessage): void {
    const where = (n: number): SeatRecord | undefined => {
      const seat = record.seats.get(n)
      if (!seat) violate(`${record.name} heard ${message.t} of room ${n}, which it is not in`)
      return seat
    }
    switch (message.t) {
      case 'welcome':
        return welcomed(record, message)
      case 'joined':
        return joined(record, message)
      case 'left':
        return left(record, message.n)
      case 'counts':
        return void where(message.n)
      case 'members': {
        const seat = where(message.n)
        if (seat?.isWatch) violate(`${record.name} watches ${seat.room} and heard of its members`)
        for (const { id } of message.set ?? []) if (seat) mustBeShown(record, seat.room, id)
        for (const { id } of message.set ?? []) seat?.roster.add(id)
        for (const id of message.gone ?? []) seat?.roster.delete(id)
        return
      }
      case 'cursors': {
        const seat = where(message.n)
        if (seat?.isWatch) violate(`${record.name} watches ${seat.room} and got cursors`)
        if (seat) for (const [ref, mode] of message.list) if (mode !== 3) mustBeShownRef(record, seat, ref)
        return
      }
      case 'event': {
        const seat = where(message.n)
        if (seat) heardEvent(record, seat, message)
        return
      }
      default:
    }
  }

  function welcomed(record: ConnectionRecord, message: Extract<ServerMessage, { t: 'welcome' }>): void {
    record.personId = message.id
    record.session = message.session
    if (record.claimed !== undefined && record.claimed !== message.id) {
      violate(`${record.name} came as ${record.claimed} and was welcomed as ${message.id}`)
    }
    const { resumes } = record
    if (!resumes) return
    const isInTime = resumes.isOpen || world.nowMs < resumes.endedAtMs + graceOf(resumes.endCode ?? 1000)
    if (resumes.personId !== message.id || !isInTime) record.resumes = undefined
    else {
      // Used once. The next connection sits in the same seats before this turn is over.
      resumes.session = undefined
      endSeats(resumes, world.nowMs + HANDOVER_MS)
    }
  }

  function joined(record: ConnectionRecord, message: Extract<ServerMessage, { t: 'joined' }>): void {
    const { room, n, ref, epoch, seq } = message
    const asked = record.wanted.get(room)
    if (!asked) violate(`${record.name} was put into ${room} without asking`)
    if (!mayEnter(record.personId ?? '', room)) violate(`${record.personId} was let into ${room}`)
    const before = [...(record.resumes?.seats.values() ?? [])].find(
      (each) => each.room === room && each.ref === ref && !inherited.has(each),
    )
    if (before) inherited.add(before)
    const again = record.seats.get(n)
    if (again) again.untilMs = world.nowMs + HANDOVER_MS
    const seat: SeatRecord = {
      room,
      n,
      ref,
      epoch,
      isMaybe: false,
      isWatch: asked?.isWatch === true,
      isShown: false,
      spans: [],
      fromMs: world.nowMs,
      untilMs: Number.POSITIVE_INFINITY,
      joinedAtSeq: seq,
      lastSeq: seq,
      roster: new Set(message.members.map(({ id }) => id)),
    }
    record.seats.set(n, seat)
    truth.add(record, seat)
    if (asked?.show ?? (again ?? before)?.isShown) setShown(record, seat, true)
    for (const { id } of message.members) mustBeShown(record, room, id)
    const history = histories.get(epoch) ?? []
    histories.set(epoch, history)
    if (seq < history.length) violate(`${record.name} joined ${room} at event ${seq} of ${history.length}`)
    // Events that nobody was left to hear.
    while (!seat.isWatch && history.length < seq) history.push('')
  }

  /** A connection ended before its welcome could be seen: perhaps it had taken another's place, and lost it again. */
  function endUnseenResumption({ resumes, session }: ConnectionRecord, graceMs: number): void {
    if (!resumes || session !== undefined) return
    for (const seat of resumes.seats.values()) {
      truth.add(resumes, { ...seat, isMaybe: true })
      seat.untilMs = Math.min(seat.untilMs, world.nowMs + graceMs)
    }
  }

  /** Joins that were under way when the connection ended. */
  function endUnseen(record: ConnectionRecord, graceMs: number): void {
    endUnseenResumption(record, graceMs)
    for (const [room, { show, isWatch }] of record.wanted) {
      if ([...record.seats.values()].some((seat) => seat.room === room)) continue
      const personId = record.personId ?? record.claimed
      record.personId ??= record.claimed
      if (isWatch || !mayEnter(personId ?? 'g_', room)) continue
      const untilMs = world.nowMs + graceMs
      const seat: SeatRecord = {
        ...{ room, n: 0, ref: 0, epoch: '', joinedAtSeq: 0, lastSeq: 0, roster: new Set<string>() },
        ...{ isWatch, isMaybe: true, isShown: show === true, fromMs: world.nowMs, untilMs },
        spans: show ? [{ fromMs: world.nowMs, untilMs }] : [],
      }
      if (show && personId !== undefined) everShown.add(personId)
      truth.add(record, seat)
    }
  }

  function left(record: ConnectionRecord, n: number): void {
    const seat = record.seats.get(n)
    if (seat) seat.untilMs = Math.min(seat.untilMs, world.nowMs)
    record.seats.delete(n)
  }

  function heardEvent(
    record: ConnectionRecord,
    seat: SeatRecord,
    message: Extract<ServerMessage, { t: 'event' }>,
  ): void {
    if (seat.isWatch) violate(`${record.name} watches ${seat.room} and got an event`)
    const seq = seat.lastSeq + 1
    if ((seq & 0xffff) !== message.seq) violate(`${record.name} got event ${message.seq} after ${seat.lastSeq}`)
    seat.lastSeq = seq
    const history = histories.get(seat.epoch) ?? []
    histories.set(seat.epoch, history)
    const text = JSON.stringify([message.from, message.name, message.data])
    const known = history[seq - 1]
    if (known === undefined) history.push(text)
    else if (known !== text)
      violate(`event ${seq} of ${seat.room} is ${text} for ${record.name} and ${known} for others`)
    if (known === undefined && history.length !== seq)
      violate(`event ${seq} of ${seat.room} follows ${history.length - 1}`)
  }

  /** A guest who asked to be shown and was gone before the welcome told us their id: this may be them. */
  function adopt(id: string): boolean {
    const record = records.find(
      (each) => each.personId === undefined && !each.isOpen && [...each.wanted.values()].some(({ show }) => show),
    )
    if (!record) return false
    record.personId = id
    everShown.add(id)
    return true
  }

  /** [P2,D8] */
  function mustBeShown(record: ConnectionRecord, room: string, id: string): void {
    if (!everShown.has(id) && !adopt(id)) return violate(`${record.name} heard of ${id}, who never chose to be seen`)
    if (!truth.wasShown(room, (other) => other.personId === id, ROSTER_LAG_MS)) {
      violate(`${record.name} heard of ${id} in ${room}, who is not shown there`)
    }
  }

  function mustBeShownRef(record: ConnectionRecord, { room, epoch }: SeatRecord, ref: number): void {
    if (!truth.wasShown(room, (_, seat) => seat.ref === ref && seat.epoch === epoch, ROSTER_LAG_MS)) {
      violate(`${record.name} got the cursor of connection ${ref} in ${room}, which is not shown`)
    }
  }

  return {
    truth,
    records,
    deaths,
    histories,
    open(name: string, server: number): ConnectionRecord {
      const record: ConnectionRecord = {
        name,
        server,
        personId: undefined,
        session: undefined,
        claimed: undefined,
        seats: new Map(),
        wanted: new Map(),
        resumes: undefined,
        heardAtMs: world.nowMs,
        isOpen: true,
        endedAtMs: Number.POSITIVE_INFINITY,
        endCode: undefined,
      }
      records.push(record)
      return record
    },
    up(record: ConnectionRecord, frame: Uint8Array | string): void {
      const isBinary = typeof frame !== 'string'
      const message = parseClientFrame(isBinary ? frame : new TextEncoder().encode(frame), isBinary)
      if (!(message instanceof RoomfulError)) said(record, message)
    },
    down(record: ConnectionRecord, frame: Uint8Array | string): void {
      const message = parseServerFrame(frame)
      if (message) told(record, message)
      else violate(`${record.name} was sent something unreadable`)
    },
    heard(record: ConnectionRecord): void {
      record.heardAtMs = world.nowMs
    },
    ended(record: ConnectionRecord, code: number, by: 'client' | 'server'): void {
      if (by === 'server' && code === 4204 && !records.some((each) => each.resumes === record)) {
        violate(`${record.name} was replaced by somebody else`)
      }
      record.isOpen = false
      record.endedAtMs = world.nowMs
      record.endCode = code
      if (by === 'client') endUnseen(record, graceOf(code))
      endSeats(record, world.nowMs + (by === 'client' ? graceOf(code) : code === 4204 ? HANDOVER_MS : 0))
    },
    /** The server's process has ended, or has said farewell to everybody. */
    died(server: number): void {
      if (deaths.has(server)) return
      deaths.set(server, world.nowMs)
      for (const record of records) {
        if (record.server !== server) continue
        if (record.isOpen) record.endedAtMs = world.nowMs
        record.isOpen = false
        endSeats(record, world.nowMs)
      }
    },
  }
}
