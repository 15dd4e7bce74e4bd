/**
 * The examples of the guide on comments, state, moderation and notices, run as they stand, against a server; and what the pages
 * show of HTTP, compared with what it answers. That the examples type-check is another gate.
 */
import { readFileSync } from 'node:fs'
import { connect, nodeEnvironment, type Client } from '@roomful/client'
import { createRoomful, type Roomful, type RoomfulOptions } from 'roomful'
import { expect, onTestFinished, test } from 'vitest'
import { withServer, type LiveServer } from '../tests/support/live-server.js'
import { enter, helloOf, JWT_SECRET, signToken } from '../tests/support/writer.js'
import { blocksOf } from './gates/doc-examples.mjs'

interface Block {
  readonly language: string
  readonly code: string
}

const read = (page: string): string => readFileSync(new URL(`../docs/guide/${page}.md`, import.meta.url), 'utf8')
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const options = { jwt: { secret: JWT_SECRET }, moderation: { flood: false } } as const
const AsyncFunction = (async () => undefined).constructor as new (...parts: string[]) => (...args: unknown[]) => unknown

/** Runs an example with what it is given by name; what it imports is given as well. Of types they hold no more than `as const`. */
async function run({ code }: Block, given: Readonly<Record<string, unknown>>): Promise<unknown[][]> {
  const printed: unknown[][] = []
  const all = { ...given, console: { log: (...line: unknown[]) => printed.push(line) } }
  await new AsyncFunction(...Object.keys(all), code.replace(/^import .*$| as const\b/gm, ''))(...Object.values(all))
  return printed
}

/** `createRoomful` as the examples call it, but in memory, and closed in the end. */
function maker(): { create: typeof createRoomful; made: Roomful[] } {
  const made: Roomful[] = []
  onTestFinished(async () => {
    for (const live of made) await live.close()
  })
  const create = async (wish: RoomfulOptions = {}): Promise<Roomful> => {
    const live = await createRoomful({ ...wish, database: 'memory:' })
    made.push(live)
    return live
  }
  return { create, made }
}

function clientOf({ url }: LiveServer, token?: string): Client {
  const client = connect(url, { env: { ...nodeEnvironment(), warn: () => undefined }, ...(token ? { token } : {}) })
  onTestFinished(() => client.close())
  return client
}

const examples = (page: string): readonly Block[] =>
  (blocksOf(read(page)) as readonly Block[]).filter(({ language }) => language !== 'html')
const using = (page: string, word: string): readonly Block[] => {
  const found = examples(page).filter(({ code }) => code.includes(word))
  if (found.length === 0) throw new Error(`${page} has no example with ${word}`)
  return found
}

test.each(['comments', 'state', 'moderation', 'notices'])(
  'every server that the page on %s makes can be made',
  async (page) => {
    const env = { NOTICES_SECRET: secret, CHECK_SECRET: secret }
    const percent = { '~standard': { version: 1, vendor: 'x', validate: (value: unknown) => ({ value }) } }
    const { create, made } = maker()
    const blocks = using(page, 'await createRoomful(')
    for (const block of blocks) {
      await run(block, { createRoomful: create, process: { env }, whoIs: async () => undefined, percent })
    }
    expect(made).toHaveLength(blocks.length)
  },
)

test('the examples on comments: a page gets its comments, an app writes and reads them', () =>
  withServer(options, async (server) => {
    const client = clientOf(server, signToken({ sub: 'ada', name: 'Ada' }))
    for (const block of using('comments', 'client.room(')) {
      const printed = await run(block, { client })
      await expect.poll(() => printed.map(([first]) => first)).toContain('stored')
    }
    const request = { url: '/blog/7', headers: {} }
    for (const block of using('comments', 'commentsHtml(')) await run(block, { live: server.live, request })
    expect(await server.live.commentsHtml('/blog/7')).toContain('Well put.')
    const [, fragment = ''] = /^GET \/roomful(\S+\?fragment\S*)$/m.exec(read('comments')) ?? []
    expect(await (await server.get(fragment)).text()).toContain('Well put.')
    const feeds = [...read('comments').matchAll(/`GET \/roomful(\/v1\/\S+)`/g)].map(([, path = '']) => path)
    expect(feeds.length).toBeGreaterThan(3)
    for (const path of feeds) {
      const answer = await server.get(path.replace('{room}', '%2Fblog%2F7').replaceAll('room=…', 'room=%2Fblog%2F7'))
      expect([path, answer.status]).toEqual([path, 200])
    }
  }))

test('the examples on state: written, added to, and refused where somebody was faster', () =>
  withServer(options, async (server) => {
    const client = clientOf(server, signToken({ sub: 'ada', name: 'Ada' }))
    for (const block of using('state', 'client.room(')) await run(block, { client })
    const { state } = client.room('/blog/7')
    await expect.poll(() => [state.get('poll/yes'), state.get('title')]).toEqual([1, 'Second half'])
    await expect(state.set('title', 'x', { version: 3 }).done).rejects.toMatchObject({ code: 'STATE_CHANGED' })
    expect(state.key('poll/yes')).toBe(state.key('poll/yes'))
    const whole = (await (await server.get('/v1/rooms/%2Fblog%2F7/read?what=state')).json()) as object
    expect(JSON.stringify(whole)).toContain('["poll/yes",1,1]')
  }))

test('the examples on moderating: an app reads what waits and decides', () =>
  withServer(options, async (server) => {
    const guest = await enter(server, '/blog/7')
    await guest.write('comment.add', { text: 'From a guest', name: 'Gil' })
    const client = clientOf(server, server.live.moderatorKey('Mona'))
    client.room('/blog/7')
    await expect.poll(() => client.room('/blog/7').status.get()).toBe('joined')
    for (const block of using('moderating', 'client.room(')) {
      const printed = await run(block, { client })
      expect(printed.find(([name]) => name === 'Gil')).toEqual(['Gil', 'From a guest', 'first-timer', 0, 0])
      await expect.poll(() => printed.at(-1)).toEqual([0, 0])
    }
    expect(await (await server.get('/v1/rooms/%2Fblog%2F7/comments.html')).text()).toContain('From a guest')
  }))

test('the answer that the page on notices shows is what an inbox answers', () =>
  withServer(options, async (server) => {
    const [ada, bob] = [await enter(server, '/blog/7', helloOf('ada', 'Ada')), helloOf('bob', 'Bob')]
    const { id: parent } = await ada.say('What do you think?')
    await (await enter(server, '/blog/7', bob)).say('I think so too.', { parent })
    const [, shown = ''] = /^(\{"list".*\})$/m.exec(read('notices')) ?? []
    const headers = { authorization: `Bearer ${signToken({ sub: 'ada', name: 'Ada' })}` }
    const inbox = async (): Promise<unknown> =>
      (await server.get('/v1/rooms/%2Fblog%2F7/read?what=notices', { headers })).json()
    await expect.poll(async () => shapeOf(await inbox())).toEqual(shapeOf(JSON.parse(shown)))
  }))

/** Names and types, without the values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shapeOf(part)]))
}
