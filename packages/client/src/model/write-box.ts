/**
 * Durable writes of one room on their way: what waits, what was sent, what comes next, as a pure machine. [W1–W5]
 *
 * Owns order, caps, repetition and the answer to every refusal. Not here: the wire, timers, the device; `room/writes.ts`.
 * Invariant [W3]: a write keeps its id until it is answered, and is put on the wire again only after its answer was lost or
 * told to come back; within a lane the next one is sent only once this one is answered, so order survives every failure.
 */
import { RoomfulError, type ErrorCode, type JsonFields } from '@roomful/protocol'

/** More than a person writes while a page is offline; double, and a page that comes back talks for twenty seconds. */
export const MAX_PENDING_WRITES = 50
export const MAX_PENDING_BYTES = 65_536
/** Refused ones that wait for the person to look at them. */
const MAX_REFUSED_WRITES = 20
/** A server that fails at one write again and again will not take it. */
const MAX_SERVER_ERRORS = 5

/** One write that is not over. */
export interface BoxedWrite {
  readonly id: string
  readonly kind: string
  readonly body: JsonFields
  /** Of the body as JSON. */
  readonly bytes: number
  /** Wall clock of the moment the person did it. */
  readonly atMs: number
  /** Writes of one lane are made in order; lanes do not wait for each other. */
  readonly lane: string
  /** What it is about, where a later write about the same may take its place before it was sent. */
  readonly about?: string
  /** Only the last of several about one thing matters. */
  readonly isReplaceable: boolean
  /** May be put on the device. */
  readonly isKept: boolean
  /** Once refused it waits until the person has looked at it. */
  readonly staysRefused: boolean
  /** It may have reached the server. */
  readonly wasSent: boolean
  /** As whom it may have been sent, from here or another tab: [W3] for another person the same id is another write. */
  readonly owner?: string
  /** Came back from the device. */
  readonly isRestored: boolean
  /** Ids of writes whose place it took. */
  readonly replaces: readonly string[]
  /** Why it was refused; undefined while it is pending. */
  readonly error?: RoomfulError
}

interface Lane {
  /** The one that waits for its answer. */
  readonly sent: string | undefined
  readonly attempt: number
  /** Waits for its time before it sends again. */
  readonly isResting: boolean
}

export interface WriteBox {
  readonly items: readonly BoxedWrite[]
  readonly isJoined: boolean
  /** Who is at this page, as of the last join. */
  readonly person: string
  readonly lanes: ReadonlyMap<string, Lane>
}

export type WriteEvent =
  | { readonly type: 'add'; readonly item: BoxedWrite }
  | { readonly type: 'restored'; readonly items: readonly BoxedWrite[] }
  /** These are on the device now, where other tabs of this person find them. */
  | { readonly type: 'kept'; readonly ids: ReadonlySet<string>; readonly person: string }
  | { readonly type: 'joined'; readonly person: string }
  | { readonly type: 'lost' }
  | { readonly type: 'answered'; readonly id: string }
  | { readonly type: 'failed'; readonly id: string; readonly error: RoomfulError }
  | { readonly type: 'rested'; readonly lane: string }
  | { readonly type: 'discard'; readonly id: string }
  /** The room is over for this page: nothing is sent any more. */
  | { readonly type: 'ended'; readonly error: RoomfulError }

export type WriteEffect =
  | { readonly do: 'send'; readonly item: BoxedWrite }
  /** The server has it. */
  | { readonly do: 'settle'; readonly item: BoxedWrite }
  | { readonly do: 'refuse'; readonly item: BoxedWrite; readonly error: RoomfulError }
  /** Tells `rested` after the wait of this attempt, at least `floorMs`. */
  | { readonly do: 'rest'; readonly lane: string; readonly attempt: number; readonly floorMs: number }

export type WriteStep = readonly [box: WriteBox, effects: readonly WriteEffect[]]

const IDLE: Lane = { sent: undefined, attempt: 0, isResting: false }

