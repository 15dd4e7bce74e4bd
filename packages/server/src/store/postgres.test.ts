import { expect, onTestFinished } from 'vitest'
import { ownPostgres, postgresPlace, postgresTest, type PostgresPlace } from '../../../../tests/support/postgres.js'
import { createDice } from '../../../../tests/support/seeded-random.js'
import { systemClock } from '../platform/clock.js'
import { systemRandom } from '../platform/random.js'
import { storeContract } from './contract/contract.js'
import type { StoreHarness } from './contract/contract.js'
import { add, first, logOf, nextId, person, write } from './contract/place.js'
import { openPostgres } from './postgres/driver.js'
import { postgresStore } from './postgres.js'
import type { Store } from './store.js'

let shared: Promise<PostgresPlace> | undefined
const inPostgres: StoreHarness = {
  isDurable: true,
  async place() {
    const place = await (shared ??= postgresPlace())
    return { open: () => postgresStore(place.url), remove: () => place.empty() }
  },
}

for (const { title, run } of storeContract(inPostgres)) postgresTest(`${title} (Postgres)`, run)

async function freshPlace(): Promise<PostgresPlace> {
  const place = await postgresPlace()
  onTestFinished(() => place.remove())
  return place
}

async function opened(url: string, count = 1): Promise<readonly Store[]> {
  const stores = await Promise.all(Array.from({ length: count }, () => postgresStore(url)))
  onTestFinished(async () => void (await Promise.all(stores.map((store) => store.close()))))
  return stores
}

postgresTest('[D1] commits are synced whatever the server’s configuration says', async () => {
  const { url } = await freshPlace()
  const careless = url.replace('-c', '-c synchronous_commit=off -c')
  const settings = { writers: 1, readers: 1, clock: systemClock, random: systemRandom }
  const driver = await openPostgres({ url: decodeURIComponent(careless).replaceAll(' ', '%20'), ...settings })
  onTestFinished(() => driver.close())
  const show = (sql: { first(text: string): Promise<unknown> }): Promise<unknown> =>
    sql.first(`SELECT current_setting('synchronous_commit') AS is_on`)
  expect(await driver.snapshot(show)).toEqual({ is_on: 'off' })
  expect(await driver.transaction(show)).toEqual({ is_on: 'on' })
})

postgresTest('[D1] a server that does not sync is not used', async () => {
  const server = await ownPostgres({ fsync: 'off' })
  await expect(postgresStore(server.url)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringContaining('fsync'),
  })
})

postgresTest('[D1] a transaction that Postgres gave up is not taken for committed', async () => {
  const { url } = await freshPlace()
  const driver = await openPostgres({ url, writers: 1, readers: 1, clock: systemClock, random: systemRandom })
  onTestFinished(() => driver.close())
  const careless = driver.transaction(async (sql) => {
    await sql.run('SELECT 1 / 0').catch(() => undefined)
    return 'done'
  })
  await expect(careless).rejects.toThrow('rolled back')
  expect(await driver.transaction(() => Promise.resolve('next'))).toBe('next')
})

postgresTest('[W4,S32] an error of the database is told in our words, without what anybody wrote', async () => {
  const { url } = await freshPlace()
  const driver = await openPostgres({ url, writers: 1, readers: 1, clock: systemClock, random: systemRandom })
  onTestFinished(() => driver.close())
  const full = Object.assign(new Error('could not extend file "base/1/canary"'), { code: '53100' })
  expect(driver.explain(full)).toEqual({
    code: 'STORE_FULL',
    isPassing: false,
    message: 'Postgres cannot be used: its disk is full (53100).',
  })
  expect(driver.explain(Object.assign(new Error('deadlock'), { code: '40P01' })).isPassing).toBe(true)
  const error = await driver
    .transaction((sql) => sql.run(`SELECT CAST(? AS BIGINT)`, 'canary'))
    .catch((reason: unknown) => reason)
  expect(String(error)).toContain('canary')
  const told = driver.explain(error)
  expect(told).toMatchObject({ code: 'STORE_UNAVAILABLE', isPassing: false })
  expect(told.message).not.toContain('canary')
})

postgresTest('nodes that start at the same moment make the tables once', async () => {
  const place = await freshPlace()
  const stores = await opened(place.url, 5)
  const secrets = await Promise.all(stores.map((store, index) => store.setting('secret', () => `by ${index}`)))
  expect(new Set(secrets).size).toBe(1)
  const heads = await Promise.all(stores.map((store) => store.read('log.head', { room: '/a' })))
  expect(new Set(heads.map(({ epoch }) => epoch)).size).toBe(1)
})

