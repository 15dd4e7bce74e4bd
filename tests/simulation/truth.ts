/**
 * Who was where, shown, and until when: the truth that the referee has read off the wires, and questions about any time.
 *
 * Rules of the SPEC in their own words and numbers, not the server's: a grace here and one there must be two opinions.
 * What a node may know late of another is `Nearness`; of itself it knows everything within a second.
 */
import type { World } from '../support/fake-clock.js'
import { FAR_NEWS_MS, type ClearSince, type Nearness } from './nearness.js'

/** A connection in a room. */
export interface SeatRecord {
  readonly room: string
  readonly n: number
  readonly ref: number
  readonly isWatch: boolean
  /** Asked for, and the connection ended before the answer could be seen: the server may have done it. */
  readonly isMaybe: boolean
  /** [Y10] Its person came here from another node, which keeps their place for a moment. */
  readonly isMovedHere: boolean
  readonly epoch: string
  isShown: boolean
  /** When the person was shown here; the last one is open while they are. */
  readonly spans: { readonly fromMs: number; untilMs: number }[]
  readonly fromMs: number
  /** When it ends being present; Infinity while it is. */
  untilMs: number
  /** It may still be seen until then: its server keeps it for somebody who is on their way to another. */
  lingerUntilMs: number
  /** Other nodes show it until then, though its server has died: they cannot know at once. */
  keptUntilMs: number
  readonly joinedAtSeq: number
  lastSeq: number
  /** The roster as this connection was told it: refs by id. */
  readonly roster: Map<string, readonly number[]>
  /** The last event heard of each sender's connection, by the order in which they were sent. */
  readonly heardOf: Map<string, number>
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
  /** The connection to another node in whose place this one comes. */
  moves: ConnectionRecord | undefined
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
/** A roster tells the past of at most one change interval, and a snapshot is as of the last one. [P9] */
const ROSTER_LAG_MS = 1_000
/** Between the end of one seat and the start of the one that takes its place nothing may be seen. */
export const HANDOVER_MS = 1
/** Older seats are only looked at when a run is over. */
const FORGET_MS = 60_000

type Seating = readonly [ConnectionRecord, SeatRecord]

export function createTruth(world: World, nearness: Nearness) {
  /** Every seat there has been, by room; and those that may still matter. */
  const seatings = new Map<string, Seating[]>()
  const recent = new Map<string, Seating[]>()
  let prunedMs = 0

  const seatsOf = (room: string): readonly Seating[] => seatings.get(room) ?? []
  const recentOf = (room: string): readonly Seating[] => recent.get(room) ?? []
  const endOf = (seat: SeatRecord): number => Math.max(seat.untilMs, seat.lingerUntilMs)
  const shownUntil = (seat: SeatRecord): number =>
    Math.min(endOf(seat), seat.spans.at(-1)?.untilMs ?? Number.NEGATIVE_INFINITY)
  const silentMs = (record: ConnectionRecord): number => (record.isOpen ? world.nowMs - record.heardAtMs : 0)

  function prune(): void {
    if (world.nowMs - prunedMs < 5_000) return
    prunedMs = world.nowMs
    for (const [room, list] of recent)
      recent.set(
        room,
        list.filter(([, seat]) => endOf(seat) > world.nowMs - FORGET_MS),
      )
  }

  /** Whether spans that overlap, or touch, reach from one time to the other. */
  function isCovered(spans: readonly { fromMs: number; untilMs: number }[], fromMs: number, toMs: number): boolean {
    let reachedMs = fromMs
    for (;;) {
      const next = spans.find((span) => span.fromMs <= reachedMs && span.untilMs > reachedMs)
      if (!next) return false
      if (next.untilMs > toMs) return true
      reachedMs = next.untilMs
    }
  }

  /** When a person was certainly shown, by the seats that count. */
  function spansOf(
    personId: string,
    list: readonly Seating[],
    crop: (
      record: ConnectionRecord,
      seat: SeatRecord,
    ) => { lateMs: number; sinceMs: number; untilMs: number } | undefined,
  ): { fromMs: number; untilMs: number }[] {
    return list.flatMap(([record, seat]) => {
      if (record.personId !== personId || seat.isWatch || seat.isMaybe) return []
      const cropped = crop(record, seat)
      if (!cropped) return []
      return seat.spans.map((span) => {
        // Whoever hid is gone at once; whoever's server died is not.
        const untilMs = span.untilMs < seat.untilMs ? span.untilMs : cropped.untilMs
        return { fromMs: Math.max(span.fromMs + cropped.lateMs, cropped.sinceMs), untilMs }
      })
    })
  }

  const nearSpans = (personId: string, room: string, server: number): { fromMs: number; untilMs: number }[] =>
    spansOf(personId, recentOf(room), (record, seat) =>
      record.server === server ? { lateMs: 0, sinceMs: 0, untilMs: seat.untilMs } : undefined,
    )

  /** Whether `server` may say at this moment that somebody of this seat is there. A silent one counts until it is noticed. */
  function mayBeKnown([record, seat]: Seating, server: number, newsMs: number): boolean {
    if (record.server === server)
      return shownUntil(seat) >= world.nowMs - newsMs && silentMs(record) <= SILENCE_MS + NEWS_MS
    if (!nearness.isSettled(server, record.server)) return true
    return shownUntil(seat) >= world.nowMs - FAR_NEWS_MS && silentMs(record) <= SILENCE_MS + FAR_NEWS_MS
  }

  function rosterProblem(room: string, record: ConnectionRecord, seat: SeatRecord): string | undefined {
    for (const id of seat.roster.keys()) {
      if (
        !recentOf(room).some(
          (each) => each[0].personId === id && !each[1].isWatch && mayBeKnown(each, record.server, NEWS_MS),
        )
      )
        return `${record.name} still hears of ${id}, who has left ${room}`
    }
    for (const [other, otherSeat] of recentOf(room)) {
      const id = other.personId
      if (id === undefined || seat.roster.has(id) || otherSeat.untilMs <= world.nowMs) continue
      const isNear = other.server === record.server
      const newsMs = isNear ? NEWS_MS : FAR_NEWS_MS
      const fromMs = Math.max(seat.fromMs, world.nowMs - newsMs)
      if (world.nowMs - fromMs < newsMs || (!isNear && !nearness.isSettled(record.server, other.server))) continue
      if (isCovered(nearSpans(id, room, other.server), fromMs, world.nowMs))
        return `${record.name} was never told of ${id} (by ${other.name}) in ${room}`
    }
    return undefined
  }

  return {
    add(record: ConnectionRecord, seat: SeatRecord): void {
      for (const map of [seatings, recent]) {
        const listed = map.get(seat.room)
        if (listed) listed.push([record, seat])
        else map.set(seat.room, [[record, seat]])
      }
    },
    /** Whether this person should be seen in the room, for the whole time from `fromMs` to `toMs`, if there is one server. */
    isPresentThroughout: (personId: string, room: string, fromMs: number, toMs: number): boolean =>
      isCovered(
        spansOf(personId, seatsOf(room), (_, seat) => ({ lateMs: 0, sinceMs: 0, untilMs: seat.untilMs })),
        fromMs,
        toMs,
      ),
    /**
     * Whether readers on `server` must see this person for this whole time, wherever they are. `clear` says since when that
     * server has heard everything of each other one.
     */
    mustBeSeen(
      personId: string,
      room: string,
      server: number,
      clear: ClearSince,
      fromMs: number,
      toMs: number,
    ): boolean {
      const spans = spansOf(personId, seatsOf(room), (record, seat) => {
        if (record.server === server) return { lateMs: 0, sinceMs: 0, untilMs: seat.untilMs }
        const sinceMs = clear(record.server)
        if (sinceMs === undefined) return undefined
        return {
          lateMs: seat.isMovedHere ? 0 : FAR_NEWS_MS,
          sinceMs,
          untilMs: Math.max(seat.untilMs, seat.keptUntilMs),
        }
      })
      return isCovered(spans, fromMs, toMs)
    },
    /** [P2] Whether a reader on `server` may be told now of a person or seat like this. */
    mayBeTold: (room: string, server: number, isIt: (record: ConnectionRecord, seat: SeatRecord) => boolean): boolean =>
      recentOf(room).some(
        (each) =>
          isIt(...each) &&
          (each[0].server === server
            ? shownUntil(each[1]) >= world.nowMs - ROSTER_LAG_MS
            : mayBeKnown(each, server, 0)),
      ),
    /** Whether this person was shown in the room by this server: then it can also say that they left. */
    hasBeenSeen: (personId: string, room: string, server: number): boolean =>
      seatsOf(room).some(
        ([record, seat]) => record.personId === personId && record.server === server && seat.spans.length > 0,
      ),
    /** Whether anybody was in the room on this server from before `fromMs` until after `toMs`. */
    hadReader: (room: string, server: number, fromMs: number, toMs: number): boolean =>
      seatsOf(room).some(
        ([record, seat]) =>
          record.server === server &&
          !seat.isWatch &&
          !seat.isMaybe &&
          seat.fromMs <= fromMs &&
          seat.untilMs > toMs &&
          (record.isOpen || record.endedAtMs > toMs),
      ),
    /** [P4,P5,P9] What was told and is not true, but for the last second. `isExcused`: nothing can be asked of this server. */
    rosterProblems(isExcused: (server: number) => boolean): string[] {
      prune()
      return [...recent].flatMap(([room, listed]) =>
        listed.flatMap(([record, seat]) => {
          if (!record.isOpen || seat.isWatch || record.seats.get(seat.n) !== seat || isExcused(record.server)) return []
          return rosterProblem(room, record, seat) ?? []
        }),
      )
    },
    /** [N1,B2,P4] How many connections a right server counts in the room: at least, and at most, in the last second. */
    bounds(room: string, server: number): { least: number; most: number } {
      const { nowMs } = world
      let least = 0
      let most = 0
      const isOpenHere = recentOf(room).some(
        ([record, seat]) =>
          record.server === server && !seat.isMaybe && seat.fromMs <= nowMs - FAR_NEWS_MS && seat.untilMs > nowMs,
      )
      for (const [record, seat] of recentOf(room)) {
        if (seat.isWatch) continue
        const isNear = record.server === server
        const newsMs = isNear ? 0 : FAR_NEWS_MS
        const isKnown = isNear || (isOpenHere && nearness.isSettled(server, record.server))
        const isStaying = seat.fromMs <= nowMs - newsMs && seat.untilMs > nowMs + HANDOVER_MS
        if (isKnown && !seat.isMaybe && isStaying && silentMs(record) < SILENCE_MS - Math.max(NEWS_MS, newsMs)) least++
        const isSurelyKnown = isNear || nearness.isSettled(server, record.server)
        const isThere = endOf(seat) + Math.max(1_000, newsMs) > nowMs && silentMs(record) <= SILENCE_MS + newsMs
        if (!isSurelyKnown || isThere) most++
      }
      return { least, most }
    },
  }
}
