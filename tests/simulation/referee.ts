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

/** A connection in a room. */
export interface SeatRecord {
  readonly room: string
  readonly n: number
  readonly ref: number
  readonly isWatch: boolean
  /** Asked for, and the connection ended before the answer could be seen: the server may have done it. */
  readonly isMaybe: boolean
  readonly epoch: string
  isShown: boolean
  /** When the person was shown here; the last one is open while they are. */
  readonly spans: { readonly fromMs: number; untilMs: number }[]
  readonly fromMs: number
  /** When it ends being present; Infinity while it is. */
  untilMs: number
  readonly joinedAtSeq: number
  lastSeq: number
  /** The roster as this connection was told it, and since when. */
  readonly roster: Set<string>
}

/** One connection as its server's end sees it. */
export interface ConnectionRecord {
  readonly name: string
  readonly server: number
  personId: string | undefined
  session: string | undefined
  /** What its hello claimed, to compare with what it became. */
  claimed: string | undefined
  /** By the room's number, as of now. */
  readonly seats: Map<number, SeatRecord>
  readonly wanted: Map<string, { show: boolean | undefined; isWatch: boolean }>
  resumes: ConnectionRecord | undefined
  heardAtMs: number
  isOpen: boolean
  endedAtMs: number
  endCode: number | undefined
}

export interface RefereeOptions {
  readonly world: World
  /** Whether this person may be in this room. */
  readonly mayEnter: (personId: string, room: string) => boolean
  /** Who these credentials are; undefined: somebody new. */
  readonly personOf: (hello: Extract<ClientMessage, { t: 'hello' }>) => string | undefined
  readonly violate: (what: string) => void
}

/** [P4] What the SPEC says, in its own words rather than the server's constants. */
const graceOf = (code: number): number => (code === 1000 ? 0 : code === 1001 ? 700 : 4_000)
/** A roster tells the past of at most one change interval, and a snapshot is as of the last one. [P9] */
const ROSTER_LAG_MS = 1_000
/** Between the end of one seat and the start of the one that takes its place nothing may be seen. */
const HANDOVER_MS = 1

export type Referee = ReturnType<typeof createReferee>

