/** Any frames, cut anywhere, against what was put into them, and against the reader of `ws`. */
import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as ws from 'ws'
import { BINARY, CLOSE, PING, PONG, TEXT, closeFrame, isCloseCode, pongFrame, readFrames } from './websocket-frames.js'
import type { Carry, Fault, FrameSink } from './websocket-frames.js'

const MAX_BYTES = 2_000

/** What was heard, as text that can be compared. */
class Ear implements FrameSink {
  readonly heard: string[] = []
  isReading = true
  message(payload: Buffer, isBinary: boolean): void {
    this.heard.push(`${isBinary ? 'binary' : 'text'} ${payload.toString('hex')}`)
  }
  control(opcode: number, payload: Buffer): void {
    this.heard.push(`${{ [CLOSE]: 'close', [PING]: 'ping', [PONG]: 'pong' }[opcode]} ${payload.toString('hex')}`)
    if (opcode === CLOSE) this.isReading = false
  }
  broken(fault: Fault): void {
    this.heard.push(`broken ${fault}`)
    this.isReading = false
  }
}

/** Reads chunks as a connection does; `carry` is what is left at the end. */
function read(chunks: readonly Buffer[], maxBytes = MAX_BYTES): { heard: string[]; carry: Carry | undefined } {
  const ear = new Ear()
  let carry: Carry | undefined
  for (const chunk of chunks) if (ear.isReading) carry = readFrames(Buffer.from(chunk), carry, maxBytes, ear)
  return { heard: ear.heard, carry }
}

interface Shape {
  readonly first: number
  readonly payload: Uint8Array
  readonly mask: number
  readonly isMasked?: boolean
  /** Bytes in which the length is written: 1, 3 or 9; more than it needs is allowed by every reader there is. */
  readonly lengthBytes?: number
}

function bytesOf({ first, payload, mask, isMasked = true, lengthBytes = 1 }: Shape): Buffer {
  const { length } = payload
  const head = Buffer.alloc(14)
  head[0] = first
  let at = 2
  if (lengthBytes === 9 || length > 65_535) {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(length), 2)
    at = 10
  } else if (lengthBytes === 3 || length > 125) {
    head[1] = 126
    head.writeUInt16BE(length, 2)
    at = 4
  } else head[1] = length
  if (!isMasked) return Buffer.concat([head.subarray(0, at), payload])
  head[1] |= 0x80
  head.writeUInt32BE(mask, at)
  const key = head.subarray(at, at + 4)
  return Buffer.concat([head.subarray(0, at + 4), payload.map((byte, i) => byte ^ (key[i & 3] ?? 0))])
}

const frame = (first: number, payload: string | Uint8Array = '', mask = 0x01020304): Buffer =>
  bytesOf({ first, payload: Buffer.from(payload as string), mask })

/** Cuts bytes at these places, which are taken modulo the length. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  return at.slice(1).map((to, i) => bytes.subarray(at[i], to))
}

const mask = fc.oneof(fc.constant(0), fc.nat(0xffff_ffff))
const payload = fc.oneof(fc.uint8Array({ maxLength: 12 }), fc.uint8Array({ minLength: 100, maxLength: 300 }))
const places = fc.array(fc.nat(100_000), { maxLength: 30 })
const control = fc.record({
  first: fc.constantFrom(0x89, 0x8a),
  payload: fc.uint8Array({ maxLength: 125 }),
  mask,
})
/** A message in one or more pieces, each with control frames before it. */
const message = fc.record({
  opcode: fc.constantFrom(TEXT, BINARY),
  pieces: fc.array(fc.record({ payload, mask, before: fc.array(control, { maxLength: 2 }) }), {
    minLength: 1,
    maxLength: 5,
  }),
})

test('[F3,S2] whatever is sent in whatever pieces, cut anywhere, is heard once, whole and in order', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 6 }), places, (messages, where) => {
      const frames: Shape[] = []
      const expected: string[] = []
      for (const { opcode, pieces } of messages) {
        for (const [i, piece] of pieces.entries()) {
          for (const each of piece.before) {
            frames.push(each)
            expected.push(`${each.first === 0x89 ? 'ping' : 'pong'} ${Buffer.from(each.payload).toString('hex')}`)
          }
          frames.push({ ...piece, first: (i === 0 ? opcode : 0) | (i === pieces.length - 1 ? 0x80 : 0) })
        }
        const whole = Buffer.concat(pieces.map((piece) => piece.payload))
        expected.push(`${opcode === TEXT ? 'text' : 'binary'} ${whole.toString('hex')}`)
      }
      const { heard, carry } = read(cut(Buffer.concat(frames.map(bytesOf)), where))
      expect(heard).toEqual(expected)
      expect(carry).toBeUndefined()
    }),
  )
})

