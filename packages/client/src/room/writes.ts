/**
 * The durable outbox of a room: every write has a handle, and is repeated under its id until the server has answered. [W1–W5]
 *
 * Carries out what `model/write-box.ts` decides: frames, waits, what is kept on the device (`writes/shelf.ts`). Opened by the
 * features that write. Invariant: features hear of an outcome before anybody sees the write gone from `pending`.
 */
import { jsonBytes, RoomfulError, type Cancel, type Json, type JsonFields, type WroteMessage } from '@roomful/protocol'
import { askAgainMs } from '../model/retry.js'
import {
  createWriteBox,
  pendingOf,
  stepWrites,
  type BoxedWrite,
  type WriteEffect,
  type WriteEvent,
} from '../model/write-box.js'
import { createWriteIds } from '../model/write-id.js'
import { defineRoomFeature, type RoomHost } from './feature.js'
import { createListeners, createSource, type Noun, type Source } from './noun.js'
import { createWriteShelf } from './writes/shelf.js'

/** How far a write has come. */
export interface WriteState<T> {
  /** `stored`: committed and on disk. `held`: kept, and shown to others once a moderator has agreed. */
  readonly status: 'pending' | 'stored' | 'held' | 'refused'
  /** Why it was refused. */
  readonly error?: RoomfulError
  /** What came of it, once stored or held. */
  readonly value?: T
}

/** A durable change on its way. */
export interface Write<T> extends Noun<WriteState<T>> {
  /** [W3] The name under which it is repeated until it is answered. */
  readonly id: string
  /** Resolves once it is stored or held; rejects with why it was refused. A rejection nobody listens to is not reported. */
  readonly done: Promise<T>
  /** Lets go of a refused one, or of one that was never sent. What may be with the server already goes on. */
  discard(): void
}

/** A write that is not over: on its way, or refused and not yet looked at. */
export type PendingWrite = Pick<BoxedWrite, 'id' | 'kind' | 'body' | 'atMs' | 'isRestored' | 'error'>

/** How a write ended. */
export type WriteOutcome =
  | { readonly status: 'stored' | 'held'; readonly v: JsonFields }
  | { readonly status: 'refused'; readonly error: RoomfulError }

/** How a write behaves. */
export interface WriteOptions<T> {
  /** What the caller gets for the server's answer. */
  readonly value: (v: JsonFields) => T
  /** Writes of one lane are made in order. Default: the kind up to its first dot. */
  readonly lane?: string
  /** What it is about; with `isReplaceable` a later write about the same takes its place while it was not sent. */
  readonly about?: string
  readonly isReplaceable?: boolean
  /** False: never put on the device. Default true. */
  readonly isKept?: boolean
  /** Once refused it stays in `pending` until it is discarded, because somebody's words are in it. Default false. */
  readonly staysRefused?: boolean
}

/** A room's durable outbox. */
export interface RoomWrites {
  /** What is not over, oldest first; also what came back from the device after a reload. */
  readonly pending: Noun<readonly PendingWrite[]>
  /** Makes a durable change. Never throws: a write that cannot be made is refused. At most 50, or 64 KiB, wait. */
  send<T>(kind: string, body: JsonFields, options: WriteOptions<T>): Write<T>
  /** Hears how writes of these kinds end, those from before a reload included. */
  settled(kinds: readonly string[], listener: (write: PendingWrite, outcome: WriteOutcome) => void): () => void
  /** As on the handle, for writes that came back from the device. */
  discard(id: string): void
  /** [D8] The person asks for what is not sent yet to be kept on this device, seen or not. Holds until they hide. */
  remember(): void
}

/** The room's outbox, once per room. */
export const writes = defineRoomFeature<RoomWrites>({ name: 'writes', open: openWrites })

/** Longer than a database may take to say no. Half: a slow one is asked twice. Double: a lost answer is missed that long. */
const ANSWER_MS = 15_000

interface Handle {
  settle(outcome: WriteOutcome): void
}

