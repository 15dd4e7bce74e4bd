import { DROPPABLE_CAP_BYTES, QUEUE_CAP_BYTES } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { Batch } from './batch.js'
import { DROPPABLE, MUST, Outbox, TICK, type Reader, type RoomFrame, type Weight } from './outbox.js'

function reader(pendingBytes: number, extra: Partial<Reader> = {}) {
  const wrote: string[][] = []
  const transport = {
    write: (batch: Batch) => void wrote.push(batch.frames.map((each) => Buffer.from(each.payload).toString())),
    pending: () => pendingBytes,
    close: () => {},
  }
  return {
    wrote,
    transport,
    reader: { transport, format: 'binary' as const, takesCursors: true, takesLog: false, ...extra },
  }
}

function say(...frames: [weight: Weight, text: string][]) {
  const outbox = new Outbox()
  for (const [weight, text] of frames) {
    outbox.add({
      weight,
      payload: Buffer.from(text),
      isBinary: true,
      asJson: () => ({ payload: Buffer.from(`json ${text}`), isBinary: false }),
    })
  }
  return outbox.take()
}

const ALL: [Weight, string][] = [
  [MUST, 'must'],
  [DROPPABLE, 'maybe'],
  [TICK, 'tick'],
]

test('[Q1] everything of a turn is one write, in order, and one buffer for all readers', () => {
  const broadcast = say(...ALL)
  const one = reader(0)
  const two = reader(0)
  expect(broadcast.writeTo(one.reader, one.transport)).toBe('whole')
  expect(broadcast.writeTo(two.reader, two.transport)).toBe('whole')
  expect(one.wrote).toEqual([['must', 'maybe', 'tick']])
  expect(two.wrote).toEqual(one.wrote)
})

test('[C4] a reader with a byte waiting is left out of the tick and told so', () => {
  const behind = reader(1)
  expect(say(...ALL).writeTo(behind.reader, behind.transport)).toBe('without-tick')
  expect(behind.wrote).toEqual([['must', 'maybe']])
})

test('[C5] a reader who wants no cursors gets none and misses none', () => {
  const plain = reader(0, { takesCursors: false })
  expect(say(...ALL).writeTo(plain.reader, plain.transport)).toBe('whole')
  expect(plain.wrote).toEqual([['must', 'maybe']])
})

test('[Q2,S7] beyond 64 KiB only what must arrive is written, beyond 1 MiB the reader is given up', () => {
  const slow = reader(DROPPABLE_CAP_BYTES + 1)
  say(...ALL).writeTo(slow.reader, slow.transport)
  expect(slow.wrote).toEqual([['must']])
  const stuck = reader(QUEUE_CAP_BYTES)
  expect(say(...ALL).writeTo(stuck.reader, stuck.transport)).toBe('overflow')
  expect(stuck.wrote).toEqual([])
})

test('[Q2] a tick alone costs a slow reader nothing', () => {
  const stuck = reader(QUEUE_CAP_BYTES)
  expect(say([TICK, 'tick']).writeTo(stuck.reader, stuck.transport)).toBe('without-tick')
  expect(stuck.wrote).toEqual([])
})

test('[F1] a reader who asked for JSON gets the JSON forms', () => {
  const plain = reader(0, { format: 'json' })
  say(...ALL).writeTo(plain.reader, plain.transport)
  expect(plain.wrote).toEqual([['json must', 'json maybe', 'json tick']])
})

test.each([0, 125, 126, 65_535, 65_536])('a payload of %i bytes is framed as RFC 6455 says', (length) => {
  const { wire } = new Batch([{ payload: new Uint8Array(length).fill(7), isBinary: true }])
  expect(wire[0]).toBe(0x82)
  const short = wire.readUInt8(1)
  const read = short < 126 ? short : short === 126 ? wire.readUInt16BE(2) : Number(wire.readBigUInt64BE(2))
  expect(read).toBe(length)
  expect(wire.length).toBe((short < 126 ? 2 : short === 126 ? 4 : 10) + length)
})

