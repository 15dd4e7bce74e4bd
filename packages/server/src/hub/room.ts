/**
 * One room: its seats, what it has to say, and when.
 *
 * Owns order (`seq`) and the ticks of roster, counts and cursors. Not here: rights and rates (dispatch.ts), joining and
 * resuming (joining.ts), the same room on other nodes (nodes/). A room exists while it has a seat or a watcher. [R4]
 * Invariants: [E3] `seq` grows by one with every event; [P9] a seat is added only when nothing said before it is waiting.
 */
import {
  CROWD_ABOVE,
  parseJson,
  type Clock,
  type CursorPlace,
  type Json,
  type MePatch,
  type WantMessage,
} from '@roomful/protocol'
import { Numbers } from '../model/numbers.js'
import { changeMs, holdMs, crowdTickMs, tickMs } from '../model/pace.js'
import { Roster } from '../model/roster.js'
import { Alarm } from './alarm.js'
import type { RoomSeat } from './crowd-cursors.js'
import { CursorTicks } from './cursor-ticks.js'
import type { FarSeat } from './nodes/far-seat.js'
import { cursorsFrame, eventFrame, membersFrame, mustFrame } from './frames.js'
import type { LinkedRoom } from './nodes/linked-room.js'
import { Outbox, type RoomFrame } from './outbox.js'
import { RoomCounts } from './room-counts.js'
import { RoomCrowd } from './room-crowd.js'
import type { RoomLog } from './room-log.js'
import type { Seat } from './seat.js'