function openWrites(host: RoomHost): RoomWrites {
  const { clock, random, report } = host
  const newId = createWriteIds(random.bytes)
  const pending = createSource<readonly PendingWrite[]>([], report)
  const endings = createListeners<[write: PendingWrite, outcome: WriteOutcome]>(report)
  const handles = new Map<string, Handle>()
  const answers = new Map<string, WroteMessage>()
  const timers = new Map<string, Cancel>()
  let box = createWriteBox(host.n() !== undefined, host.person() ?? '')
  // A handle that was given back leads nowhere.
  let ended = host.room.status.get() === 'left' ? new RoomfulError('ROOM_NOT_JOINED') : undefined
  let release: (() => void) | undefined

  const shelf = createWriteShelf(host, {
    restored: (items) => feed({ type: 'restored', items }),
    kept: (ids, person) => feed({ type: 'kept', ids, person }),
  })

  function feed(event: WriteEvent): void {
    const before = box
    const [next, effects] = stepWrites(box, event)
    box = next
    for (const effect of effects) carryOut(effect)
    if (box.items === before.items) return
    pending.set(box.items)
    shelf.follow(box.items, ended !== undefined)
    hold()
  }

  /** A room that is given back while something is on its way is left once that has arrived. */
  function hold(): void {
    const isWaiting = pendingOf(box).length > 0
    if (isWaiting && !ended) release ??= host.hold()
    else if (release) {
      release()
      release = undefined
    }
  }

  function carryOut(effect: WriteEffect): void {
    switch (effect.do) {
      case 'send':
        return send(effect.item)
      case 'settle': {
        const { status, v } = answers.get(effect.item.id) ?? { status: 'stored', v: undefined }
        answers.delete(effect.item.id)
        return end(effect.item, { status, v: v ?? {} })
      }
      case 'refuse':
        return end(effect.item, { status: 'refused', error: effect.error })
      case 'rest': {
        const ms = effect.floorMs + askAgainMs(effect.attempt, random.unit())
        return setTimer(`rest ${effect.lane}`, ms, () => feed({ type: 'rested', lane: effect.lane }))
      }
    }
  }

  function send({ id, kind, body }: BoxedWrite): void {
    const outcome = {
      resolve(answer: object) {
        answers.set(id, answer as WroteMessage)
        timers.get(id)?.()
        feed({ type: 'answered', id })
      },
      reject(error: RoomfulError) {
        timers.get(id)?.()
        if (error.code === 'CLIENT_CLOSED') close(error)
        else feed({ type: 'failed', id, error })
      },
    }
    host.tell(id, { t: 'write', kind, ...body }, outcome)
    setTimer(id, ANSWER_MS, () => feed({ type: 'failed', id, error: new RoomfulError('STORE_UNAVAILABLE') }))
  }

  function setTimer(name: string, ms: number, task: () => void): void {
    timers.get(name)?.()
    const cancel = clock.after(ms, () => {
      timers.delete(name)
      task()
    })
    timers.set(name, () => {
      timers.delete(name)
      cancel()
    })
  }

  function end(item: BoxedWrite, outcome: WriteOutcome): void {
    endings.call(item, outcome)
    for (const id of [item.id, ...item.replaces]) {
      handles.get(id)?.settle(outcome)
      handles.delete(id)
    }
  }

  /** Nobody has answered, so what is on the device stays there. */
  function close(error: RoomfulError): void {
    ended = error
    for (const cancel of [...timers.values()]) cancel()
    feed({ type: 'ended', error })
  }

  host.onJoined(() => {
    ended = undefined
    shelf.restore()
    feed({ type: 'joined', person: host.person() ?? '' })
  })
  host.onLost(() => {
    for (const cancel of [...timers.values()]) cancel()
    feed({ type: 'lost' })
  })
  host.onEnded(close)
  shelf.restore()

  return {
    pending: pending.noun,
    send<T>(kind: string, body: JsonFields, options: WriteOptions<T>) {
      const id = newId(clock.now())
      const { write, handle } = createHandle<T>(id, options.value, () => feed({ type: 'discard', id }), report)
      const item = ended ?? boxed(id, kind, body, clock.now(), options)
      if (item instanceof RoomfulError) {
        handle.settle({ status: 'refused', error: item })
        return write
      }
      handles.set(id, handle)
      feed({ type: 'add', item })
      return write
    },
    settled: (kinds, listener) =>
      endings.add((item, outcome) => {
        if (kinds.includes(item.kind)) listener(item, outcome)
      }),
    discard: (id) => feed({ type: 'discard', id }),
    remember() {
      host.shelf.allow()
      shelf.follow(box.items, true)
    },
  }
}

/** The body as it is now: what the caller changes later does not change what is sent. */
function boxed<T>(
  id: string,
  kind: string,
  body: JsonFields,
  atMs: number,
  options: WriteOptions<T>,
): BoxedWrite | RoomfulError {
  const {
    lane = kind.split('.', 1)[0] ?? kind,
    about,
    isReplaceable = false,
    isKept = true,
    staysRefused = false,
  } = options
  try {
    const bytes = jsonBytes(body as Json).length
    const copy = JSON.parse(JSON.stringify(body)) as JsonFields
    const rest = { atMs, lane, isReplaceable, isKept, staysRefused, wasSent: false, isRestored: false, replaces: [] }
    return { id, kind, body: copy, bytes, ...rest, ...(about === undefined ? {} : { about }) }
  } catch (cause) {
    return new RoomfulError('MESSAGE_INVALID', { at: 'body', cause })
  }
}

function createHandle<T>(
  id: string,
  value: (v: JsonFields) => T,
  discard: () => void,
  report: (error: unknown) => void,
): { readonly write: Write<T>; readonly handle: Handle } {
  const state: Source<WriteState<T>> = createSource<WriteState<T>>({ status: 'pending' }, report)
  let finish: (outcome: WriteOutcome) => void
  const done = new Promise<T>((resolve, reject) => {
    finish = (outcome) => {
      if (outcome.status === 'refused') {
        state.set({ status: 'refused', error: outcome.error })
        return reject(outcome.error)
      }
      const made = value(outcome.v)
      state.set({ status: outcome.status, value: made })
      resolve(made)
    }
  })
  // Whoever awaits it is told; a page that looks at the state instead must not see an "unhandled rejection" for it.
  done.catch(() => undefined)
  return { write: { id, ...state.noun, done, discard }, handle: { settle: (outcome) => finish(outcome) } }
}
