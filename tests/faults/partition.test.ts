/**
 * The cable between a node and the broker is cut, both ways and one way, while its people stay with it. [F8,F17]
 *
 *     FAULTS=long npx vitest run tests/faults/partition.test.ts     cut for 30 s instead of 6
 *
 * Each node is a machine of its own, as far as the network goes; see `namespace.ts`.
 */
import { postgresStore } from 'roomful'
import { expect, onTestFinished, test } from 'vitest'
import { hasServices } from '../support/broker.js'
import { expectDurable, keptIn } from '../support/durable.js'
import { startFleet, untilAgreed } from '../support/fleet.js'
import { openSocket, type LiveSocket } from '../support/live-server.js'
import { createMachine, partitionTest, type Machine } from '../support/namespace.js'
import { startNodes } from '../support/nodes.js'
import { createScribe } from '../support/scribe.js'
import { until } from '../support/until.js'
import { helloOf } from '../support/writer.js'

const ROOM = '/a'
const PEOPLE = 12
const CUT_MS = process.env['FAULTS'] === 'long' ? 30_000 : 6_000
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const REVOKED = 4_203
const machineTest = hasServices ? partitionTest : test.skip

async function enterAt(url: string, hello: object): Promise<LiveSocket> {
  const socket = await openSocket(`${url.replace('http', 'ws')}/roomful/v1/socket`)
  socket.send({ t: 'hello', v: 1, format: 'json', ...hello, rooms: [{ room: ROOM }] })
  await socket.until(({ t }) => t === 'joined')
  return socket
}

for (const direction of ['both', 'out', 'in'] as const) {
  const way = { both: 'both ways', out: 'so that nobody hears it', in: 'so that it hears nobody' }[direction]
  machineTest(
    `[D1,D3,D7,D9] a node cut off from the broker, ${way}: everybody writes on, and after the heal all agree within 4 s`,
    async () => {
      const cables: { machine: Machine; port: number }[] = []
      const nodes = await startNodes({
        count: 2,
        async each(_index, { broker, database }) {
          const machine = createMachine()
          const { host, port } = await machine.expose(broker.port)
          const there = new URL(database)
          const way = await machine.expose(Number(there.port))
          Object.assign(there, { hostname: way.host, port: String(way.port) })
          cables.push({ machine, port })
          const config = { bus: `redis://${host}:${port}`, database: there.href }
          return { host: machine.host, namespace: machine.name, config }
        },
      })
      const people = await startFleet({ count: PEOPLE, next: nodes.next, room: () => ROOM })
      const scribes = nodes.list.map(({ url }, who) => createScribe({ url, room: ROOM, name: `p${who}` }))
      onTestFinished(async () => void (await Promise.all(scribes.map((scribe) => scribe.close()))))
      await until(() => scribes.every(({ position }) => position !== undefined), 'all read along')
      await untilAgreed(people, PEOPLE, PEOPLE + scribes.length)
      let isOver = false
      const writing = scribes.map(async (scribe, who) => {
        for (let index = 0; !isOver; index++) {
          await scribe.write(`p${who}-${index}`, `Comment ${index} of p${who}.`)
          await pause(50)
        }
      })
      const { machine, port } = cables[1] as { machine: Machine; port: number }
      const marks = scribes.map(({ acknowledged }) => acknowledged.size)
      const [moderator, banned] = await Promise.all([
        enterAt(nodes.list[0]?.url ?? '', helloOf('mia', 'Mia', ['see', 'comment', 'moderate'])),
        enterAt(nodes.list[1]?.url ?? '', helloOf('eve', 'Eve')),
      ])
      machine.drop(port, direction)
      const cutMs = performance.now()
      moderator.send({ t: 'write', n: 1, id: 'ban', kind: 'person.sanction', person: 'eve', what: 'ban' })
      await moderator.until(({ t, id }) => t === 'wrote' && id === 'ban')
      let bannedMs = 0
      void banned.closed.then(({ code }) => (bannedMs = code === REVOKED ? performance.now() - cutMs : Number.NaN))
      await pause(CUT_MS)
      for (const [who, { acknowledged }] of scribes.entries())
        expect(acknowledged.size).toBeGreaterThan((marks[who] ?? 0) + 10)
      machine.heal()
      const healedMs = performance.now()
      await until(() => bannedMs > 0, 'whoever was banned meanwhile is sent away', 2_000)
      await moderator.close()
      await untilAgreed(people, PEOPLE, PEOPLE + scribes.length, 4_000)
      const agreedMs = performance.now() - healedMs
      const told = scribes.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0)
      await until(() => scribes.every(({ position }) => (position?.offset ?? 0) >= told), 'logs caught up', 4_000)
      isOver = true
      await Promise.all(writing)
      const written = scribes.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0)
      await until(() => scribes.every(({ position }) => position?.offset === written), 'all have heard all')
      const store = await postgresStore(nodes.database)
      onTestFinished(() => store.close())
      const room = await keptIn(store, ROOM)
      expectDurable(room, scribes)
      expect(room.texts.size).toBe(written)
      expect(nodes.output()).not.toContain('internal-error')
      console.info(
        `cut ${CUT_MS} ms (${direction}): agreed ${agreedMs.toFixed(0)} ms after the heal, banned ${bannedMs.toFixed(0)} ms ` +
          `after the cut, ${written} comments once each`,
      )
    },
    120_000,
  )
}
