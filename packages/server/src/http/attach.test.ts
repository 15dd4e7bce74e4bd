import { createServer, request } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { expect, test } from 'vitest'
import { createRoomful } from '../create-roomful.js'
import type { Roomful } from '../create-roomful.js'

async function withHost(
  check: (host: { server: Server; live: Roomful; url: string; start(): Promise<string> }) => Promise<void>,
  server: Server = createServer(),
): Promise<void> {
  const live = await createRoomful()
  const host = {
    server,
    live,
    url: '',
    async start() {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return (host.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    },
  }
  try {
    await check(host)
  } finally {
    await live.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

const opens = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const ws = new WebSocket(url.replace('http', 'ws'))
    ws.on('open', () => (ws.terminate(), resolve(true))).on('error', () => resolve(false))
  })

/** Bytes in, everything that comes back out. */
const raw = (url: string, text: string): Promise<string> =>
  new Promise((resolve) => {
    let answer = ''
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text))
    socket
      .on('data', (chunk) => (answer += chunk.toString()))
      .on('close', () => resolve(answer))
      .on('error', () => {})
  })

for (const order of ['before', 'after'] as const) {
  test(`the host’s routes stay the host’s, with listeners registered ${order} Roomful`, async () => {
    await withHost(async ({ server, live, start }) => {
      const seen: string[] = []
      if (order === 'after') live.attach(server)
      server.on('request', (asked, response) => {
        seen.push(asked.url ?? '')
        response.end('host')
      })
      if (order === 'before') live.attach(server)
      const url = await start()
      expect(await (await fetch(`${url}/`)).text()).toBe('host')
      expect(await (await fetch(`${url}/roomfully`)).text()).toBe('host')
      expect(await (await fetch(`${url}/Roomful/health`)).text()).toBe('host')
      expect(await (await fetch(`${url}/a?x=/roomful/health`)).text()).toBe('host')
      expect(await (await fetch(`${url}/roomful/health`)).json()).toEqual({ status: 'ok' })
      expect((await fetch(`${url}/roomful?x`)).status).toBe(404)
      expect(seen).toEqual(['/', '/roomfully', '/Roomful/health', '/a?x=/roomful/health'])
    })
  })

  test(`the host’s own WebSockets stay the host’s, with listeners registered ${order} Roomful`, async () => {
    await withHost(async ({ server, live, start }) => {
      const own = new WebSocketServer({ noServer: true })
      const seen: string[] = []
      const takeOver = (asked: { url?: string }, socket: Duplex, head: Buffer): void => {
        seen.push(asked.url ?? '')
        own.handleUpgrade(asked as Parameters<typeof own.handleUpgrade>[0], socket, head, () => {})
      }
      if (order === 'after') live.attach(server)
      server.on('upgrade', takeOver)
      if (order === 'before') live.attach(server)
      const url = await start()
      expect(await opens(`${url}/chat`)).toBe(true)
      expect(await opens(`${url}/roomful/v1/socket`)).toBe(true)
      expect(await opens(`${url}/roomful/v1/other`)).toBe(false)
      expect(seen).toEqual(['/chat'])
    })
  })
}

test('a wish to upgrade that nobody grants is ignored, as Node would: the application answers', async () => {
  await withHost(
    async ({ server, live, start }) => {
      live.attach(server)
      const url = await start()
      const head = 'Host: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n'
      const answer = await raw(url, `GET /page HTTP/1.1\r\n${head}`)
      expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
      expect(answer).toContain('page /page')
      expect(await raw(url, `HEAD /page HTTP/1.1\r\n${head}`)).not.toContain('page /page')
      expect(await raw(url, `POST /page HTTP/1.1\r\nContent-Length: 1\r\n${head}a`)).toContain(' 405 ')
      expect(await opens(`${url}/chat`)).toBe(false)
      expect(await raw(url, `GET /roomful/health HTTP/1.1\r\n${head}`)).toContain('NOT_FOUND')
    },
    createServer((asked, response) => response.end(`page ${asked.url}`)),
  )
})

test('several servers of Roomful share one host by path, and each leaves alone', async () => {
  await withHost(
    async ({ server, live, start }) => {
      const other = await createRoomful({ path: '/other/rooms/' })
      const detach = live.attach(server)
      const detachOther = other.attach(server)
      const url = await start()
      expect(await opens(`${url}/roomful/v1/socket`)).toBe(true)
      expect(await opens(`${url}/other/rooms/v1/socket`)).toBe(true)
      expect(await opens(`${url}/chat`)).toBe(false)
      detach()
      detach()
      expect(await (await fetch(`${url}/roomful/health`)).text()).toBe('host')
      expect(await (await fetch(`${url}/other/rooms/health`)).json()).toEqual({ status: 'ok' })
      detachOther()
      expect(await (await fetch(`${url}/other/rooms/health`)).text()).toBe('host')
      expect(server.listenerCount('upgrade')).toBe(0)
      await other.close()
    },
    createServer((_asked, response) => response.end('host')),
  )
})

test('detached from last to first, the server is as it was', async () => {
  await withHost(async ({ server, live, start }) => {
    const detach = live.attach(server)
    expect(Object.hasOwn(server, 'emit')).toBe(true)
    detach()
    expect(Object.hasOwn(server, 'emit')).toBe(false)
    await start()
  })
})

test('at the root everything belongs to Roomful', async () => {
  const live = await createRoomful({ path: '/' })
  const { url } = await live.listen(0, '127.0.0.1')
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' })
  expect(await (await fetch(`${url}/v1/rooms/a/count`)).json()).toEqual({ connections: 0, people: 0, active: 0 })
  expect(await opens(`${url}/v1/socket`)).toBe(true)
  await live.close()
})

test('a visitor who leaves before the answer costs nothing', async () => {
  let asked = 0
  let release = (): void => {}
  const waiting = new Promise<undefined>((resolve) => (release = () => resolve(undefined)))
  const live = await createRoomful({
    authorize: () => {
      asked += 1
      return waiting
    },
  })
  const { url } = await live.listen(0, '127.0.0.1')
  const leaving = request(`${url}/roomful/v1/rooms/a/count`).on('error', () => {})
  leaving.end()
  while (asked === 0) await new Promise((resolve) => setImmediate(resolve))
  leaving.destroy()
  release()
  expect((await fetch(`${url}/roomful/health`)).status).toBe(200)
  await live.close()
})

test('one server can listen twice, and what stands in the way of listening is told', async () => {
  const live = await createRoomful()
  const [one, two] = [await live.listen(0, '127.0.0.1'), await live.listen(0, '127.0.0.1')]
  expect(one.port).not.toBe(two.port)
  await expect(live.listen(one.port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await live.close()
  await expect(fetch(`${two.url}/roomful/health`)).rejects.toThrow()
  await expect(live.listen(0, '127.0.0.1')).rejects.toMatchObject({ code: 'SERVER_DRAINING' })
})
