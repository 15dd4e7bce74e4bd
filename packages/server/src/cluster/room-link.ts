/**
 * What ties one room on this node to the same room on others. [Y3–Y8]
 *
 * Owns what this node says of the room and when: at most one frame a turn, nothing while no other node has the room; and what
 * it notices to have missed. Not here: the bytes (room-wire.ts), what is believed of others (`model/presence-table.ts`), seats
 * (`hub/nodes/far-people.ts`). Invariant: a node whose frames are lost is asked until it has said everything again, or is gone.
 */
import type { Cancel, JsonFields, LogEntry } from '@roomful/protocol'
import { PresenceTable, type PresenceWord } from '../model/nodes/presence-table.js'
import { Asking } from './asking.js'
import { Echo } from './echo.js'
import type { LinkParts } from './room-face.js'
import { Settling } from './settling.js'
import { splitShare } from './split-share.js'
import {
  encodeRoomFrame,
  type FarCursor,
  type FarEvent,
  type RoomFrame,
  type RoomHead,
  type RoomItems,
  type Wanted,
} from './room-wire.js'

interface Other {
  run: number
  events: number
  cursors: number
}

/** Where no other node has ever had the room: a few more words in case the question was lost, and then silence. */
const LONELY_MS = [500, 2_000, 8_000] as const
/** Half: words of an open room are lost while the broker does not take the subscription. Double: memory. */
const MAX_WAITING = 1_000
/** An answer to several who ask at about the same time. */
const ANSWER_GAP_MS = 50
/** [Y7] Everybody who comes back after a broken broker asks somewhere in this time. */
const SPREAD_MS = 1_000
/** An answer takes as long as the way there and back. Half: the first words in a room are lost where the way is long. */
const YOUNG_MS = 500

export class RoomLink {
  readonly table = new PresenceTable()
  /** Somebody may know this node, also when nobody is heard any more. */
  wasShared = false
  readonly #others = new Map<string, Other>()
  /** The last opening that a node has closed: what comes late of it is no news. */
  readonly #closedRuns = new Map<string, number>()
  readonly #asking = new Asking()
  readonly #echo: Echo
  readonly #flushSoon = (): void => this.#flush()
  #said = { presence: 0, events: 0, cursors: 0 }
  #events: FarEvent[] = []
  #cursors: FarCursor[] = []
  #log: { epoch: string; entry: LogEntry }[] = []
  #logHead: RoomItems['logHead']
  #notes: JsonFields[] = []
  #isDue = false
  #isOpen = false
  #openedAtMs = 0
  #isOver = false
  readonly #settling: Settling
  #owesShare = false
  #owesCursors = false
  #asksAll = false
  #owesHead = false
  #shareAtMs = Number.NEGATIVE_INFINITY
  #answerAtMs = Number.NEGATIVE_INFINITY
  #cancelTimer: Cancel | undefined
  #timerDueMs = Number.POSITIVE_INFINITY

