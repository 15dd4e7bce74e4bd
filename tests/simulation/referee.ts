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
import { createEventReferee } from './event-referee.js'
import { FAR_NEWS_MS, type Nearness } from './nearness.js'
import { createTruth, graceOf, HANDOVER_MS, type ConnectionRecord, type SeatRecord } from './truth.js'

export interface RefereeOptions {
  readonly world: World
  readonly nearness: Nearness
  /** Whether events of other nodes may be lost on the way. [E3] */
  readonly hasPeers: boolean
  /** Whether this person may be in this room. */
  readonly mayEnter: (personId: string, room: string) => boolean
  /** Who these credentials are; undefined: somebody new. */
  readonly personOf: (hello: Extract<ClientMessage, { t: 'hello' }>) => string | undefined
  readonly violate: (what: string) => void
}

/** [Y10] For so long a node keeps the place of somebody who has turned up on another. */
const MOVED_MS = 1_000
/** Whoever is sent away by a server that shuts down is expected elsewhere, and kept until it says farewell and a while after. */
const DRAINED_MS = 12_000
const DRAINED_KEPT_MS = 3_000
/** Beats come every second, and the lease is four: less what the last one had been on its way. */
const KILLED_KEPT_MS = 2_700
const DRAINING = 4000

export type Referee = ReturnType<typeof createReferee>

