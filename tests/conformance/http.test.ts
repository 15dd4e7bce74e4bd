/** The HTTP side as strangers see it: numbers, badges, health, errors. */
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { createRoomful } from 'roomful'
import { withServer } from '../support/live-server.js'

const ZERO = { connections: 0, people: 0, active: 0 }
const ONE = { connections: 1, people: 1, active: 1 }

async function codeOf(response: Response): Promise<readonly [number, string]> {
  const body = (await response.json()) as { error: { code: string } }
  return [response.status, body.error.code]
}

test('[N3] a room’s numbers, one by one and many at once, and zeros for a room nobody is in', async () => {
  await withServer({}, async ({ get, join }) => {
    await join('/blog/ä b?')
    expect(await (await get('/v1/rooms/%2Fblog%2F%C3%A4%20b%3F/count')).json()).toEqual(ONE)
    expect(await (await get('/v1/rooms/nobody/count')).json()).toEqual(ZERO)
    const many = await get(`/v1/counts?room=${encodeURIComponent('/blog/ä b?')}&room=nobody&room=__proto__`)
    expect(Object.entries((await many.json()) as object)).toEqual([
      ['/blog/ä b?', ONE],
      ['nobody', ZERO],
      ['__proto__', ZERO],
    ])
    expect(await (await get('/v1/counts')).json()).toEqual({})
    expect(many.headers.get('cache-control')).toBe('no-store')
  })
})

test('[N3] a hundred rooms at once, and no more', async () => {
  await withServer({}, async ({ get }) => {
    const query = (count: number): string => Array.from({ length: count }, (_, index) => `room=${index}`).join('&')
    expect(Object.keys((await (await get(`/v1/counts?${query(100)}`)).json()) as object)).toHaveLength(100)
    expect(await codeOf(await get(`/v1/counts?${query(101)}`))).toEqual([400, 'ROOMS_TOO_MANY'])
  })
})

test('[R2,A1] an id is decoded exactly once, and what cannot be an id is refused', async () => {
  await withServer({}, async ({ get, join }) => {
    await join('100%25')
    expect(await (await get('/v1/rooms/100%2525/count')).json()).toEqual(ONE)
    expect(await (await get('/v1/rooms/100%25/count')).json()).toEqual(ZERO)
    for (const id of [
      '%',
      '%zz',
      '%ff',
      '%00',
      'a%0Ab',
      '%E2%80%A8',
      'x'.repeat(257),
      encodeURIComponent('é'.repeat(257)),
    ]) {
      expect(await codeOf(await get(`/v1/rooms/${id}/count`)), id).toEqual([400, 'ROOM_INVALID'])
    }
    expect(await codeOf(await get('/v1/counts?room='))).toEqual([400, 'ROOM_INVALID'])
    expect(await codeOf(await get('/v1/counts?room=a&room=%0A'))).toEqual([400, 'ROOM_INVALID'])
    expect((await get(`/v1/rooms/${encodeURIComponent('é'.repeat(256))}/count`)).status).toBe(200)
  })
})

test('[R2,S27] a room that does not exist and one that is not for you give the same answer, to the byte', async () => {
  const authorize = ({ room }: { room: string | undefined }): { can: ['see'] } | undefined =>
    room === '/open' ? { can: ['see'] } : undefined
  await withServer({ rooms: ['/open', '/closed'], authorize }, async ({ get, live }) => {
    live.room('/closed').robot({ name: 'Robot' })
    const answers = new Set<string>()
    for (const room of ['/closed', '/nowhere', ...Array.from({ length: 200 }, (_, index) => `/guess/${index}`)]) {
      for (const path of [
        `/v1/rooms/${encodeURIComponent(room)}/count`,
        `/v1/rooms/${encodeURIComponent(room)}/badge.svg`,
        `/v1/counts?room=${room}`,
      ]) {
        const response = await get(path)
        const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'))
        answers.add(JSON.stringify([response.status, headers, await response.text()]))
      }
    }
    expect(answers.size).toBe(1)
    expect([...answers][0]).toContain('ROOM_REFUSED')
    expect((await get('/v1/rooms/%2Fopen/count')).status).toBe(200)
  })
})

