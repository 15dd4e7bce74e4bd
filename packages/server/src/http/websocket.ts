/**
 * Carries the hub's frames over WebSockets: `ws` reads, and batches go to the raw socket as they are. [Q1,F3,H6,L2,L3]
 *
 * Owns everything before a connection reaches the hub (limits, origin) and the one small object that links a socket to
 * the hub afterwards. Invariants: no closure per connection or message; after the upgrade nothing keeps the request, its
 * headers or an address; nothing a peer sends can throw here.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { ERRORS } from '@roomful/protocol'
import type { Clock, ErrorCode, ServerLimits } from '@roomful/protocol'
import { WebSocket, WebSocketServer } from 'ws'
import type { ServerOptions } from 'ws'
import type { OriginCheck } from '../auth/origin.js'
import type { Batch } from '../hub/batch.js'
import type { Inbound, Transport, Visitor } from '../hub/transport.js'
import type { RequestFacts } from '../model/identity.js'
import type { AddressLedger } from '../model/address-ledger.js'
import type { AddressBook } from './address.js'
import { refuseUpgrade } from './refusal.js'

/** The part of the hub a socket needs. */
export interface SocketHost {
  accept(transport: Transport, visitor: Visitor): Inbound
  readonly connectionCount: number
}

export interface SocketParts {
  readonly host: SocketHost
  readonly clock: Clock
  readonly limits: ServerLimits
  readonly addresses: AddressBook
  readonly ledger: AddressLedger
  readonly isOriginAllowed: OriginCheck
  /** Whether the host's `authorize` wants to see requests later. */
  readonly keepsRequests: boolean
  isDraining(): boolean
}

/** Takes an upgrade request that is for Roomful. Never throws. */
export type SocketDoor = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** A peer that does not answer a close in this time is cut off. */
const CLOSE_TIMEOUT_MS = 1_000
/** [S2] A page sends whole messages; more pieces than this are an attack on our memory. */
const MAX_FRAGMENTS = 64
const MAX_BUFFERED_CHUNKS = 256
/** Pings and pongs are free for the sender and not for us. A proper client sends one in five seconds. */
const CONTROLS_PER_SECOND = 20

const UNKNOWN_VISITOR: Visitor = Object.freeze({ request: undefined })

/** Options of ws 8.23 that its types do not know yet. */
interface PartLimits {
  readonly maxFragments: number
  readonly maxBufferedChunks: number
  readonly closeTimeout: number
}

export function createSocketDoor(parts: SocketParts): SocketDoor {
  const { host, clock, ledger, limits } = parts
  const options: ServerOptions<typeof Line> & PartLimits = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.frameBytes,
    maxFragments: MAX_FRAGMENTS,
    maxBufferedChunks: MAX_BUFFERED_CHUNKS,
    closeTimeout: CLOSE_TIMEOUT_MS,
    // [F2] Text that is not UTF-8 must end with our code, so the decoder finds it, and nothing is checked twice.
    skipUTF8Validation: true,
    // No subprotocol is spoken, whatever is offered.
    handleProtocols: () => false,
    WebSocket: Line,
  }
  const sockets = new WebSocketServer<typeof Line>(options)
  const door: Door = { ...parts, strangers: 0 }

  function limitReached(key: string): ErrorCode | undefined {
    if (parts.isDraining()) return 'SERVER_DRAINING'
    if (host.connectionCount + door.strangers >= limits.connections) return 'SERVER_FULL'
    return ledger.enter(key, clock.monotonic()) ? undefined : 'TOO_MANY_CONNECTIONS'
  }

  return (request, socket, head) => {
    const key = parts.addresses.keyOf(request)
    const refusal = limitReached(key)
    if (refusal) return refuseUpgrade(socket, refusal)
    let isOpen = false
    sockets.handleUpgrade(request, socket, head, (line) => {
      isOpen = true
      const isWelcome = parts.isOriginAllowed(request.headers.origin, parts.addresses.originOf(request))
      const visitor = parts.keepsRequests ? { request: factsOf(request) } : UNKNOWN_VISITOR
      line.open(door, key, socket, isWelcome ? visitor : undefined)
    })
    // ws has answered a handshake that was none, and will not call back.
    if (!isOpen) ledger.leave(key, clock.monotonic())
  }
}

/** What all connections of one door share. */
interface Door extends SocketParts {
  /** Sockets that are only being shown out: in nobody's count, but not unlimited either. */
  strangers: number
}

/** One connection: the WebSocket itself, with the few fields that tie it to the hub. */
class Line extends WebSocket implements Transport {
  #door: Door | undefined
  #key = ''
  #wire: Duplex | undefined
  #inbound: Inbound | undefined
  #controls = 0
  #secondStartedMs = 0

  /** Begins to work. Without a visitor the peer is only told why it may not stay. [H6] */
  open(door: Door, key: string, wire: Duplex, visitor: Visitor | undefined): void {
    this.#door = door
    this.#key = key
    this.#wire = wire
    if (visitor) {
      this.#inbound = door.host.accept(this, visitor)
    } else {
      door.strangers += 1
      // A refused handshake would tell the page's script nothing; a close code does.
      this.close(ERRORS.ORIGIN_REFUSED.close, 'ORIGIN_REFUSED')
    }
  }

  /**
   * What ws tells its listeners, taken at the source: five registered listeners cost every connection a table of its own
   * (about 100 bytes), and every message the walk through it.
   */
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    switch (event) {
      case 'message':
        // With the default binary type ws hands out a Buffer, also for text.
        this.#receive(args[0] as Buffer, args[1] as boolean)
        return true
      case 'ping':
      case 'pong':
        this.#control()
        return true
      case 'close':
        // 1005 stands for a close frame without a code, which is a clean end.
        this.#gone(args[0] === 1005 ? 1000 : (args[0] as number))
        return true
      case 'error':
        // ws closes a connection that breaks the rules of WebSocket by itself; 'close' follows and says all there is to say.
        return true
      default:
        return super.emit(event, ...args)
    }
  }

  write(batch: Batch): void {
    if (this.readyState === WebSocket.OPEN) this.#wire?.write(batch.wire)
  }

  pending(): number {
    return this.#wire?.writableLength ?? 0
  }

  /** A frame has come. One that comes after a close is nobody's any more. */
  #receive(frame: Buffer, isBinary: boolean): void {
    if (this.readyState === WebSocket.OPEN) this.#inbound?.receive(frame, isBinary)
  }

  /** A ping or pong has come. */
  #control(): void {
    if (this.readyState !== WebSocket.OPEN || !this.#door) return
    const nowMs = this.#door.clock.monotonic()
    if (nowMs - this.#secondStartedMs >= 1_000) {
      this.#secondStartedMs = nowMs
      this.#controls = 0
    }
    if (++this.#controls > CONTROLS_PER_SECOND) this.close(ERRORS.FLOOD.close, 'FLOOD')
    else this.#inbound?.alive()
  }

  /** The socket has gone. */
  #gone(code: number): void {
    const door = this.#door
    if (!door) return
    this.#door = undefined
    door.ledger.leave(this.#key, door.clock.monotonic())
    if (this.#inbound) this.#inbound.closed(code)
    else door.strangers -= 1
  }
}

/** [I3] The parts of a request that `authorize` may look at, for as long as the connection lives. */
function factsOf(request: IncomingMessage): RequestFacts {
  const headers: Record<string, string | undefined> = Object.create(null)
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = typeof value === 'string' ? value : value?.join(', ')
  }
  return Object.freeze({ url: request.url ?? '/', headers: Object.freeze(headers) })
}
