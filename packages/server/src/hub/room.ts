/**
 * One room: its seats, what it has to say, and when.
 *
 * Owns order (`seq`), the roster's and cursors' ticks, and who is behind. Not here: rights and rates (dispatch.ts),
 * joining and resuming (joining.ts). A room exists while it has a seat or a watcher. [R4]
 * Invariants: [E3] `seq` grows by one with every event; [P9] a seat is added only when nothing said before it is waiting.
 */
import type { Clock, Counts, CursorPlace, Json, MePatch, RefCursor } from '@roomful/protocol'
import { Numbers } from '../model/numbers.js'
import { changeMs, countsGapMs, tickMs } from '../model/pace.js'
import { Roster } from '../model/roster.js'
import { Batch } from './batch.js'
import { cursorsFrame, eventFrame, mustFrame } from './frames.js'
import { Outbox, type RoomFrame } from './outbox.js'
import type { RoomLog } from './room-log.js'
import type { Seat } from './seat.js'

/** What a room needs from the hub around it. */
export interface RoomHost {
  readonly clock: Clock
  /** Asks for `flush` at the end of this turn. */
  flushSoon(room: Room): void
  /** Writes what single connections wait for, so that it keeps its place before what the room says. */
  flushConnections(): void
}

/** Somebody who only reads the counts. [R5] */
export interface Watcher {
  sendCounts(json: string): void
}

/** Hears events inside this process: a robot. */
export type EventListener = (name: string, data: Json, from: number) => void

export class Room {
  readonly roster = new Roster()
  readonly #refs = new Numbers()
  #freedRefs: number[] = []
  readonly seats: Seat[] = []
  readonly watchers = new Set<Watcher>()
  readonly listeners = new Set<EventListener>()
  readonly #outbox = new Outbox()
  #moved: Seat[] = []
  /** Shown since the roster was last told. */
  #appearing: Seat[] = []
  /** [C4] Seats that were left out of a tick, or have just come. */
  readonly #behind = new Set<Seat>()
  #hasPointed = false
  #toldCounts = ''
  #tickAtMs = Number.NEGATIVE_INFINITY
  #changeAtMs = Number.NEGATIVE_INFINITY
  #countsAtMs = Number.NEGATIVE_INFINITY
  #countsDueMs = Number.NEGATIVE_INFINITY
  #countsGapMs = 0
  #cancelTick: (() => void) | undefined
  #tickDueMs = Number.POSITIVE_INFINITY
  seq = 0
  /** [G2] Made when somebody asks for it. */
  log: RoomLog | undefined
  /** [B1] When everyone here last heard something. */
  spokeAtMs = Number.NEGATIVE_INFINITY

  constructor(
    readonly id: string,
    readonly n: number,
    /** [R1] Names this numbering of events: another one for a room that was empty meanwhile. */
    readonly epoch: string,
    private readonly host: RoomHost,
  ) {}

  get isEmpty(): boolean {
    return this.seats.length === 0 && this.watchers.size === 0
  }

  /** [P9] Call before a seat is added, so that nothing said before its snapshot reaches it after. */
  add(seat: Seat): void {
    this.flush()
    seat.index = this.seats.push(seat) - 1
    this.roster.add(seat)
    this.refresh(seat)
    this.#changed()
  }

  /** [R7] Idempotent. */
  remove(seat: Seat): void {
    if (seat.index < 0) return
    const last = this.seats.pop()
    if (last && last !== seat) {
      this.seats[seat.index] = last
      last.index = seat.index
    }
    seat.index = -1
    this.#behind.delete(seat)
    this.log?.leave(seat)
    this.roster.remove(seat)
    // A known one is kept until everyone was told of the leave: an event of the next holder must not look like this one's.
    if (seat.hasBeenShown) this.#freedRefs.push(seat.ref)
    else this.#refs.giveBack(seat.ref)
    this.#changed()
  }

