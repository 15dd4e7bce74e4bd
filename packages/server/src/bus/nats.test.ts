import { connect } from '@nats-io/transport-node'
import type { RoomfulError } from '@roomful/protocol'
import { beforeAll, expect, onTestFinished } from 'vitest'
import { apart } from '../../../../tests/support/apart.js'
import { LOCALHOST_TLS } from '../../../../tests/support/localhost-tls.js'
import { hasNats, natsTest, startNats, type NatsServer } from '../../../../tests/support/nats-server.js'
import { until } from '../../../../tests/support/until.js'
import { startWay, type Way } from '../../../../tests/support/way.js'
import { systemClock } from '../platform/clock.js'
import type { LogFields } from '../platform/log.js'
import type { Bus } from './bus.js'
import { busContract, type BusHarness } from './contract.js'
import { natsBus } from './nats.js'
import { sealedBus } from './sealed.js'

let shared: NatsServer
const ends: (() => Promise<void>)[] = []

beforeAll(async (): Promise<() => Promise<void>> => {
  if (hasNats) shared = await startNats('', (stop) => void ends.push(stop))
  return async () => void (await Promise.all(ends.map((end) => end())))
})

function harness(breakWay: (way: Way) => void): BusHarness {
  return {
    async nodes(count) {
      const made = await Promise.all(
        Array.from({ length: count }, async () => {
          const way = await startWay(shared.port)
          return { way, bus: await natsBus(`nats://127.0.0.1:${way.port}`) }
        }),
      )
      const wayOf = (node: Bus): Way => made.find(({ bus }) => bus === node)!.way
      return {
        nodes: made.map(({ bus }) => bus),
        cut: async (node) => breakWay(wayOf(node)),
        heal: async (node) => wayOf(node).heal(),
        async close() {
          await Promise.all(made.map(({ bus }) => bus.close()))
          await Promise.all(made.map(({ way }) => way.close()))
        },
      }
    },
  }
}

for (const { title, run } of busContract(harness((way) => way.cut()))) natsTest(`${title} (NATS)`, run)

// Each takes the seconds until silence is noticed, so all at once; sealed, so that they do not hear each other.
const halfOpen = apart(harness((way) => way.swallow()))
for (const { title, run } of busContract(halfOpen)) natsTest.concurrent(`${title} (NATS, half-open)`, run)

type Line = readonly [event: string, fields: LogFields | undefined]

async function node(url: string): Promise<{ bus: Bus; lines: Line[]; gaps: () => number; heard: string[] }> {
  const lines: Line[] = []
  const bus = await natsBus(url, { log: (_, event, fields) => void lines.push([event, fields]) })
  onTestFinished(() => bus.close())
  let gaps = 0
  bus.onGap(() => gaps++)
  const heard: string[] = []
  await bus.subscribe('a', (frame) => void heard.push(Buffer.from(frame).toString()))
  return { bus, lines, gaps: () => gaps, heard }
}

natsTest('[D3] a server that is killed and comes back: nothing is kept for it, and both hear of the gap', async () => {
  const server = await startNats()
  const [one, other] = [await node(server.url), await node(server.url)]
  await server.kill('SIGKILL')
  await until(() => !one.bus.isUp() && !other.bus.isUp(), 'both notice')
  for (let each = 0; each < 100; each++) {
    await expect(one.bus.publish('a', Buffer.from('lost'))).rejects.toMatchObject({ code: 'BUS_UNAVAILABLE' })
  }
  // Long enough for pauses to have grown.
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  await server.restart()
  await until(() => one.gaps() === 1 && other.gaps() === 1, 'both have been told', 4_000)
  await one.bus.publish('a', Buffer.from('found'))
  await until(() => other.heard.length > 0, 'the other hears')
  expect(other.heard).toEqual(['found'])
  expect(one.lines.map(([event]) => event)).toEqual(expect.arrayContaining(['bus-away', 'bus-back']))
  expect(one.lines.length).toBeLessThanOrEqual(4)
})

natsTest('[D3] a server that stands still: publishers hear within a second, and it shows within five', async () => {
  const server = await startNats()
  const one = await node(server.url)
  await server.freeze()
  const startMs = systemClock.monotonic()
  await expect(one.bus.publish('a', Buffer.from('lost'))).rejects.toMatchObject({ code: 'BUS_UNAVAILABLE' })
  expect(systemClock.monotonic() - startMs).toBeLessThan(1_300)
  await until(() => !one.bus.isUp(), 'it notices', 5_000)
  server.thaw()
  await until(() => one.gaps() === 1, 'it is told')
})

natsTest('five thousand topics are heard again after an interruption', async () => {
  const server = await startNats()
  const one = await node(server.url)
  const topics = Array.from({ length: 5_000 }, (_, index) => `room:${index}`)
  let heard = 0
  await Promise.all(topics.map((topic) => one.bus.subscribe(topic, () => void heard++)))
  await server.kill('SIGKILL')
  await server.restart()
  await until(() => one.gaps() === 1, 'it has been told')
  const other = await node(server.url)
  await Promise.all(topics.map((topic) => other.bus.publish(topic, Buffer.from('x'))))
  await until(() => heard === 5_000, 'every topic is heard')
})

natsTest('a frame larger than the server takes is refused by itself, and the rest goes on', async () => {
  const server = await startNats('max_payload: 2048')
  const [one, other] = [await node(server.url), await node(server.url)]
  const large = one.bus.publish('a', Buffer.alloc(2_049))
  const small = one.bus.publish('a', Buffer.from('small'))
  await expect(large).rejects.toThrow(/too large/)
  await small
  await until(() => other.heard.length > 0, 'the small one is heard')
  expect([other.heard, one.gaps()]).toEqual([['small'], 0])
})

