import { mkdtemp, readFile, readdir, rm, stat, writeFile as put } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openFile, writeFile } from './open-file.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomful-file-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('a file is read with its size and how far one has come', async () => {
  const file = join(folder, 'plain.xml')
  await put(file, 'x'.repeat(200_000))
  const { bytes, totalBytes, readBytes } = await openFile(file, nothing())
  expect([totalBytes, readBytes()]).toEqual([200_000, 0])
  expect((await textOf(bytes)).length).toBe(200_000)
  expect(readBytes()).toBe(200_000)
})

test('a packed file is unpacked, its progress is that of the packed one; a damaged one is told', async () => {
  const packed = gzipSync('hello '.repeat(100_000))
  const file = join(folder, 'packed.xml.gz')
  await put(file, packed)
  const { bytes, totalBytes, readBytes } = await openFile(file, nothing())
  expect(totalBytes).toBe(packed.length)
  expect((await textOf(bytes)).length).toBe(600_000)
  expect(readBytes()).toBe(packed.length)
  await put(file, packed.subarray(0, packed.length - 20))
  await expect(textOf((await openFile(file, nothing())).bytes)).rejects.toMatchObject({ code: 'IMPORT_INVALID' })
})

test('"-" is the standard input, and a file that is not there is an error at once', async () => {
  const { bytes, totalBytes } = await openFile('-', Readable.from([Buffer.from('a'), Buffer.from('b')]))
  expect([totalBytes, await textOf(bytes)]).toEqual([undefined, 'ab'])
  await expect(openFile(join(folder, 'missing'), nothing())).rejects.toThrow('missing cannot be read: there is no such')
  await expect(openFile(folder, nothing())).rejects.toThrow('it is a folder')
})

test('what is written is there when it is whole, for its owner only', async () => {
  const file = join(folder, 'out.jsonl')
  const out = new PassThrough()
  await writeFile(file, Readable.from(['a\n', 'b\n'], { objectMode: false }), out)
  expect(await readFile(file, 'utf8')).toBe('a\nb\n')
  expect((await stat(file)).mode & 0o777).toBe(0o600)

  async function* failing(): AsyncGenerator<string> {
    yield 'half'
    throw new Error('the database is gone')
  }
  await expect(writeFile(file, Readable.from(failing()), out)).rejects.toThrow('the database is gone')
  expect(await readFile(file, 'utf8')).toBe('a\nb\n')
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])

  await writeFile('-', Readable.from(['c\n'], { objectMode: false }), out)
  expect(out.read()?.toString()).toBe('c\n')
})