  /** [N2] The counts for somebody who joins. Others may not have been told these: then what comes next is news again. */
  countsForJoined(): string {
    const counts = printCounts(this.roster.counts())
    if (counts !== this.#toldCounts) this.#toldCounts = ''
    return counts
  }

  /** A number for the next seat. */
  takeRef(): number {
    return this.#refs.take()
  }

  /** [P1] */
  patch(seat: Seat, patch: MePatch): void {
    const wasShown = seat.isShown
    this.roster.patch(seat, patch)
    seat.hasBeenShown ||= seat.isShown
    if (!seat.isShown) this.#clearCursor(seat)
    else if (!wasShown) this.#appearing.push(seat)
    this.#changed()
  }

  /** [P6,C5] */
  setState(seat: Seat, state: Seat['state']): void {
    const wasAway = seat.state === 'away'
    this.roster.setState(seat, state)
    if (wasAway) this.refresh(seat)
    this.#changed()
  }

  /** [C3] Remembers where a cursor is; the next tick tells everyone. */
  move(seat: Seat, { mode, anchor, place }: CursorPlace): void {
    if (!seat.isShown) return
    this.#hasPointed = true
    seat.mode = mode
    seat.anchor = anchor
    seat.place = place
    if (seat.isMoved || !seat.isTold) return
    seat.isMoved = true
    this.#moved.push(seat)
    this.#tickWithin(this.#tickAtMs + tickMs(this.seats.length))
  }

  /** [C4,C5] Every cursor once, as soon as the seat can take it. Where nobody has ever pointed there is nothing to tell. */
  refresh(seat: Seat): void {
    if (!this.#hasPointed || !seat.takesCursors || seat.isRobot) return
    this.#behind.add(seat)
    this.#tickWithin(this.#tickAtMs + tickMs(this.seats.length))
  }

  /** [E3] Sends an event to everyone and returns its number. */
  send(from: number, name: string, data: Json, json: Uint8Array, isDroppable: boolean): number {
    const seq = ++this.seq
    this.#say(eventFrame({ n: this.n, from, seq, name }, json, isDroppable))
    for (const listener of this.listeners) listener(name, data, from)
    return seq
  }

  /** [G6] Says a part of the room's log. */
  sayLog(frame: RoomFrame): void {
    this.#say(frame)
  }

  /** [Q1] Writes everything said in this turn, once to each reader. */
  flush(): void {
    if (this.#outbox.isEmpty) return
    this.host.flushConnections()
    this.spokeAtMs = this.host.clock.monotonic()
    const broadcast = this.#outbox.take()
    // Backwards: an overflowing reader is removed while we walk, and the last seat takes its place.
    for (let i = this.seats.length - 1; i >= 0; i--) {
      const seat = this.seats[i]
      const transport = seat?.transport
      if (!seat || !transport) continue
      const delivery = broadcast.writeTo(seat, transport)
      if (delivery === 'overflow') seat.sitter.overflow()
      else if (delivery === 'without-tick') this.refresh(seat)
    }
  }

  /** Stops the timer. The room is not used afterwards. */
  dispose(): void {
    this.#cancelTick?.()
    this.#cancelTick = undefined
    this.log?.dispose()
  }

  #say(frame: RoomFrame): void {
    if (this.#outbox.add(frame)) this.flush()
    else this.host.flushSoon(this)
  }

  #changed(): void {
    if (this.roster.hasChanges) this.#tickWithin(this.#changeAtMs + changeMs(this.seats.length))
    this.#tickWithin(this.#countsDueMs)
  }

  /** One timer for cursors and changes: the earlier wish wins. */
  #tickWithin(dueMs: number): void {
    if (dueMs >= this.#tickDueMs) return
    this.#cancelTick?.()
    this.#tickDueMs = dueMs
    const waitMs = dueMs - this.host.clock.monotonic()
    // [C3] Nothing for a while: at once, but after everything this turn has brought.
    if (waitMs <= 0) this.#cancelTick = this.#soon()
    else this.#cancelTick = this.host.clock.after(waitMs, () => this.#tick())
  }

  #soon(): () => void {
    let isCancelled = false
    this.host.clock.soon(() => {
      if (!isCancelled) this.#tick()
    })
    return () => {
      isCancelled = true
    }
  }

  #tick(): void {
    const nowMs = this.host.clock.monotonic()
    this.#cancelTick = undefined
    this.#tickDueMs = Number.POSITIVE_INFINITY
    this.#tellChanges(nowMs)
    this.#tellCounts(nowMs)
    if (this.#moved.length > 0) this.#tellCursors(nowMs)
    this.flush()
    if (this.#behind.size > 0) this.#tellThoseBehind(nowMs)
  }

  #tellChanges(nowMs: number): void {
    if (!this.roster.hasChanges) return
    const dueMs = this.#changeAtMs + changeMs(this.seats.length)
    if (nowMs < dueMs) return this.#tickWithin(dueMs)
    this.#changeAtMs = nowMs
    for (const ref of this.#freedRefs) this.#refs.giveBack(ref)
    this.#freedRefs = []
    const change = this.roster.publish()
    this.#introduce()
    if (!change) return
    const set = change.set.length > 0 ? `,"set":[${change.set.join(',')}]` : ''
    const gone = change.gone.length > 0 ? `,"gone":[${change.gone.join(',')}]` : ''
    this.#outbox.add(mustFrame(`{"t":"members","n":${this.n}${set}${gone}}`))
  }

  /** Everybody who is shown is in the roster now: where they already point can be told. */
  #introduce(): void {
    for (const seat of this.#appearing) {
      if (seat.index < 0 || !seat.isShown) continue
      seat.isTold = true
      if (seat.mode === 3 || seat.isMoved) continue
      seat.isMoved = true
      this.#moved.push(seat)
    }
    this.#appearing = []
  }

  /** [N2] At once after a quiet while; the longer they keep changing, the less often. */
  #tellCounts(nowMs: number): void {
    const counts = printCounts(this.roster.counts())
    if (counts === this.#toldCounts) return
    if (nowMs < this.#countsDueMs) return this.#tickWithin(this.#countsDueMs)
    this.#countsGapMs = countsGapMs(this.seats.length, this.#countsGapMs, nowMs - this.#countsAtMs)
    this.#countsAtMs = nowMs
    this.#countsDueMs = nowMs + this.#countsGapMs
    this.#toldCounts = counts
    const json = `{"t":"counts","n":${this.n},${counts}}`
    this.#outbox.add(mustFrame(json))
    for (const watcher of this.watchers) watcher.sendCounts(json)
  }

  #tellCursors(nowMs: number): void {
    this.#tickAtMs = nowMs
    const cursors: RefCursor[] = []
    for (const seat of this.#moved) {
      seat.isMoved = false
      if (seat.index >= 0) cursors.push(seat)
    }
    this.#moved = []
    if (cursors.length > 0) this.#outbox.add(cursorsFrame(this.n, cursors))
  }

  /** [C4] One frame of every cursor, made once for all who have caught up since the last tick. */
  #tellThoseBehind(nowMs: number): void {
    // Also those without a cursor: theirs may have gone while the reader was left out.
    const cursors = this.seats.filter((seat) => seat.isTold)
    if (cursors.length === 0) return this.#behind.clear()
    // Somebody who has just come must hear of the room first: `joined` waits among what single connections are told.
    this.host.flushConnections()
    const frame = cursorsFrame(this.n, cursors)
    let binary: Batch | undefined
    let json: Batch | undefined
    for (const seat of this.#behind) {
      const { transport } = seat
      if (transport && transport.pending() > 0) continue
      this.#behind.delete(seat)
      // Gone for now, or not interested any more: both ask again when that changes.
      if (!transport || !seat.takesCursors) continue
      if (seat.format === 'json') transport.write((json ??= new Batch([frame.asJson?.() ?? frame])))
      else transport.write((binary ??= new Batch([frame])))
    }
    this.#tickAtMs = nowMs
    if (this.#behind.size > 0) this.#tickWithin(nowMs + tickMs(this.seats.length))
  }

  #clearCursor(seat: Seat): void {
    const wasTold = seat.isTold
    seat.isTold = false
    if (seat.mode === 3) return
    seat.mode = 3
    if (seat.isMoved || !wasTold) return
    seat.isMoved = true
    this.#moved.push(seat)
  }
}

/** [N1] The counts, printed. */
function printCounts({ connections, people, active }: Counts): string {
  return `"connections":${connections},"people":${people},"active":${active}`
}
