/** The door and the line behind it on a real HTTP server, with a hub that only writes down what it is told. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { DEFAULT_LIMITS } from '@roomful/protocol'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { createOriginCheck } from '../auth/origin.js'
import { Batch } from '../hub/batch.js'
import type { Transport } from '../hub/transport.js'
import { createAddressLedger } from '../model/address-ledger.js'
import type { AddressLedger } from '../model/address-ledger.js'
import { systemClock } from '../platform/clock.js'
import { systemRandom } from '../platform/random.js'
import { createAddressBook } from './address.js'
import { createSocketDoor } from './websocket.js'

interface Guest {
  readonly transport: Transport
  readonly heard: string[]
}

interface Place {
  readonly server: Server
  readonly port: number
  readonly guests: Guest[]
  readonly ledger: AddressLedger & { left: number }
  readonly door: ReturnType<typeof createSocketDoor>
}

const EXAMPLE_KEY = 'dGhlIHNhbXBsZSBub25jZQ=='
const OFFER: Readonly<Record<string, string>> = {
  Host: 'a',
  Connection: 'keep-alive, Upgrade',
  Upgrade: 'WebSocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': EXAMPLE_KEY,
}

async function open(prepare: (server: Server) => void = () => {}): Promise<Place> {
  const guests: Guest[] = []
  const addresses = createAddressLedger(2, 1_000)
  const ledger = {
    enter: addresses.enter,
    left: 0,
    leave(key: string, nowMs: number) {
      this.left += 1
      addresses.leave(key, nowMs)
    },
    get size() {
      return addresses.size
    },
  }
  const host = {
    connectionCount: 0,
    accept(transport: Transport) {
      const heard: string[] = []
      guests.push({ transport, heard })
      return {
        receive: (frame: Uint8Array, isBinary: boolean) =>
          void heard.push(`${isBinary ? 'binary' : 'text'} ${Buffer.from(frame).toString()}`),
        alive: () => void heard.push('alive'),
        closed: (code: number) => void heard.push(`closed ${code}`),
      }
    },
  }
  const door = createSocketDoor({
    host,
    clock: systemClock,
    limits: DEFAULT_LIMITS,
    addresses: createAddressBook([], systemRandom),
    ledger,
    isOriginAllowed: createOriginCheck(undefined),
    keepsRequests: false,
    isDraining: () => false,
  })
  const server = createServer().on('upgrade', door)
  prepare(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { server, port: (server.address() as AddressInfo).port, guests, ledger, door }
}

/** Sends a request with these headers, then these bytes; `answer` grows with what comes back. */
function dial(
  { port }: Place,
  headers: Readonly<Record<string, string>> = {},
  { method = 'GET', tail = Buffer.alloc(0) }: { method?: string; tail?: Uint8Array } = {},
): {
  socket: Socket
  answer: () => Buffer
  until(has: (text: string) => boolean): Promise<string>
  closed: Promise<string>
} {
  const lines = Object.entries({ ...OFFER, ...headers }).flatMap(([name, value]) =>
    value === '' ? [] : [`${name}: ${value}`],
  )
  const chunks: Buffer[] = []
  const text = (): string => Buffer.concat(chunks).toString('latin1')
  const socket = connect(port, '127.0.0.1', () => {
    socket.write(Buffer.concat([Buffer.from(`${method} /s HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`), tail]))
  })
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {})
  onTestFinished(() => void socket.destroy())
  return {
    socket,
    answer: () => Buffer.concat(chunks),
    closed: new Promise((resolve) => socket.once('close', () => resolve(text()))),
    async until(has) {
      while (!has(text())) await once(socket, 'data')
      return text()
    },
  }
}

/** A masked frame of up to 125 bytes; the mask is not zero, so that unmasking is part of it. */
function frame(first: number, payload: string | Buffer = ''): Buffer {
  const bytes = Buffer.from(payload as string)
  const mask = [0x5a, 0x1c, 0xe7, 0x93]
  return Buffer.concat([
    Buffer.from([first, 0x80 | bytes.length, ...mask]),
    bytes.map((byte, i) => byte ^ (mask[i & 3] ?? 0)),
  ])
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve))
}

/** How many sockets the server holds, upgraded ones too. */
function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
  })
}