test('[S2] a length may be written longer than it needs, and every byte may come alone', () => {
  for (const lengthBytes of [1, 3, 9]) {
    const bytes = bytesOf({ first: 0x81, payload: Buffer.from('hello'), mask: 0xa1b2c3d4, lengthBytes })
    expect(read([...bytes].map((byte) => Buffer.of(byte))).heard).toEqual([
      `text ${Buffer.from('hello').toString('hex')}`,
    ])
  }
})

test('[S2] at rest a connection owns nothing, and in the middle of a frame only what has come of it', () => {
  const large = Buffer.alloc(1_500, 7)
  expect(read([frame(0x82, large)]).carry).toBeUndefined()
  const whole = Buffer.concat([frame(0x82, large), frame(0x82, large).subarray(0, 9)])
  const { carry } = read([whole])
  expect(carry?.chunks.map((chunk) => chunk.buffer.byteLength)).toEqual([9])
  // Announced is not sent: nothing is reserved for a length.
  expect(read([Buffer.from([0x82, 0xfe, 0x07, 0xd0])]).carry?.bytes).toBe(4)
  const fragment = read([Buffer.concat([frame(0x02, 'ab'), frame(0x89)])]).carry
  expect(fragment?.parts.map((part) => part.buffer.byteLength)).toEqual([2])
})

const faults: Readonly<Record<string, [bytes: Buffer, fault: Fault]>> = {
  'no mask': [bytesOf({ first: 0x81, payload: Buffer.from('a'), mask: 0, isMasked: false }), 1002],
  'the first reserved bit': [frame(0xc1, 'a'), 1002],
  'the second reserved bit': [frame(0xa1, 'a'), 1002],
  'the third reserved bit': [frame(0x91, 'a'), 1002],
  'a reserved opcode': [frame(0x83, 'a'), 1002],
  'a reserved control opcode': [frame(0x8b, 'a'), 1002],
  'a ping in pieces': [frame(0x09, 'a'), 1002],
  'a ping of 126 bytes': [frame(0x89, Buffer.alloc(126)), 1002],
  'a continuation of nothing': [frame(0x80, 'a'), 1002],
  'a message inside a message': [Buffer.concat([frame(0x01, 'a'), frame(0x81, 'b')]), 1002],
  'one byte too many': [frame(0x82, Buffer.alloc(MAX_BYTES + 1)), 1009],
  'too much in pieces': [Buffer.concat([frame(0x02, Buffer.alloc(MAX_BYTES)), frame(0x80, 'a')]), 1009],
  'a length of 2³²': [Buffer.from([0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4]), 1009],
  'a length of 2⁶³': [Buffer.from([0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]), 1009],
  'the 65th piece': [Buffer.concat([frame(0x01, 'a'), ...Array.from({ length: 64 }, () => frame(0x00, 'b'))]), 1008],
}
for (const [what, [bytes, fault]] of Object.entries(faults)) {
  test(`[S2] ${what} is ${fault}, in whatever pieces it comes, and nothing is read after it`, () => {
    const after = Buffer.concat([bytes, frame(0x81, 'never')])
    expect(read([after]).heard).toEqual([`broken ${fault}`])
    for (const step of bytes.length < 500 ? [1, 2, 17] : [17]) {
      const chunks = Array.from({ length: Math.ceil(after.length / step) }, (_, i) =>
        after.subarray(i * step, (i + 1) * step),
      )
      expect(read(chunks).heard).toEqual([`broken ${fault}`])
    }
  })
}

test('[S2] what is allowed up to the limit is read', () => {
  expect(read([frame(0x82, Buffer.alloc(MAX_BYTES))]).heard).toHaveLength(1)
  const pieces = [frame(0x01, 'a'), ...Array.from({ length: 62 }, () => frame(0x00)), frame(0x80, 'b')]
  expect(read([Buffer.concat(pieces)]).heard).toEqual(['text 6162'])
})