postgresTest('a database of a newer version is left alone', async () => {
  const place = await freshPlace()
  await (await postgresStore(place.url)).close()
  await place.query('INSERT INTO roomful_migrations (version) VALUES (999)')
  await expect(postgresStore(place.url)).rejects.toMatchObject({ code: 'STORE_NEWER' })
})

postgresTest('[S32] what cannot be opened is told without its password', async () => {
  const { url } = await freshPlace()
  const wrong = [
    url.replace('/postgres?', '/no-such-database?'),
    url.replace('postgres@', 'nobody:sesame@'),
    'postgres://nobody:sesame@127.0.0.1:1/x',
    'postgres://nobody:sesame@nowhere.invalid/x',
    'postgres://nobody:sesame@:99999999/x',
  ]
  for (const each of wrong) {
    const error: unknown = await postgresStore(each).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', message: expect.stringContaining('Postgres') })
    expect(String(error)).not.toContain('sesame')
  }
})

postgresTest('[D3] two nodes that write in many rooms for many people never lock each other out', async () => {
  const place = await freshPlace()
  const stores = await opened(place.url, 2)
  const dice = createDice(7)
  const drawn = (prefix: string, count: number): string => `${prefix}${dice.word() % count}`
  const deadlocks = async (): Promise<unknown> => {
    const rows = await place.query('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()')
    return rows[0]?.['deadlocks']
  }
  const before = await deadlocks()
  const rooms = Array.from({ length: 6 }, (_, index) => `/room/${index}`)
  const asked = Array.from({ length: 400 }, (_, index) => {
    const store = stores[index % 2] ?? first(stores)
    return add(store, { room: drawn('/room/', rooms.length), by: person(drawn('p', 12)) })
  })
  await Promise.all(asked)
  let total = 0
  for (const room of rooms) {
    const offsets = (await logOf(first(stores), room)).map(({ o }) => o)
    expect(offsets).toEqual(offsets.map((_, index) => index + 1))
    total += offsets.length
  }
  expect(total).toBe(400)
  expect(await deadlocks()).toEqual(before)
})

postgresTest('[D3] an erasure and an import through many rooms go well beside others’ writes', async () => {
  const place = await freshPlace()
  const [one, other] = (await opened(place.url, 2)) as [Store, Store]
  const rooms = Array.from({ length: 8 }, (_, index) => `/room/${7 - index}`)
  const bob = person('bob')
  for (const room of rooms) await add(one, { room, by: bob })
  const records = rooms.flatMap((room) =>
    [1, 2].map((n) => {
      const author = { id: `import:${n}`, name: 'Imported' }
      return { room, comment: `i${n}`, author, text: 'Old.', atMs: n, status: 'visible' as const }
    }),
  )
  const asked = await Promise.allSettled([
    write(one, { room: '', author: 'mod', kind: 'person.erase', change: { person: 'bob' } }),
    write(other, { room: '', author: 'mod', kind: 'import.add', change: { records } }),
    ...rooms.flatMap((room) => [one, other].map((store) => add(store, { room, by: person(nextId('p')) }))),
  ])
  expect(asked.filter(({ status }) => status === 'rejected')).toEqual([])
  for (const room of rooms) expect((await other.read('comments.counts', { rooms: [room] }))[0]?.total).toBe(4)
})

postgresTest('[T4] the words of somebody who is erased are in no row of any table', async () => {
  const place = await freshPlace()
  const [store] = (await opened(place.url)) as [Store]
  const eve = person('canary-id', 'Canary Name', { avatar: 'https://example.org/canary.png' })
  const mine = await add(store, { by: eve, text: 'canary words' })
  await add(store, { by: eve, text: 'canary waits', status: 'held' })
  const comment = mine.result.comment.id
  const edit = { comment, text: 'canary changed', isModerator: false, windowMs: 1e15, status: 'visible' } as const
  await write(store, { author: eve.id, kind: 'comment.edit', change: edit })
  const parcel = {
    id: 'p1',
    kind: 'mail',
    body: { to: 'x@example.org', comment, text: 'canary' },
    attempts: 0,
    dueMs: 1,
  } as const
  const sent = { ...parcel, id: 'p2', body: { text: 'canary' } } as const
  await write(store, { room: '', author: '', kind: 'parcel.add', change: { parcels: [parcel, sent] } })
  const everything = async (): Promise<string> => {
    const tables = await place.query('SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()')
    const rows = await Promise.all(tables.map(({ name }) => place.query(`SELECT * FROM ${String(name)}`)))
    return JSON.stringify(rows).toLowerCase()
  }
  expect(await everything()).toContain('canary')
  await write(store, { room: '', author: '', kind: 'parcel.tried', change: { id: 'p2' } })
  await write(store, { room: '', author: 'mod', kind: 'person.erase', change: { person: eve.id } })
  expect(await everything()).not.toContain('canary')
})
