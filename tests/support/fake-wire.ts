/**
 * A connection between a page and a server, without a network: two one-way queues that keep order, as TCP does.
 *
 * A direction can be slow, stalled (what is sent waits), or the whole wire cut (what is under way is lost). A half-open
 * link is a wire whose directions stall and are never let go: neither side hears that the other has hung up.
 * Bytes count as pending until the link has taken them, which is what a stopped reader looks like to a server.
 */
import type { Batch } from '../../packages/server/src/hub/batch.js'
import type { Inbound, Transport } from '../../packages/server/src/hub/transport.js'
import type { World } from './fake-clock.js'

/** One end's view of what comes in. */
export interface WireEnd {
  frame(frame: Uint8Array | string): void
  closed(code: number): void
}

export interface WireOptions {
  /** Draws how long one frame is under way, milliseconds. */
  readonly delayMs: () => number
  /** Bytes a millisecond that the way down takes; unlimited by default. */
  readonly bytesPerMs?: number
}

type Item =
  | { readonly kind: 'frame'; readonly frame: Uint8Array | string; readonly fromMs: number }
  | { readonly kind: 'ping' | 'pong' }
  | { readonly kind: 'close'; readonly code: number }

interface Parcel {
  readonly item: Item
  readonly bytes: number
}

/** One direction. Keeps order whatever the delays are. */
class Lane {
  #isStalled = false
  /** Not taken by the link yet. */
  #waiting: Parcel[] = []
  #waitingBytes = 0
  #freeAtMs = 0
  #isDepartureDue = false
  /** Taken, and not arrived. Arrivals only say when the oldest comes in, so that nothing overtakes. */
  #underWay: Item[] = []
  #lastArrivalMs = 0
  #missedArrivals = 0
  #generation = 0

  constructor(
    private readonly world: World,
    private readonly options: WireOptions,
    private readonly arrive: (item: Item) => void,
  ) {}

  get pendingBytes(): number {
    return this.#waitingBytes
  }

  send(item: Item, bytes: number): void {
    this.#waiting.push({ item, bytes })
    this.#waitingBytes += bytes
    this.#depart()
  }

  stall(): void {
    this.#isStalled = true
  }

