/**
 * How the hub reaches one connection, whatever carries it: a WebSocket, and in the simulator a fake wire.
 *
 * The hub never sees a socket. A transport never looks inside a frame.
 */
import type { RequestFacts } from '../model/identity.js'
import type { Batch } from './batch.js'

/** The way out to one connection. None of these throws, also after the connection has gone. */
export interface Transport {
  /** Sends every frame of the batch, in order. The batch is shared by all readers: do not change it. */
  write(batch: Batch): void
  /** [Q2] Bytes given to `write` that the network has not taken yet. */
  pending(): number
  /** Ends the connection with a close code and its reason. `Inbound.closed` follows in any case. */
  close(code: number, reason: string): void
}

/** The way in: what the transport tells the hub. None of these throws. */
export interface Inbound {
  /** One whole frame from the client. `frame` may be reused by the transport after the call. */
  receive(frame: Uint8Array, isBinary: boolean): void
  /** A sign of life that is not a frame (a pong). */
  alive(): void
  /** The connection is over. `code` is the client's close code, 1006 when it gave none. Further calls do nothing. */
  closed(code: number): void
}

/** What is known about a connection before its first frame. */
export interface Visitor {
  /** The upgrade request, where the host's `authorize` wants to see it; undefined in the simulator. */
  readonly request: RequestFacts | undefined
  /** Stands for the address; a keyed hash that means nothing elsewhere. [S32] */
  readonly from?: string
}