  constructor(private readonly parts: LinkParts) {
    this.#echo = new Echo(parts.clock, () => {
      this.#owesHead = true
      this.#later()
    })
    this.#settling = new Settling(parts.clock, parts.hasPeers())
  }

  /** [Y9] Resolves once the others have said who is here, or nobody answers; undefined: that is so already. */
  get settled(): Promise<void> | undefined {
    return this.#settling.settled
  }

  /** Whether anybody else has this room. */
  get isShared(): boolean {
    return this.#others.size > 0
  }

  /** The others may be there, and have not been heard yet. */
  get #isYoung(): boolean {
    return !this.#isOpen || this.parts.clock.monotonic() < this.#openedAtMs + YOUNG_MS
  }

  /** Nobody is there to hear it. */
  get #isMute(): boolean {
    return (!this.isShared && !this.#isYoung) || (!this.#isOpen && this.#events.length + this.#log.length > MAX_WAITING)
  }

  /** Hears the others from now on, and asks what they have to say. */
  opened(): void {
    if (this.#isOver) return
    this.#isOpen = true
    this.#openedAtMs = this.parts.clock.monotonic()
    this.#asksAll = true
    this.#owesShare = true
    this.#settling.asked()
    this.#later()
  }

  /** This node's share has changed. */
  shareChanged(): void {
    if (this.isShared) this.#wake(this.#shareAtMs + this.parts.face.shareGapMs())
  }

  /** An event of this node. The bytes are copied: the sender's buffer is used again. */
  event(serial: number, name: string, json: Uint8Array, isDroppable: boolean): void {
    if (this.#isMute) return void this.#said.events++
    this.#events.push({ serial, name, json: Uint8Array.from(json), isDroppable })
    this.#later()
  }

  /** Cursors of this node that moved, at the room's own tick. */
  cursors(list: readonly FarCursor[]): void {
    // Counted all the same: somebody may hear this node whom it does not hear.
    if (!this.isShared) return void this.#said.cursors++
    for (const { serial, mode, anchor, place } of list) this.#cursors.push({ serial, mode, anchor, place })
    this.#later()
  }

  /** [Y8] What a write of this node has added to the room's log. */
  log(epoch: string, entries: readonly LogEntry[]): void {
    const last = entries.at(-1)
    if (last) this.#logHead = { epoch, offset: last.o }
    if (this.#isMute) return
    for (const entry of entries) this.#log.push({ epoch, entry })
    this.#later()
  }

  note(note: JsonFields): void {
    if (!this.isShared) return
    this.#notes.push(note)
    this.#later()
  }

  /** [Y7] Frames of any node may have been lost. */
  gap(delayUnit: number): void {
    this.parts.clock.after(delayUnit * SPREAD_MS, () => {
      if (this.#isOver) return
      const nowMs = this.parts.clock.monotonic()
      for (const node of this.#others.keys()) {
        this.table.doubt(node)
        this.#asking.want(node, 'presence', nowMs)
      }
      this.#asksAll = true
      this.parts.face.doubtLog()
      this.#later()
    })
  }

  /** [Y7] A node that was taken for dead is back. */
  returned(node: string, delayUnit: number): void {
    this.parts.clock.after(delayUnit * SPREAD_MS, () => {
      if (this.#isOver) return
      this.#asking.want(node, 'presence', this.parts.clock.monotonic())
      this.#later()
    })
  }

  /** A node is dead, or has left this room. */
  drop(node: string): void {
    this.#asking.forget(node)
    this.#others.delete(node)
    const changes = this.table.drop(node)
    this.parts.face.hearPeople(node, changes)
  }

  /** A peer that is gone for good needs no memory of what it closed. */
  down(node: string, delayUnit: number): void {
    const wasHere = this.#others.has(node)
    this.drop(node)
    this.#closedRuns.delete(node)
    // What its people had written and it could not tell any more, only the database knows.
    if (!wasHere) return
    this.parts.clock.after(delayUnit * SPREAD_MS, () => {
      if (!this.#isOver) this.parts.face.doubtLog()
    })
  }

  /** Takes a frame of another node. What is in it has been checked for its form. */
  hear({ head, items }: RoomFrame): void {
    const { node } = head
    if (this.#isOver || node === this.parts.node) return
    this.parts.heard(node)
    if (head.run > 0) this.#hearNumbered(head, items)
    else this.#hearEvents(node, items.events)
    for (const { epoch, entry } of items.log ?? []) this.parts.face.hearLog(epoch, entry)
    if (items.logHead) this.parts.face.hearLogHead(items.logHead.epoch, items.logHead.offset)
    for (const note of items.notes ?? []) this.parts.face.hearNote(node, note)
  }

  /** Nobody is here any more. Gives the last frame, for those who know this node, and whether it has to be said again. */
  close(): { readonly frame: Uint8Array; readonly isNews: boolean } | undefined {
    if (!this.#isOver) this.#sayRest()
    this.#isOver = true
    this.#echo.stop()
    this.#cancelTimer?.()
    this.#settling.stop()
    // Also where nobody was heard: what this node has said may have come to others whose answer has not come here.
    if (!this.wasShared && this.#said.presence === 0) return undefined
    const frame = encodeRoomFrame({ head: this.#head(), items: { isClosed: true } })
    return { frame, isNews: this.wasShared || this.#isYoung }
  }

  /** What was said in this turn is said: whoever said it last may have been closed in the same turn, and was told it is on its way. */
  #sayRest(): void {
    if (this.#events.length + this.#log.length + this.#notes.length === 0) return
    this.#publish(this.#gather(this.parts.clock.monotonic(), [], false))
  }

  #hearNumbered(head: RoomHead, items: RoomItems): void {
    const { node, run } = head
    if (run <= (this.#closedRuns.get(node) ?? 0)) return
    if (items.isClosed) {
      this.#closedRuns.set(node, run)
      return this.drop(node)
    }
    const nowMs = this.parts.clock.monotonic()
    const other = this.#other(head, items)
    if (run < other.run) return
    const { isWhole, changes } = this.table.hear(node, { run, said: head.presence }, items.presence)
    if (items.presence) this.parts.face.hearPeople(node, changes)
    if (isWhole) {
      this.#asking.settle(node, 'presence')
      this.#settling.heard()
    } else if (items.presence?.kind !== 'full' || items.presence.isLast) this.#asking.want(node, 'presence', nowMs)
    this.#hearCounted(node, other, head, items, nowMs)
    this.#answer(items.asks)
    if (this.#asking.dueMs < Number.POSITIVE_INFINITY) this.#wake(this.#asking.dueMs)
  }

  #other(head: RoomHead, items: RoomItems): Other {
    const known = this.#others.get(head.node)
    if (known && head.run <= known.run) return known
    // From here on: what was said before is not missed. In a new opening it is.
    const events = known ? 0 : head.events - (items.events?.length ?? 0)
    const cursors = known ? 0 : head.cursors - (items.cursors ? 1 : 0)
    const other = { run: head.run, events, cursors }
    this.#others.set(head.node, other)
    this.wasShared = true
    if (known) return other
    // It may not know that this node is here. If it does, it has nothing to answer.
    this.#owesHead = true
    this.#echo.restart()
    this.#later()
    return other
  }

  /** Events and cursors are counted, so that what is missing is known even if nothing can bring it back. [E3] */
  #hearCounted(node: string, other: Other, head: RoomHead, items: RoomItems, nowMs: number): void {
    const { events = [], cursors } = items
    const missed = head.events - other.events - events.length
    // Less than nothing: a frame that came twice.
    if (missed < 0 || head.cursors < other.cursors) return
    other.events = head.events
    if (missed > 0) this.parts.face.missEvents(missed)
    this.#hearEvents(node, events)
    const isGap = head.cursors - other.cursors > (cursors ? 1 : 0)
    other.cursors = head.cursors
    if (cursors) this.parts.face.hearCursors(node, cursors.list, cursors.isWhole)
    if (cursors?.isWhole) this.#asking.settle(node, 'cursors')
    else if (isGap) this.#asking.want(node, 'cursors', nowMs)
  }

  #hearEvents(node: string, events: readonly FarEvent[] = []): void {
    for (const event of events) this.parts.face.hearEvent(node, event)
  }

  #answer(asks: RoomItems['asks'] = []): void {
    for (const { node, what } of asks) {
      if (node !== '' && node !== this.parts.node) continue
      if (what === 'presence') this.#owesShare = true
      this.#owesCursors = true
      this.#wake(this.#answerAtMs + ANSWER_GAP_MS)
    }
  }

  #later(): void {
    if (this.#isDue || this.#isOver) return
    this.#isDue = true
    this.parts.clock.soon(this.#flushSoon)
  }

  /** At the end of this turn, or when it is time. The earlier wish wins. */
  #wake(dueMs: number): void {
    if (this.#isOver) return
    const waitMs = dueMs - this.parts.clock.monotonic()
    if (waitMs <= 0) return this.#later()
    if (dueMs >= this.#timerDueMs) return
    this.#cancelTimer?.()
    this.#timerDueMs = dueMs
    this.#cancelTimer = this.parts.clock.after(waitMs, () => {
      this.#timerDueMs = Number.POSITIVE_INFINITY
      this.#cancelTimer = undefined
      this.#later()
    })
  }

  /** Puts everything that waits into one frame. */
  #flush(): void {
    this.#isDue = false
    if (this.#isOver || !this.#isOpen) return
    const nowMs = this.parts.clock.monotonic()
    const { asks, silent } = this.#asking.take(nowMs, this.parts.bus.isUp())
    for (const node of silent) this.drop(node)
    const wanted: { node: string; what: Wanted }[] = this.#asksAll ? [{ node: '', what: 'presence' }] : [...asks]
    this.#asksAll = false
    const owes = nowMs >= this.#answerAtMs + ANSWER_GAP_MS
    const share = this.#owesShare && owes ? this.#sayShare(nowMs) : undefined
    const items = this.#gather(nowMs, wanted, owes, share)
    if (Object.keys(items).length > 0 || this.#owesHead) this.#publish(items)
    this.#plan()
  }

  /** A share of many people goes in several frames; the last part with whatever else is to be said. */
  #sayShare(nowMs: number): PresenceWord | undefined {
    this.#owesShare = false
    this.#owesCursors = true
    this.#shareAtMs = nowMs
    const parts = splitShare(this.parts.face.takeShare())
    const last = parts.pop()
    for (const presence of parts) {
      this.#said.presence++
      this.#publish({ presence })
    }
    if (last) this.#said.presence++
    return last
  }

  #gather(
    nowMs: number,
    asks: readonly { node: string; what: Wanted }[],
    owes: boolean,
    whole?: PresenceWord,
  ): RoomItems {
    const { face } = this.parts
    const hasMore = this.#events.length + this.#cursors.length + this.#notes.length > 0
    // With whatever goes out anyway: an event must not overtake the word who has sent it.
    const isShareDue = this.isShared && !whole && (hasMore || nowMs >= this.#shareAtMs + face.shareGapMs())
    const share = isShareDue && face.hasShareChanges ? face.takeShareChanges() : undefined
    if (share) {
      this.#shareAtMs = nowMs
      this.#said.presence++
    }
    const presence: PresenceWord | undefined = share ? { kind: 'delta', ...share } : whole
    const isWhole = this.#owesCursors && owes
    if (isWhole) {
      this.#owesCursors = false
      this.#answerAtMs = nowMs
    }
    const cursors = isWhole ? face.ownCursors() : this.#cursors
    if (isWhole || cursors.length > 0) this.#said.cursors++
    this.#said.events += this.#events.length
    const items: RoomItems = {
      ...(presence ? { presence } : {}),
      ...(asks.length > 0 ? { asks } : {}),
      ...(this.#events.length > 0 ? { events: this.#events } : {}),
      ...(isWhole || cursors.length > 0 ? { cursors: { isWhole, list: cursors } } : {}),
      ...(this.#log.length > 0 ? { log: this.#log } : {}),
      ...(this.#notes.length > 0 ? { notes: this.#notes } : {}),
    }
    this.#events = []
    this.#cursors = []
    this.#log = []
    this.#notes = []
    return items
  }

  #publish(items: RoomItems): void {
    const logHead = this.#owesHead && !items.log ? (this.parts.face.logHead() ?? this.#logHead) : undefined
    const isEcho = this.#owesHead && Object.keys(items).length === 0
    this.#owesHead = false
    const frame = encodeRoomFrame({ head: this.#head(), items: logHead ? { ...items, logHead } : items })
    if (!isEcho) this.#echo.restart(this.wasShared ? undefined : LONELY_MS)
    void this.parts.publish(frame)
  }

  /** When there is something to do next without anything happening. */
  #plan(): void {
    if (this.#owesShare || this.#owesCursors) this.#wake(this.#answerAtMs + ANSWER_GAP_MS)
    if (this.isShared && this.parts.face.hasShareChanges) this.#wake(this.#shareAtMs + this.parts.face.shareGapMs())
    if (this.#asking.dueMs < Number.POSITIVE_INFINITY) this.#wake(this.#asking.dueMs)
  }

  #head(): RoomHead {
    return { node: this.parts.node, run: this.parts.run, ...this.#said }
  }
}
