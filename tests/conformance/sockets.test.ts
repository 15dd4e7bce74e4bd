/** What a WebSocket to a real server meets before and below the protocol: limits, broken frames, slow peers. */
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { openSocket, withServer } from '../support/live-server.js'
import type { LiveServer } from '../support/live-server.js'

/** A WebSocket by hand: what no proper client would send. */
async function rawSocket({ url }: LiveServer): Promise<{ socket: Socket; closed: Promise<Buffer> }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const chunks: Buffer[] = []
  const key = randomBytes(16).toString('base64')
  const closed = new Promise<Buffer>((resolve) => socket.on('close', () => resolve(Buffer.concat(chunks))))
  socket.on('error', () => {})
  await new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      if (chunk.includes('\r\n\r\n')) resolve()
    })
    socket.write(
      `GET /roomful/v1/socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    )
  })
  return { socket, closed }
}

/** One masked frame; `length` may lie. */
function frame(
  opcode: number,
  payload: Buffer,
  { isLast = true, isMasked = true, length = payload.length } = {},
): Buffer {
  const head = [(isLast ? 0x80 : 0) | opcode]
  if (length < 126) head.push((isMasked ? 0x80 : 0) | length)
  else head.push((isMasked ? 0x80 : 0) | 126, length >> 8, length & 0xff)
  return Buffer.concat([Buffer.from(head), ...(isMasked ? [Buffer.alloc(4)] : []), payload])
}

/** The close code the server gave, found in what came back after the handshake. */
function closeCode(answer: Buffer): number | undefined {
  const at = answer.lastIndexOf(0x88)
  return at < 0 ? undefined : answer.readUInt16BE(at + 2)
}

async function isAlive({ join }: LiveServer): Promise<void> {
  await (await join('alive')).close()
}

test('[F3] a frame of 65,536 bytes is taken, one more byte closes with 1009', async () => {
  await withServer({}, async (server) => {
    const { open, join } = server
    const good = await join('a')
    const room = good.received.find(({ t }) => t === 'joined')
    const event = { t: 'event', n: room?.['n'], id: 1, name: 'a', data: 'x'.repeat(16_000) }
    good.send(JSON.stringify(event).padEnd(65_536))
    await good.until(({ t }) => t === 'ack')
    const bad = await open()
    bad.send(' '.repeat(65_537))
    expect((await bad.closed).code).toBe(1009)
    good.send(JSON.stringify(event).padEnd(65_537))
    expect((await good.closed).code).toBe(1009)
    await isAlive(server)
  })
})

test('[F2] text that is no UTF-8 is a frame that cannot be decoded', async () => {
  await withServer({}, async (server) => {
    const socket = await server.join('a')
    socket.ws.send(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), { binary: false })
    expect(await socket.closed).toEqual({ code: 4201, reason: 'FRAME_INVALID' })
  })
})

const broken: Readonly<Record<string, readonly Buffer[]>> = {
  'a frame that is not masked': [frame(1, Buffer.from('{}'), { isMasked: false })],
  'a reserved opcode': [frame(3, Buffer.from('a'))],
  'reserved bits': [Buffer.from([0xf1, 0x80, 0, 0, 0, 0])],
  'a fragmented ping': [frame(9, Buffer.from('a'), { isLast: false })],
  'a long ping': [frame(9, Buffer.alloc(126))],
  'a continuation of nothing': [frame(0, Buffer.from('a'))],
  'a new message inside another': [frame(1, Buffer.from('a'), { isLast: false }), frame(1, Buffer.from('b'))],
  'a close frame of one byte': [frame(8, Buffer.from([3]))],
  'a close code that may not be sent': [frame(8, Buffer.from([0x03, 0xee]))],
  'a length beyond numbers': [Buffer.from([0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])],
  'a message in more than 64 pieces': Array.from({ length: 70 }, (_, index) =>
    frame(index === 0 ? 1 : 0, Buffer.from('a'), { isLast: false }),
  ),
}
for (const [fault, frames] of Object.entries(broken)) {
  test(`[A2,S2,D6] ${fault} closes that connection and no other`, async () => {
    await withServer({}, async (server) => {
      const neighbour = await server.join('a')
      const { socket, closed } = await rawSocket(server)
      for (const each of frames) socket.write(each)
      expect([1002, 1006, 1008, 1009, undefined]).toContain(closeCode(await closed))
      while (server.live.figures().connections > 1) await new Promise((resolve) => setImmediate(resolve))
      expect(neighbour.ws.readyState).toBe(1)
    })
  })
}

test('[A2,D6] ten thousand bytes of noise, a hundred times, and the server goes on', async () => {
  await withServer({}, async (server) => {
    for (let round = 0; round < 100; round++) {
      const { socket, closed } = await rawSocket(server)
      socket.end(randomBytes(10_000))
      await closed
    }
    await isAlive(server)
  })
})

test('[S2] more headers than are read, and a frame that comes byte by byte, cost that connection only', async () => {
  await withServer({}, async (server) => {
    const headers = Array.from({ length: 2_500 }, () => 'a:b\r\n').join('')
    const crowded = connect(Number(new URL(server.url).port), '127.0.0.1')
    const ended = new Promise((resolve) => crowded.on('close', resolve))
    crowded.on('error', () => {}).on('data', () => crowded.destroy())
    crowded.write(
      `GET /roomful/v1/socket HTTP/1.1\r\nHost: a\r\n${headers}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    )
    await ended
    const { socket, closed } = await rawSocket(server)
    socket.setNoDelay(true)
    const slow = frame(1, Buffer.alloc(2_000, 0x20))
    for (let at = 0; at < slow.length && !socket.destroyed; at++) {
      socket.write(slow.subarray(at, at + 1))
      await new Promise((resolve) => setImmediate(resolve))
    }
    // Cut for its pieces, or, where the machine joined them again, for what they said.
    expect([1008, 4201]).toContain(closeCode(await closed))
    await isAlive(server)
  })
})

