/**
 * Who was where, shown, and until when: the truth that the referee has read off the wires, and questions about any time.
 *
 * Rules of the SPEC in their own words and numbers, not the server's: a grace here and one there must be two opinions.
 */
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

/** [P4] */
export const graceOf = (code: number): number => (code === 1000 ? 0 : code === 1001 ? 700 : 4_000)
/** A leave is shown within a second, which a timer and the turn's end may round up. [P4] */
const NEWS_MS = 1_100
/** [B2] */
const SILENCE_MS = 10_000
/** Between the end of one seat and the start of the one that takes its place nothing may be seen. */
export const HANDOVER_MS = 1

export function createTruth(world: World) {
  /** Every seat there has been, by room. */
  const seatings = new Map<string, [ConnectionRecord, SeatRecord][]>()

  const seatsOf = (room: string): readonly [ConnectionRecord, SeatRecord][] => seatings.get(room) ?? []
  const shownUntil = (seat: SeatRecord): number =>
    Math.min(seat.untilMs, seat.spans.at(-1)?.untilMs ?? Number.NEGATIVE_INFINITY)
  const silentMs = (record: ConnectionRecord): number => (record.isOpen ? world.nowMs - record.heardAtMs : 0)

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

  /** A silent one counts until the server must have noticed. */
  function isPresentSometime(personId: string, room: string, fromMs: number): boolean {
    return seatsOf(room).some(
      ([record, seat]) =>
        record.personId === personId &&
        !seat.isWatch &&
        shownUntil(seat) >= fromMs &&
        silentMs(record) <= SILENCE_MS + NEWS_MS,
    )
  }

  function rosterProblem(room: string, record: ConnectionRecord, seat: SeatRecord): string | undefined {
    const fromMs = Math.max(seat.fromMs, world.nowMs - NEWS_MS)
    for (const id of seat.roster) {
      if (!isPresentSometime(id, room, world.nowMs - NEWS_MS))
        return `${record.name} still hears of ${id}, who has left ${room}`
    }
    if (world.nowMs - fromMs < NEWS_MS) return undefined
    for (const [other] of seatsOf(room)) {
      const id = other.personId
      if (id === undefined || seat.roster.has(id) || other.server !== record.server) continue
      if (isPresentThroughout(id, room, fromMs, world.nowMs)) return `${record.name} was never told of ${id} in ${room}`
    }
    return undefined
  }

  return {
    add(record: ConnectionRecord, seat: SeatRecord): void {
      const listed = seatings.get(seat.room)
      if (listed) listed.push([record, seat])
      else seatings.set(seat.room, [[record, seat]])
    },
    /** Whether this person should be seen in the room, for the whole time from `fromMs` to `toMs`. */
    isPresentThroughout,
    /** Whether a connection like this was shown in the room in the last `withinMs`. */
    wasShown: (
      room: string,
      isIt: (record: ConnectionRecord, seat: SeatRecord) => boolean,
      withinMs: number,
    ): boolean =>
      seatsOf(room).some(([record, seat]) => shownUntil(seat) >= world.nowMs - withinMs && isIt(record, seat)),
    /** Whether this person was shown in the room by this server: then it can also say that they left. */
    hasBeenSeen: (personId: string, room: string, server: number): boolean =>
      seatsOf(room).some(
        ([record, seat]) => record.personId === personId && record.server === server && seat.spans.length > 0,
      ),
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
    /** [P4,P5,P9] What was told and is not true, but for the last second. */
    rosterProblems(): string[] {
      return [...seatings].flatMap(([room, listed]) =>
        listed.flatMap(([record, seat]) => {
          if (!record.isOpen || seat.isWatch || record.seats.get(seat.n) !== seat) return []
          return rosterProblem(room, record, seat) ?? []
        }),
      )
    },
    /** [N1,B2,P4] How many connections a right server counts in the room: at least, and at most, in the last second. */
    bounds(room: string, server: number): { least: number; most: number } {
      let least = 0
      let most = 0
      for (const [record, seat] of seatsOf(room)) {
        if (record.server !== server || seat.isWatch) continue
        const isStaying = seat.fromMs <= world.nowMs && seat.untilMs > world.nowMs + HANDOVER_MS
        if (!seat.isMaybe && isStaying && silentMs(record) < SILENCE_MS - NEWS_MS) least++
        if (seat.untilMs + 1_000 > world.nowMs && silentMs(record) <= SILENCE_MS) most++
      }
      return { least, most }
    },
  }
}