  resume(): void {
    if (!this.#isStalled) return
    this.#isStalled = false
    for (; this.#missedArrivals > 0; this.#missedArrivals--) this.#arriveIn(this.options.delayMs())
    this.#depart()
  }

  /** Loses everything that has not arrived. */
  lose(): void {
    this.#generation++
    this.#waiting = []
    this.#waitingBytes = 0
    this.#underWay = []
    this.#missedArrivals = 0
    this.#isDepartureDue = false
  }

  #depart(): void {
    const { world } = this
    const rate = this.options.bytesPerMs ?? Number.POSITIVE_INFINITY
    while (!this.#isStalled && this.#waiting.length > 0) {
      if (world.nowMs < this.#freeAtMs) return this.#departLater()
      const parcel = this.#waiting.shift()!
      this.#waitingBytes -= parcel.bytes
      this.#freeAtMs = Math.max(world.nowMs, this.#freeAtMs) + parcel.bytes / rate
      this.#underWay.push(parcel.item)
      this.#arriveIn(this.options.delayMs())
    }
  }

  #departLater(): void {
    if (this.#isDepartureDue) return
    this.#isDepartureDue = true
    const generation = this.#generation
    this.world.schedule(this.#freeAtMs - this.world.nowMs, () => {
      if (generation !== this.#generation) return
      this.#isDepartureDue = false
      this.#depart()
    })
  }

  #arriveIn(delayMs: number): void {
    const { world } = this
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, world.nowMs + Math.round(delayMs))
    const generation = this.#generation
    world.schedule(this.#lastArrivalMs - world.nowMs, () => {
      if (generation !== this.#generation) return
      if (this.#isStalled) this.#missedArrivals++
      else {
        const item = this.#underWay.shift()
        if (item) this.arrive(item)
      }
    })
  }
}

/** Looks at, changes or swallows what passes the server's end. For referees, and for saboteurs who play a broken server. */
export interface WireTap {
  /** A frame is about to reach the server. Undefined swallows it. */
  up?(frame: Uint8Array | string): Uint8Array | string | undefined
  /** The server wrote a frame. An array replaces it. */
  down?(frame: Uint8Array | string): readonly (Uint8Array | string)[]
  /** The server hears anything: a frame or a pong. */
  heard?(): void
  /** The connection is over for the server; the answer is the code it is told. */
  ended?(code: number, by: 'client' | 'server'): number
  /** What the server is told is waiting. */
  pending?(bytes: number): number
  /** Runs what arrives at the server: now, or when its process goes on. */
  io?(task: () => void): void
}

/** A wire between a page and a server. */
export interface Wire {
  /** The server's end. */
  readonly transport: Transport
  attachServer(inbound: Inbound): void
  tap: WireTap
  /** Bytes that wait on the way down, whatever the server is told. */
  readonly waitingBytes: number
  /** When the frame that is being handed to the page was written; undefined at other times. */
  readonly handedOverFromMs: number | undefined
  /** Whether the server still counts on this wire. */
  readonly isServerOpen: boolean
  readonly isClientOpen: boolean
  /** What the page does. */
  send(frame: Uint8Array | string): void
  close(code: number): void
  /** The way is broken: what is `lost` never arrives, what is not arrives before both ends hear 1006. */
  cut(lost?: 'both' | 'up' | 'down'): void
  stall(direction: 'both' | 'up' | 'down'): void
  resume(): void
  /** The server's process is gone. With its machine (`isSilent`) nobody tells the page. */
  die(isSilent: boolean): void
  /** Sends the page something that the server never wrote. */
  forge(frame: Uint8Array | string): void
  /** The server is told of a sign of life that there was not. */
  pretendAlive(): void
  /** The page is given a beat that nobody sent. */
  pretendBeat(): void
  /** The client's machine sleeps: it does not even answer pings. */
  isAsleep: boolean
}

const utf8 = new TextEncoder()
const text = new TextDecoder()
const PING = 0x89

/** Makes a wire whose client end talks to `client`. */
export function createWire(world: World, options: WireOptions, client: WireEnd): Wire {
  let inbound: Inbound | undefined
  let isClientOpen = true
  let isClientClosing = false
  let isServerOpen = true
  let handedOverFromMs: number | undefined

  const closeClient = (code: number): void => {
    if (!isClientOpen) return
    isClientOpen = false
    client.closed(code)
  }
  const up = new Lane(world, { delayMs: options.delayMs }, (item) => {
    if (wire.tap.io) wire.tap.io(() => arrived(item))
    else arrived(item)
  })
  const arrived = (item: Item): void => {
    if (!isServerOpen || !inbound) return
    if (item.kind === 'pong' || item.kind === 'frame') wire.tap.heard?.()
    if (item.kind === 'pong') inbound.alive()
    else if (item.kind === 'frame') {
      const frame = wire.tap.up ? wire.tap.up(item.frame) : item.frame
      if (frame !== undefined) receive(inbound, frame)
    } else if (item.kind === 'close') {
      isServerOpen = false
      inbound.closed(wire.tap.ended?.(item.code, 'client') ?? item.code)
      down.send({ kind: 'close', code: item.code }, 4)
    }
  }
  const down = new Lane(world, options, (item) => {
    if (!isClientOpen) return
    if (item.kind === 'close') closeClient(item.code)
    else if (item.kind === 'frame' && !isClientClosing) {
      handedOverFromMs = item.fromMs
      client.frame(item.frame)
      handedOverFromMs = undefined
    } else if (item.kind === 'ping' && !wire.isAsleep) up.send({ kind: 'pong' }, 6)
  })

  const wire: Wire = {
    tap: {},
    get waitingBytes() {
      return isServerOpen ? down.pendingBytes : 0
    },
    get handedOverFromMs() {
      return handedOverFromMs
    },
    isAsleep: false,
    get isServerOpen() {
      return isServerOpen
    },
    get isClientOpen() {
      return isClientOpen
    },
    attachServer(to) {
      inbound = to
    },
    transport: {
      write(batch: Batch) {
        if (!isServerOpen) return
        if (batch.wire[0] === PING) down.send({ kind: 'ping' }, 2)
        for (const { payload, isBinary } of batch.frames) {
          const whole = isBinary ? Uint8Array.from(payload) : text.decode(payload)
          for (const frame of wire.tap.down?.(whole) ?? [whole]) {
            down.send({ kind: 'frame', frame, fromMs: world.nowMs }, frame.length + 4)
          }
        }
      },
      pending: () => wire.tap.pending?.(wire.waitingBytes) ?? wire.waitingBytes,
      close(code) {
        if (!isServerOpen) return
        isServerOpen = false
        wire.tap.ended?.(code, 'server')
        down.send({ kind: 'close', code }, 4)
        world.soon(() => inbound?.closed(1006))
      },
    },
    send(frame) {
      if (!isClientOpen || isClientClosing) return
      up.send(
        { kind: 'frame', frame: typeof frame === 'string' ? frame : frame.slice(), fromMs: world.nowMs },
        frame.length + 8,
      )
    },
    close(code) {
      if (!isClientOpen || isClientClosing) return
      isClientClosing = true
      up.send({ kind: 'close', code }, 8)
    },
    cut(lost = 'both') {
      if (lost !== 'down') up.lose()
      if (lost !== 'up') down.lose()
      up.send({ kind: 'close', code: 1006 }, 0)
      down.send({ kind: 'close', code: 1006 }, 0)
    },
    stall(direction) {
      if (direction !== 'down') up.stall()
      if (direction !== 'up') down.stall()
    },
    resume() {
      up.resume()
      down.resume()
    },
    forge: (frame) => down.send({ kind: 'frame', frame, fromMs: world.nowMs }, frame.length + 4),
    pretendAlive: () => inbound?.alive(),
    pretendBeat() {
      if (isClientOpen && !isClientClosing) client.frame('{"t":"beat"}')
    },
    die(isSilent) {
      isServerOpen = false
      up.lose()
      down.lose()
      if (!isSilent) down.send({ kind: 'close', code: 1006 }, 0)
    },
  }
  return wire
}

/** Hands over a copy and spoils it afterwards: a transport may use its buffer again, and the hub must not mind. */
function receive(inbound: Inbound, frame: Uint8Array | string): void {
  const bytes = typeof frame === 'string' ? utf8.encode(frame) : frame.slice()
  inbound.receive(bytes, typeof frame !== 'string')
  bytes.fill(0xee)
}
