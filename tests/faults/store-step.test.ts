/**
 * Every call that a whole server makes of its store fails once, in turn: call 1, call 2, … to the end. Either it never reaches
 * the store, or it does and the answer is lost. Whoever asked is told with a code, asks again, and in the end everything is as
 * it would have been. [F1,F4]
 *
 * The same for each statement inside the store is in `packages/server/src/store/sql/engine.test.ts`.
 */
import { RoomfulError, type CommentPage, type Grant, type LogEntry } from '@roomful/protocol'
import { createRoomful, memoryStore, type Roomful, type Store } from 'roomful'
import { expect, test } from 'vitest'
import { openSocket, type LiveSocket, type Message } from '../support/live-server.js'
import { fastClock } from '../support/notice-server.js'
import { helloOf, JWT_SECRET } from '../support/writer.js'

const ROOM = '/blog/7'
const MODERATOR: readonly Grant[] = ['see', 'appear', 'send', 'react', 'comment', 'state', 'moderate']
/** `before`: the call is lost. `after`: the store has done it, and its answer is lost. */
type Moment = 'before' | 'after'

/** A store whose n-th call fails. `calls` counts them. */
function failingOnce(store: Store, at: number, moment: Moment): { store: Store; calls: () => number } {
  let calls = 0
  async function step<T>(work: () => Promise<T>): Promise<T> {
    calls += 1
    if (calls !== at) return work()
    if (moment === 'after') await work()
    throw new RoomfulError('STORE_UNAVAILABLE')
  }
  return {
    calls: () => calls,
    store: {
      setting: (name, make) => step(() => store.setting(name, make)),
      write: (write) => step(() => store.write(write)),
      read: (kind, ask) => step(() => store.read(kind, ask)),
      close: () => store.close(),
    },
  }
}

/** Opens a server, again where the store fails it at the start: that is what whoever supervises it does. */
async function open(store: Store): Promise<Roomful> {
  const options = {
    store,
    jwt: { secret: JWT_SECRET },
    moderation: { flood: false, similar: false, hold: 'guests' },
    limits: { writesPerSecond: 1_000, readsPerSecond: 1_000 },
    // What is tried again after a second is tried again after a fifth of one.
    clock: fastClock(5),
  } as const
  return createRoomful(options).catch((error: unknown) => {
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE' })
    return createRoomful(options)
  })
}

interface Person {
  readonly socket: LiveSocket
  readonly n: unknown
  ids: number
}

async function enter(url: string, name: string | undefined, can?: readonly Grant[]): Promise<Person> {
  const socket = await openSocket(`${url.replace('http', 'ws')}/roomful/v1/socket`)
  const token = name === undefined ? {} : helloOf(name, name, can)
  socket.send({ t: 'hello', v: 1, format: 'json', ...token, rooms: [{ room: ROOM, log: true }] })
  const { n } = await socket.until(({ t }) => t === 'joined')
  await socket.until(({ t }) => t === 'log')
  return { socket, n, ids: 0 }
}

/** Asks until it is answered; every other answer has to carry a code that says: try again. */
async function insist(person: Person, ask: object, isAbout: (message: Message) => boolean): Promise<Message> {
  const { socket, n } = person
  for (;;) {
    socket.send({ n, ...ask })
    const answer = await socket.until(isAbout)
    if (answer.t !== 'error') return answer
    expect(answer['code']).toBe('STORE_UNAVAILABLE')
    socket.received.splice(socket.received.indexOf(answer), 1)
  }
}

async function write(person: Person, kind: string, body: object): Promise<{ readonly id: string }> {
  const id = `w${++person.ids}`
  const isAbout = (each: Message): boolean => (each.t === 'wrote' ? each['id'] === id : each['write'] === id)
  return (await insist(person, { t: 'write', id, kind, ...body }, isAbout))['v'] as { readonly id: string }
}

async function read(person: Person, what: string, body: object = {}): Promise<unknown> {
  const id = ++person.ids
  const isAbout = (each: Message): boolean => (each.t === 'page' || each.t === 'error') && each['id'] === id
  return (await insist(person, { t: 'read', id, what, ...body }, isAbout))['v']
}