natsTest('[S12] foreign frames on our topics are dropped with one line, and nothing else changes', async () => {
  const lines: Line[] = []
  const log = (_: unknown, event: string, fields?: LogFields): void => void lines.push([event, fields])
  const server = await startNats()
  const raw = await node(server.url)
  const sealed = sealedBus(raw.bus, { secret: 'a'.repeat(32), clock: systemClock, log })
  const heard: string[] = []
  await sealed.subscribe('room:/a', (frame) => void heard.push(Buffer.from(frame).toString()))
  const stranger = await connect({ servers: [`127.0.0.1:${server.port}`] })
  onTestFinished(() => stranger.close())
  const names: string[] = []
  stranger.subscribe('roomful.>', { callback: (_error, { subject }) => void names.push(subject) })
  await stranger.flush()
  const other = sealedBus((await node(server.url)).bus, { secret: 'a'.repeat(32), clock: systemClock, log })
  await other.publish('room:/a', Buffer.from('one'))
  await until(() => names.length > 0, 'the stranger knows the name')
  for (const junk of ['', 'x', '{"json":true}', 'x'.repeat(100)]) stranger.publish(names[0]!, junk)
  await stranger.flush()
  await other.publish('room:/a', Buffer.from('two'))
  await until(() => heard.length === 2, 'ours is heard')
  expect(heard).toEqual(['one', 'two'])
  expect(lines.map(([event, fields]) => [event, fields?.['topic'], fields?.['reason']])).toEqual([
    ['bus-frame-refused', 'room', 'foreign'],
    ['bus-frame-refused', 'room', 'version'],
  ])
  expect(raw.gaps()).toBe(0)
})

const ACCOUNTS = `authorization { users: [
  { user: live, password: "pass word", permissions: { publish: "roomful.>", subscribe: "roomful.>" } }
  { user: other, password: other }
] }`

natsTest('an account that may do no more than the documentation says is enough', async () => {
  const server = await startNats(ACCOUNTS)
  const bus = await natsBus(`nats://live:pass%20word@127.0.0.1:${server.port}`)
  const other = await natsBus(`nats://other:other@127.0.0.1:${server.port}`)
  onTestFinished(async () => void (await Promise.all([bus.close(), other.close()])))
  const heard: string[] = []
  await bus.subscribe('roomful:a', (frame) => void heard.push(Buffer.from(frame).toString()))
  await expect(bus.subscribe('a', () => undefined)).rejects.toMatchObject({ code: 'BUS_UNAVAILABLE' })
  await other.publish('roomful:a', Buffer.from('hello'))
  await until(() => heard.length > 0, 'it hears')
  await bus.publish('roomful:a', Buffer.from('hello'))
  expect(bus.isUp()).toBe(true)
})

natsTest('what waiting does not cure is told at the start, with its word and without the password', async () => {
  const server = await startNats(ACCOUNTS)
  const start = (url: string): Promise<RoomfulError> =>
    natsBus(url).then(
      () => expect.unreachable('it started'),
      (error: unknown) => error as RoomfulError,
    )
  const none = await start(server.url)
  expect(none).toMatchObject({ code: 'BUS_UNAVAILABLE', message: expect.stringContaining('AuthorizationError') })
  const wrong = await start(`nats://live:not-it@127.0.0.1:${server.port}`)
  expect(wrong.message).toContain('AuthorizationError')
  expect(wrong.message).not.toContain('not-it')
  await server.kill('SIGKILL')
  expect(await start(server.url)).toMatchObject({ code: 'BUS_UNAVAILABLE' })
  expect(await start('redis://127.0.0.1:1')).toMatchObject({ code: 'OPTION_INVALID', at: 'bus' })
})

natsTest('a token is a name without a password, and the next address is taken when one is away', async () => {
  const config = 'authorization { token: "to ken" }'
  const servers = [await startNats(config), await startNats(config)]
  const one = await node(servers.map(({ port }) => `nats://to%20ken@127.0.0.1:${port}`).join(','))
  // Whichever it took first: one of the two rounds takes it away.
  for (const server of servers) {
    await server.kill('SIGKILL')
    let isHeard = false
    await until(() => {
      void one.bus.publish('a', Buffer.from('still')).then(
        () => (isHeard = true),
        () => undefined,
      )
      return isHeard && one.bus.isUp()
    }, 'the other takes what is published')
    await server.restart()
  }
  expect(one.gaps()).toBeGreaterThan(0)
})

natsTest('over TLS, and only with a server whose certificate is believed', async () => {
  const { certFile, keyFile } = LOCALHOST_TLS
  const server = await startNats(`tls { cert_file: "${certFile}", key_file: "${keyFile}" }`)
  const url = `tls://127.0.0.1:${server.port}`
  const tls = { caFile: certFile }
  const [one, other] = [await natsBus(url, { tls }), await natsBus(url, { tls })]
  onTestFinished(async () => void (await Promise.all([one.close(), other.close()])))
  const heard: number[] = []
  await other.subscribe('a', ({ length }) => void heard.push(length))
  await one.publish('a', Buffer.alloc(100_000))
  await until(() => heard.length > 0, 'it hears')
  expect(heard).toEqual([100_000])
  await expect(natsBus(url)).rejects.toThrow(/SELF_SIGNED/)
})