/** Whoever is asked to wait longer than this is told so instead. */
const MAX_WAIT_MS = 30_000

/** The server would take the same write later. [W4,W5] */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'STORE_UNAVAILABLE',
  'STORE_BUSY',
  'STORE_FULL',
  'RATE_LIMITED',
  'ROOM_NOT_JOINED',
])

export function createWriteBox(isJoined: boolean, person: string): WriteBox {
  return { items: [], isJoined, person, lanes: new Map() }
}

/** What waits to be made. */
export function pendingOf({ items }: WriteBox): readonly BoxedWrite[] {
  return items.filter(({ error }) => error === undefined)
}

export function stepWrites(box: WriteBox, event: WriteEvent): WriteStep {
  switch (event.type) {
    case 'add':
      return add(box, event.item)
    case 'restored': {
      const known = new Set(box.items.map(({ id }) => id))
      // What came back was written before anything this page has added since.
      return sendNext({ ...box, items: [...event.items.filter(({ id }) => !known.has(id)), ...box.items] })
    }
    case 'kept': {
      const isNew = ({ id, owner }: BoxedWrite): boolean => owner === undefined && event.ids.has(id)
      const items = box.items.map((item) => (isNew(item) ? { ...item, owner: event.person } : item))
      return [{ ...box, items }, []]
    }
    case 'joined':
      // Joined again without a loss between: what was sent is still being answered.
      return box.isJoined ? sendNext(box) : joined(box, event.person)
    case 'lost':
      return [{ ...box, isJoined: false, lanes: new Map() }, []]
    case 'answered':
      return answered(box, event.id)
    case 'failed':
      return failed(box, event.id, event.error)
    case 'rested':
      return sendNext(withLane(box, event.lane, { ...laneOf(box, event.lane), isResting: false }))
    case 'discard':
      return discard(box, event.id)
    case 'ended':
      return ended(box, event.error)
  }
}

function laneOf({ lanes }: WriteBox, name: string): Lane {
  return lanes.get(name) ?? IDLE
}

function withLane(box: WriteBox, name: string, lane: Lane): WriteBox {
  return { ...box, lanes: new Map(box.lanes).set(name, lane) }
}

function add(box: WriteBox, item: BoxedWrite): WriteStep {
  const before = item.isReplaceable ? replacedBy(box, item) : undefined
  const items = box.items.filter((each) => each !== before)
  const pending = pendingOf({ ...box, items })
  const bytes = pending.reduce((sum, each) => sum + each.bytes, item.bytes)
  if (pending.length >= MAX_PENDING_WRITES || bytes > MAX_PENDING_BYTES) {
    return [box, [{ do: 'refuse', item, error: new RoomfulError('RATE_LIMITED', { at: 'outbox' }) }]]
  }
  const replaces = before ? [...before.replaces, before.id] : item.replaces
  return sendNext({ ...box, items: [...items, { ...item, replaces }] })
}

/** The last one about the same thing, if it can go: nothing that builds on it stands between. */
function replacedBy(box: WriteBox, { about, lane }: BoxedWrite): BoxedWrite | undefined {
  const last = pendingOf(box)
    .filter((each) => each.about === about)
    .at(-1)
  if (about === undefined || !last?.isReplaceable || last.wasSent || laneOf(box, lane).sent === last.id)
    return undefined
  return last
}

/** [W3] What may have arrived is not said again as somebody else. */
function joined(box: WriteBox, person: string): WriteStep {
  const error = new RoomfulError('NOT_CONNECTED')
  const others = pendingOf(box).filter(({ owner }) => owner !== undefined && owner !== person)
  const items = others.reduce((left, item) => asRefused(left, item, error), box.items)
  const refused = others.map((item): WriteEffect => ({ do: 'refuse', item, error }))
  return then(refused, sendNext({ ...box, items, isJoined: true, person, lanes: new Map() }))
}

