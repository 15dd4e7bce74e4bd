import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAssets } from './assets.js'
import type { Assets } from './assets.js'

const CODE = `export const a = 1\n${'// a comment that compresses well\n'.repeat(60)}`
let folder = ''
let assets: Assets

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomful-assets-'))
  await mkdir(join(folder, 'browser', 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.js'), 'secret')
  await writeFile(join(folder, 'browser', 'roomful.js'), CODE)
  await writeFile(join(folder, 'browser', 'notes.txt'), 'not for you')
  await writeFile(join(folder, 'browser', 'assets', 'pods-a1b2c3.js'), 'export {}')
  assets = createAssets(join(folder, 'browser/'))
})
afterAll(() => rm(folder, { recursive: true }))

const request = (headers: Record<string, string> = {}): Request => new Request('http://a.example/', { headers })

test('the entry is a module any site may load, fresh within minutes', async () => {
  const response = await assets.serve(request(), '', 'roomful.js')
  expect(Object.fromEntries(response?.headers ?? [])).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=300',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
    'content-length': String(CODE.length),
  })
  expect(await response?.text()).toBe(CODE)
})

test('chunks have their hash in the name and never change', async () => {
  const response = await assets.serve(request(), 'assets', 'pods-a1b2c3.js')
  expect(response?.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(response?.headers.get('content-encoding')).toBeNull()
})

test('what a browser has already is not sent again, and a changed file is', async () => {
  const etag = (await assets.serve(request(), '', 'roomful.js'))?.headers.get('etag') ?? ''
  const same = await assets.serve(request({ 'if-none-match': `W/"other", ${etag}` }), '', 'roomful.js')
  expect(same?.status).toBe(304)
  await writeFile(join(folder, 'browser', 'roomful.js'), `${CODE}// new`)
  const changed = await assets.serve(request({ 'if-none-match': etag }), '', 'roomful.js')
  expect(changed?.status).toBe(200)
  expect(await changed?.text()).toBe(`${CODE}// new`)
  await writeFile(join(folder, 'browser', 'roomful.js'), CODE)
})

test('a compressed copy goes to whoever takes one', async () => {
  const ask = async (encodings: string): Promise<readonly [string | null, Buffer]> => {
    const response = await assets.serve(request({ 'accept-encoding': encodings }), '', 'roomful.js')
    return [
      response?.headers.get('content-encoding') ?? null,
      Buffer.from((await response?.arrayBuffer()) ?? new ArrayBuffer(0)),
    ]
  }
  const [br, brBody] = await ask('gzip, deflate, br')
  expect([br, brotliDecompressSync(brBody).toString()]).toEqual(['br', CODE])
  const [gzip, gzipBody] = await ask('gzip;q=0.8, br;q=0')
  expect([gzip, gunzipSync(gzipBody).toString()]).toEqual(['gzip', CODE])
  expect((await ask('identity'))[0]).toBeNull()
  expect(brBody.length).toBeLessThan(CODE.length / 4)
})

test('no name leads anywhere but to a file of the bundle', async () => {
  const names = [
    '../secret.js',
    '..%2fsecret.js',
    '..\\secret.js',
    '../browser/roomful.js',
    './roomful.js',
    '',
    '.',
    '..',
    'notes.txt',
  ]
  for (const name of [...names, 'roomful.js\u0000', 'ROOMFUL.JS', 'assets', '/etc/passwd', 'nothing.js']) {
    expect(await assets.serve(request(), '', name), name).toBeUndefined()
    expect(await assets.serve(request(), 'assets', name), name).toBeUndefined()
  }
  expect(await createAssets(join(folder, 'not-built/')).serve(request(), '', 'roomful.js')).toBeUndefined()
})
