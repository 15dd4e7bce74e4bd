/**
 * What concerns all nodes, whatever rooms they have: withdrawals, sanctions, news for a person, moves, questions. [Y9–Y12]
 *
 * A topic of JSON messages by kind. Owns the way; what a kind means and whether its body is right is its listener's, who says
 * false for a body that is not. What must not be lost is announced: said several times, and heard once.
 */
import { jsonBytes, type Cancel, type Clock, type JsonFields } from '@roomful/protocol'
import type { Bus } from '../bus/bus.js'
import type { Log } from '../platform/log.js'
import { readFields } from './fields.js'
import { WIRE_VERSION } from './room-wire.js'

/** Takes a message; false: its body is not what it should be. */
export type HearSite = (body: JsonFields, node: string) => boolean

export interface Site {
  /** Says something to all other nodes. Rejects `BUS_UNAVAILABLE`. */
  say(kind: string, body: JsonFields): Promise<void>
  /** [Y10] The same, and again for some seconds and after a gap: others hear it once. Rejects if the first could not be said. */
  announce(kind: string, body: JsonFields): Promise<void>
  /** Hears one kind. Returns the undo. */
  on(kind: string, hear: HearSite): () => void
  /** Hears from now on. Rejects `BUS_UNAVAILABLE`. */
  start(): Promise<void>
  stop(): Promise<void>
}

export interface SiteParts {
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly node: string
  /** A node has spoken. */
  heard(node: string): void
}

const TOPIC = 'site'
/** When an announcement is said again. The first is soon, because a ban has to hold within a second. */
const AGAIN_MS = [150, 500, 1_000, 2_000, 4_000] as const
/** For so long what was announced is said again when the broker is back. */
const KEPT_MS = 60_000
const MAX_KEPT = 1_000
/** Half: of very many announcements within seconds, some are heard twice. */
const MAX_HEARD = 10_000

interface Announcement {
  readonly frame: Uint8Array
  readonly untilMs: number
}

export function createSite({ bus, clock, log, node, heard }: SiteParts): Site {
  const listeners = new Map<string, HearSite>()
  const kept = new Set<Announcement>()
  const known = new Set<string>()
  const timers = new Set<Cancel>()
  let stops: (() => void | Promise<void>)[] = []
  let announced = 0

  const frameOf = (kind: string, body: JsonFields, id?: number): Uint8Array =>
    jsonBytes({ v: WIRE_VERSION, node, kind, body, ...(id === undefined ? {} : { id }) })
  const sayAgain = (frame: Uint8Array): void => void bus.publish(TOPIC, frame).catch(() => undefined)

  function later(ms: number, frame: Uint8Array): void {
    const cancel = clock.after(ms, () => {
      timers.delete(cancel)
      sayAgain(frame)
    })
    timers.add(cancel)
  }
  function keep(frame: Uint8Array): void {
    const nowMs = clock.monotonic()
    for (const each of kept) if (each.untilMs <= nowMs || kept.size >= MAX_KEPT) kept.delete(each)
    kept.add({ frame, untilMs: nowMs + KEPT_MS })
  }
  /** [Y10] Heard before. */
  function isRepeat(from: string, id: unknown): boolean {
    if (typeof id !== 'number') return false
    const key = `${from} ${id}`
    if (known.has(key)) return true
    const [oldest] = known
    if (known.size >= MAX_HEARD && oldest !== undefined) known.delete(oldest)
    known.add(key)
    return false
  }

  function hear(frame: Uint8Array): void {
    const said = readFields(frame)
    const { v, kind, node: from, body, id } = said ?? {}
    const isRight =
      v === WIRE_VERSION && typeof kind === 'string' && typeof from === 'string' && from !== '' && isFields(body)
    if (!isRight) return log('warn', 'bus-frame-refused', { topic: TOPIC })
    heard(from)
    if (isRepeat(from, id)) return
    const listener = listeners.get(kind)
    // A kind that nobody here knows is of a newer node.
    if (listener && !listener(body, from)) log('warn', 'bus-frame-refused', { topic: TOPIC, kind })
  }

  return {
    say: (kind, body) => bus.publish(TOPIC, frameOf(kind, body)),
    announce(kind, body) {
      const frame = frameOf(kind, body, ++announced)
      keep(frame)
      for (const ms of AGAIN_MS) later(ms, frame)
      return bus.publish(TOPIC, frame)
    },
    on(kind, listener) {
      listeners.set(kind, listener)
      return () => void (listeners.get(kind) === listener && listeners.delete(kind))
    },
    async start() {
      const unsubscribe = await bus.subscribe(TOPIC, hear)
      const sayAll = (): void => {
        const nowMs = clock.monotonic()
        for (const { frame, untilMs } of kept) if (nowMs < untilMs) sayAgain(frame)
      }
      stops = [bus.onGap(sayAll), unsubscribe]
    },
    async stop() {
      for (const cancel of timers) cancel()
      timers.clear()
      const all = stops
      stops = []
      for (const stop of all) await stop()
    },
  }
}

function isFields(value: unknown): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
