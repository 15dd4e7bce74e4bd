/**
 * The people of a workload: opens their connections, a bounded number at a time, and knows when all are in.
 *
 * A guest is one plain object per person: who (its number), room, token, what the server gave it, and what to do with a
 * delivery. It outlives its connection, so that it can come back.
 */
import { openConnection } from './connection.mjs'
import { signToken } from './token.mjs'

/** Enough to keep a server busy, far below any listen backlog. */
const OPENING_AT_ONCE = 64
const ASSEMBLE_LIMIT_MS = 60_000

export function createGuest({ who, room, isShown = false }) {
  return {
    who,
    room,
    isShown,
    token: signToken(`p${who}`),
    session: undefined,
    ref: undefined,
    seq: 0,
    connection: undefined,
    onJoined: ignore,
    onFailed: ignore,
    onMessage: ignore,
    onCursor: ignore,
    onCursorOf: ignore,
    onCursorGone: ignore,
    onPainted: ignore,
    /** Hears every text frame, parsed; most workloads do without. */
    onTold: undefined,
    onLog: ignore,
    onAck: ignore,
    onPage: ignore,
  }
}

function ignore() {}

/** Resolves with the milliseconds it took each guest to be in its room, in order of arrival. Rejects on the first failure. */
export function assemble({ dialect, port, guests, atOnce = OPENING_AT_ONCE }) {
  return new Promise((resolve, reject) => {
    const tookMs = []
    let next = 0
    const timer = setTimeout(() => reject(new Error(`${tookMs.length} of ${guests.length} in`)), ASSEMBLE_LIMIT_MS)
    const fail = (reason) => {
      clearTimeout(timer)
      reject(new Error(reason))
    }
    const openNext = () => {
      const guest = guests[next]
      next += 1
      if (guest === undefined) return
      enter({ dialect, port, guest }, fail, (ms) => {
        tookMs.push(ms)
        if (tookMs.length < guests.length) return openNext()
        clearTimeout(timer)
        resolve(tookMs)
      })
    }
    for (let i = 0; i < Math.min(atOnce, guests.length); i += 1) openNext()
  })
}

function enter({ dialect, port, guest }, fail, done) {
  const startedMs = performance.now()
  guest.onFailed = (reason) => fail(`person ${guest.who}: ${reason}`)
  guest.onJoined = () => {
    guest.onJoined = ignore
    done(performance.now() - startedMs)
  }
  guest.connection = openConnection(
    { port, path: dialect.path(guest) },
    { onOpen: dialect.onOpen, onFrame: dialect.onFrame, onGone: (_connection, reason) => guest.onFailed(reason) },
  )
  guest.connection.guest = guest
}