/** A short evening in a room. Returns what everybody knows at its end, without what differs from evening to evening. */
async function evening(url: string): Promise<unknown> {
  const ada = await enter(url, 'ada', ['see', 'appear', 'send', 'react', 'comment', 'state'])
  const bea = await enter(url, 'bea')
  const mod = await enter(url, 'mod', MODERATOR)
  const guest = await enter(url, undefined)
  try {
    const first = await write(ada, 'comment.add', { text: 'First words.' })
    const reply = await write(bea, 'comment.add', { text: '@ada, well said.', parent: first.id, mentions: ['ada'] })
    await write(ada, 'comment.edit', { comment: first.id, text: 'Better words.' })
    await write(bea, 'comment.react', { comment: first.id, emoji: '👏', on: true })
    await write(ada, 'comment.react', { comment: reply.id, emoji: '👏', on: true })
    const rude = await write(bea, 'comment.add', { text: 'Rude words.' })
    await write(ada, 'comment.report', { comment: rude.id, reason: 'rude' })
    await write(guest, 'comment.add', { text: 'Held until approved.', name: 'Gil' })
    const queue = (await read(mod, 'queue')) as { list: { comment: { id: string; text: string } }[] }
    const held = queue.list.find(({ comment }) => comment.text.startsWith('Held'))?.comment.id
    await write(mod, 'comment.judge', { comment: held, verdict: 'approve' })
    await write(mod, 'comment.delete', { comment: rude.id })
    await write(mod, 'comment.pin', { comment: first.id, on: true })
    await write(ada, 'state.set', { key: 'title', value: 'A' })
    for (const person of [ada, ada]) await write(person, 'state.add', { key: 'votes', by: 1 })
    const { list, total, offset } = (await read(bea, 'comments', { sort: 'old' })) as CommentPage
    const names = new Map(list.map(({ id }, index) => [id, index]))
    const state = (await read(bea, 'state')) as { list: unknown }
    await bea.socket.until((each) => each.t === 'log' && Number(each['offset']) >= offset)
    return {
      page: list.map(({ parent, author, text, status, reactions, pinned }) => ({
        ...{ text, status, reactions, pinned, author: author?.name },
        parent: parent === undefined ? undefined : names.get(parent),
      })),
      total,
      offset,
      state: state.list,
      log: heardBy(bea.socket),
    }
  } finally {
    await Promise.all([ada, bea, mod, guest].map(({ socket }) => socket.close()))
  }
}

interface Told {
  readonly after: number
  readonly offset: number
  readonly list: readonly LogEntry[]
}

/** What a reader has after everything they were told, without a gap: the entities in the order of their last change. [G3,G6] */
function heardBy({ received }: LiveSocket): readonly unknown[] {
  const messages = received.filter(({ t }) => t === 'log') as unknown as readonly Told[]
  messages.reduce((at, { after, offset }) => {
    expect(after).toBe(at)
    return offset
  }, messages[0]?.after ?? 0)
  const entities = new Map<string, LogEntry>()
  for (const entry of messages.flatMap(({ list }) => list)) {
    const mark = `${entry.k}:${entry.i}`
    entities.set(mark, { ...entry, v: entry.w ? entry.v : { ...entities.get(mark)?.v, ...entry.v } })
  }
  const inOrder = [...entities.values()].toSorted((a, b) => a.o - b.o)
  return inOrder.map(({ o, k, v }) => [o, k, v['text'], v['value'], v['pinned'], v['status'], v['reactions']])
}

async function play(at: number, moment: Moment): Promise<{ end: unknown; calls: number }> {
  const base = memoryStore()
  const { store, calls } = failingOnce(base, at, moment)
  const live = await open(store)
  try {
    const { url } = await live.listen(0, '127.0.0.1')
    const end = await evening(url)
    return { end, calls: calls() }
  } finally {
    await live.close()
    await base.close()
  }
}

for (const moment of ['before', 'after'] as const) {
  test(`[D1,D2,D3,W4] whichever call of the store fails (${moment} it is done), everything ends as if none had`, async () => {
    const whole = await play(0, moment)
    expect(whole.calls).toBeGreaterThan(25)
    for (let at = 1; at <= whole.calls; at++) {
      const { end } = await play(at, moment)
      expect(end, `call ${at}`).toEqual(whole.end)
    }
  }, 60_000)
}