test('the answer to a handshake is the one of RFC 6455, and names no subprotocol and no extension', async () => {
  const place = await open()
  const offers = { 'Sec-WebSocket-Protocol': 'a, b', 'Sec-WebSocket-Extensions': 'permessage-deflate' }
  const answer = await dial(place, offers).until((text) => text.includes('\r\n\r\n'))
  expect(answer).toBe(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n',
  )
  expect(place.guests).toHaveLength(1)
})

const refused: Readonly<Record<string, [headers: Record<string, string>, method?: string]>> = {
  'sec-websocket-key': [{ 'Sec-WebSocket-Key': '' }],
  'sec-websocket-key ': [{ 'Sec-WebSocket-Key': 'short' }],
  'sec-websocket-version': [{ 'Sec-WebSocket-Version': '' }],
  'sec-websocket-version ': [{ 'Sec-WebSocket-Version': '8' }],
  upgrade: [{ Upgrade: 'h2c' }],
  'upgrade ': [{ Upgrade: 'websockets' }],
}
for (const [what, [headers]] of Object.entries(refused)) {
  test(`[S2] a handshake is refused for its ${what}${JSON.stringify(headers)}, and nobody has come`, async () => {
    const place = await open()
    const answer = await dial(place, headers).closed
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('Sec-WebSocket-Version: 13\r\n')
    expect(answer).toContain(`"at":"${what.trim()}"`)
    expect([place.guests.length, place.ledger.size]).toEqual([0, 0])
  })
}

test('[S2] a handshake that is not a GET is refused', async () => {
  expect(await dial(await open(), {}, { method: 'POST' }).closed).toMatch(/^HTTP\/1\.1 405 /)
})

test('frames that come with the handshake are read, and answered after it', async () => {
  const place = await open()
  const tail = Buffer.concat([frame(0x81, 'hello'), frame(0x82, 'bytes'), frame(0x89, 'echo')])
  const { until: answered } = dial(place, {}, { tail })
  expect(await answered((text) => text.endsWith('echo'))).toMatch(/\r\n\r\n\x8a\x04echo$/)
  expect(place.guests[0]?.heard).toEqual(['text hello', 'binary bytes', 'alive'])
})

test('[Q1] a batch goes out as it is, and nothing after the close', async () => {
  const place = await open()
  const { until: answered, socket, closed } = dial(place)
  await answered((text) => text.endsWith('\r\n\r\n'))
  const { transport, heard } = place.guests[0] as Guest
  const batch = (text: string): Batch => new Batch([{ payload: Buffer.from(text), isBinary: false }])
  transport.write(batch('a'))
  transport.close(4201, 'FRAME_INVALID')
  transport.write(batch('b'))
  transport.close(4300, 'FLOOD')
  socket.write(
    Buffer.concat([frame(0x89, 'too late'), frame(0x81, 'too late'), frame(0x88, Buffer.from([0x10, 0x69]))]),
  )
  expect((await closed).split('\r\n\r\n')[1]).toBe('\x81\x01a\x88\x0f\x10\x69FRAME_INVALID')
  await until(() => place.ledger.left > 0)
  expect(heard).toEqual(['closed 4201'])
})

test('[Q2] what the network has not taken yet is pending, and what it has is not', async () => {
  const place = await open()
  const { until: answered, socket } = dial(place)
  await answered((text) => text.endsWith('\r\n\r\n'))
  const { transport } = place.guests[0] as Guest
  expect(transport.pending()).toBe(0)
  socket.pause()
  const batch = new Batch([{ payload: Buffer.alloc(1_000_000), isBinary: true }])
  for (let i = 0; i < 20; i++) transport.write(batch)
  expect(transport.pending()).toBeGreaterThan(1_000_000)
  socket.resume()
  await until(() => transport.pending() === 0)
})

test('[S2] proper clients of ws are served: large messages in pieces, pings, and a clean end', async () => {
  const place = await open()
  const ws = new WebSocket(`ws://127.0.0.1:${place.port}`)
  await once(ws, 'open')
  const text = 'é'.repeat(20_000)
  for (let i = 0; i < 4; i++) ws.send(text.slice(i * 5_000, (i + 1) * 5_000), { fin: i === 3, binary: false })
  ws.ping('are you there')
  const [echo] = (await once(ws, 'pong')) as [Buffer]
  ws.close(1001, 'bye')
  const [code] = (await once(ws, 'close')) as [number]
  await until(() => place.ledger.left > 0)
  expect([echo.toString(), code]).toEqual(['are you there', 1001])
  expect(place.guests[0]?.heard).toEqual([`text ${text}`, 'alive', 'closed 1001'])
})

