import { Writable } from 'node:stream'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readExport, writeExport } from './json-lines.js'
import type { ExportRecord } from './transfer.js'

async function* each<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** The bytes in pieces of this many. */
async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of list) found.push(item)
  return found
}

const read = (text: string): Promise<ExportRecord[]> => all(readExport(cut(Buffer.from(text), 7)))
const HEADER = '{"roomful":1,"kind":"export","atMs":5}'

test('what was written is read back equal, however the bytes arrive', async () => {
  const record = fc
    .dictionary(fc.string(), fc.jsonValue({ depthSize: 'small' }), { noNullPrototype: true })
    .filter((fields) => !JSON.stringify(fields).includes('__proto__'))
    .map((fields) => ({ kind: 'comment', fields }) as ExportRecord)
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 8 }), fc.integer({ min: 1, max: 40 }), async (records, size) => {
      const bytes = await bytesOf(writeExport(each(records), { atMs: 5, scope: { room: '/a' } }))
      const headers: unknown[] = []
      const back = await all(readExport(cut(bytes, size), (header) => headers.push(header)))
      // Through JSON, which knows no -0 and no undefined.
      expect(back).toEqual(JSON.parse(JSON.stringify(records)))
      expect(headers).toEqual([{ roomful: 1, kind: 'export', atMs: 5, scope: { room: '/a' } }])
    }),
    { numRuns: 60 },
  )
})

test('the lines are as documented', async () => {
  const bytes = await bytesOf(
    writeExport(each([{ kind: 'comment', fields: { text: 'line\nbreak\u2028' } }]), { atMs: 5 }),
  )
  expect(bytes.toString()).toBe(
    `${HEADER}\n{"kind":"comment","fields":{"text":"line\\nbreak\u2028"}}\n{"kind":"end","records":1}\n`,
  )
})

test('records are made only as fast as they are taken', async () => {
  let made = 0
  async function* endless(): AsyncGenerator<ExportRecord> {
    for (;;) {
      made++
      yield { kind: 'comment', fields: { text: 'x'.repeat(1_000) } }
    }
  }
  const stop = new AbortController()
  let taken = 0
  const slow = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      taken += chunk.length
      if (taken > 500_000) stop.abort()
      setImmediate(() => done())
    },
  })
  await expect(pipeline(writeExport(endless(), { atMs: 5 }), slow, { signal: stop.signal })).rejects.toThrow('abort')
  expect(made).toBeLessThan(1_000)
})

test('a source that fails makes the stream fail, and no last line is written', async () => {
  async function* failing(): AsyncGenerator<ExportRecord> {
    yield { kind: 'comment', fields: {} }
    throw new Error('the disk is gone')
  }
  const stream = writeExport(failing(), { atMs: 5 })
  await expect(bytesOf(stream)).rejects.toThrow('the disk is gone')
  await expect(bytesOf(writeExport(each([{ kind: 'end', fields: {} }]), { atMs: 5 }))).rejects.toThrow(
    'cannot be called',
  )
  const long = { kind: 'comment', fields: { text: 'x'.repeat(1_100_000) } }
  await expect(bytesOf(writeExport(each([long]), { atMs: 5 }))).rejects.toThrow('too long')
})

const wrong: readonly (readonly [name: string, text: string, message: string])[] = [
  ['an empty file', '', 'Line 1: the file is empty'],
  ['another file', '<disqus>', 'Line 1: this is not JSON'],
  ['other JSON', '{"a":1}\n', 'Line 1: this is not the header'],
  ['a newer format', '{"roomful":2,"kind":"export","atMs":5}\n', 'a newer Roomful'],
  ['a header without a time', '{"roomful":1,"kind":"export"}\n', '"atMs"'],
  ['a broken line', `${HEADER}\n{"kind":"comment","fields":{}}\n{"kind":"comm\n`, 'Line 3: this is not JSON'],
  ['a list', `${HEADER}\n[1]\n`, 'Line 2: this is not an object'],
  ['a record without a kind', `${HEADER}\n\n{"id":1}\n`, 'Line 3: a record needs a "kind"'],
  ['a strange kind', `${HEADER}\n{"kind":"DROP TABLE"}\n`, 'Line 2: a record needs a "kind"'],
  ['a record without fields', `${HEADER}\n{"kind":"a"}\n`, 'Line 2: a record needs "fields"'],
  ['a record with a list', `${HEADER}\n{"kind":"a","fields":[]}\n`, 'Line 2: a record needs "fields"'],
  ['a second header', `${HEADER}\n${HEADER}\n`, 'Line 2: there is a second header'],
  ['a missing end', `${HEADER}\n{"kind":"comment","fields":{}}\n`, 'cut short'],
  ['a header alone', `${HEADER}\n`, 'cut short'],
  [
    'a lost record',
    `${HEADER}\n{"kind":"a","fields":{}}\n{"kind":"end","records":2}\n`,
    'Line 3: there should be 2 records, not 1',
  ],
  ['two files in one', `${HEADER}\n{"kind":"end","records":0}\n${HEADER}\n`, 'Line 3: something follows'],
  ['a key that changes objects', `${HEADER}\n{"kind":"a","b":{"__proto__":{}}}\n`, 'Line 2: this is nested'],
  [
    'a deep value',
    `${HEADER}\n{"kind":"a","b":${'['.repeat(50_000)}${']'.repeat(50_000)}}\n`,
    'Line 2: this is nested',
  ],
  ['an endless line', `${HEADER}\n{"kind":"a","b":"${'x'.repeat(1_100_000)}"}\n`, 'Line 2: a line may have'],
]
test.each(wrong)('%s is refused with the line and what is wrong with it', async (_name, text, message) => {
  const reading = all(readExport(cut(Buffer.from(text), 4_096)))
  await expect(reading).rejects.toMatchObject({ code: 'IMPORT_INVALID', message: expect.stringContaining(message) })
})

test('broken UTF-8 is refused; a byte order mark and Windows line ends are not', async () => {
  const broken = Buffer.concat([Buffer.from(`${HEADER}\n{"kind":"a","b":"`), Buffer.from([0xff]), Buffer.from('"}\n')])
  await expect(all(readExport(cut(broken, 5)))).rejects.toMatchObject({ message: 'Line 2: this is not UTF-8.' })
  expect(await read(`\ufeff${HEADER}\r\n{"kind":"a","fields":{}}\r\n{"kind":"end","records":1}\r\n`)).toEqual([
    { kind: 'a', fields: {} },
  ])
  expect(await read(`${HEADER}\n{"kind":"end","records":0}`)).toEqual([])
})
