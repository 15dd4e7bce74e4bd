import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { readXml } from './xml.js'
import type { XmlElement } from './xml.js'

const INTEREST = {
  root: 'r',
  what: 'an export',
  elements: new Set(['r/a']),
  texts: new Set(['r/a/t']),
}

async function read(bytes: string | Uint8Array | AsyncIterable<Uint8Array>, size = 1_000): Promise<XmlElement[]> {
  const found: XmlElement[] = []
  const whole = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
  const stream = whole instanceof Uint8Array ? cut(whole, size) : whole
  for await (const group of readXml(stream, INTEREST)) found.push(...group)
  return found
}

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const texts = async (source: string | Uint8Array, size?: number): Promise<string[]> =>
  (await read(source, size)).filter(({ path }) => path === 'r/a/t').map(({ text }) => text)

const failure = (source: Parameters<typeof read>[0]): Promise<unknown> =>
  read(source).then(
    () => 'read',
    (error: unknown) => error,
  )

test('text, CDATA, references and what is nested are read as they are meant', async () => {
  const source = `<?xml version="1.0"?><r><a x="1 &amp; 2"><t>a &lt;b&gt; &#233;&#x1F600;<![CDATA[ <i>&amp;</i> ]]]]><![CDATA[>]]> c<u>not</u></t></a>
    <t>not</t><b><a><t>not</t></a></b></r>`
  const found = await read(source, 3)
  expect(found.map(({ path, isEnd, text }) => [path, isEnd, text])).toEqual([
    ['r/a', false, ''],
    ['r/a/t', true, 'a <b> é😀 <i>&amp;</i> ]]> c'],
    ['r/a', true, ''],
  ])
  expect([...found[0]!.attributes]).toEqual([['x', '1 & 2']])
})

test('named references of HTML and bare ampersands are common in old files, and read', async () => {
  expect(await texts('<r><a><t>caf&eacute;&nbsp;&bogus; Q&A & B &constructor; &__proto__;</t></a></r>')).toEqual([
    'café\u00a0&bogus; Q&A & B &constructor; &__proto__;',
  ])
})

const LAUGHS = `<?xml version="1.0"?>
<!DOCTYPE r [
<!ENTITY lol "lol">
${Array.from({ length: 9 }, (_, i) => `<!ENTITY lol${i + 1} "${`&lol${i || ''};`.repeat(10)}">`).join('\n')}
]>
<r><a><t>&lol9;</t></a></r>`
const doctypes: readonly (readonly [name: string, source: string])[] = [
  ['a billion laughs', LAUGHS],
  ['a file of the machine', '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><r><a><t>&f;</t></a></r>'],
  ['another server', '<!DOCTYPE r SYSTEM "http://127.0.0.1:1/evil.dtd"><r><a><t>x</t></a></r>'],
  ['parameter entities', '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;]><r/>'],
  ['a DOCTYPE after the beginning', '<r><!DOCTYPE r [<!ENTITY a "b">]><a><t>&a;</t></a></r>'],
  ['a DOCTYPE of 100 kB', `<!DOCTYPE r [${'<!ENTITY a "b">'.repeat(7_000)}]><r/>`],
]
test.each(doctypes)('a DOCTYPE is refused, so no entity is expanded or fetched: %s', async (_name, source) => {
  const error = await failure(source)
  expect(error).toMatchObject({ code: 'IMPORT_INVALID' })
  expect((error as Error).message).toMatch(/DOCTYPE|broken|not an export/)
})

test('without a DOCTYPE an entity of a file’s own is text', async () => {
  expect(await texts('<r><a><t>&lol9; &f;</t></a></r>')).toEqual(['&lol9; &f;'])
})

const damage: readonly (readonly [name: string, source: string, message: RegExp])[] = [
  ['another root', '\n<html><body>', /^Line 2: this is not an export: it begins with <html>\.$/],
  ['no XML', '{"roomful":1}', /^Line 1: this is not an export\.$/],
  ['nothing', '', /not an export/],
  ['a cut', '<r><a><t>x</t></a>\n<a><t>y', /^Line 2: the XML is broken \(unclosed root tag\)\.$/],
  ['a cut in a tag', '<r><a', /broken/],
  ['crossed tags', '<r><a><t>x</a></t></r>', /broken/],
  ['depth', `<r>${'<x>'.repeat(100_000)}`, /nested too deeply/],
  [
    'attributes',
    `<r><a ${Array.from({ length: 1_000 }, (_, i) => `a${i}="1"`).join(' ')}/></r>`,
    /too many attributes/,
  ],
  ['a long attribute', `<r><a x="${'y'.repeat(500_000)}"/></r>`, /broken/],
  ['a long name', `<r><${'y'.repeat(500_000)}/></r>`, /broken/],
  ['a long remark', `<r><!--${'y'.repeat(500_000)}--></r>`, /broken/],
  ['an unknown encoding', '<?xml version="1.0" encoding="klingon"?><r/>', /unknown encoding, "klingon"/],
]
test.each(damage)('damage is told with its line: %s', async (_name, source, message) => {
  expect(await failure(source)).toMatchObject({ code: 'IMPORT_INVALID', message: expect.stringMatching(message) })
})

test('a long text is cut, and says so', async () => {
  const found = await read(
    `<r><a><t>${'x'.repeat(700_000)}</t><t><![CDATA[${'y'.repeat(700_000)}]]></t><t>z</t></a></r>`,
  )
  const cutTexts = found.filter(({ path }) => path === 'r/a/t')
  expect(cutTexts.map(({ text, isCut }) => [text.length, text[0], isCut])).toEqual([
    [262_144, 'x', true],
    [262_144, 'y', true],
    [1, 'z', false],
  ])
})

test('the encoding is that of the mark or the declaration', async () => {
  const source = '<r><a><t>café</t></a></r>'
  const latin = Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${source}`, 'latin1')
  const wide = Buffer.from(`\ufeff${source}`, 'utf16le')
  for (const bytes of [Buffer.from(source), Buffer.from(`\ufeff${source}`), latin, wide, Buffer.from(wide).swap16()]) {
    expect(await texts(bytes, 1)).toEqual(['café'])
  }
  const broken = Buffer.concat([Buffer.from('<r><a><t>caf'), Buffer.from([0xe9]), Buffer.from('</t></a></r>')])
  expect(await texts(broken)).toEqual(['caf\ufffd'])
})

test('memory does not grow with the file', async () => {
  const element = Buffer.from(`<a><t>${'words '.repeat(100)}</t></a><x y="z">${'other '.repeat(100)}</x>\n`)
  const block = Buffer.concat(Array.from({ length: 50 }, () => element))
  let sent = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('<r>')
    for (; sent < 60_000_000; sent += block.length) yield block
    yield Buffer.from('</r>')
  }
  let count = 0
  let most = 0
  const before = process.memoryUsage().heapUsed
  for await (const group of readXml(Readable.from(endless()), INTEREST)) {
    count += group.length
    if (count % 50_000 < group.length) most = Math.max(most, process.memoryUsage().heapUsed - before)
  }
  expect(count).toBe(3 * 50 * Math.ceil(60_000_000 / block.length))
  expect(most).toBeLessThan(50_000_000)
}, 60_000)
