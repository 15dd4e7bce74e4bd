/** Real processes that are killed, stopped and started again under real clients. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { connect, nodeEnvironment, type Client } from '@roomful/client'
import { SETTLE_MS } from '@roomful/protocol'
import { expect, onTestFinished, test } from 'vitest'
import { startProcess } from '../support/server-process.js'
import { until } from '../support/until.js'

const READER = fileURLToPath(new URL('./reader.mjs', import.meta.url))

function clients(url: string, count: number): Client[] {
  return Array.from({ length: count }, () => {
    const client = connect(url, { env: { ...nodeEnvironment(), warn: () => undefined } })
    onTestFinished(() => client.close())
    return client
  })
}

test('[P10,K2,D4,D9] kill -9 and a restart under 50 clients: all come back, and nobody is seen to leave', async () => {
  const server = await startProcess({ config: { secret: 'the same before and after the restart' } })
  const everyone = clients(server.url, 50)
  const rooms = everyone.map((client) => client.room('/a'))
  for (const room of rooms) room.me.show()
  await until(() => rooms.every((room) => room.members.get().length === 50), 'all see all')
  const ids = new Set(rooms[0]?.members.get().map(({ id }) => id))
  let lowest = 50
  let lowestCount = 50
  for (const room of rooms) {
    room.members.subscribe(() => (lowest = Math.min(lowest, room.members.get().filter(({ id }) => ids.has(id)).length)))
    room.count.subscribe(() => (lowestCount = Math.min(lowestCount, room.count.get()?.connections ?? 0)))
  }
  await server.kill('SIGKILL')
  await until(() => everyone.every((client) => client.status.get() !== 'online'), 'all have noticed')
  const again = await startProcess({ port: server.port, config: { secret: 'the same before and after the restart' } })
  const restartedAt = performance.now()
  await until(() => rooms.every((room) => room.status.get() === 'joined'), 'all are back', 20_000)
  expect(performance.now() - restartedAt).toBeLessThan(SETTLE_MS)
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS + 1_500 - (performance.now() - restartedAt)))
  expect([lowest, lowestCount]).toEqual([50, 50])
  for (const room of rooms) {
    expect(new Set(room.members.get().map(({ id }) => id))).toEqual(ids)
    expect(room.count.get()).toMatchObject({ connections: 50, people: 50 })
  }
  expect(again.output()).not.toContain('internal-error')
}, 60_000)

test('[Q2,D5,S7,B2] a stopped reader (SIGSTOP) is let go; memory stays bounded, the others hear everything; woken, it comes back', async () => {
  const limits = { eventsPerSecond: 1_000, framesPerSecond: 1_000 }
  const server = await startProcess({ config: { limits } })
  const [sender, healthy] = clients(server.url, 2).map((client) => client.room('/a'))
  if (!sender || !healthy) throw new Error('no clients')
  const reader = spawn(process.execPath, [READER, server.url, '/a'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(reader, 'exit')
  let said = ''
  reader.stdout.on('data', (data: Buffer) => (said += data.toString()))
  onTestFinished(async () => {
    reader.kill('SIGKILL')
    await ended
  })
  await until(() => healthy.count.get()?.connections === 3 && said.includes('joined'), 'all are in')
  let heard = 0
  healthy.on('x', () => heard++)
  const memoryBefore = await server.memory()
  reader.kill('SIGSTOP')
  let sent = 0
  const startedAt = performance.now()
  while (healthy.count.get()?.connections === 3 && performance.now() - startedAt < 15_000) {
    await Promise.all(Array.from({ length: 20 }, () => sender.send('x', 'x'.repeat(8_000))))
    sent += 20
  }
  expect(healthy.count.get()?.connections).toBe(2)
  await until(() => heard === sent, 'the healthy one has heard all')
  expect((await server.memory()) - memoryBefore).toBeLessThan(64)
  reader.kill('SIGCONT')
  await until(() => healthy.count.get()?.connections === 3, 'the reader is back', 20_000)
}, 60_000)