export function createReferee({ world, mayEnter, personOf, violate }: RefereeOptions) {
  const records: ConnectionRecord[] = []
  const everShown = new Set<string>()
  /** Every seat there has been, by room. */
  const seatings = new Map<string, [ConnectionRecord, SeatRecord][]>()
  /** [room epoch] → events in order. */
  const histories = new Map<string, string[]>()
  /** When each server died. */
  const deaths = new Map<number, number>()

  const shownUntil = (seat: SeatRecord): number =>
    Math.min(seat.untilMs, seat.spans.at(-1)?.untilMs ?? Number.NEGATIVE_INFINITY)
  const live = (seat: SeatRecord, atMs: number): boolean => seat.fromMs <= atMs && atMs < seat.untilMs

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
    const before = [...(record.resumes?.seats.values() ?? [])].find((each) => each.room === room && each.ref === ref)
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
    const listed = seatings.get(room) ?? []
    seatings.set(room, listed)
    listed.push([record, seat])
    if (asked?.show ?? before?.isShown ?? again?.isShown) setShown(record, seat, true)
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
      const listed = seatings.get(seat.room) ?? []
      listed.push([resumes, { ...seat, isMaybe: true }])
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
        ...{
          room,
          n: 0,
          ref: 0,
          epoch: '',
          isWatch,
          isMaybe: true,
          isShown: show === true,
          fromMs: world.nowMs,
          untilMs,
        },
        ...{ spans: show ? [{ fromMs: world.nowMs, untilMs }] : [], joinedAtSeq: 0, lastSeq: 0, roster: new Set() },
      }
      if (show && personId !== undefined) everShown.add(personId)
      const listed = seatings.get(room) ?? []
      seatings.set(room, listed)
      listed.push([record, seat])
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

  const seatsOf = (room: string): readonly [ConnectionRecord, SeatRecord][] => seatings.get(room) ?? []

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
    const fromMs = world.nowMs - ROSTER_LAG_MS
    const isShown = seatsOf(room).some(([other, seat]) => other.personId === id && shownUntil(seat) >= fromMs)
    if (!isShown) violate(`${record.name} heard of ${id} in ${room}, who is not shown there`)
  }

  function mustBeShownRef(record: ConnectionRecord, { room, epoch }: SeatRecord, ref: number): void {
    const isShown = seatsOf(room).some(
      ([, seat]) => seat.ref === ref && seat.epoch === epoch && shownUntil(seat) >= world.nowMs - ROSTER_LAG_MS,
    )
    if (!isShown) violate(`${record.name} got the cursor of connection ${ref} in ${room}, which is not shown`)
  }

  /** Whether this person should be seen in the room, for the whole time from `fromMs` to `toMs`. */
  function isPresentThroughout(personId: string, room: string, fromMs: number, toMs: number): boolean {
    const spans = seatsOf(room).flatMap(([record, seat]) =>
      record.personId === personId && !seat.isWatch && !seat.isMaybe
        ? seat.spans.map((span) => ({ fromMs: span.fromMs, untilMs: Math.min(span.untilMs, seat.untilMs) }))
        : [],
    )
    let reachedMs = fromMs
    for (;;) {
      const next = spans.find((span) => span.fromMs <= reachedMs && span.untilMs > reachedMs)
      if (!next) return false
      if (next.untilMs > toMs) return true
      reachedMs = next.untilMs
    }
  }

  /** Whether this person was seen in the room at any time since `fromMs`; a silent one until the server must have noticed. [B2] */
  function isPresentSometime(personId: string, room: string, fromMs: number): boolean {
    return seatsOf(room).some(([record, seat]) => {
      if (record.personId !== personId || seat.isWatch) return false
      const silentMs = record.isOpen ? world.nowMs - record.heardAtMs : 0
      return shownUntil(seat) >= fromMs && silentMs <= 10_000 + 1_100
    })
  }

  return {
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
    isPresentThroughout,
    /** Whether anybody was in the room from before `fromMs` until after `toMs`. */
    hadReader: (room: string, fromMs: number, toMs: number): boolean =>
      seatsOf(room).some(
        ([record, seat]) =>
          !seat.isWatch &&
          !seat.isMaybe &&
          seat.fromMs <= fromMs &&
          seat.untilMs > toMs &&
          (record.isOpen || record.endedAtMs > toMs),
      ),
    /** Whether this person was shown in the room by this server: then it can also say that they left. */
    hasBeenSeen: (personId: string, room: string, server: number): boolean =>
      seatsOf(room).some(
        ([record, seat]) => record.personId === personId && record.server === server && seat.spans.length > 0,
      ),
    /** [P4,P5,P9] What each connection was told must be true, but for the last second. */
    checkRosters(): void {
      for (const [room, seatings_] of seatings) {
        for (const [record, seat] of seatings_) {
          if (!record.isOpen || seat.isWatch || record.seats.get(seat.n) !== seat) continue
          const fromMs = Math.max(seat.fromMs, world.nowMs - 1_100)
          for (const id of seat.roster) {
            if (!isPresentSometime(id, room, world.nowMs - 1_100))
              violate(`${record.name} still hears of ${id}, who has left ${room}`)
          }
          if (world.nowMs - fromMs < 1_100) continue
          for (const [other] of seatings_) {
            const id = other.personId
            if (id === undefined || seat.roster.has(id) || other.server !== record.server) continue
            if (isPresentThroughout(id, room, fromMs, world.nowMs))
              violate(`${record.name} was never told of ${id} in ${room}`)
          }
        }
      }
    },
    /** How many connections a right server counts in the room: at least, and at most, in the last second. */
    bounds(room: string, server: number): { least: number; most: number } {
      let least = 0
      let most = 0
      for (const [record, seat] of seatsOf(room)) {
        if (record.server !== server || seat.isWatch) continue
        // [B2] Silent for more than 9 s, or gone, with a second to notice.
        const silentMs = record.isOpen ? world.nowMs - record.heardAtMs : 0
        if (!seat.isMaybe && live(seat, world.nowMs) && seat.untilMs > world.nowMs + HANDOVER_MS && silentMs < 8_900)
          least++
        if (seat.untilMs + 1_000 > world.nowMs && silentMs <= 10_000) most++
      }
      return { least, most }
    },
  }
}
