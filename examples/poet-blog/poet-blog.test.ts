import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectLive, runExample, type RunningExample } from '../run-example.js'

let data: string
let blog: RunningExample
let published: RunningExample

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'roomful-blog-'))
  ;[blog, published] = await Promise.all([
    runExample('poet-blog/app.js', ['--data', join(data, 'writing')], { HOST: '127.0.0.1' }),
    runExample('poet-blog/app.js', ['--data', join(data, 'production')], { HOST: '127.0.0.1', NODE_ENV: 'production' }),
  ])
})
afterAll(async () => {
  await Promise.all([blog.stop(), published.stop()])
  await rm(data, { recursive: true, force: true })
})

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status
const textOf = async (url: string): Promise<string> => (await fetch(url)).text()

test('every page of the blog answers', async () => {
  const paths = [
    '/',
    '/page/1',
    '/post/a-page-is-a-room',
    '/tag/presence',
    '/category/Mechanics',
    '/search?q=tunnel',
    '/feed.xml',
    '/blog.css',
  ]
  for (const path of paths) expect(await statusOf(blog.address + path), path).toBe(200)
  for (const path of ['/nothing', '/post/nothing', '/post/__proto__', '/page/0', '/page/x', '/tag/none', '/%ff']) {
    expect(await statusOf(blog.address + path), path).toBe(404)
  }
})

test('a post names its canonical address', async () => {
  const page = await textOf(`${blog.address}/post/a-page-is-a-room?utm_source=letter`)
  expect(page).toContain('<link rel="canonical" href="/post/a-page-is-a-room">')
})

test('search finds posts by their words and shows the words as text', async () => {
  expect(await textOf(`${blog.address}/search?q=tunnel`)).toContain('How presence works')
  expect(await textOf(`${blog.address}/search?q=${encodeURIComponent('<img src=x>')}`)).not.toContain('<img')
  expect(await statusOf(`${blog.address}/search?q[]=a`)).toBe(200)
})

test('drafts are listed and served while writing, and neither in production', async () => {
  const draft = '/post/faces-and-voices'
  expect(await textOf(blog.address)).toContain(draft)
  expect(await statusOf(blog.address + draft)).toBe(200)
  expect(await textOf(published.address)).not.toContain(draft)
  expect(await textOf(`${published.address}/tag/rooms`)).not.toContain('reading-together')
  expect(await statusOf(published.address + draft)).toBe(404)
  for (const { address } of [blog, published])
    expect(await textOf(`${address}/feed.xml`)).not.toContain('faces-and-voices')
})

test('its policy allows nothing inline and asks for Trusted Types', async () => {
  const policy = (await fetch(blog.address)).headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("require-trusted-types-for 'script'")
  expect(policy).not.toMatch(/unsafe|\*|https?:/)
})

test('its pages are rooms', () => expectLive(blog.address, '/post/a-page-is-a-room'))

test('what it must remember is in the data folder', async () => {
  expect((await readFile(join(data, 'writing', 'roomful.db'))).subarray(0, 15).toString()).toBe('SQLite format 3')
})

test('a broken request does not end it', async () => {
  await new Promise<void>((resolve) => {
    const broken = request(`${blog.address}/post/a-page-is-a-room`, {
      headers: { upgrade: 'x', connection: 'upgrade' },
    })
    broken.on('response', (response) => response.resume().on('end', resolve))
    broken.on('error', () => resolve())
    broken.end()
  })
  expect(await statusOf(blog.address)).toBe(200)
})