/** Every lane that can sends the first of its writes. */
function sendNext(box: WriteBox): WriteStep {
  if (!box.isJoined) return [box, []]
  const effects: WriteEffect[] = []
  const lanes = new Map(box.lanes)
  const items = box.items.map((item) => {
    const lane = lanes.get(item.lane) ?? IDLE
    if (item.error || lane.sent !== undefined || lane.isResting) return item
    const sent = item.wasSent ? item : { ...item, wasSent: true, owner: item.owner ?? box.person }
    lanes.set(item.lane, { ...lane, sent: item.id })
    effects.push({ do: 'send', item: sent })
    return sent
  })
  return [{ ...box, items, lanes }, effects]
}

function answered(box: WriteBox, id: string): WriteStep {
  const item = box.items.find((each) => each.id === id)
  if (!item) return [box, []]
  const rest = { ...box, items: box.items.filter((each) => each !== item) }
  return then([{ do: 'settle', item }], sendNext(freed(rest, item)))
}

/** The lane's next one may go, where this one was in its way. */
function freed(box: WriteBox, { id, lane }: BoxedWrite): WriteBox {
  const { sent } = laneOf(box, lane)
  return sent === undefined || sent === id ? withLane(box, lane, IDLE) : box
}

function then(first: readonly WriteEffect[], [box, effects]: WriteStep): WriteStep {
  return [box, [...first, ...effects]]
}

function failed(box: WriteBox, id: string, error: RoomfulError): WriteStep {
  const item = box.items.find((each) => each.id === id)
  if (!item || item.error) return [box, []]
  const lane = laneOf(box, item.lane)
  // Nobody knows whether it arrived. It is said again, under the same id, when the room is joined again. [W3]
  if (error.code === 'NOT_CONNECTED')
    return [withLane(box, item.lane, { ...lane, sent: undefined, isResting: true }), []]
  const { code, retryMs: floorMs = 0 } = error
  const isPassing = code === 'SERVER_ERROR' ? lane.attempt < MAX_SERVER_ERRORS : PASSING.has(code)
  if (!isPassing || floorMs > MAX_WAIT_MS) return refuse(box, item, error)
  const resting: Lane = { sent: undefined, attempt: lane.attempt + 1, isResting: true }
  const rest: WriteEffect = { do: 'rest', lane: item.lane, attempt: lane.attempt, floorMs }
  return [withLane(box, item.lane, resting), [rest]]
}

function refuse(box: WriteBox, item: BoxedWrite, error: RoomfulError): WriteStep {
  const next = freed({ ...box, items: asRefused(box.items, item, error) }, item)
  return then([{ do: 'refuse', item, error }], sendNext(next))
}

function asRefused(items: readonly BoxedWrite[], item: BoxedWrite, error: RoomfulError): readonly BoxedWrite[] {
  if (!item.staysRefused) return items.filter((each) => each !== item)
  const marked = items.map((each) => (each === item ? { ...item, error } : each))
  const surplus = marked.filter((each) => each.error !== undefined).slice(0, -MAX_REFUSED_WRITES)
  return surplus.length === 0 ? marked : marked.filter((each) => !surplus.includes(each))
}

/** The person lets go of it. What the server may already have cannot be taken back, and goes on. */
function discard(box: WriteBox, id: string): WriteStep {
  const item = box.items.find((each) => each.id === id)
  if (!item || (item.wasSent && !item.error)) return [box, []]
  const rest = { ...box, items: box.items.filter((each) => each !== item) }
  const error = new RoomfulError('NOT_CONNECTED', { at: 'discard', message: 'Discarded before it was sent.' })
  return item.error ? [rest, []] : then([{ do: 'refuse', item, error }], [rest, []])
}

function ended(box: WriteBox, error: RoomfulError): WriteStep {
  const effects = pendingOf(box).map((item): WriteEffect => ({ do: 'refuse', item, error }))
  let items = box.items
  for (const item of pendingOf(box)) items = asRefused(items, item, error)
  return [{ ...box, items, isJoined: false, lanes: new Map() }, effects]
}
