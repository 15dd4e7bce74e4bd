/**
 * One WebSocket: reads frames off the upgraded socket, writes the hub's batches to it as they are. [Q1,F3,S2]
 *
 * Owns the life of the socket after the handshake: pings, the close handshake, the end. How frames are read is in
 * websocket-frames.ts. Invariants: no closure per connection or message; after the upgrade nothing keeps the request, its
 * headers or an address; nothing a peer sends can throw here; the hub hears of the end once, and so does the ledger.
 */
import { isUtf8 } from 'node:buffer'
import type { Duplex } from 'node:stream'
import { ERRORS } from '@roomful/protocol'
import type { Clock, ServerLimits } from '@roomful/protocol'
import type { Batch } from '../hub/batch.js'
import type { Inbound, Transport, Visitor } from '../hub/transport.js'
import type { AddressLedger } from '../model/address-ledger.js'
import type { Cutter } from './cutter.js'
import * as frames from './websocket-frames.js'
import type { Carry, Fault, FrameSink } from './websocket-frames.js'

/** A peer that does not answer a close in this time is cut off. */
export const CLOSE_TIMEOUT_MS = 1_000
/** Pings and pongs are free for the sender and not for us. A proper client sends one in five seconds. */
const CONTROLS_PER_SECOND = 20

/** What all connections of one door share. */
export interface Door {
  readonly host: { accept(transport: Transport, visitor: Visitor): Inbound }
  readonly clock: Clock
  readonly limits: ServerLimits
  readonly ledger: AddressLedger
  readonly cutter: Cutter
  /** Sockets that are only being shown out: in nobody's count, but not unlimited either. */
  strangers: number
}

/** Where a socket keeps its line, for the listeners that all sockets share. */
const LINE = Symbol('line')

/** A socket of node:net or node:tls, or whatever else somebody makes HTTP connections of. */
interface Wire extends Duplex {
  [LINE]?: Line | undefined
  readonly timeout?: number
  setTimeout?(ms: number): void
  setNoDelay?(): void
}

/** `closing`: we have said that it is over and wait for the peer to say so. `over`: nothing is read or written any more. */
type Phase = 'open' | 'closing' | 'over'

/** One connection: reads and writes its socket, with the few fields that tie it to the hub. */
export class Line implements Transport, FrameSink {
  #phase: Phase = 'open'
  #inbound: Inbound | undefined
  #isTold = false
  #carry: Carry | undefined
  #controls = 0
  #secondStartedMs = 0

  constructor(
    private readonly door: Door,
    private readonly key: string,
    private readonly wire: Wire,
  ) {
    wire[LINE] = this
    // The host may have given its HTTP connections a limit of idle time, and gather small writes.
    if (wire.timeout) wire.setTimeout?.(0)
    wire.setNoDelay?.()
    wire.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onError)
  }

  /** Begins to work. Without a visitor the peer is only told why it may not stay. [H6] */
  open(visitor: Visitor | undefined): void {
    const { door } = this
    if (visitor) {
      this.#inbound = door.host.accept(this, visitor)
    } else {
      door.strangers += 1
      // A refused handshake would tell the page's script nothing; a close code does.
      this.close(ERRORS.ORIGIN_REFUSED.close, 'ORIGIN_REFUSED')
    }
  }

  write(batch: Batch): void {
    if (this.#phase === 'open') this.wire.write(batch.wire)
  }

  pending(): number {
    return this.wire.writableLength
  }

  close(code: number | undefined, reason: string): void {
    if (this.#phase !== 'open') return
    this.#phase = 'closing'
    this.wire.write(frames.closeFrame(code, reason))
    this.door.cutter.add(this.wire)
  }

  /** Bytes have come. */
  read(chunk: Buffer): void {
    if (this.isReading) this.#carry = frames.readFrames(chunk, this.#carry, this.door.limits.frameBytes, this)
  }

  get isReading(): boolean {
    return this.#phase !== 'over'
  }

  /** One that comes after our close is nobody's any more. */
  message(payload: Buffer, isBinary: boolean): void {
    if (this.#phase === 'open') this.#inbound?.receive(payload, isBinary)
  }

  control(opcode: number, payload: Buffer): void {
    if (opcode === frames.CLOSE) return this.#closedByPeer(payload)
    if (this.#phase !== 'open') return
    const nowMs = this.door.clock.monotonic()
    if (nowMs - this.#secondStartedMs >= 1_000) {
      this.#secondStartedMs = nowMs
      this.#controls = 0
    }
    if (++this.#controls > CONTROLS_PER_SECOND) return this.close(ERRORS.FLOOD.close, 'FLOOD')
    if (opcode === frames.PING) this.wire.write(frames.pongFrame(payload))
    this.#inbound?.alive()
  }

  broken(fault: Fault): void {
    this.close(fault, '')
    this.#over(1006)
    // What it sends until it has read why is taken and thrown away: to let go at once would cut the answer off.
    this.wire.end()
  }

  /** The peer says that it is over, or answers that it has heard it from us. */
  #closedByPeer(payload: Buffer): void {
    const code = payload.length > 1 ? payload.readUInt16BE(0) : undefined
    if (code === undefined ? payload.length > 0 : !frames.isCloseCode(code)) return this.broken(frames.PROTOCOL_FAULT)
    if (!isUtf8(payload.subarray(2))) return this.broken(frames.TEXT_FAULT)
    this.close(code, '')
    // No code at all is a clean end.
    this.#over(code ?? 1000)
    this.#end()
  }

  /** The peer has no more to say. */
  ended(): void {
    this.#over(1006)
    if (this.wire.writableLength === 0) this.wire.destroy()
    else this.#end()
  }

  /** The socket has gone. */
  gone(): void {
    const { door } = this
    this.#over(1006)
    this.wire[LINE] = undefined
    door.cutter.delete(this.wire)
    door.ledger.leave(this.key, door.clock.monotonic())
    if (!this.#inbound) door.strangers -= 1
  }

  /** Lets the socket go when all is written, and in any case soon. */
  #end(): void {
    this.door.cutter.add(this.wire)
    this.wire.on('finish', destroy).end()
  }

  #over(code: number): void {
    this.#phase = 'over'
    this.#carry = undefined
    if (this.#isTold) return
    this.#isTold = true
    this.#inbound?.closed(code)
  }
}

function onData(this: Wire, chunk: Buffer): void {
  this[LINE]?.read(chunk)
}

function onEnd(this: Wire): void {
  this[LINE]?.ended()
}

function onClose(this: Wire): void {
  this[LINE]?.gone()
}

/** A reset, or a write to somebody who has gone. 'close' follows and says all there is to say. */
function onError(this: Wire): void {
  this.destroy()
}

function destroy(this: Wire): void {
  this.destroy()
}
