/**
 * Tells a room's log to those who asked for it: catching up first, then live, in one order and without a gap. [G2–G6]
 *
 * Owns who hears the log and the one question to the database that many may wait for. What has to be said to whom is
 * decided in `model/log-tail.ts`; the database numbers. Invariant: a seat is live only when everything up to the tail's
 * head was said to it, and the tail takes only the next offset; whatever is further ahead is asked for first.
 */
import { MAX_CATCH_UP_ENTRIES, type Cancel, type Clock, type LogEntry, type LogPosition } from '@roomful/protocol'
import { LogTail, type PrintedEntry } from '../model/log-tail.js'
import type { Log } from '../platform/log.js'
import type { LogHead, Queries, Store } from '../store/store.js'
import { errorName } from './connection.js'
import { logFrame } from './frames.js'
import type { Room } from './room.js'
import type { Seat } from './seat.js'

/** What the logs of all rooms share. */
export interface LogHost {
  readonly clock: Clock
  readonly store: Pick<Store, 'read'>
  readonly log: Log
}

/** A seat that waits to be told, and where it stands. */
interface Waiting {
  readonly seat: Seat
  readonly position: LogPosition | undefined
}

/** [W4] The database was away: asked again after this long. Half: more noise while it is. Double: readers wait that much longer. */
const RETRY_MS = 1_000
/**
 * What comes within this time of the last message goes out with the next. The first after a pause is told at once. Without it
 * fifty writers at once cost a room of fifty three writes to sockets for each comment instead of one. Double: seen by nobody,
 * but a busy room lags that much more.
 */
const GAP_MS = 10
/** [G4] More than this at once could overflow a reader's queue; reading the page anew is less. */
const MAX_CATCH_UP_BYTES = 524_288
/** One `log` message: a frame that fits between others. */
const MAX_MESSAGE_BYTES = 49_152

export class RoomLog {
  #tail: LogTail | undefined
  #waiting: Waiting[] = []
  /** Heard of, but not next in line: what is between is being asked for. */
  #ahead: LogEntry[] = []
  #fresh: PrintedEntry[] = []
  #toldOffset = 0
  #toldAtMs = Number.NEGATIVE_INFINITY
  #isAsking = false
  /** Something may have been written since the database was last asked, and nobody has said so. */
  #isInDoubt = false
  #cancelRetry: Cancel | undefined
  #cancelTell: Cancel | undefined
  #isOver = false

  constructor(
    private readonly room: Room,
    private readonly host: LogHost,
  ) {}

  /** [G2] The seat asks for the log; asking again starts over from the position it names. */
  join(seat: Seat, ask: true | LogPosition): void {
    this.leave(seat)
    seat.log = 'waiting'
    this.#waiting.push({ seat, position: ask === true ? undefined : ask })
    this.#serve()
  }

  /** The seat does not want it any more, or is gone. */
  leave(seat: Seat): void {
    if (seat.log === 'waiting') this.#waiting = this.#waiting.filter((each) => each.seat !== seat)
    seat.log = 'off'
  }

