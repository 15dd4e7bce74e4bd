/** What only a real socket shows: sizes, closes, negotiation, drains, readers who stop. */
import { once } from 'node:events'
import { request } from 'node:http'
import { connect as connectTcp, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { RoomfulOptions } from 'roomful'
import { enterRaw, openRaw, startServer, type RealServer } from '../support/real-server.js'
import { until } from '../support/until.js'

async function serve(options: RoomfulOptions = {}): Promise<RealServer> {
  const server = await startServer(options)
  onTestFinished(() => server.roomful.close())
  return server
}

test('[F3] a frame of 65,536 bytes is read, one byte more closes with 1009', async () => {
  const { url } = await serve()
  const note = (bytes: number) =>
    JSON.stringify({ t: 'ping', x: 'x'.repeat(bytes - JSON.stringify({ t: 'ping', x: '' }).length) })
  const raw = await enterRaw(url)
  raw.send(note(65_536))
  await raw.next('pong')
  raw.send(note(65_537))
  expect(await raw.closed).toBe(1009)
})

test('[F1,S5] no compression and no subprotocol is negotiated, whatever is offered', async () => {
  const { url } = await serve()
  const raw = await openRaw(url, { perMessageDeflate: true, protocol: 'roomful.v1' } as object)
  expect([raw.socket.extensions, raw.socket.protocol]).toEqual(['', ''])
  await raw.close()
})

test('[F2,A1] over a socket: undecodable closes with 4201, unknown and invalid are answered', async () => {
  const { url } = await serve()
  const raw = await enterRaw(url, { rooms: [{ room: '/a' }] })
  raw.send({ t: 'nope' })
  expect(await raw.next('error')).toMatchObject({ code: 'MESSAGE_UNKNOWN' })
  const from = raw.messages.length
  raw.send({ t: 'leave', n: 'one' })
  expect(await raw.next('error', from)).toMatchObject({ code: 'MESSAGE_INVALID', at: 'n' })
  raw.send(Uint8Array.of(200))
  expect(await raw.closed).toBe(4201)
  const text = await enterRaw(url)
  // Bytes that are not UTF-8, in a text frame.
  text.socket.send(Buffer.from([0x7b, 0xff, 0x7d]), { binary: false })
  expect(await text.closed).toBe(4201)
})

test('[H1,H3,H4,I1,I5] each way not to be let in has its own close code', async () => {
  const open = await serve()
  const closed = await serve({ guests: false, jwt: { secret: 'a secret of at least thirty-two bytes' } })
  const outcomes: [url: string, frame: object | string, code: number][] = [
    [open.url, { t: 'ping' }, 4205],
    [open.url, 'hello', 4201],
    [open.url, { t: 'hello', v: 9 }, 4200],
    [open.url, { t: 'hello', v: 1, note: 'x'.repeat(8_200) }, 4205],
    [closed.url, { t: 'hello', v: 1 }, 4206],
    [closed.url, { t: 'hello', v: 1, token: 'no.token.this' }, 4101],
  ]
  for (const [url, frame, code] of outcomes) {
    const raw = await openRaw(url)
    raw.send(frame)
    expect(await raw.closed).toBe(code)
  }
  expect([open.roomful.figures(), closed.roomful.figures()]).toMatchObject([
    { connections: 0, rooms: 0 },
    { connections: 0, rooms: 0 },
  ])
})

test('[I4] a withdrawal closes with 4203 within a second and refuses until it is lifted', async () => {
  const { url, roomful } = await serve()
  const raw = await enterRaw(url, { rooms: [{ room: '/a' }] })
  const { id, guest } = await raw.next('welcome')
  const startedAt = performance.now()
  await roomful.revoke(id)
  expect(await raw.closed).toBe(4203)
  expect(performance.now() - startedAt).toBeLessThan(1_000)
  const again = await openRaw(url)
  again.send({ t: 'hello', v: 1, guest })
  expect(await again.closed).toBe(4203)
  await roomful.restore(id)
  await (await enterRaw(url, { guest })).close()
})

test('[P4] a clean close is out of the counts at once, a closing page after its grace, a broken connection later', async () => {
  const { url, roomful } = await serve()
  const connections = (): number => roomful.room('/a').counts().connections
  const enter = () => enterRaw(url, { rooms: [{ room: '/a' }] })
  for (const [end, fromMs, toMs] of [
    ['clean', 0, 1_000],
    ['leaving', 600, 1_700],
    ['broken', 3_900, 5_000],
  ] as const) {
    const raw = await enter()
    const startedAt = performance.now()
    if (end === 'broken') raw.socket.terminate()
    else void raw.close(end === 'clean' ? 1000 : 1001)
    await until(() => connections() === 0, `nobody after a ${end} end`)
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(fromMs)
    expect(performance.now() - startedAt).toBeLessThanOrEqual(toMs)
  }
})

test('[K3] a closing server says farewell with 4000 and takes no more', async () => {
  const server = await startServer()
  const raws = [
    await enterRaw(server.url),
    await openRaw(server.url),
    await enterRaw(server.url, { rooms: [{ room: '/a' }] }),
  ]
  await server.roomful.close()
  expect(await Promise.all(raws.map((raw) => raw.closed))).toEqual([4000, 4000, 4000])
  const late = await openRaw(server.url)
  expect(await late.closed).toBe(1006)
})

test('[Q2,D5,S7] a reader who stops is closed within the cap; the others miss nothing', async () => {
  const { url, roomful } = await serve({ limits: { eventsPerSecond: 1_000, framesPerSecond: 1_000 } })
  const sender = await enterRaw(url, { rooms: [{ room: '/a' }] })
  const healthy = await enterRaw(url, { rooms: [{ room: '/a' }] })
  const stopped = await enterRaw(url, { rooms: [{ room: '/a' }] })
  ;(stopped.socket as unknown as { _socket: Socket })._socket.pause()
  const before = process.memoryUsage().rss
  let sent = 0
  let maxPending = 0
  while (roomful.figures().connections === 3 && sent < 3_000) {
    for (let i = 0; i < 10; i++, sent++) sender.send({ t: 'event', n: 1, name: 'x', data: 'x'.repeat(16_000) })
    await until(() => healthy.messages.filter(({ t }) => t === 'event').length === sent, 'the healthy reader keeps up')
    maxPending = Math.max(maxPending, roomful.figures().maxPendingBytes)
  }
  expect(roomful.figures().connections).toBe(2)
  expect(maxPending).toBeLessThanOrEqual(1_048_576)
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(250)
  const numbers = healthy.messages.flatMap((message) => (message.t === 'event' ? [message.seq] : []))
  expect(numbers).toEqual(Array.from({ length: sent }, (_, i) => i + 1))
  stopped.socket.terminate()
}, 30_000)

/** A socket with the handshake done by hand, for frames that no library would send. */
async function openTcp(
  port: number,
  headers: readonly string[] = [],
): Promise<{ socket: Socket; ended: Promise<void>; answer: () => string }> {
  const socket = connectTcp(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (data) => (answer += data.toString('latin1')))
  socket.on('error', () => undefined)
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await once(socket, 'connect')
  const lines = [
    'GET /roomful/v1/socket HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    'Sec-WebSocket-Version: 13',
    ...headers,
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  await Promise.race([until(() => answer.includes('\r\n\r\n'), 'an answer'), ended])
  return { socket, ended, answer: () => answer }
}

/** A masked client frame, mask zero. */
const frame = (first: number, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0]), payload])

