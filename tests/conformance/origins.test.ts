/** [H6,S8] Forty origins against one allow-list, over sockets and over HTTP. */
import { request } from 'node:http'
import { expect, test } from 'vitest'
import { withServer } from '../support/live-server.js'
import type { LiveServer } from '../support/live-server.js'

const ALLOWED = ['https://blog.example', 'http://localhost:3000', 'https://xn--bcher-kva.example', 'http://[::1]:8080']

const refused = [
  'null',
  '',
  'https://blog.example/',
  'https://blog.example:443',
  'https://blog.example:8443',
  'https://blog.example.',
  'https://blog.example.evil.example',
  'https://blog.example@evil.example',
  'https://evil.example/https://blog.example',
  'https://evil.example?https://blog.example',
  'https://evil.example#https://blog.example',
  'https://evil-blog.example',
  'https://evilblog.example',
  'https://www.blog.example',
  'https://blog.exampl',
  'https://blog.examplee',
  'https://blogXexample',
  'http://blog.example',
  'wss://blog.example',
  'file://',
  'HTTPS://BLOG.EXAMPLE',
  'https://Blog.example',
  'https://blog.example%00',
  'https://blog%2Eexample',
  'https://blog.example https://evil.example',
  'https://blog.example, https://evil.example',
  'https://evil.example, https://blog.example',
  'https://bücher.example',
  'https://b\u00fccher.example',
  'https://xn--bcher-kva.example.evil.example',
  'http://localhost',
  'http://localhost:3001',
  'http://127.0.0.1:3000',
  'http://[::1]',
  'http://[::2]:8080',
  'chrome-extension://blog.example',
  'blog.example',
  '//blog.example',
  'javascript:alert(1)',
  'https://',
]

/** Asks with exactly this Origin header; `fetch` would correct or refuse some of them. */
function askWith(
  server: LiveServer,
  origin: string,
  method = 'GET',
): Promise<{ status: number; cors: string | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { Origin: Buffer.from(origin).toString('latin1') }
    const asked = request(`${server.url}/roomful/v1/rooms/a/count`, { method, headers }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, cors: response.headers['access-control-allow-origin'], body }),
      )
    })
    asked.on('error', reject).end()
  })
}

test('[H6,S8] no origin but those of the list gets a socket, and none of the others reaches the hub', async () => {
  expect(refused).toHaveLength(40)
  await withServer({ origins: ALLOWED }, async (server) => {
    for (const origin of refused) {
      const socket = await server.open({ headers: { Origin: Buffer.from(origin).toString('latin1') } })
      socket.ws.send('{"t":"hello","v":1,"rooms":[{"room":"a"}]}')
      expect(await socket.closed, origin).toEqual({ code: 4202, reason: 'ORIGIN_REFUSED' })
      expect(socket.received).toEqual([])
      expect(server.live.figures()).toMatchObject({ connections: 0, rooms: 0, sessions: 0 })
    }
    for (const origin of ALLOWED) {
      const socket = await server.join('a', {}, { origin })
      await socket.close()
    }
    await (await server.join('a')).close()
  })
})

test('[H6,S8,S26] the same over HTTP: refused without a number, without CORS, also when only asked', async () => {
  await withServer({ origins: ALLOWED }, async (server) => {
    for (const origin of refused) {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) {
        const { status, cors, body } = await askWith(server, origin, method)
        expect([status, cors], `${method} ${origin}`).toEqual([403, undefined])
        if (method === 'GET') expect(JSON.parse(body)).toMatchObject({ error: { code: 'ORIGIN_REFUSED' } })
      }
    }
    for (const origin of ALLOWED) {
      expect(await askWith(server, origin)).toMatchObject({ status: 200, cors: origin })
      expect(await askWith(server, origin, 'OPTIONS')).toMatchObject({ status: 204, cors: origin })
    }
  })
})

test('[H6] without a list the server’s own pages may connect, also behind a proxy, and no others', async () => {
  await withServer({}, async (server) => {
    await (await server.join('a', {}, { origin: server.url })).close()
    const stranger = await server.open({ origin: server.url.replace('127.0.0.1', 'localhost') })
    expect((await stranger.closed).code).toBe(4202)
    const forwarded = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'blog.example' }
    await (await server.join('a', {}, { origin: 'https://blog.example', headers: forwarded })).close()
    const direct = await server.open({ origin: server.url, headers: forwarded })
    expect((await direct.closed).code).toBe(4202)
  })
})

test('[H6] a proxy that is not on the trust list is not believed', async () => {
  await withServer({ trustProxy: ['10.0.0.0/8'] }, async (server) => {
    const headers = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'blog.example' }
    const socket = await server.open({ origin: 'https://blog.example', headers })
    expect((await socket.closed).code).toBe(4202)
    await (await server.join('a', {}, { origin: server.url, headers })).close()
  })
})