test('[G2,Q1] the log goes to those who asked for it, in the same write as the rest', () => {
  const outbox = new Outbox()
  outbox.add({ weight: MUST, payload: Buffer.from('before'), isBinary: false })
  outbox.add({ weight: MUST, isLog: true, payload: Buffer.from('log'), isBinary: false })
  outbox.add({ weight: TICK, payload: Buffer.from('tick'), isBinary: true })
  const broadcast = outbox.take()
  const asked = reader(0, { takesLog: true })
  const other = reader(0)
  const slow = reader(DROPPABLE_CAP_BYTES + 1, { takesLog: true })
  expect(broadcast.writeTo(asked.reader, asked.transport)).toBe('whole')
  expect(broadcast.writeTo(other.reader, other.transport)).toBe('whole')
  broadcast.writeTo(slow.reader, slow.transport)
  expect(asked.wrote).toEqual([['before', 'log', 'tick']])
  expect(other.wrote).toEqual([['before', 'tick']])
  expect(slow.wrote).toEqual([['before', 'log']])
  // What was said next is without a log again.
  outbox.add({ weight: MUST, payload: Buffer.from('after'), isBinary: false })
  const next = outbox.take()
  next.writeTo(other.reader, other.transport)
  expect(other.wrote.at(-1)).toEqual(['after'])
})

test('[U5] who reads elsewhere gets another form in its place, made once for all who read there', () => {
  const outbox = new Outbox()
  const frame = (weight: Weight, text: string): RoomFrame => ({ weight, payload: Buffer.from(text), isBinary: true })
  outbox.add(frame(MUST, 'first'))
  outbox.add({ ...frame(TICK, 'page'), sections: new Map([[7, frame(TICK, 'seven')]]) })
  outbox.add({ ...frame(TICK, ''), sections: new Map([[8, frame(TICK, 'eight')]]) })
  outbox.add(frame(MUST, 'last'))
  const broadcast = outbox.take()
  const written = (audience: number, pending = 0) => {
    const each = reader(pending, { audience })
    return [broadcast.writeTo(each.reader, each.transport), ...each.wrote]
  }
  expect(written(0)).toEqual(['whole', ['first', 'page', 'last']])
  expect(written(7)).toEqual(['whole', ['first', 'seven', 'last']])
  expect(written(8)).toEqual(['whole', ['first', 'page', 'eight', 'last']])
  expect(written(7, 1)).toEqual(['without-tick', ['first', 'last']])
  const wires: Batch[] = []
  const transport = { write: (batch: Batch) => void wires.push(batch), pending: () => 0, close: () => {} }
  for (let i = 0; i < 2; i++) broadcast.writeTo(reader(0, { audience: 7 }).reader, transport)
  expect(wires[0]).toBe(wires[1])
})

test('[U2] a form for one reader goes before that of the section', () => {
  const outbox = new Outbox()
  const frame = (text: string): RoomFrame => ({ weight: MUST, payload: Buffer.from(text), isBinary: true })
  const one = reader(0, { audience: 7 })
  const other = reader(0, { audience: 7 })
  outbox.add({
    ...frame('page'),
    sections: new Map([[7, frame('seven')]]),
    readers: new Map([[one.reader, frame('yours')]]),
  })
  const broadcast = outbox.take()
  for (const each of [one, other]) broadcast.writeTo(each.reader, each.transport)
  expect([one.wrote, other.wrote]).toEqual([[['yours']], [['seven']]])
})

test('[C4] a reader for whose section a tick had nothing has missed nothing', () => {
  const outbox = new Outbox()
  const frame = (text: string): RoomFrame => ({ weight: TICK, payload: Buffer.from(text), isBinary: true })
  outbox.add({ ...frame('page'), sections: new Map([[7, frame('')]]) })
  const behind = reader(1, { audience: 7 })
  expect(outbox.take().writeTo(behind.reader, behind.transport)).toBe('whole')
  expect(behind.wrote).toEqual([])
})
