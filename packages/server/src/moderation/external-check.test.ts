import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Clock } from '@roomful/protocol'
import { afterEach, expect, test } from 'vitest'
import type { OnSilence } from '../model/moderation/settings.js'
import type { Submission } from '../model/moderation/verdict.js'
import type { LogFields } from '../platform/log.js'
import { MAX_UNDER_WAY, createExternalCheck } from './external-check.js'

const KEY = Buffer.alloc(32, 5)
const NOW_MS = 1_900_000_000_123
const SUBMISSION: Submission = {
  id: 'w1',
  room: '/blog/7',
  text: 'Well **put** ✓',
  plain: 'Well put ✓',
  links: ['https://a.example/'],
  author: {
    id: 'g_1',
    name: 'Ann',
    isVerified: false,
    isModerator: false,
    approved: 1,
    rejected: 0,
    sinceMs: 0,
    addressKey: 'secret',
  },
  atMs: NOW_MS,
  isReply: false,
  isEdit: true,
  comment: 'c7',
}

/** A promise and what settles it; Node 20 has no `Promise.withResolvers`. */
function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((settle) => (resolve = settle))
  return { promise, resolve }
}

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A service of the site on a real port. */
async function service(listener: RequestListener): Promise<{ url: string; asked: () => number }> {
  let asked = 0
  const server = createServer((request, response) => {
    asked += 1
    listener(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => server.close().closeAllConnections())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/check`, asked: () => asked }
}

/** A clock that stands still until it is moved; timers run when it passes them. */
function handClock(): Clock & { pass(ms: number): void; readonly timers: number } {
  let nowMs = 1_000
  const timers = new Set<{ atMs: number; task: () => void }>()
  return {
    now: () => NOW_MS,
    monotonic: () => nowMs,
    after(ms, task) {
      const timer = { atMs: nowMs + ms, task }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    every: () => () => {},
    soon: (task) => task(),
    pass(ms) {
      nowMs += ms
      for (const timer of [...timers]) if (timer.atMs <= nowMs && timers.delete(timer)) timer.task()
    },
    get timers() {
      return timers.size
    },
  }
}

type Line = [level: string, event: string, fields: LogFields | undefined]

function checkAt(url: string, onSilence: OnSilence = 'hold') {
  const clock = handClock()
  const lines: Line[] = []
  const rule = { url, secrets: [`whsec_${KEY.toString('base64')}`], timeoutMs: 2_000, onSilence }
  const check = createExternalCheck(rule, { clock, log: (level, event, fields) => lines.push([level, event, fields]) })
  return { clock, lines, ask: (id = 'chk_1') => check.ask(SUBMISSION, id) }
}

const SILENT = { do: 'hold', reason: 'external-silent' }

function answer(text: string): RequestListener {
  return (_request, response) => response.end(text)
}

async function read(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString()
}

test.each([
  ['{"verdict":"pass"}', undefined],
  ['{"verdict":"pass","reason":"ham","score":0.1}', undefined],
  ['{"verdict":"hold"}', { do: 'hold', reason: 'external' }],
  ['{"verdict":"hold","reason":"off-topic"}', { do: 'hold', reason: 'external:off-topic' }],
  ['{"verdict":"reject","reason":"spam"}', { do: 'reject', code: 'COMMENT_REFUSED', reason: 'external:spam' }],
  ['{"verdict":"shadow","reason":"troll"}', { do: 'shadow', reason: 'external:troll' }],
  ['{"verdict":"hold","reason":"<img src=x>"}', { do: 'hold', reason: 'external' }],
  ['{"verdict":"hold","reason":{"a":1}}', { do: 'hold', reason: 'external' }],
])('[M2] the answer %s is taken', async (text, verdict) => {
  const { url } = await service(answer(text))
  const { ask, lines, clock } = checkAt(url)
  expect(await ask()).toEqual(verdict)
  expect(lines).toEqual([])
  expect(clock.timers).toBe(0)
})

test('[M2,S20] the question holds what is needed and nothing else, and its signature can be checked', async () => {
  const question = deferred<{ request: IncomingMessage; body: string }>()
  const { url } = await service((request, response) => {
    void read(request).then((body) => question.resolve({ request, body }))
    response.end('{"verdict":"pass"}')
  })
  await checkAt(url).ask('chk_7')
  const { request, body } = await question.promise
  expect([request.method, request.url, request.headers['content-type']]).toEqual(['POST', '/check', 'application/json'])
  const signed = `chk_7.${Math.floor(NOW_MS / 1_000)}.${body}`
  expect(request.headers).toMatchObject({
    'webhook-id': 'chk_7',
    'webhook-timestamp': '1900000000',
    'webhook-signature': `v1,${createHmac('sha256', KEY).update(signed).digest('base64')}`,
  })
  expect(JSON.parse(body)).toEqual({
    type: 'comment.check',
    timestamp: '2030-03-17T17:46:40.123Z',
    data: {
      room: '/blog/7',
      text: 'Well **put** ✓',
      plain: 'Well put ✓',
      links: ['https://a.example/'],
      isReply: false,
      isEdit: true,
      comment: 'c7',
      author: {
        id: 'g_1',
        name: 'Ann',
        isVerified: false,
        approved: 1,
        rejected: 0,
        since: '1970-01-01T00:00:00.000Z',
      },
    },
  })
})

const unusable: [why: string, listener: RequestListener, fields: LogFields][] = [
  ['500', (_q, r) => r.writeHead(500).end('{"verdict":"pass"}'), { why: 'status', status: 500 }],
  ['404', (_q, r) => r.writeHead(404).end(), { why: 'status', status: 404 }],
  ['redirect', (_q, r) => r.writeHead(307, { location: '/elsewhere' }).end(), { why: 'redirect', status: 307 }],
  [
    'redirect to another host',
    (_q, r) => r.writeHead(302, { location: 'http://127.0.0.2:1/' }).end(),
    { why: 'redirect', status: 302 },
  ],
  ['empty', (_q, r) => r.end(), { why: 'malformed' }],
  ['no content', (_q, r) => r.writeHead(204).end(), { why: 'malformed' }],
  ['no JSON', answer('<html>pass</html>'), { why: 'malformed' }],
  ['cut', answer('{"verdict":"pass"'), { why: 'malformed' }],
  ['null', answer('null'), { why: 'malformed' }],
  ['a text', answer('"pass"'), { why: 'malformed' }],
  ['a list', answer('["pass"]'), { why: 'malformed' }],
  ['no verdict', answer('{}'), { why: 'malformed' }],
  ['another verdict', answer('{"verdict":"PASS"}'), { why: 'malformed' }],
  ['an inherited verdict', answer('{"__proto__":{"verdict":"pass"}}'), { why: 'malformed' }],
  ['deep', answer('['.repeat(65_000)), { why: 'malformed' }],
  ['not UTF-8', (_q, r) => r.end(Buffer.alloc(100, 0xff)), { why: 'malformed' }],
  ['announced as huge', (_q, r) => r.writeHead(200, { 'content-length': 1e9 }).write('{'), { why: 'too-large' }],
  ['one byte too large', answer(`{"verdict":"pass"}${' '.repeat(65_536 - 17)}`), { why: 'too-large' }],
  [
    'packed',
    (_q, r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"verdict":"pass"}')),
    { why: 'too-large' },
  ],
  ['hung up at once', (_q, r) => r.destroy(), { why: 'unreachable' }],
  [
    'hung up amid the answer',
    (_q, r) => r.writeHead(200, { 'content-length': 100 }).write('{"ver', () => r.destroy()),
    { why: 'unreachable' },
  ],
]

for (const [why, listener, fields] of unusable) {
  test(`[M2,S33] an answer that cannot be used is none: ${why}`, async () => {
    const { url, asked } = await service(listener)
    const { ask, lines, clock } = checkAt(url)
    expect(await ask()).toEqual(SILENT)
    expect(lines).toEqual([['warn', 'moderation-check-failed', { status: undefined, ...fields }]])
    expect([asked(), clock.timers]).toEqual([1, 0])
  })
}

test('[M2] an answer of exactly 64 KiB is read', async () => {
  const { url } = await service(answer(`{"verdict":"shadow"}${' '.repeat(65_536 - 20)}`))
  expect(await checkAt(url).ask()).toEqual({ do: 'shadow', reason: 'external' })
})

test('[M2,S33] an endless answer is cut off at 64 KiB', async () => {
  const closed = deferred<number>()
  const { url } = await service((_request, response) => {
    const piece = Buffer.alloc(65_536, 32)
    let sent = 0
    const more = (): void => {
      sent += piece.length
      response.write(piece, (error) => {
        if (!error) setImmediate(more)
      })
    }
    response.on('close', () => closed.resolve(sent))
    more()
  })
  const { ask, lines } = checkAt(url)
  expect(await ask()).toEqual(SILENT)
  expect(lines[0]?.[2]).toMatchObject({ why: 'too-large' })
  // What the sockets' buffers swallow, and not what a server could send in two seconds.
  expect(await closed.promise).toBeLessThan(50_000_000)
})

test.each([
  ['says nothing', () => {}],
  ['begins and stops', (response: ServerResponse) => response.writeHead(200).write('{"verdict":')],
])('[M2,S33] a service that %s is not waited for longer than configured', async (_what, begin) => {
  const arrived = deferred<void>()
  const closed = deferred<void>()
  const { url } = await service((_request, response) => {
    begin(response)
    response.on('close', () => closed.resolve())
    arrived.resolve()
  })
  const { ask, lines, clock } = checkAt(url)
  const verdict = ask()
  await arrived.promise
  clock.pass(1_999)
  expect(clock.timers).toBe(1)
  clock.pass(1)
  expect(await verdict).toEqual(SILENT)
  expect(lines[0]?.[2]).toMatchObject({ why: 'timeout' })
  await closed.promise
})

test('[M2] a service that is not there is silent, and silence means what the owner says', async () => {
  const { url } = await service(answer(''))
  closers.pop()?.()
  const { ask, lines } = checkAt(url)
  expect(await ask()).toEqual(SILENT)
  expect(lines[0]?.[2]).toMatchObject({ why: 'unreachable' })
  expect(await checkAt(url, 'pass').ask()).toBeUndefined()
  expect(await checkAt(url, 'reject').ask()).toEqual({
    do: 'reject',
    code: 'COMMENT_REFUSED',
    reason: 'external-silent',
  })
})

test('[M2,S33] after five failures nobody asks for half a minute, then one does', async () => {
  let isWell = false
  const { url, asked } = await service((_request, response) => {
    response.writeHead(isWell ? 200 : 503).end('{"verdict":"pass"}')
  })
  const { ask, lines, clock } = checkAt(url)
  for (let each = 0; each < 20; each++) expect(await ask()).toEqual(SILENT)
  expect(asked()).toBe(5)
  expect(lines.at(-1)).toEqual(['error', 'moderation-check-paused', { restMs: 30_000 }])
  clock.pass(29_999)
  await ask()
  expect(asked()).toBe(5)
  clock.pass(1)
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([SILENT, SILENT, SILENT])
  expect(asked()).toBe(6)
  clock.pass(30_000)
  isWell = true
  expect(await Promise.all([ask(), ask()])).toEqual([undefined, SILENT])
  expect(await Promise.all([ask(), ask()])).toEqual([undefined, undefined])
  expect(lines.filter(([, event]) => event !== 'moderation-check-failed').map(([, event]) => event)).toEqual([
    'moderation-check-paused',
    'moderation-check-resumed',
  ])
})

test('[M2,S33] only so many questions are under way; the rest do not wait in line', async () => {
  const waiting: ServerResponse[] = []
  const full = deferred<void>()
  const { url, asked } = await service((_request, response) => {
    if (waiting.push(response) === MAX_UNDER_WAY) full.resolve()
  })
  const { ask } = checkAt(url)
  const verdicts = Array.from({ length: MAX_UNDER_WAY }, () => ask())
  await full.promise
  expect(await ask()).toEqual(SILENT)
  for (const response of waiting.splice(0)) response.end('{"verdict":"pass"}')
  expect(new Set(await Promise.all(verdicts))).toEqual(new Set([undefined]))
  const next = ask()
  while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve))
  waiting[0]?.end('{"verdict":"hold"}')
  expect(await next).toMatchObject({ reason: 'external' })
  expect(asked()).toBe(MAX_UNDER_WAY + 1)
})

test('[S32] nothing of a comment, its author or the secret is logged', async () => {
  const { url } = await service(answer('Ann wrote "Well put"'))
  const { ask, lines } = checkAt(url)
  for (let each = 0; each < 6; each++) await ask()
  expect(lines).toHaveLength(6)
  expect(JSON.stringify(lines)).not.toMatch(/Ann|Well|g_1|blog|whsec|secret|127\.0/)
})