const shapes: [what: string, bytes: () => Buffer][] = [
  [
    '200,000 empty fragments',
    () =>
      Buffer.concat([
        frame(0x01, Buffer.from('{')),
        ...Array.from({ length: 200_000 }, () => frame(0x00, Buffer.alloc(0))),
      ]),
  ],
  [
    'a fragmented message that never ends',
    () => Buffer.concat(Array.from({ length: 3_000 }, (_, i) => frame(i === 0 ? 0x01 : 0x00, Buffer.alloc(100, 0x20)))),
  ],
  ['a length of 2^62', () => Buffer.concat([Buffer.from([0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])])],
  ['an unmasked frame', () => Buffer.from([0x81, 0x02, 0x7b, 0x7d])],
  ['reserved bits', () => frame(0xf1, Buffer.from('{}'))],
  ['a reserved opcode', () => frame(0x83, Buffer.from('{}'))],
  ['compressed data nobody agreed on', () => frame(0xc1, Buffer.from('{}'))],
  ['a fragmented ping', () => frame(0x09, Buffer.from('x'))],
  ['a close code that may not be sent', () => frame(0x88, Buffer.from([0x03, 0xee]))],
  ['a close frame of one byte', () => frame(0x88, Buffer.from([0x03]))],
  ['20,000 pings', () => Buffer.concat(Array.from({ length: 20_000 }, () => frame(0x89, Buffer.from('x'))))],
]
for (const [what, bytes] of shapes) {
  test(`[S2,A2] ${what}: closed within a second or two, nobody else notices`, async () => {
    const { url, port, roomful } = await serve()
    const witness = await enterRaw(url, { rooms: [{ room: '/a' }] })
    const { socket, ended } = await openTcp(port)
    socket.write(frame(0x81, Buffer.from('{"t":"hello","v":1}')))
    socket.write(bytes())
    const startedAt = performance.now()
    await ended
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    await until(() => roomful.figures().connections === 1, 'only the witness is left')
    witness.send({ t: 'ping' })
    await witness.next('pong')
    await witness.close()
  })
}

