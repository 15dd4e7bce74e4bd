/**
 * Somebody who writes comments and reads along, over a plain socket, and does not give up: what is not answered is sent again
 * under its id, and after every break the log is asked for from where it was left. [G2–G6,W2,W3]
 *
 * Written from the SPEC alone, so that the real client cannot hide what the server does. Whatever the server may not do is
 * noted in `faults`; a test expects that there are none.
 */
import type { ErrorCode, LogEntry, LogPosition } from '@roomful/protocol'
import { WebSocket } from 'ws'
import { signToken } from './writer.js'

/** What was acknowledged: where it stands in the log, and as which comment. */
export interface Kept {
  readonly comment: string
  readonly offset: number
}

export interface ScribeOptions {
  /** Of the server; a function where it moves. */
  readonly url: string | (() => string)
  readonly room: string
  readonly name: string
  /** Called with every entry of the log it is told. */
  readonly onEntry?: (entry: LogEntry) => void
}

export interface Scribe {
  /** By id of the write. */
  readonly acknowledged: ReadonlyMap<string, Kept>
  /** How long each acknowledgement took since the write was first sent, milliseconds. */
  readonly ackMs: readonly number[]
  /** By offset: the comment that was told there, since it was last told to start over. */
  readonly heard: ReadonlyMap<number, string>
  /** How often each code has come. */
  readonly codes: ReadonlyMap<string, number>
  /** How often it was told to start over. */
  readonly resets: number
  /** What must not happen. */
  readonly faults: readonly string[]
  readonly isIn: boolean
  /** Where it stands in the log. */
  readonly position: LogPosition | undefined
  /** Resolves when it is acknowledged, however long that takes. Rejects with the code where sending again is of no use. */
  write(id: string, text: string): Promise<Kept>
  /** Cuts the line, without a word; it comes back by itself. */
  cut(): void
  /** Leaves for good. */
  close(): Promise<void>
}

interface Pending {
  readonly text: string
  readonly sinceMs: number
  resolve(kept: Kept): void
  reject(error: Error): void
}

interface Frame {
  readonly t: string
  readonly n?: number
  readonly id?: string
  readonly write?: string
  readonly code?: ErrorCode
  readonly v?: { readonly id: string; readonly o: number; readonly text: string }
  readonly epoch?: string
  readonly reset?: true
  readonly after?: number
  readonly offset?: number
  readonly list?: readonly LogEntry[]
}

/** After a break, and after a refusal that passes: a page waits longer. */
const RETRY_MS = 25
const REFUSED_MS = 100
/** What passes; anything else is said of the write itself. */
const PASSING: ReadonlySet<string> = new Set(['STORE_UNAVAILABLE', 'STORE_FULL', 'STORE_BUSY', 'RATE_LIMITED'])

/** Comes in at once, and stays until it is told to leave. */
export function createScribe({ url, room, name, onEntry }: ScribeOptions): Scribe {
  const acknowledged = new Map<string, Kept>()
  const pending = new Map<string, Pending>()
  const heard = new Map<number, string>()
  const codes = new Map<string, number>()
  const faults: string[] = []
  const ackMs: number[] = []
  let position: LogPosition | undefined
  let socket: WebSocket | undefined
  let n = 0
  let resets = 0
  let isIn = false
  let isOver = false
  let left = Promise.resolve()

  function come(): void {
    if (isOver) return
    const base = typeof url === 'string' ? url : url()
    const ws = new WebSocket(`${base.replace('http', 'ws')}/roomful/v1/socket`)
    socket = ws
    ws.on('open', () => {
      const hello = { t: 'hello', v: 1, format: 'json', token: signToken({ sub: name, name }) }
      ws.send(JSON.stringify({ ...hello, rooms: [{ room, log: position ?? true }] }))
    })
    ws.on('message', (data: Buffer) => {
      if (socket === ws) take(JSON.parse(data.toString()) as Frame)
    })
    ws.on('error', () => undefined)
    left = new Promise((resolve) => {
      ws.on('close', () => {
        isIn = false
        resolve()
        if (socket === ws && !isOver) setTimeout(come, RETRY_MS)
      })
    })
  }

  function say(id: string, text: string): void {
    if (isIn) socket?.send(JSON.stringify({ t: 'write', n, id, kind: 'comment.add', text }))
  }

  function take(frame: Frame): void {
    if (frame.t === 'joined') {
      isIn = true
      n = frame.n ?? 0
      for (const [id, { text }] of pending) say(id, text)
    } else if (frame.t === 'log') takeLog(frame)
    else if (frame.t === 'wrote') takeAnswer(frame)
    else if (frame.t === 'error') takeError(frame)
  }

  function takeLog({ epoch = position?.epoch ?? '', reset, after = 0, offset = 0, list = [] }: Frame): void {
    if (reset) {
      resets += 1
      // Whatever was known is no more; a page would read what it shows.
      heard.clear()
      position = { epoch, offset, last: '' }
      return
    }
    position ??= { epoch, offset: after, last: '' }
    if (epoch !== position.epoch) faults.push(`${name}: epoch ${position.epoch}, then ${epoch} without a reset`)
    if (after !== position.offset) faults.push(`${name}: told from ${after} on, standing at ${position.offset}`)
    for (const entry of list) {
      const { o, k, i } = entry
      if (o !== position.offset + 1) faults.push(`${name}: entry ${o} after ${position.offset}`)
      heard.set(o, i)
      position = { epoch, offset: o, last: `${k}:${i}` }
      onEntry?.(entry)
    }
    if (offset !== position.offset) faults.push(`${name}: told up to ${offset}, standing at ${position.offset}`)
  }

  function takeAnswer({ id = '', v }: Frame): void {
    const asked = pending.get(id)
    if (!asked || !v) return
    pending.delete(id)
    const kept = { comment: v.id, offset: v.o }
    if (v.text !== asked.text) faults.push(`${name}: ${id} was answered with other words`)
    acknowledged.set(id, kept)
    ackMs.push(performance.now() - asked.sinceMs)
    asked.resolve(kept)
  }

  function takeError({ write: id, code = 'SERVER_ERROR' }: Frame): void {
    codes.set(code, (codes.get(code) ?? 0) + 1)
    const asked = id === undefined ? undefined : pending.get(id)
    if (id === undefined || !asked) return
    if (PASSING.has(code)) {
      setTimeout(() => {
        if (pending.get(id) === asked) say(id, asked.text)
      }, REFUSED_MS)
      return
    }
    pending.delete(id)
    asked.reject(new Error(code))
  }

  come()
  return {
    acknowledged,
    ackMs,
    heard,
    codes,
    faults,
    get resets() {
      return resets
    },
    get isIn() {
      return isIn
    },
    get position() {
      return position
    },
    write(id, text) {
      return new Promise((resolve, reject) => {
        pending.set(id, { text, sinceMs: performance.now(), resolve, reject })
        say(id, text)
      })
    },
    cut: () => socket?.terminate(),
    async close() {
      isOver = true
      socket?.close(1000)
      await left
    },
  }
}