export function createReferee({ world, nearness, hasPeers, mayEnter, personOf, violate }: RefereeOptions) {
  const records: ConnectionRecord[] = []
  const everShown = new Set<string>()
  const truth = createTruth(world, nearness)
  const events = createEventReferee({ hasPeers, violate })
  const { histories, delivered } = events
  /** Seats that a resumed session has taken over: once. */
  const inherited = new WeakSet<SeatRecord>()
  /** Connections whose person has turned up on another node. [Y10] */
  const movedOut = new WeakSet<ConnectionRecord>()
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
          const named = records.find((each) => each.session === message.session)
          if (named?.server === record.server) record.resumes = named
          else record.moves = named
        }
        for (const join of message.rooms ?? []) want(record, join)
        return
      case 'join':
        return want(record, message)
      case 'me': {
        const seat = record.seats.get(message.n)
        if (seat && message.show !== undefined) setShown(record, seat, message.show)
        // A join that is being answered in this very turn came before.
        const asked = seat && record.wanted.get(seat.room)
        if (asked && message.show !== undefined) asked.show = message.show
        return
      }
      case 'leave':
        return leave(record.seats.get(message.n))
      case 'event':
        return events.sent(record, message.data)
      default:
    }
  }

  function leave(seat: SeatRecord | undefined): void {
    if (!seat) return
    seat.untilMs = Math.min(seat.untilMs, world.nowMs)
    seat.lingerUntilMs = Number.NEGATIVE_INFINITY
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
        for (const { id, refs } of message.set ?? []) seat?.roster.set(id, refs)
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
        if (seat) events.heard(record, seat, message)
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
    const { resumes, moves } = record
    if (moves) moved(record, moves, message.id)
    if (!resumes) return
    const isInTime = resumes.isOpen || world.nowMs < resumes.endedAtMs + graceOf(resumes.endCode ?? 1000)
    if (resumes.personId !== message.id || !isInTime) record.resumes = undefined
    else {
      // Used once. The next connection sits in the same seats before this turn is over.
      resumes.session = undefined
      endSeats(resumes, world.nowMs + HANDOVER_MS)
    }
  }

  /** [Y10] The other node hears of it, and lets go a moment later; or it does not hear, and the rules of P4 and B2 hold. */
  function moved(record: ConnectionRecord, before: ConnectionRecord, id: string): void {
    const welcomedMs = world.nowMs
    if (before.personId !== id) return void (record.moves = undefined)
    before.session = undefined
    movedOut.add(before)
    for (const seat of before.seats.values()) {
      // Whoever was about to be given up may be gone before the word has come.
      if (seat.untilMs < world.nowMs + FAR_NEWS_MS) record.moves = undefined
      seat.lingerUntilMs = Math.max(seat.lingerUntilMs, seat.untilMs)
      seat.untilMs = Math.min(seat.untilMs, world.nowMs + HANDOVER_MS)
      seat.keptUntilMs = Math.min(seat.keptUntilMs, world.nowMs + HANDOVER_MS)
    }
    world.schedule(MOVED_MS, () => {
      // Whatever stood between them since, perhaps the word has not come.
      const clearMs = nearness.clearBetween(record.server, before.server)
      if (clearMs === undefined || clearMs > welcomedMs) return
      for (const seat of before.seats.values()) seat.lingerUntilMs = Math.min(seat.lingerUntilMs, world.nowMs)
    })
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
    const isMovedHere = [...(record.moves?.seats.values() ?? [])].some((each) => each.room === room)
    const seat: SeatRecord = {
      ...{ room, n, ref, epoch, isMaybe: false, isMovedHere },
      isWatch: asked?.isWatch === true,
      isShown: false,
      spans: [],
      fromMs: world.nowMs,
      untilMs: Number.POSITIVE_INFINITY,
      ...{ lingerUntilMs: Number.NEGATIVE_INFINITY, keptUntilMs: Number.NEGATIVE_INFINITY },
      ...{ joinedAtSeq: seq, lastSeq: seq, heardOf: new Map() },
      roster: new Map(message.members.map(({ id, refs }) => [id, refs])),
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
  function endUnseenResumption({ resumes, moves, session, claimed }: ConnectionRecord, graceMs: number): void {
    if (session !== undefined) return
    for (const seat of (moves && moves.personId === claimed && moves.seats.values()) || []) {
      seat.lingerUntilMs = Math.max(seat.lingerUntilMs, seat.untilMs)
      seat.untilMs = Math.min(seat.untilMs, world.nowMs)
    }
    for (const seat of resumes?.seats.values() ?? []) {
      if (!resumes) return
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
        ...{ room, n: 0, ref: 0, epoch: '', joinedAtSeq: 0, lastSeq: 0, roster: new Map(), heardOf: new Map() },
        ...{ isWatch, isMaybe: true, isMovedHere: false, isShown: show === true, fromMs: world.nowMs, untilMs },
        ...{ lingerUntilMs: Number.NEGATIVE_INFINITY, keptUntilMs: Number.NEGATIVE_INFINITY },
        spans: show ? [{ fromMs: world.nowMs, untilMs }] : [],
      }
      if (show && personId !== undefined) everShown.add(personId)
      truth.add(record, seat)
    }
  }

  function left(record: ConnectionRecord, n: number): void {
    leave(record.seats.get(n))
    record.seats.delete(n)
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
    if (!truth.mayBeTold(room, record.server, (other) => other.personId === id)) {
      violate(`${record.name} heard of ${id} in ${room}, who is not shown there`)
    }
  }

  function mustBeShownRef(record: ConnectionRecord, { room, epoch, roster }: SeatRecord, ref: number): void {
    if (truth.mayBeTold(room, record.server, (_, seat) => seat.ref === ref && seat.epoch === epoch)) return
    // Somebody on another node has a number here that only the roster tells.
    const id = hasPeers && [...roster].find(([, refs]) => refs.includes(ref))?.[0]
    const isFar = (other: ConnectionRecord): boolean => other.personId === id && other.server !== record.server
    if (id === undefined || !truth.mayBeTold(room, record.server, isFar))
      violate(`${record.name} got the cursor of connection ${ref} in ${room}, which is not shown`)
  }

  return {
    truth,
    records,
    deaths,
    histories,
    delivered,
    serverOf: events.serverOf,
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
        moves: undefined,
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
      const isTakenOver =
        movedOut.has(record) || records.some((each) => each.resumes === record || each.moves === record)
      if (by === 'server' && code === 4204 && !isTakenOver) {
        violate(`${record.name} was replaced by somebody else`)
      }
      record.isOpen = false
      record.endedAtMs = world.nowMs
      record.endCode = code
      if (by === 'client') endUnseen(record, graceOf(code))
      const isDrained = hasPeers && by === 'server' && code === DRAINING
      for (const seat of isDrained ? record.seats.values() : []) {
        if (seat.untilMs <= world.nowMs) continue
        seat.lingerUntilMs = world.nowMs + DRAINED_MS
        seat.keptUntilMs = world.nowMs + DRAINED_KEPT_MS
      }
      endSeats(record, world.nowMs + (by === 'client' ? graceOf(code) : code === 4204 ? HANDOVER_MS : 0))
    },
    /** The server begins to send everybody away. Whoever was away for a moment may be given up at once: nobody else may be alive. */
    draining(server: number): void {
      for (const record of records) {
        if (record.server !== server || record.isOpen) continue
        for (const seat of record.seats.values()) {
          if (seat.untilMs <= world.nowMs) continue
          seat.lingerUntilMs = Math.max(seat.lingerUntilMs, seat.untilMs)
          seat.untilMs = world.nowMs
        }
      }
    },
    /** The server's process has ended, or has said farewell to everybody. */
    died(server: number, why: 'killed' | 'stopped'): void {
      if (deaths.has(server)) return
      deaths.set(server, world.nowMs)
      for (const record of records) {
        if (record.server !== server) continue
        for (const seat of record.seats.values()) {
          seat.lingerUntilMs = Number.NEGATIVE_INFINITY
          if (why === 'killed' && seat.untilMs > world.nowMs) seat.keptUntilMs = world.nowMs + KILLED_KEPT_MS
        }
        if (record.isOpen) record.endedAtMs = world.nowMs
        record.isOpen = false
        endSeats(record, world.nowMs)
      }
    },
  }
}
