/** Real clients and a real server with a bad network between them: short forms of what is simulated at length. */
import { connect, nodeEnvironment, type Client } from '@roomful/client'
import { expect, onTestFinished, test } from 'vitest'
import { startProxy, type TroubleProxy } from '../support/proxy.js'
import { startServer, type RealServer } from '../support/real-server.js'
import { until } from '../support/until.js'

async function setUp(): Promise<RealServer & { proxy: TroubleProxy }> {
  const server = await startServer()
  const proxy = await startProxy(server.port)
  onTestFinished(async () => {
    await server.roomful.close()
    await proxy.close()
  })
  return { ...server, proxy }
}

function client(url: string): Client {
  const made = connect(url, { env: { ...nodeEnvironment(), warn: () => undefined } })
  onTestFinished(() => made.close())
  return made
}

test('[B2,B3,D4,D9] half-open both ways: the server is done within 10 s, the client notices within 12 s and comes back', async () => {
  const { url, roomful, proxy } = await setUp()
  const observer = client(url).room('/a')
  const lost = client(proxy.url)
  const room = lost.room('/a')
  room.me.show()
  await until(() => observer.members.get().length === 1 && room.status.get() === 'joined', 'both are in')
  const startedAt = performance.now()
  proxy.silence()
  await until(() => observer.members.get().length === 0, 'the server has noticed', 11_000)
  expect(performance.now() - startedAt).toBeLessThanOrEqual(10_000)
  await until(() => lost.status.get() !== 'online', 'the client has noticed', 13_000)
  expect(performance.now() - startedAt).toBeLessThanOrEqual(12_500)
  await until(() => observer.members.get().length === 1, 'it is back', 10_000)
  expect(roomful.room('/a').counts().connections).toBe(2)
}, 40_000)

test('[H5,P4] a reset of the connection is not seen by anyone', async () => {
  const { url, proxy } = await setUp()
  const observer = client(url).room('/a')
  const shaky = client(proxy.url)
  shaky.room('/a').me.show()
  await until(() => observer.members.get().length === 1, 'the member is seen')
  let changes = 0
  observer.members.subscribe(() => changes++)
  let leaves = 0
  shaky.status.subscribe(() => (leaves += shaky.status.get() === 'waiting' ? 1 : 0))
  for (let round = 1; round <= 3; round++) {
    proxy.reset()
    await until(() => leaves === round && shaky.status.get() === 'online', `back after reset ${round}`)
  }
  // A leave would show after the grace of 4 s and a second.
  await new Promise((resolve) => setTimeout(resolve, 5_200))
  expect(changes).toBe(0)
}, 30_000)

test('[E2,E3] a slow line that slices every frame loses and reorders nothing', async () => {
  const { url, proxy } = await setUp()
  proxy.setLatency(80)
  proxy.setSlice(3)
  const reader = client(url).room('/a')
  const sender = client(proxy.url).room('/a')
  const heard: unknown[] = []
  reader.on('n', (data) => void heard.push(data))
  await until(() => reader.status.get() === 'joined' && sender.status.get() === 'joined', 'both are in')
  const answers = await Promise.all(Array.from({ length: 15 }, (_, i) => sender.send('n', { i, text: 'ä'.repeat(50) })))
  expect(answers.map(({ seq }) => seq)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1))
  await until(() => heard.length === 15, 'all have arrived')
  expect(heard.map((data) => (data as { i: number }).i)).toEqual(Array.from({ length: 15 }, (_, i) => i))
}, 20_000)