test('[S2] a handshake with huge or very many headers is refused', async () => {
  const { port, url } = await serve()
  const many = await openTcp(
    port,
    Array.from({ length: 3_000 }, (_, i) => `X-H${i}: 1`),
  )
  const huge = await openTcp(port, [`X-Huge: ${'x'.repeat(40_000)}`])
  await Promise.all([many.ended, huge.ended])
  for (const { answer } of [many, huge]) expect(answer()).not.toMatch(/^HTTP\/1\.1 101/)
  await (await enterRaw(url)).close()
})

test('[S5] a compressed request body is not inflated', async () => {
  const { port, url } = await serve()
  const status = await new Promise<number>((resolve, reject) => {
    const headers = { 'content-encoding': 'gzip, gzip, gzip', 'content-length': 20 }
    const sent = request(
      { port, host: '127.0.0.1', path: '/roomful/v1/counts?room=a', method: 'POST', headers },
      (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      },
    )
    sent.on('error', reject)
    sent.end(Buffer.alloc(20))
  })
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
  await (await enterRaw(url)).close()
})

test('[L2] more connections from one address than allowed are answered 429, and there is place again when some go', async () => {
  const { url } = await serve({ limits: { connectionsPerAddress: 5, connectsPerSecond: 1_000 } })
  const raws = []
  for (let i = 0; i < 5; i++) raws.push(await enterRaw(url))
  const late = await openRaw(url)
  expect(await late.closed).toBe(1006)
  await raws[0]?.close()
  await (await enterRaw(url)).close()
  for (const raw of raws) await raw.close()
})

test('[S4] silent and chatty strangers are all gone after their 5 s, and a member among them notices nothing', async () => {
  const { url, port, roomful } = await serve()
  const witness = await enterRaw(url, { rooms: [{ room: '/a', me: { show: true } }] })
  const before = process.memoryUsage().rss
  const opened = await Promise.all(Array.from({ length: 400 }, () => openTcp(port)))
  // Each says one byte of a frame now and then: never a whole hello.
  for (const [i, { socket }] of opened.entries()) if (i % 2 === 0) socket.write(Buffer.from([0x81, 0xfe, 0x20]))
  await until(() => roomful.figures().connections === 401, 'all are in')
  const startedAt = performance.now()
  witness.send({ t: 'event', n: 1, id: 1, name: 'x' })
  await witness.next('ack')
  expect(performance.now() - startedAt).toBeLessThan(500)
  expect(roomful.figures().rooms).toBe(1)
  await until(() => roomful.figures().connections === 1, 'the strangers are gone', 8_000)
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(60)
  await Promise.all(opened.map(({ ended }) => ended))
  await witness.close()
}, 20_000)
