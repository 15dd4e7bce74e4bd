/**
 * One connection: its transport, who is on it, where it sits, and what it may still spend.
 *
 * Owns the life of the connection (greeting → ready → gone) and its own outgoing frames. What its messages do is in
 * dispatch.ts; who it becomes is in greeting.ts. [R7] Nothing here can reach another connection.
 */
import type { ActivityState, ErrorCode, FrameFormat, ServerMessage } from '@roomful/protocol'
import { ERRORS, QUEUE_CAP_BYTES, RoomfulError } from '@roomful/protocol'
import type { Identified } from '../auth/admission.js'
import type { Identity, RequestFacts } from '../model/identity.js'
import { fullBucket, refillMs, take, type Bucket, type BucketRate } from '../model/bucket.js'
import { Batch, type Frame } from './batch.js'
import { jsonFrame, textFrame } from './frames.js'
import type { HubCore } from './hub-core.js'
import type { Room, Watcher } from './room.js'
import type { Seat, Sitter } from './seat.js'
import type { Inbound, Transport, Visitor } from './transport.js'

/** `greeting`: no hello yet. `checking`: hello received, identity being looked up. `parted`: transport lost, grace running. */
export type Phase = 'greeting' | 'checking' | 'ready' | 'parted' | 'gone'

/** A place in a room. */
export interface Place {
  readonly room: Room
  readonly seat: Seat | undefined
}

/** What a refused message costs, in frames. [L1] */
const REFUSAL_COST = 10

/** Nobody yet: what a connection is before its hello. */
const NOBODY: Identity = { id: '', isVerified: false }

export class Connection implements Inbound, Sitter, Watcher {
  phase: Phase = 'greeting'
  identified: Identified | undefined
  format: FrameFormat = 'binary'
  state: ActivityState = 'here'
  session = ''
  /** [Y4] Its guest token was made for it. */
  isFresh = false
  places: Place[] = []
  heardAtMs: number
  /** [H4] What has come before the hello was accepted. */
  earlyBytes = 0
  earlyFrames: { readonly frame: Uint8Array; readonly isBinary: boolean }[] | undefined = []
  /** When the grace of P4 ends; only while parted. */
  leavesAtMs = Number.POSITIVE_INFINITY
  request: RequestFacts | undefined
  readonly from: string | undefined
  transport: Transport | undefined
  #outgoing: Frame[] | undefined
  #frames: Bucket | undefined
  #events: Bucket | undefined
  #cursors: Bucket | undefined
  #writes: Bucket | undefined
  #reads: Bucket | undefined

  constructor(
    readonly core: HubCore,
    transport: Transport,
    visitor: Visitor,
    readonly sinceMs: number,
    /** [B1] Its step in the rhythm of `pulse.ts`; drawn in turn, so that beats are spread however people come and go. */
    readonly beatStep: number,
  ) {
    this.transport = transport
    this.request = visitor.request
    this.from = visitor.from
    this.heardAtMs = sinceMs
  }

  get identity(): Identity {
    return this.identified?.identity ?? NOBODY
  }

  receive(frame: Uint8Array, isBinary: boolean): void {
    if (this.phase === 'gone' || this.phase === 'parted') return
    this.heardAtMs = this.core.clock.monotonic()
    try {
      this.core.handle(this, frame, isBinary)
    } catch (error) {
      // [A2,R7] A bug of ours costs this connection and no other.
      this.core.log('error', 'internal-error', { where: 'receive', name: errorName(error) })
      this.close('SERVER_ERROR')
    }
  }

  alive(): void {
    this.heardAtMs = this.core.clock.monotonic()
  }

  closed(code: number): void {
    if (this.phase === 'gone' || this.phase === 'parted') return
    this.transport = undefined
    this.core.parted(this, code)
  }

  /** Queues a message; it leaves at the end of this turn, together with whatever else goes to this connection. */
  send(message: ServerMessage): void {
    this.#queue(jsonFrame(message))
  }

  /** Queues a message that is already printed. */
  sendJson(json: string): void {
    this.#queue(textFrame(json))
  }

  sendCounts(json: string): void {
    this.sendJson(json)
  }

  /** Writes what is queued. */
  flush(): void {
    const frames = this.#outgoing
    const { transport } = this
    this.#outgoing = undefined
    if (!frames || !transport) return
    const batch = new Batch(frames)
    const pending = transport.pending()
    if (pending > 0 && pending + batch.wire.length > QUEUE_CAP_BYTES) this.overflow()
    else transport.write(batch)
  }

  /** [Q2] */
  overflow(): void {
    this.close('SLOW_READER')
  }

  /** Ends the connection for this reason, at once and for everyone. */
  close(code: ErrorCode): void {
    if (this.phase === 'gone') return
    const { transport } = this
    this.flush()
    this.transport = undefined
    this.core.gone(this)
    transport?.close(ERRORS[code].close ?? 4003, code)
  }

  /** Answers a refused message. [A1] */
  refuse(
    error: RoomfulError,
    about: { readonly id?: number; readonly write?: string; readonly n?: number; readonly room?: string } = {},
  ): void {
    this.send({
      t: 'error',
      code: error.code,
      message: error.message,
      ...about,
      ...(error.at === undefined ? {} : { at: error.at }),
      ...(error.retryMs === undefined ? {} : { retryMs: error.retryMs }),
    })
    // What the client cannot help costs it nothing: an outbox may try again and again while the database is away.
    if (ERRORS[error.code].fault === 'client' && !this.payFrames(REFUSAL_COST)) this.close('FLOOD')
  }

  place(n: number): Place | undefined {
    for (const place of this.places) if (place.room.n === n) return place
    return undefined
  }

  /** [L1] */
  payFrames(cost: number): boolean {
    const rate = this.core.rates.frames
    return take((this.#frames ??= fullBucket(rate, this.heardAtMs)), rate, this.heardAtMs, cost)
  }

  /** [L1] Milliseconds to wait, 0 when the event may go. */
  payEvent(): number {
    const rate = this.core.rates.events
    return this.#waitMs((this.#events ??= fullBucket(rate, this.heardAtMs)), rate)
  }

  /** [W5] */
  payWrite(): number {
    const rate = this.core.rates.writes
    return this.#waitMs((this.#writes ??= fullBucket(rate, this.heardAtMs)), rate)
  }

  /** [W6] */
  payRead(): number {
    const rate = this.core.rates.reads
    return this.#waitMs((this.#reads ??= fullBucket(rate, this.heardAtMs)), rate)
  }

  #waitMs(bucket: Bucket, rate: BucketRate): number {
    return take(bucket, rate, this.heardAtMs) ? 0 : Math.max(1, refillMs(bucket, rate))
  }

  /** [C6] */
  payCursor(): boolean {
    const rate = this.core.rates.cursors
    return take((this.#cursors ??= fullBucket(rate, this.heardAtMs)), rate, this.heardAtMs)
  }

  #queue(frame: Frame): void {
    if (!this.transport) return
    if (this.#outgoing) this.#outgoing.push(frame)
    else {
      this.#outgoing = [frame]
      this.core.flushSoonConnection(this)
    }
  }
}

/** An error's class, which is all a log may say of it: messages can quote what a visitor sent. [S32] */
export function errorName(error: unknown): string {
  return error instanceof RoomfulError ? error.code : error instanceof Error ? error.name : typeof error
}
