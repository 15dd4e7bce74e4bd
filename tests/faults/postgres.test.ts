/** What happens to a store when its Postgres dies, hangs, is locked or full. [F1, F4, F13] */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { postgresStore, type Store } from 'roomful'
import { Client } from 'pg'
import { expect, onTestFinished, vi } from 'vitest'
import { withServer } from '../support/live-server.js'
import { ownPostgres, postgresPlace, postgresTest } from '../support/postgres.js'
import { startProxy } from '../support/proxy.js'

interface Saying {
  readonly id: string
  readonly room?: string
  readonly author?: string
}

/** Adds a comment; the words follow from the id, as with a client that repeats itself. */
async function say(
  store: Store,
  { id, room = '/a', author = 'ada' }: Saying,
): Promise<{ id: string; isRepeat: boolean }> {
  const by = { id: author, name: author, isVerified: false }
  const change = { comment: `c-${id}`, author: by, text: `Word ${id}.`, status: 'visible' } as const
  const fingerprint = createHash('sha256').update(id).digest('hex')
  const { isRepeat, result } = await store.write({
    room,
    author,
    id,
    atMs: 1,
    kind: 'comment.add',
    fingerprint,
    change,
  })
  return { id: result.comment.id, isRepeat }
}

/** Says it until it is kept, as a client's outbox does. */
async function insist(store: Store, saying: Saying): Promise<{ refusals: number; isRepeat: boolean }> {
  for (let refusals = 0; ; refusals++) {
    try {
      const { isRepeat } = await say(store, saying)
      return { refusals, isRepeat }
    } catch (error) {
      if ((error as { code?: string }).code !== 'STORE_UNAVAILABLE') throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

async function saidIn(store: Store, room = '/a'): Promise<readonly string[]> {
  const { list } = await store.read('log.since', { room, after: 0, limit: 100_000 })
  expect(list.map(({ o }) => o)).toEqual(list.map((_, index) => index + 1))
  return list.map(({ i }) => i)
}

async function storeAt(url: string): Promise<Store> {
  const store = await postgresStore(url)
  onTestFinished(() => store.close())
  return store
}

interface ForgetfulWay {
  readonly port: number
  begin(): void
  end(): void
  lost(): number
}

/** A way to a Postgres on which, once begun, the answer to every `nth` COMMIT is lost, and the connection with it. */
async function forgetfulWay(port: number, nth: number): Promise<ForgetfulWay> {
  let commits = Number.NEGATIVE_INFINITY
  let lost = 0
  const listener = createServer((client) => {
    const server = connect(port, '127.0.0.1')
    let isLast = false
    client.on('data', (data) => {
      if (data.includes('COMMIT\0')) isLast = ++commits % nth === 0
      server.write(data)
    })
    server.on('data', (data) => {
      if (!isLast) return client.write(data)
      lost++
      client.destroy()
      server.destroy()
    })
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => undefined)
      one.on('close', () => other.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  onTestFinished(() => void listener.close())
  return {
    port: (listener.address() as AddressInfo).port,
    begin: () => void (commits = 0),
    end: () => void (commits = Number.NEGATIVE_INFINITY),
    lost: () => lost,
  }
}

const msSince = (startedMs: number): number => performance.now() - startedMs

postgresTest(
  '[D1,D2,W4] kill -9 of Postgres under writes, five times: nothing answered is lost, nothing is there twice',
  async () => {
    const server = await ownPostgres()
    const stores = [await storeAt(server.url), await storeAt(server.url)]
    const answered: string[] = []
    const alone: string[] = []
    let isOver = false
    const writers = Array.from({ length: 12 }, async (_, writer) => {
      const store = stores[writer % 2] as Store
      for (let index = 0; !isOver; index++) {
        const id = `${writer}-${index}`
        await insist(store, { id, room: `/room/${writer % 3}`, author: `p${writer}` })
        answered.push(id)
      }
    })
    for (let round = 0; round < 5; round++) {
      const before = answered.length
      await vi.waitFor(() => expect(answered.length).toBeGreaterThan(before + 30), { timeout: 10_000, interval: 5 })
      await server.kill('SIGKILL')
      // Everybody is told within a second. What is still answered well was done by a process that has outlived its parent.
      for (let turn = 0, refused = false; !refused; turn++) {
        const startedMs = performance.now()
        const id = `down-${round}-${turn}`
        await say(stores[0] as Store, { id }).then(
          () => alone.push(id),
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE' })
            refused = true
          },
        )
        expect(msSince(startedMs)).toBeLessThan(1_000)
      }
      await server.restart()
      const backMs = performance.now()
      await insist(stores[0] as Store, { id: `back-${round}` })
      alone.push(`back-${round}`)
      expect(msSince(backMs)).toBeLessThan(5_000)
    }
    isOver = true
    await Promise.all(writers)
    const said = (await Promise.all([0, 1, 2].map((room) => saidIn(stores[1] as Store, `/room/${room}`)))).flat()
    expect(said.toSorted()).toEqual(answered.map((id) => `c-${id}`).toSorted())
    // The one that was refused may have been done all the same; nobody was told so.
    expect(await saidIn(stores[1] as Store)).toEqual(expect.arrayContaining(alone.map((id) => `c-${id}`)))
  },
  60_000,
)

postgresTest(
  '[D1,D2,W3] every fifth answer to a COMMIT is lost with its connection: one copy of everything',
  async () => {
    const place = await postgresPlace()
    onTestFinished(() => place.remove())
    const way = await forgetfulWay(Number(new URL(place.url).port), 5)
    const store = await storeAt(place.url.replace(/:\d+\//, `:${way.port}/`))
    way.begin()
    const ids = Array.from({ length: 400 }, (_, index) => `w${index}`)
    let refusals = 0
    let repeats = 0
    const perRoom = Array.from({ length: 8 }, async (_, room) => {
      for (const id of ids.filter((_id, index) => index % 8 === room)) {
        const outcome = await insist(store, { id, room: `/room/${room}` })
        refusals += outcome.refusals
        repeats += outcome.isRepeat ? 1 : 0
      }
    })
    await Promise.all(perRoom)
    way.end()
    // Whoever was refused had been written all the same, and heard so when they asked again.
    expect(way.lost()).toBeGreaterThan(10)
    expect(repeats).toBeGreaterThanOrEqual(way.lost() / 2)
    expect(refusals).toBeGreaterThanOrEqual(repeats)
    for (let room = 0; room < 8; room++) {
      const expected = ids.filter((_, index) => index % 8 === room).map((id) => `c-${id}`)
      expect(await saidIn(store, `/room/${room}`)).toEqual(expected)
    }
  },
  60_000,
)

postgresTest(
  '[W2,W4,R7] while Postgres is away presence and events go on, and writes are told within a second',
  async () => {
    const postgres = await ownPostgres()
    await withServer({ database: postgres.url }, async ({ join }) => {
      const [ada, bob] = [await join('/a'), await join('/a')]
      const write = { t: 'write', n: 1, kind: 'comment.add', text: 'Well put.', name: 'Ada' }
      ada.send({ ...write, id: 'before' })
      await ada.until(({ t, id }) => t === 'wrote' && id === 'before')
      await postgres.kill('SIGKILL')
      const startedMs = performance.now()
      ada.send({ ...write, id: 'w1' })
      const refusal = await ada.until((message) => message['write'] === 'w1' || message['id'] === 'w1')
      expect(refusal).toMatchObject({ t: 'error', write: 'w1', code: 'STORE_UNAVAILABLE' })
      expect(msSince(startedMs)).toBeLessThan(1_500)
      ada.send({ t: 'me', n: 1, show: true, name: 'Ada' })
      await bob.until(({ t, set }) => t === 'members' && JSON.stringify(set).includes('Ada'))
      for (let index = 0; index < 15; index++) {
        const sentMs = performance.now()
        ada.send({ t: 'event', n: 1, name: 'clap', data: { index } })
        ada.send({ ...write, id: `down-${index}` })
        await bob.until(({ t, data }) => t === 'event' && (data as { index?: number }).index === index)
        expect(msSince(sentMs)).toBeLessThan(1_000)
      }
      await postgres.restart()
      const backMs = performance.now()
      // As a client's outbox does: the same id again, until it is kept.
      for (let isKept = false; !isKept;) {
        const from = ada.received.length
        ada.send({ ...write, id: 'w1' })
        const answer = await ada.until(
          (message) => ada.received.indexOf(message) >= from && (message['id'] ?? message['write']) === 'w1',
        )
        isKept = answer.t === 'wrote'
        if (!isKept) await new Promise((resolve) => setTimeout(resolve, 250))
      }
      expect(msSince(backMs)).toBeLessThan(5_000)
    })
  },
  30_000,
)

postgresTest('[W4] a network that swallows everything: refused within a second or so, back within five', async () => {
  const place = await postgresPlace()
  onTestFinished(() => place.remove())
  const proxy = await startProxy(Number(new URL(place.url).port))
  onTestFinished(() => proxy.close())
  const store = await storeAt(place.url.replace(/:\d+\//, `:${new URL(proxy.url).port}/`))
  await say(store, { id: 'before' })
  proxy.silence()
  const startedMs = performance.now()
  await expect(say(store, { id: 'silent' })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  expect(msSince(startedMs)).toBeLessThan(2_000)
  await expect(store.read('log.head', { room: '/a' })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  // New connections pass again: the cable is mended, the old ones are still dead.
  const backMs = performance.now()
  await insist(store, { id: 'silent' })
  expect(msSince(backMs)).toBeLessThan(5_000)
  await vi.waitFor(async () => expect(await saidIn(store)).toEqual(['c-before', 'c-silent']))
})

postgresTest(
  '[W4,D5] a room that somebody keeps locked: it waits and is refused, others go on, the queue is bounded',
  async () => {
    const place = await postgresPlace()
    onTestFinished(() => place.remove())
    const store = await storeAt(place.url)
    await say(store, { id: 'before' })
    const other = new Client({ connectionString: place.url })
    await other.connect()
    onTestFinished(() => other.end())
    await other.query(`BEGIN; SELECT 1 FROM roomful_rooms WHERE room = '/a' FOR UPDATE`)
    const locked = say(store, { id: 'locked' }).catch((error: unknown) => error)
    // Rooms of other lanes do not notice, nor do readers.
    const rooms = Array.from({ length: 20 }, (_, index) => `/free/${index}`)
    const free = rooms.map((room) => say(store, { id: 'free', room }).then(() => room))
    expect(await Promise.race([locked, Promise.any(free)])).toMatch('/free/')
    expect(await saidIn(store)).toEqual(['c-before'])
    const words = 'x'.repeat(60_000)
    const by = { id: 'eve', name: 'Eve', isVerified: false }
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) => {
        const change = { comment: `big${index}`, author: by, text: words, status: 'visible' } as const
        const key = { room: '/a', author: 'eve', id: `big${index}`, atMs: 1 }
        return store.write({ ...key, kind: 'comment.add', fingerprint: 'x', change })
      }),
    )
    const codes = outcomes.map((each) => (each.status === 'rejected' ? (each.reason as { code: string }).code : 'ok'))
    expect(codes.filter((code) => code === 'STORE_BUSY').length).toBeGreaterThan(20)
    expect(codes.filter((code) => code === 'STORE_UNAVAILABLE').length).toBeGreaterThan(60)
    expect(await locked).toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await Promise.allSettled(free)
    await other.query('ROLLBACK')
    await insist(store, { id: 'locked' })
    expect(await saidIn(store)).toEqual(['c-before', 'c-locked'])
  },
  30_000,
)

postgresTest(
  '[W4] a server that takes no more connections: those there are go round, and nobody is refused',
  async () => {
    const server = await ownPostgres({ max_connections: '5', superuser_reserved_connections: '0' })
    const store = await storeAt(server.url)
    // One reads, one writes, and the others are taken by somebody else.
    await say(store, { id: 'before' })
    await saidIn(store)
    const others = Array.from({ length: 3 }, () => new Client({ connectionString: server.url }))
    onTestFinished(async () => void (await Promise.all(others.map((other) => other.end()))))
    await Promise.all(others.map((other) => other.connect()))
    await expect(postgresStore(server.url)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    const rooms = Array.from({ length: 12 }, (_, index) => `/room/${index}`)
    await Promise.all(rooms.map((room) => say(store, { id: 'w', room })))
    const said = await Promise.all(rooms.map((room) => saidIn(store, room)))
    expect(said).toEqual(rooms.map(() => ['c-w']))
  },
)
