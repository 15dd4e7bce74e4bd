/**
 * A store in one SQLite file: the embedded default for a server that should remember.
 *
 * This side only passes on: SQLite runs in a thread of its own (`sqlite-worker.ts`), which a commit may stop for as long as the
 * disk takes. Requests of one turn travel as one message. Where the thread's file is not to be found (from TypeScript source,
 * or bundled into one file) the same store runs in this thread, behind the same messages.
 * Invariant: what was asked of a thread that died is answered STORE_UNAVAILABLE, never left waiting; the next one starts anew.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { MessageChannel, Worker } from 'node:worker_threads'
import { MAX_WAITING_WRITE_BYTES, RoomfulError } from '@roomful/protocol'
import type { Clock } from '@roomful/protocol'
import { systemClock } from '../platform/clock.js'
import { serveSqlite } from './sqlite-serve.js'
import type { Store } from './store.js'
import { createBatcher, portOf, receivedError } from './store-wire.js'
import type { Reply, Request, StorePort } from './store-wire.js'

/** A thread, or something like it, that serves one file. */
export interface StoreThread extends StorePort {
  /** It has ended, by itself or not. Called once. */
  onEnd(listener: (why: string) => void): void
  /** Whether it keeps the process alive. */
  hold(isNeeded: boolean): void
}

export interface SqliteSeams {
  /** Default: the real clock. */
  readonly clock?: Clock
  /** Default: a worker thread where its file is found. */
  readonly startThread?: (file: string) => StoreThread
}

/**
 * Opens (or makes) the file.
 *
 * @throws STORE_UNAVAILABLE (retry may help), STORE_FULL, STORE_NEWER, DEPENDENCY_MISSING.
 */
export function sqliteStore(file: string): Promise<Store> {
  return openSqliteStore(file)
}

/** The same, for tests that bring their own clock and thread. */
export async function openSqliteStore(
  file: string,
  { clock = systemClock, startThread = startStoreThread }: SqliteSeams = {},
): Promise<Store> {
  let link: Link | undefined
  let closing: Promise<void> | undefined
  /** The thread of today; another one where the last has died. */
  const linked = (): Link => (link = link?.isOpen() ? link : createLink(() => startThread(file), clock))
  let waitingBytes = 0

  async function write(text: string, request: (n: number) => string): Promise<unknown> {
    if (waitingBytes > 0 && waitingBytes + text.length > MAX_WAITING_WRITE_BYTES) throw new RoomfulError('STORE_BUSY')
    waitingBytes += text.length
    try {
      return await linked().ask(request)
    } finally {
      waitingBytes -= text.length
    }
  }
  const unlessClosed = <T>(work: () => Promise<unknown>): Promise<T> =>
    (closing
      ? Promise.reject(new RoomfulError('STORE_UNAVAILABLE', { message: 'The store is closed.' }))
      : work()) as Promise<T>

  await linked().opened
  return {
    setting: (name, make) =>
      unlessClosed(() => {
        const value = make()
        return write(value, (n) => print([n, 'setting', name, value]))
      }),
    write: (change) =>
      unlessClosed(() => {
        const text = JSON.stringify(change)
        return write(text, (n) => `[${n},"write",${text}]`)
      }),
    read: (kind, ask) => unlessClosed(() => linked().ask((n) => print([n, 'read', kind, ask]))),
    close: () => (closing ??= link?.isOpen() ? link.close() : Promise.resolve()),
  }
}

const print = (request: Request): string => JSON.stringify(request)

/** One thread and what has been asked of it. */
interface Link {
  /** Rejects when the file cannot be opened. */
  readonly opened: Promise<void>
  isOpen(): boolean
  ask(request: (n: number) => string): Promise<unknown>
  close(): Promise<void>
}

interface Pending {
  resolve(value: unknown): void
  reject(error: unknown): void
}

function createLink(start: () => StoreThread, clock: Clock): Link {
  const thread = start()
  const pending = new Map<number, Pending>()
  const send = createBatcher((text) => thread.send(text), clock.soon)
  let lastNumber = 0
  let isEnded = false

  thread.onText((text) => {
    for (const { n, value, error } of JSON.parse(text) as readonly Reply[]) {
      const asker = pending.get(n)
      pending.delete(n)
      if (error) asker?.reject(receivedError(error))
      else asker?.resolve(value)
    }
    if (pending.size === 0) thread.hold(false)
  })
  const ended = new Promise<void>((resolve) => {
    thread.onEnd((why) => {
      isEnded = true
      for (const { reject } of pending.values()) reject(gone(why))
      pending.clear()
      resolve()
    })
  })

  /** The answer with this number; until it is there, the process has something to wait for. */
  function answer(n: number): Promise<unknown> {
    if (pending.size === 0) thread.hold(true)
    return new Promise((resolve, reject) => pending.set(n, { resolve, reject }))
  }
  /** A thread that has closed its file ends by itself: stopped in the middle of a call, `libsql` would end the process. */
  function end(): Promise<void> {
    if (!isEnded) thread.hold(true)
    isEnded = true
    return ended
  }
  async function ask(request: (n: number) => string): Promise<unknown> {
    await opened
    if (isEnded) throw gone('it stopped')
    lastNumber += 1
    send(request(lastNumber))
    return answer(lastNumber)
  }
  const opened = answer(0).then(
    () => {},
    async (error: unknown) => {
      await end()
      throw error
    },
  )
  return {
    opened,
    isOpen: () => !isEnded,
    ask,
    async close() {
      await ask((n) => print([n, 'close']))
      await end()
    },
  }
}

const gone = (why: string): RoomfulError =>
  new RoomfulError('STORE_UNAVAILABLE', { message: `The database's thread has ended: ${why}.` })

/** Beside this file once it is built. */
const WORKER = new URL('./sqlite-worker.js', import.meta.url)

function startStoreThread(file: string): StoreThread {
  return existsSync(fileURLToPath(WORKER)) ? startWorker(WORKER, file) : startHere(file)
}

/** A thread from this entry file. */
export function startWorker(entry: URL, file: string): StoreThread {
  // Not the host's own flags: a loader or `--input-type` of its is nothing for this file.
  const worker = new Worker(entry, { workerData: file, name: 'roomful-store', execArgv: [] })
  let why = 'it stopped'
  worker.on('error', (error) => {
    why = error.message
  })
  return {
    ...portOf(worker),
    onEnd: (listener) => void worker.once('exit', () => listener(why)),
    hold: (isNeeded) => (isNeeded ? worker.ref() : worker.unref()),
  }
}

function startHere(file: string): StoreThread {
  const { port1, port2 } = new MessageChannel()
  void serveSqlite({ ...portOf(port2), close: () => port2.close() }, file)
  return {
    ...portOf(port1),
    onEnd: (listener) => void port1.once('close', () => listener('it stopped')),
    hold(isNeeded) {
      for (const port of [port1, port2]) {
        if (isNeeded) port.ref()
        else port.unref()
      }
    },
  }
}
