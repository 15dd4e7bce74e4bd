import { readFile } from 'node:fs/promises'
import { connect, nodeEnvironment, type Client } from '@roomful/client'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { nginxProgram } from '../../scripts/suites/nginx.mjs'
import { postgresFolder } from '../../scripts/suites/postgres.mjs'
import { redisProgram } from '../../scripts/suites/redis.mjs'
import { runExample, type RunningExample } from '../run-example.js'

const programs = { ROOMFUL_NGINX: nginxProgram(), ROOMFUL_POSTGRES: postgresFolder(), ROOMFUL_REDIS: redisProgram() }
const hasAll = Object.values(programs).every((found) => found !== undefined)
const clusterTest = test.skipIf(!hasAll)
const ROOM = '/'
const PEOPLE = 6

let example: RunningExample | undefined

beforeAll(async () => {
  if (hasAll) example = await runExample('cluster/start.mjs', ['--port', '0'], programs)
}, 60_000)
afterAll(() => example?.stop())

/** Somebody who comes through nginx, which says where it has sent them. */
function come(address: string): { client: Client; node(): string } {
  let node = ''
  const env = nodeEnvironment()
  const client = connect(address, {
    env: {
      ...env,
      warn: () => undefined,
      dial(url, handlers) {
        const socket = new WebSocket(url, { origin: address })
        socket.binaryType = 'arraybuffer'
        // All that were tried; the last one took it.
        socket.on('upgrade', ({ headers }) => (node = String(headers['x-roomful-node']).split(', ').at(-1) ?? ''))
        socket.on('open', () => handlers.opened())
        socket.on('message', (data, isBinary) =>
          handlers.received(
            isBinary ? new Uint8Array(data as ArrayBuffer) : Buffer.from(data as ArrayBuffer).toString(),
          ),
        )
        socket.on('close', (code) => handlers.closed(code))
        socket.on('error', () => undefined)
        return { send: (frame) => socket.send(frame), close: (code) => socket.close(code) }
      },
    },
  })
  onTestFinished(() => client.close())
  return { client, node: () => node }
}

test('the compose file and the proxy speak of the same nodes', async () => {
  const [compose, nginx] = await Promise.all(
    ['compose.yaml', 'nginx.conf'].map((name) => readFile(new URL(name, import.meta.url), 'utf8')),
  )
  const named = [...(nginx ?? '').matchAll(/server (node-\d):8787/g)].map(([, name]) => name)
  expect(named).toEqual(['node-1', 'node-2', 'node-3'])
  for (const name of named) expect(compose).toContain(`\n  ${name}: *node\n`)
  expect(compose).toContain("'--port', '8787'")
  expect(nginx).toContain('listen 8080')
})

clusterTest(
  'one page on three nodes: people, counts and comments come over, and a killed node is no event',
  async () => {
    const { address, type } = example as RunningExample
    expect(await (await fetch(address)).text()).toContain('<roomful-comments>')
    expect((await fetch(`${address}/roomful/roomful.js`)).headers.get('content-type')).toContain('javascript')
    const people = Array.from({ length: PEOPLE }, () => come(address))
    const rooms = people.map(({ client }) => client.room(ROOM))
    for (const [who, { me }] of rooms.entries()) {
      me.show()
      me.set({ name: `Person ${who}` })
    }
    const shows = (): string[] =>
      rooms.map((room) => `${room.members.get().length} of ${room.count.get()?.connections}`)
    const all = rooms.map(() => `${PEOPLE} of ${PEOPLE}`)
    await expect.poll(shows, { timeout: 10_000 }).toEqual(all)
    expect(new Set(people.map(({ node }) => node())).size).toBe(3)

    const [writer, ...readers] = rooms
    await writer?.comments.add('Well put.').done
    for (const { comments } of readers)
      await expect.poll(() => JSON.stringify(comments.get()), { timeout: 5_000 }).toContain('Well put.')

    let least = PEOPLE
    for (const { members } of rooms) members.subscribe(() => (least = Math.min(least, members.get().length)))
    const killed = people.filter(({ node }) => node() === people[1]?.node()).length
    expect(killed).toBe(2)
    const lines = (await type('status', 'nginx')).split('\n')
    const [name = ''] =
      lines
        .find((line) => line.includes(people[1]?.node() ?? 'none'))
        ?.trim()
        .split(' ') ?? []
    expect(name).toMatch(/^node-\d$/)
    await type(`kill ${name}`, 'done in')
    await expect.poll(() => new Set(people.map(({ node }) => node())).size, { timeout: 10_000 }).toBe(2)
    await expect.poll(shows, { timeout: 10_000 }).toEqual(all)
    // A leave would have been shown by now.
    await new Promise((resolve) => setTimeout(resolve, 6_000))
    expect([shows(), least]).toEqual([all, PEOPLE])
    const answer = await fetch(`${address}/roomful/v1/rooms/${encodeURIComponent(ROOM)}/count`)
    expect(await answer.json()).toMatchObject({ connections: PEOPLE, people: PEOPLE })
  },
  60_000,
)