  /** [G1] What a write has added. Entries may come late or twice; the numbers decide. */
  publish(epoch: string, entries: readonly LogEntry[]): void {
    if (!this.#tail) {
      // Being asked for: the answer may be from before or after these.
      if (this.#isAsking) this.#ahead.push(...entries)
      return
    }
    if (epoch !== this.#tail.epoch) return this.#startOver()
    for (const entry of entries) this.#take(this.#tail, entry)
    if (this.#ahead.length > 0) this.#ask(this.#tail.head)
  }

  /** [Y8] Where the log stands, as far as it is known here. */
  get head(): { readonly epoch: string; readonly offset: number } | undefined {
    return this.#tail && { epoch: this.#tail.epoch, offset: this.#tail.head }
  }

  /** [Y8] Where another node says it stands. What is beyond this node's own is asked for. */
  hearHead(epoch: string, offset: number): void {
    if (!this.#tail) this.#isInDoubt ||= this.#isAsking
    else if (epoch !== this.#tail.epoch || offset > this.#tail.head) this.check()
  }

  /** [G6] Something may have been written of which nobody told us: the answer of a write was lost. The database knows. */
  check(): void {
    this.#isInDoubt = true
    if (this.#tail && !this.#cancelRetry) this.#ask(this.#tail.head)
  }

  /** The room has no seats any more. */
  dispose(): void {
    this.#isOver = true
    this.#cancelRetry?.()
    this.#cancelTell?.()
  }

  #take(tail: LogTail, entry: LogEntry): void {
    if (entry.o <= tail.head) return
    const printed = tail.add(entry)
    if (!printed) return void this.#ahead.push(entry)
    if (this.#fresh.length === 0) {
      this.#toldOffset = entry.o - 1
      this.#tellSoon()
    }
    this.#fresh.push(printed)
  }

  #tellSoon(): void {
    const { clock } = this.host
    const waitMs = this.#toldAtMs + GAP_MS - clock.monotonic()
    if (waitMs > 0) this.#cancelTell = clock.after(waitMs, () => this.#tell())
    else clock.soon(() => this.#tell())
  }

  /** One message for everything that has come since the last. */
  #tell(): void {
    this.#cancelTell?.()
    this.#cancelTell = undefined
    const fresh = this.#fresh
    if (fresh.length === 0 || this.#isOver) return
    this.#fresh = []
    this.#toldAtMs = this.host.clock.monotonic()
    for (const text of this.#messages(fresh, this.#toldOffset, '')) this.room.sayLog(logFrame(text))
    this.room.flush()
  }

  #serve(): void {
    const tail = this.#tail
    if (!tail) return this.#ask(undefined)
    // What has come goes to those who are live; the others hear it below.
    this.#tell()
    this.room.flush()
    let oldest = Number.POSITIVE_INFINITY
    this.#waiting = this.#waiting.filter(({ seat, position }) => {
      if (!position) return this.#welcome(seat, tail, tail.head, [])
      const answer = tail.since(position)
      if (answer.kind === 'reset') return this.#reset(seat, tail)
      if (answer.kind === 'entries') return this.#welcome(seat, tail, answer.after, answer.list)
      oldest = Math.min(oldest, position.offset)
      return true
    })
    if (this.#waiting.length > 0) this.#ask(oldest)
  }

  /** Returns false: the seat waits no longer. */
  #welcome(seat: Seat, tail: LogTail, after: number, list: readonly PrintedEntry[]): false {
    const messages = [...this.#messages(list, after, `"epoch":${JSON.stringify(tail.epoch)},`, tail.head)]
    if (list.length > MAX_CATCH_UP_ENTRIES || total(messages) > MAX_CATCH_UP_BYTES) return this.#reset(seat, tail)
    for (const text of messages) seat.sitter.sendJson(text)
    seat.log = 'live'
    return false
  }

  #reset(seat: Seat, { epoch, head }: LogTail): false {
    const where = `"n":${this.room.n},"epoch":${JSON.stringify(epoch)},"reset":true,"after":${head},"offset":${head}`
    seat.sitter.sendJson(`{"t":"log",${where},"list":[]}`)
    seat.log = 'live'
    return false
  }

  *#messages(list: readonly PrintedEntry[], after: number, first: string, upto = after): Generator<string> {
    let from = after
    let head = first
    for (let at = 0; at < list.length || head !== '';) {
      let bytes = 0
      const part: string[] = []
      let offset = from
      for (let each = list[at]; each; each = list[++at]) {
        if (part.length > 0 && bytes + each.json.length > MAX_MESSAGE_BYTES) break
        part.push(each.json)
        bytes += each.json.length
        offset = each.entry.o
      }
      if (at >= list.length) offset = Math.max(offset, upto)
      yield `{"t":"log","n":${this.room.n},${head}"after":${from},"offset":${offset},"list":[${part.join(',')}]}`
      from = offset
      head = ''
    }
  }

  /** Asks the database for what came after `after`, or only where the log stands; once for all who wait. */
  #ask(after: number | undefined): void {
    if (this.#isAsking || this.#isOver) return
    this.#isAsking = true
    this.#isInDoubt = false
    const { store } = this.host
    const { id: room } = this.room
    const answer =
      after === undefined
        ? store.read('log.head', { room }).then((head) => this.#stand(head))
        : store
            .read('log.since', { room, after, limit: MAX_CATCH_UP_ENTRIES })
            .then((found) => this.#fill(after, found))
    answer.then(
      () => this.#goOn(),
      (error: unknown) => {
        this.#isAsking = false
        this.#isInDoubt = true
        this.host.log('warn', 'log-unavailable', { name: errorName(error) })
        this.#retry()
      },
    )
  }

  #goOn(): void {
    this.#isAsking = false
    if (this.#isOver) return
    this.#serveOrAsk()
    this.#tail?.trim()
  }

  #serveOrAsk(): void {
    if (this.#waiting.length > 0) this.#serve()
    if (this.#tail && (this.#ahead.length > 0 || this.#isInDoubt)) this.#ask(this.#tail.head)
  }

  #stand({ epoch, offset, floor }: LogHead): void {
    this.#tail = new LogTail(epoch, offset, floor)
    this.#takeAhead(this.#tail)
  }

  #fill(after: number, found: Queries['log.since']['answer']): void {
    const tail = this.#tail
    // [G4] More than was asked for, or another numbering: whoever waits starts over from where the log stands now.
    if (!tail || found.epoch !== tail.epoch || found.isMore) return this.#startOver()
    const known = tail.head
    tail.fill(after, found.list, found.offset)
    if (found.offset > known) {
      // Written by another process: nobody who is live has heard of it.
      this.#tell()
      this.#tellMissed(
        found.list.filter(({ o }) => o > known),
        known,
        found.offset,
      )
    }
    this.#takeAhead(tail)
  }

  /** What was heard while the database was asked. */
  #takeAhead(tail: LogTail): void {
    const ahead = this.#ahead.toSorted((a, b) => a.o - b.o)
    this.#ahead = []
    for (const entry of ahead) this.#take(tail, entry)
  }

  #tellMissed(missed: readonly LogEntry[], after: number, upto: number): void {
    const printed = missed.map((entry) => ({ entry, json: JSON.stringify(entry) }))
    for (const text of this.#messages(printed, after, '', upto)) this.room.sayLog(logFrame(text))
    this.room.flush()
  }

  /** [G4] The numbering has changed under us. */
  #startOver(): void {
    this.#tell()
    this.room.flush()
    this.#tail = undefined
    this.#ahead = []
    for (const seat of this.room.seats)
      if (seat.log === 'live') {
        seat.log = 'waiting'
        this.#waiting.push({ seat, position: { epoch: '', offset: 0, last: '' } })
      }
    this.#ask(undefined)
  }

  #retry(): void {
    if (this.#isOver || this.#cancelRetry) return
    this.#cancelRetry = this.host.clock.after(RETRY_MS, () => {
      this.#cancelRetry = undefined
      this.#serveOrAsk()
    })
  }
}

function total(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0)
}