test('[A2] handshakes that are none are refused and cost nothing', async () => {
  await withServer({ limits: { connectionsPerAddress: 3 } }, async (server) => {
    const port = Number(new URL(server.url).port)
    const ask = (head: string): Promise<string> =>
      new Promise((resolve) => {
        let answer = ''
        const socket = connect(port, '127.0.0.1', () => socket.write(head))
        socket.on('data', (chunk) => (answer += chunk.toString())).on('error', () => {})
        socket.on('close', () => resolve(answer))
      })
    const line = 'GET /roomful/v1/socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'
    // One more than an address may hold: each must give its place back.
    for (const head of [
      `${line}\r\n`,
      `${line}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n`,
      `${line}Sec-WebSocket-Version: 7\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
      line
        .replace('GET', 'POST')
        .concat('Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'),
    ]) {
      expect(await ask(head)).toMatch(/^HTTP\/1\.1 4/)
    }
    expect(await ask(line.replace('/socket', '/sockets').concat('\r\n'))).toContain('NOT_FOUND')
    expect(server.live.figures().connections).toBe(0)
  })
})

test('[S5] compression is never agreed to, so nothing small can unfold into something large', async () => {
  await withServer({}, async (server) => {
    const socket = await server.open({ perMessageDeflate: true })
    expect(socket.ws.extensions).toBe('')
    const { socket: raw, closed } = await rawSocket(server)
    raw.write(Buffer.concat([Buffer.from([0xc1, 0x84, 0, 0, 0, 0]), Buffer.from([1, 2, 3, 4])]))
    expect(closeCode(await closed)).toBe(1002)
    expect(
      (await server.get('/health', { headers: { 'Accept-Encoding': 'gzip' } })).headers.get('content-encoding'),
    ).toBeNull()
  })
})

test('[Q2,S7,D5] a reader that has stopped is closed at its cap; the others miss nothing', async () => {
  await withServer({}, async (server) => {
    const reader = await server.join('a')
    const stopped = await server.join('a')
    stopped.ws.pause()
    let sent = 0
    let mostBytes = 0
    while (server.live.figures().connections === 2 && sent < 5_000) {
      server.live.room('a').send('news', `${sent++} ${'x'.repeat(16_000)}`)
      await new Promise((resolve) => setImmediate(resolve))
      mostBytes = Math.max(mostBytes, server.live.figures().maxPendingBytes)
    }
    expect(sent).toBeLessThan(5_000)
    expect(mostBytes).toBeLessThanOrEqual(1_048_576 + 20_000)
    await reader.until(({ data }) => String(data).startsWith(`${sent - 1} `))
    const news = reader.received.filter(({ name }) => name === 'news')
    expect(news.map(({ seq }) => seq)).toEqual(Array.from({ length: sent }, (_, index) => index + 1))
    stopped.ws.resume()
    expect([4001, 1006]).toContain((await stopped.closed).code)
  })
})

test('[L2] an address may hold so many connections; one more is told 429, and a place given up is free again', async () => {
  await withServer({ limits: { connectionsPerAddress: 2, connectsPerSecond: 1_000 } }, async ({ join, open }) => {
    const first = await join('a')
    await join('a')
    await expect(open()).rejects.toThrow('429')
    await join('a', {}, { headers: { 'X-Forwarded-For': '203.0.113.7' } })
    await first.close()
    await join('a')
    await expect(open()).rejects.toThrow('429')
  })
})

test('[L2,A1] the refusal is coded and says when to come again', async () => {
  await withServer({ limits: { connectionsPerAddress: 1 } }, async (server) => {
    await server.join('a')
    const response = await new Promise<string>((resolve) => {
      let answer = ''
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () =>
        socket.write(
          'GET /roomful/v1/socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
        ),
      )
      socket.on('data', (chunk) => (answer += chunk.toString())).on('close', () => resolve(answer))
    })
    expect(response).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/)
    expect(response).toContain('Retry-After: 5')
    expect(JSON.parse(response.split('\r\n\r\n')[1] ?? '')).toMatchObject({ error: { code: 'TOO_MANY_CONNECTIONS' } })
  })
})

test('[L2] new connections come at most so fast from one address', async () => {
  await withServer({ limits: { connectionsPerAddress: 5, connectsPerSecond: 1 } }, async ({ open }) => {
    const outcomes: string[] = []
    for (let index = 0; index < 8; index++) {
      try {
        await (await open()).close()
        outcomes.push('in')
      } catch {
        outcomes.push('refused')
      }
    }
    expect(outcomes.slice(0, 5)).toEqual(Array(5).fill('in'))
    expect(outcomes.slice(5)).toContain('refused')
  })
})

test('[L3] a full server says 503, whoever asks', async () => {
  await withServer({ limits: { connections: 2 } }, async ({ join, open }) => {
    const first = await join('a')
    await join('a')
    const elsewhere = { headers: { 'X-Forwarded-For': '203.0.113.7' } }
    await expect(open(elsewhere)).rejects.toThrow('503')
    await first.close()
    await join('a', {}, elsewhere)
  })
})

test('[L1] a flood of pings closes with FLOOD; a ping now and then is answered', async () => {
  await withServer({}, async (server) => {
    const socket = await server.join('a')
    const pong = new Promise((resolve) => socket.ws.once('pong', resolve))
    socket.ws.ping()
    await pong
    for (let index = 0; index < 100; index++) socket.ws.ping()
    expect((await socket.closed).code).toBe(4300)
    await isAlive(server)
  })
})

test('[K3] a server that shuts down refuses newcomers and sends the others away to come back', async () => {
  await withServer({}, async ({ join, live, url }) => {
    const socket = await join('a')
    const closing = live.close()
    await expect(openSocket(`${url.replace('http', 'ws')}/roomful/v1/socket`)).rejects.toThrow()
    expect(await socket.closed).toEqual({ code: 4000, reason: 'SERVER_DRAINING' })
    await closing
  })
})

test('a peer that does not answer a close is cut off within two seconds', async () => {
  await withServer({}, async (server) => {
    const { socket, closed } = await rawSocket(server)
    // Hears the close and says nothing.
    socket.write(frame(1, Buffer.from('no hello')))
    const startedMs = performance.now()
    expect(closeCode(await closed)).toBe(4201)
    expect(performance.now() - startedMs).toBeLessThan(2_000)
  })
})

test('[I4,D7] a withdrawal closes the person’s connections and keeps them out until it is lifted', async () => {
  await withServer({}, async ({ join, open, live }) => {
    const socket = await join('a')
    const welcome = await socket.until(({ t }) => t === 'welcome')
    await live.revoke(String(welcome['id']))
    expect(await socket.closed).toEqual({ code: 4203, reason: 'REVOKED' })
    const again = await open()
    again.send({ t: 'hello', v: 1, guest: welcome['guest'] })
    expect((await again.closed).code).toBe(4203)
    await live.restore(String(welcome['id']))
    await join('a', { guest: welcome['guest'] })
  })
})
