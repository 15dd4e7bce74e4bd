import { createServer, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { nodeEnvironment } from './node.js'

test('a program is always awake, keeps nothing, and hears of a server that is not there', async () => {
  const env = nodeEnvironment()
  expect([env.page.isVisible(), env.page.isOnline(), env.page.place(), env.storage.local]).toEqual([
    true,
    true,
    undefined,
    undefined,
  ])
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const code = await new Promise((resolve) => {
    env.dial(`ws://127.0.0.1:${port}`, { opened: () => undefined, received: () => undefined, closed: resolve })
  })
  expect(code).toBe(1006)
  await new Promise((resolve) => server.close(resolve))
})