test('[S2] a frame counted out byte by byte ends with 1008 after 256 chunks, however long it may be', () => {
  const bytes = frame(0x82, Buffer.alloc(MAX_BYTES, 1))
  const { heard } = read([...bytes].map((byte) => Buffer.of(byte)))
  expect(heard).toEqual(['broken 1008'])
  const largest = Array.from({ length: 200 }, (_, i) => bytes.subarray(i * 11, i * 11 + 11))
  expect(read(largest).heard).toEqual([`binary ${'01'.repeat(MAX_BYTES)}`])
})

/** The reader of `ws`, with the same limits. It is not in its types. */
interface Receiver {
  on(event: string, listener: (...args: never[]) => void): this
  write(chunk: Buffer): void
}
const { Receiver } = ws as unknown as { Receiver: new (options: object) => Receiver }

async function readWithWs(chunks: readonly Buffer[]): Promise<string[]> {
  const heard: string[] = []
  const limits = { maxPayload: MAX_BYTES, maxFragments: 64, maxBufferedChunks: 256, skipUTF8Validation: true }
  const receiver = new Receiver({ isServer: true, ...limits })
  let isOver = false
  receiver.on('message', (data: Buffer, isBinary: boolean) =>
    heard.push(`${isBinary ? 'binary' : 'text'} ${data.toString('hex')}`),
  )
  receiver.on('ping', (data: Buffer) => heard.push(`ping ${data.toString('hex')}`))
  receiver.on('pong', (data: Buffer) => heard.push(`pong ${data.toString('hex')}`))
  receiver.on('conclude', (code: number, reason: Buffer) => {
    isOver = true
    heard.push(
      code === 1005 ? 'close ' : `close ${Buffer.concat([closeFrame(code, '').subarray(2), reason]).toString('hex')}`,
    )
  })
  receiver.on('error', (error: Error) => {
    isOver = true
    const status = Object.getOwnPropertySymbols(error).find((symbol) => symbol.description === 'status-code')
    heard.push(`broken ${String(status && Reflect.get(error, status))}`)
  })
  for (const chunk of chunks) {
    if (isOver) break
    receiver.write(Buffer.from(chunk))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return heard
}

/** What a connection makes of a close frame: ws looks into it while reading, we afterwards. */
function closeJudged(line: string): string {
  const bytes = Buffer.from(line.split(' ')[1] ?? '', 'hex')
  if (!line.startsWith('close') || bytes.length === 0) return line
  return bytes.length > 1 && isCloseCode(bytes.readUInt16BE(0)) ? line : 'broken 1002'
}

test('[S2,A2] sound and damaged streams are read as ws reads them', async () => {
  const anyFrame = fc.record({
    first: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(0x81, 0x82, 0x01, 0x02, 0x00, 0x80, 0x89, 0x8a, 0x88) },
      { weight: 1, arbitrary: fc.nat(255) },
    ),
    payload: fc.oneof(payload, fc.constantFrom(Buffer.from([3, 232]), Buffer.from([3, 237]), Buffer.from([3]))),
    mask,
    isMasked: fc.oneof({ weight: 30, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    lengthBytes: fc.constantFrom(1, 1, 1, 3, 9),
  })
  const damage = fc.array(fc.tuple(fc.nat(100_000), fc.nat(255)), { maxLength: 1 })
  await fc.assert(
    fc.asyncProperty(fc.array(anyFrame, { maxLength: 12 }), damage, places, async (frames, damages, where) => {
      const bytes = Buffer.concat(frames.map(bytesOf))
      for (const [at, byte] of damages) if (bytes.length > 0) bytes[at % bytes.length] = byte
      const chunks = cut(bytes, where).filter((chunk) => chunk.length > 0)
      expect(read(chunks).heard.map(closeJudged)).toEqual(await readWithWs(chunks))
    }),
    { numRuns: 400 },
  )
}, 30_000)

test('close codes a peer may send, and the frames a server sends', () => {
  const allowed = Array.from({ length: 6_000 }, (_, code) => code).filter(isCloseCode)
  expect(allowed.filter((code) => code < 3_000)).toEqual([
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014,
  ])
  expect([allowed.at(-1), allowed.length]).toEqual([4_999, 2_012])
  expect(closeFrame(4201, 'FRAME_INVALID').toString('latin1')).toBe('\x88\x0f\x10\x69FRAME_INVALID')
  expect([...closeFrame(undefined, '')]).toEqual([0x88, 0])
  expect([...pongFrame(Buffer.from('ab'))]).toEqual([0x8a, 2, 0x61, 0x62])
})