/** What a room needs from the hub around it. */
export interface RoomHost {
  readonly clock: Clock
  /** [Y4] A number for a seat, never given twice on this node. */
  nextSerial(): number
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
  readonly roster = new Roster<RoomSeat>()
  readonly #refs = new Numbers()
  #freedRefs: number[] = []
  readonly seats: Seat[] = []
  /** [Y5] Connections of other nodes. */
  readonly far: FarSeat[] = []
  /** [Y3] The same room on other nodes; undefined where there are none. */
  linked: LinkedRoom | undefined
  readonly watchers = new Set<Watcher>()
  readonly listeners = new Set<EventListener>()
  readonly #outbox = new Outbox()
  readonly #cursors = new CursorTicks<RoomSeat>()
  /** [U1] What is told instead of everything when there are too many. Most rooms never are, and do without. */
  #crowd: RoomCrowd | undefined
  readonly #counts = new RoomCounts()
  #tickAtMs = Number.NEGATIVE_INFINITY
  #changeAtMs = Number.NEGATIVE_INFINITY
  /** [Y5] Until then nothing is said of who is here: somebody may be changing nodes. */
  #heldUntilMs = Number.NEGATIVE_INFINITY
  #heldFromMs = 0
  /** For cursors and changes alike. */
  readonly #alarm: Alarm
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
  ) {
    this.#alarm = new Alarm(host.clock, () => this.#tick())
  }

  get isEmpty(): boolean {
    return this.seats.length === 0 && this.watchers.size === 0
  }

  /** [P9] Call before a seat is added, so that nothing said before its snapshot reaches it after. */
  add(seat: Seat): void {
    this.flush()
    seat.index = this.seats.push(seat) - 1
    seat.serial = this.host.nextSerial()
    this.roster.add(seat)
    this.refresh(seat)
    this.#changedHere()
  }

  /** [R7] Idempotent. */
  remove(seat: Seat): void {
    if (seat.index < 0) return
    takeOut(this.seats, seat)
    this.#cursors.leave(seat)
    this.#crowd?.leave(seat)
    this.log?.leave(seat)
    this.roster.remove(seat)
    // A known one is kept until everyone was told of the leave: an event of the next holder must not look like this one's.
    if (seat.hasBeenShown) this.#freedRefs.push(seat.ref)
    else this.#refs.giveBack(seat.ref)
    this.linked?.unshown(seat.identity.id)
    this.#changedHere()
  }

  /** [Y5] A connection of another node is in this room. */
  addFar(seat: FarSeat): void {
    seat.index = this.far.push(seat) - 1
    this.roster.add(seat)
    if (seat.isShown) this.#cursors.appear(seat)
  }

  setFarState(seat: FarSeat, state: FarSeat['state']): void {
    this.roster.setState(seat, state)
  }

  removeFar(seat: FarSeat): void {
    if (seat.index < 0) return
    takeOut(this.far, seat)
    this.roster.remove(seat)
    if (seat.isShown) this.#freedRefs.push(seat.ref)
  }

  /** [U5] Somebody elsewhere reads another section, or is more notable or less: it may be others who are to be told. */
  resample(): void {
    this.#crowd?.doubt()
  }

  /** [Y5] Something about people of other nodes was changed by the calls above. */
  farChanged(): void {
    this.#changed()
  }

  /** [N2] The counts for somebody who joins. Others may not have been told these: then what comes next is news again. */
  countsForJoined(): string {
    return this.#counts.forJoined(this.roster.counts())
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
    if (!seat.isShown) this.#cursors.clear(seat)
    else if (!wasShown) this.#cursors.appear(seat)
    if (wasShown && !seat.isShown) this.#crowd?.hide(seat)
    if (!seat.isShown) this.linked?.unshown(seat.identity.id)
    this.#changedHere()
  }

  /** [P6,C5] */
  setState(seat: Seat, state: Seat['state']): void {
    const wasAway = seat.state === 'away'
    this.roster.setState(seat, state)
    if (wasAway) this.refresh(seat)
    this.#changedHere()
  }

  /** [C3] Remembers where a cursor is; the next tick tells everyone. */
  move(pointer: RoomSeat, place: CursorPlace): void {
    if (this.#cursors.move(pointer, place)) this.#alarm.by(this.#tickAtMs + this.#tickMs)
    if (!this.#crowd?.isOn) return
    this.#crowd.warm(pointer)
    this.#stir()
  }

  /** [C5,U4,U6] What a reader wants to hear of others. */
  want(seat: Seat, message: WantMessage): void {
    if (message.cursors !== undefined) {
      seat.wantsCursors = message.cursors
      this.refresh(seat)
    }
    if (message.section === undefined && message.follow === undefined) return
    this.#crowd ??= new RoomCrowd(this)
    this.#crowd.want(seat, message)
    this.roster.moved(seat)
    this.#changedHere()
  }

  /** [U1] `joined` is on its way to this seat. */
  greet(seat: Seat, isAgain: boolean): void {
    if (isAgain) {
      this.#crowd?.rejoin(seat)
      // What it may do can have changed, and with it how notable it is.
      this.roster.moved(seat)
      this.#changedHere()
    }
    this.#crowd?.greet(seat)
  }

  /** [C4,C5] Every cursor once, as soon as the seat can take it. */
  refresh(seat: Seat): void {
    if (this.#cursors.refresh(seat)) this.#alarm.by(this.#tickAtMs + this.#tickMs)
  }

  /** [U9] Whether another droppable event of a client fits into what everyone hears. */
  admitsDroppable(): boolean {
    return this.#crowd?.admits(this.host.clock.monotonic()) ?? true
  }

  /** [E3] Sends an event of a seat, or of the server, to everyone and returns its number. */
  send(seat: Seat | undefined, name: string, data: Json, json: Uint8Array, isDroppable: boolean): number {
    const seq = this.#sayEvent(seat?.ref ?? 0, name, json, isDroppable)
    for (const listener of this.listeners) listener(name, data, seat?.ref ?? 0)
    this.linked?.event(seat, name, json, isDroppable)
    return seq
  }

  /** [E3] Takes an event of another node into this node's order. */
  hear(from: number, name: string, json: Uint8Array, isDroppable: boolean): void {
    const data = parseJson(json)
    this.#sayEvent(from, name, json, isDroppable)
    for (const listener of this.listeners) listener(name, data, from)
  }

  #sayEvent(from: number, name: string, json: Uint8Array, isDroppable: boolean): number {
    const seq = ++this.seq
    this.#say(eventFrame({ n: this.n, from, seq, name }, json, isDroppable))
    return seq
  }

  /** [Y9] The roster as of now, for somebody who must not see people come one by one. */
  tellNow(): void {
    this.#heldUntilMs = this.#changeAtMs = Number.NEGATIVE_INFINITY
    this.#alarm.now()
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
    this.#alarm.stop()
    this.log?.dispose()
    this.linked?.close()
  }

  #say(frame: RoomFrame): void {
    if (this.#outbox.add(frame)) this.flush()
    else this.host.flushSoon(this)
  }

  #changedHere(): void {
    this.linked?.changed()
    this.#changed()
  }

  #changed(): void {
    if (this.linked?.isShared) {
      const nowMs = this.host.clock.monotonic()
      const holdForMs = holdMs(this.seats.length)
      if (nowMs > this.#heldUntilMs) this.#heldFromMs = nowMs
      this.#heldUntilMs = Math.min(nowMs + holdForMs, this.#heldFromMs + 2 * holdForMs)
    }
    if (this.roster.hasChanges || this.#crowd?.hasChanges)
      this.#alarm.by(Math.max(this.#heldUntilMs, this.#changeAtMs + changeMs(this.seats.length)))
    this.#alarm.by(Math.max(this.#heldUntilMs, this.#counts.dueMs))
  }

  #tick(): void {
    const nowMs = this.host.clock.monotonic()
    if (nowMs < this.#heldUntilMs) this.#alarm.by(this.#heldUntilMs)
    else {
      this.#tellChanges(nowMs)
      this.#tellCounts(nowMs)
    }
    if (this.#cursors.hasMoved) this.#tellCursors(nowMs)
    this.#tellWarmth(nowMs)
    this.flush()
    if (this.#cursors.isAnyBehind) this.#tellThoseBehind(nowMs)
  }

  get #tickMs(): number {
    return this.#crowd?.isOn ? crowdTickMs(this.seats.length) : tickMs(this.seats.length)
  }

  /** [U7] */
  #stir(): void {
    if (!this.#crowd?.isOn) return
    this.#crowd.stir()
    this.#alarm.by(this.#crowd.dueMs)
  }

  #tellChanges(nowMs: number): void {
    if (!this.roster.hasChanges && !this.#crowd?.hasChanges) return
    const dueMs = this.#changeAtMs + changeMs(this.seats.length)
    if (nowMs < dueMs) return this.#alarm.by(dueMs)
    this.#changeAtMs = nowMs
    for (const ref of this.#freedRefs) this.#refs.giveBack(ref)
    this.#freedRefs = []
    if (this.roster.shown.size > CROWD_ABOVE) this.#crowd ??= new RoomCrowd(this)
    const frames = this.#crowd?.tellRoster(nowMs) ?? [membersFrame(this.n, this.roster.publish())]
    // One without a word for everyone may have one for a section, or for a single reader.
    for (const frame of frames) if (frame.payload.length > 0 || frame.sections) this.#outbox.add(frame)
    this.#cursors.introduce(this.#crowd?.isOn ?? false)
    if (this.#crowd?.isOn === false) this.linked?.cursors(this.#crowd.takeWarm())
    this.#stir()
  }

  /** [N2] */
  #tellCounts(nowMs: number): void {
    const counts = this.roster.counts()
    if (this.#counts.isTold(counts)) return
    if (nowMs < this.#counts.dueMs) return this.#alarm.by(this.#counts.dueMs)
    const json = this.#counts.tell(this.n, counts, nowMs, this.seats.length)
    this.#outbox.add(mustFrame(json))
    for (const watcher of this.watchers) watcher.sendCounts(json)
  }

  #tellCursors(nowMs: number): void {
    this.#tickAtMs = nowMs
    const moved = this.#cursors.take()
    if (moved.length === 0) return
    const frame = this.#crowd?.isOn ? this.#crowd.cursors.tick(moved) : cursorsFrame(this.n, moved)
    if (frame) this.#outbox.add(frame)
    this.linked?.cursors(moved)
  }

  /** [U7] */
  #tellWarmth(nowMs: number): void {
    if (!this.#crowd) return
    if (nowMs < this.#crowd.dueMs) return this.#alarm.by(this.#crowd.dueMs)
    this.linked?.cursors(this.#crowd.takeWarm())
    const frame = this.#crowd.tellWarmth(nowMs)
    if (frame) this.#outbox.add(frame)
  }

  #tellThoseBehind(nowMs: number): void {
    // Somebody who has just come must hear of the room first: `joined` waits among what single connections are told.
    this.host.flushConnections()
    const all = this.far.length === 0 ? this.seats : [...this.seats, ...this.far]
    this.#cursors.tellThoseBehind(
      this.#crowd?.isOn
        ? this.#crowd.cursors.catchUp((id) => this.roster.shown.get(id))
        : this.#cursors.everyCursor(this.n, all),
    )
    this.#tickAtMs = nowMs
    if (this.#cursors.isAnyBehind) this.#alarm.by(nowMs + this.#tickMs)
  }
}

/** Removes without a search: the last one takes its place. */
function takeOut<T extends { index: number }>(list: T[], seat: T): void {
  const last = list.pop()
  if (last && last !== seat) {
    list[seat.index] = last
    last.index = seat.index
  }
  seat.index = -1
}
