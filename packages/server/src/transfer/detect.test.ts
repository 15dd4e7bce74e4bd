import { createReadStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { detectSource } from './detect.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../test-data/${name}`, import.meta.url))

async function* of(...pieces: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece)
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('the beginning of a file says what it is', async () => {
  expect((await detectSource(createReadStream(fixture('disqus.xml')))).source).toBe('disqus')
  expect((await detectSource(createReadStream(fixture('wordpress.xml'), { highWaterMark: 7 }))).source).toBe(
    'wordpress',
  )
  expect((await detectSource(of('\ufeff{"room', 'ful":1}\n'))).source).toBe('roomful')
  for (const other of ['', '{"a":1}', '<html>', '<rssx>', 'PK\u0003\u0004']) {
    expect((await detectSource(of(other))).source, other).toBeUndefined()
  }
})

test('nothing of the file is lost by looking', async () => {
  const long = 'x'.repeat(20_000)
  expect(await textOf((await detectSource(of('<disqus>', long, 'end'))).bytes)).toBe(`<disqus>${long}end`)
  expect(await textOf((await detectSource(of())).bytes)).toBe('')
})