const farewells: [what: string, bytes: Buffer, answer: string, told: number][] = [
  ['a close with a code', frame(0x88, Buffer.from([0x03, 0xe9])), '\x88\x02\x03\xe9', 1001],
  ['a close with a reason', frame(0x88, Buffer.from([0x0f, 0xa0, 0xc3, 0xa4])), '\x88\x02\x0f\xa0', 4000],
  ['a close without a code', frame(0x88), '\x88\x00', 1000],
  ['a close with a reason that is no text', frame(0x88, Buffer.from([0x03, 0xe8, 0xff])), '\x88\x02\x03\xef', 1006],
  ['a close with a code nobody may send', frame(0x88, Buffer.from([0x03, 0xed])), '\x88\x02\x03\xea', 1006],
  ['a close of one byte', frame(0x88, Buffer.from([0x03])), '\x88\x02\x03\xea', 1006],
  ['a broken frame', frame(0x83, 'a'), '\x88\x02\x03\xea', 1006],
]
for (const [what, bytes, expected, told] of farewells) {
  test(`[S2] ${what} is answered, the socket ends, and hub and ledger hear of it once`, async () => {
    const place = await open()
    const { until: answered, socket, closed } = dial(place)
    await answered((text) => text.endsWith('\r\n\r\n'))
    socket.write(Buffer.concat([bytes, frame(0x81, 'never')]))
    expect((await closed).split('\r\n\r\n')[1]).toBe(expected)
    await until(() => place.ledger.left > 0)
    expect([place.guests[0]?.heard, place.ledger.left]).toEqual([[`closed ${told}`], 1])
  })
}

test('[P4] a socket that ends or breaks without a close is told as 1006, and gives its place back', async () => {
  const place = await open()
  for (const end of ['end', 'resetAndDestroy', 'end', 'resetAndDestroy'] as const) {
    const { until: answered, socket } = dial(place)
    await answered((text) => text.endsWith('\r\n\r\n'))
    socket[end]()
    await until(() => place.guests.at(-1)?.heard.length === 1)
    expect(place.guests.at(-1)?.heard).toEqual(['closed 1006'])
    // The hub hears of an end before the last bytes are out and the socket is let go.
    while ((await connectionsOf(place.server)) > 0) await new Promise((resolve) => setImmediate(resolve))
  }
  expect(place.guests).toHaveLength(4)
})

test('a socket that had gone before its turn is nobody’s', async () => {
  const { door, guests, ledger } = await open()
  const socket = new PassThrough()
  socket.destroy()
  const headers = Object.fromEntries(Object.entries(OFFER).map(([name, value]) => [name.toLowerCase(), value]))
  door({ method: 'GET', headers, socket } as unknown as IncomingMessage, socket, Buffer.alloc(0))
  expect([guests.length, ledger.size]).toEqual([0, 0])
})

test('the host’s limit of idle time ends with HTTP', async () => {
  const sockets: Socket[] = []
  const place = await open((server) =>
    server.setTimeout(5_000).on('connection', (socket: Socket) => sockets.push(socket)),
  )
  await dial(place).until((text) => text.endsWith('\r\n\r\n'))
  expect(sockets.map(({ timeout }) => timeout)).toEqual([0])
})

test('after the upgrade nothing keeps the request', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const requests: WeakRef<IncomingMessage>[] = []
  const place = await open((server) => server.on('upgrade', (request) => requests.push(new WeakRef(request))))
  const { until: answered, socket } = dial(place, {}, { tail: frame(0x81, 'a') })
  await answered((text) => text.endsWith('\r\n\r\n'))
  for (let round = 0; round < 20 && requests[0]?.deref(); round++) {
    await new Promise((resolve) => setImmediate(resolve))
    collect()
  }
  expect(requests.map((each) => each.deref())).toEqual([undefined])
  socket.write(frame(0x81, 'b'))
  await until(() => place.guests[0]?.heard.length === 2)
})
