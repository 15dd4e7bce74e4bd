/**
 * The door for WebSockets: what is asked of an upgrade request before a connection reaches the hub. [H6,L2,L3]
 *
 * Owns limits, origin and the answer to the handshake. What then goes over the socket is in websocket-line.ts.
 * Invariants: nothing a peer sends can throw here; whoever entered the ledger leaves it, whatever becomes of the socket.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { RoomfulError } from '@roomful/protocol'
import type { Clock, ErrorCode, ServerLimits } from '@roomful/protocol'
import type { OriginCheck } from '../auth/origin.js'
import type { Inbound, Transport, Visitor } from '../hub/transport.js'
import type { RequestFacts } from '../model/identity.js'
import type { AddressLedger } from '../model/address-ledger.js'
import type { AddressBook } from './address.js'
import { createCutter } from './cutter.js'
import { refuseUpgrade } from './refusal.js'
import { handshakeAnswer, handshakeFault, WEBSOCKET_VERSION } from './websocket-handshake.js'
import { CLOSE_TIMEOUT_MS, Line, type Door } from './websocket-line.js'

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

export function createSocketDoor(parts: SocketParts): SocketDoor {
  const { host, clock, ledger, limits, addresses } = parts
  const door: Door = { host, clock, limits, ledger, cutter: createCutter(clock, CLOSE_TIMEOUT_MS), strangers: 0 }

  function limitReached(key: string): ErrorCode | undefined {
    if (parts.isDraining()) return 'SERVER_DRAINING'
    if (host.connectionCount + door.strangers >= limits.connections) return 'SERVER_FULL'
    return ledger.enter(key, clock.monotonic()) ? undefined : 'TOO_MANY_CONNECTIONS'
  }

  return (request, socket, head) => {
    const fault = handshakeFault(request)
    if (fault === 'method') return refuseUpgrade(socket, new RoomfulError('METHOD_REFUSED'))
    if (fault) {
      const error = new RoomfulError('MESSAGE_INVALID', { at: fault, message: 'This is no WebSocket handshake.' })
      return refuseUpgrade(socket, error, { 'Sec-WebSocket-Version': WEBSOCKET_VERSION })
    }
    const key = addresses.keyOf(request)
    // Gone already: nothing would ever tell us of the end.
    if (!socket.readable || !socket.writable) return void socket.destroy()
    const refusal = limitReached(key)
    if (refusal) return refuseUpgrade(socket, new RoomfulError(refusal))
    const line = new Line(door, key, socket)
    socket.write(handshakeAnswer(request), 'latin1')
    const isWelcome = parts.isOriginAllowed(request.headers.origin, addresses.originOf(request))
    line.open(isWelcome ? { request: parts.keepsRequests ? factsOf(request) : undefined, from: key } : undefined)
    if (head.length > 0) line.read(head)
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