test('[I1,I5,A1] numbers are for those who may see the room: with a token where guests may not come', async () => {
  const secret = 'a shared secret of more than 32 bytes'
  await withServer({ jwt: { secret }, guests: false }, async ({ get }) => {
    const { SignJWT } = await import('jose')
    const token = await new SignJWT({ rooms: ['/a'] })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('ada')
      .setAudience('roomful')
      .setIssuedAt()
      .setExpirationTime('10 minutes')
      .sign(new TextEncoder().encode(secret))
    const withToken = (value: string): RequestInit => ({ headers: { Authorization: `Bearer ${value}` } })
    expect(await codeOf(await get('/v1/rooms/%2Fa/count'))).toEqual([401, 'AUTH_REQUIRED'])
    expect(await codeOf(await get('/v1/rooms/%2Fa/count', withToken('x')))).toEqual([401, 'TOKEN_INVALID'])
    expect(await (await get('/v1/rooms/%2Fa/count', withToken(token))).json()).toEqual(ZERO)
    expect(await codeOf(await get('/v1/rooms/%2Fb/count', withToken(token)))).toEqual([404, 'ROOM_REFUSED'])
  })
})

test('[N3] the badge is a picture with the number in it and nothing that runs', async () => {
  await withServer({}, async ({ get, join }) => {
    await join('a')
    const response = await get(`/v1/rooms/a/badge.svg?label=${encodeURIComponent('<script>alert(1)</script>')}`)
    const svg = await response.text()
    expect(response.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'")
    expect(svg).toContain('>1</text>')
    expect(svg).not.toContain('<script')
    expect(svg).toContain('&lt;script&gt;alert(1)&lt;/scr')
  })
})

test('[A1,S26] there is nothing to change: every method but reading is refused with its code', async () => {
  await withServer({}, async ({ get, url }) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
      for (const path of ['/v1/rooms/a/count', '/health', '/roomful.js', '/nowhere']) {
        const body = method === 'POST' ? 'a=b' : undefined
        const response = await get(path, { method, ...(body === undefined ? {} : { body }) })
        expect(response.headers.get('allow'), `${method} ${path}`).toBe('GET, HEAD, OPTIONS')
        expect(await codeOf(response)).toEqual([405, 'METHOD_REFUSED'])
      }
    }
    const { hostname, port } = new URL(url)
    const answer = await raw(
      Number(port),
      `TRACE /roomful/v1/rooms/a/count HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`,
    )
    expect(answer).toContain('405')
  })
})

test('[A1] HEAD is GET without a body, and unknown addresses are coded', async () => {
  await withServer({}, async ({ get, url }) => {
    const head = await get('/v1/rooms/a/count', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    for (const path of [
      '/',
      '',
      '/v1',
      '/v1/rooms',
      '/v1/rooms//count',
      '/v1/rooms/a',
      '/assets/',
      '/assets/..%2f..%2fpackage.json',
      '/v1/socket',
    ]) {
      expect((await codeOf(await get(path)))[1], path).toBe('NOT_FOUND')
    }
    expect(await codeOf(await fetch(`${url}/elsewhere`))).toEqual([404, 'NOT_FOUND'])
    expect(await codeOf(await fetch(`${url}/roomfully/health`))).toEqual([404, 'NOT_FOUND'])
  })
})

test('[K3] health and readiness: both well until the server shuts down, then only health', async () => {
  const live = await createRoomful()
  const server = createServer()
  live.attach(server)
  const ask = (path: string): Promise<Response> => live.fetch(new Request(`http://a.example/roomful${path}`))
  expect(await (await ask('/health')).json()).toEqual({ status: 'ok' })
  expect(await (await ask('/ready')).json()).toEqual({ status: 'ready' })
  const closing = live.close()
  expect(await codeOf(await ask('/ready'))).toEqual([503, 'SERVER_DRAINING'])
  expect((await ask('/ready')).headers.get('retry-after')).toBe('5')
  expect((await ask('/health')).status).toBe(200)
  await closing
  expect(live.close()).toBe(live.close())
})

test('odd requests are answered and change nothing', async () => {
  await withServer({}, async ({ get, url }) => {
    const port = Number(new URL(url).port)
    const line = (path: string, headers = ''): string =>
      `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`
    expect(await raw(port, line(`${url}/roomful/health`))).toContain('200 OK')
    expect(await raw(port, line('/roomful/health', 'Content-Length: 5\r\n').concat('hello'))).toContain('200 OK')
    expect(
      await raw(port, `GET /roomful/v1/rooms/a/count HTTP/1.1\r\nHost: a@b/c\r\nConnection: close\r\n\r\n`),
    ).toContain('200 OK')
    expect(await raw(port, line('/roomful/v1/rooms/a/count', 'Host: b\r\n'))).toMatch(/400|200/)
    expect(await raw(port, line('/roomful/\u00e9'))).toMatch(/400|404/)
    expect(await raw(port, line('/roomful/health', `X: ${'y'.repeat(20_000)}\r\n`))).toContain('431')
    expect((await get('/health')).status).toBe(200)
  })
})

/** Sends bytes as they are and returns all that comes back. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.on('close', () => resolve(answer)).on('error', reject)
  })
}
