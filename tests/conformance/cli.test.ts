/** The command line as its users meet it: the built program in a process of its own. Needs `npm run build` before. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSocket } from '../support/live-server.js'

const CLI = fileURLToPath(new URL('../../packages/server/dist/cli.js', import.meta.url))
const { PATH } = process.env
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomful-cli-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Run {
  readonly child: ChildProcess
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>
  /** Waits for the line that says it is ready, and gives the address. */
  ready(): Promise<string>
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, env: { PATH, ...env } })
  let out = ''
  let err = ''
  let told = (): void => {}
  child.stdout.on('data', (chunk) => ((out += String(chunk)), told()))
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }))
  })
  return {
    child,
    ended,
    ready: () =>
      new Promise((resolve, reject) => {
        told = () => {
          const [, url] = /^Roomful is ready: (\S+)\/\n/m.exec(out) ?? []
          if (url !== undefined) resolve(url)
        }
        told()
        void ended.then(({ err: why }) => reject(new Error(why)))
      }),
  }
}

test('it starts, prints its address and the tag, serves a page that is a room, and ends well', async () => {
  const { child, ended, ready } = run(['--port', '0', '--host', '127.0.0.1'])
  const url = await ready()
  expect(await (await fetch(`${url}/roomful/ready`)).json()).toEqual({ status: 'ready' })
  const page = await fetch(`${url}/`)
  const html = await page.text()
  expect(html).toContain('<script type="module" src="/roomful/roomful.js"></script>')
  expect(page.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'")
  expect((await fetch(`${url}/elsewhere`)).status).toBe(404)
  expect((await fetch(`${url}/`, { method: 'POST' })).status).toBe(405)
  const socket = await openSocket(`${url.replace('http', 'ws')}/roomful/v1/socket`, { origin: url })
  socket.send({ t: 'hello', v: 1, rooms: [{ room: '/' }] })
  await socket.until(({ t }) => t === 'joined')
  child.kill('SIGTERM')
  expect(await socket.closed).toEqual({ code: 4000, reason: 'SERVER_DRAINING' })
  const { code, out, err } = await ended
  expect([code, err]).toEqual([0, expect.not.stringContaining('rror')])
  expect(out).toContain(`Paste into a page: <script type="module" src="${url}/roomful/roomful.js"></script>\n`)
  expect(await readdir(folder)).toContain('roomful.db')
})

test('[K3] told to end, it says so at /ready first, sends everybody away after a while, and ends with 0', async () => {
  const common = ['--port', '0', '--host', '127.0.0.1', '--database', 'memory:']
  const { child, ended, ready } = run([...common, '--drain-ms', '100'], { ROOMFUL_DRAIN_AFTER_MS: '700' })
  const url = await ready()
  const socket = await openSocket(`${url.replace('http', 'ws')}/roomful/v1/socket`, { origin: url })
  socket.send({ t: 'hello', v: 1, rooms: [{ room: '/' }] })
  await socket.until(({ t }) => t === 'joined')
  const startedMs = performance.now()
  child.kill('SIGTERM')
  let status = 200
  while (status === 200) ({ status } = await fetch(`${url}/roomful/ready`))
  expect([status, (await fetch(`${url}/roomful/health`)).status, socket.ws.readyState]).toEqual([503, 200, 1])
  expect(await socket.closed).toEqual({ code: 4000, reason: 'SERVER_DRAINING' })
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(690)
  expect(await ended).toMatchObject({ code: 0, err: '' })
})

test('Ctrl-C ends it too', async () => {
  const { child, ended, ready } = run(['--port', '0', '--database', 'memory:'])
  await ready()
  child.kill('SIGINT')
  expect((await ended).code).toBe(0)
})

test('a flag goes before its variable, and a variable before the config file', async () => {
  await writeFile(
    join(folder, 'a.json'),
    JSON.stringify({ path: '/from-config', origins: ['https://config.example'], database: 'memory:', port: 1 }),
  )
  const env = {
    ROOMFUL_CONFIG: 'a.json',
    ROOMFUL_ORIGINS: 'https://env.example, https://other.example',
    PORT: '2',
    HOST: '127.0.0.1',
  }
  const { child, ended, ready } = run(['--port', '0', '--path', '/from-flag'], env)
  const url = await ready()
  const ask = async (origin: string): Promise<number> =>
    (await fetch(`${url}/from-flag/v1/rooms/a/count`, { headers: { origin } })).status
  expect([
    await ask('https://env.example'),
    await ask('https://other.example'),
    await ask('https://config.example'),
  ]).toEqual([200, 200, 403])
  // Its own pages are not on the list, so the page at / explains and connects to nothing.
  expect(await (await fetch(`${url}/`)).text()).not.toContain('<script type="module" src="/from-flag')
  child.kill('SIGTERM')
  expect((await ended).code).toBe(0)
})

test('a config file can hold code', async () => {
  await writeFile(
    join(folder, 'b.mjs'),
    `export default { database: 'memory:', rooms: (room) => room.startsWith('/ok'), guests: ['see'] }`,
  )
  const { child, ended, ready } = run(['--port', '0', '--host', '127.0.0.1', '--config', 'b.mjs'])
  const url = await ready()
  expect((await fetch(`${url}/roomful/v1/rooms/%2Fok/count`)).status).toBe(200)
  expect((await fetch(`${url}/roomful/v1/rooms/%2Fno/count`)).status).toBe(404)
  child.kill('SIGTERM')
  expect((await ended).code).toBe(0)
})

test('help and version are printed and end well', async () => {
  const [help, version] = await Promise.all([run(['--help']).ended, run(['-v']).ended])
  expect([help.code, version.code]).toEqual([0, 0])
  expect(help.out).toContain('--origin')
  expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/)
})

const wrong: readonly (readonly [args: readonly string[], env: Readonly<Record<string, string>>, words: string])[] = [
  [['--prot', '80'], {}, 'did you mean "--port"?'],
  [['--wallpaper'], {}, 'roomful --help'],
  [['extra'], {}, 'extra'],
  [['--port'], {}, '--port'],
  [['--port', 'http'], {}, '--port is "http"; give a number'],
  [['--port', '70000'], {}, 'from 0 to 65535'],
  [[], { PORT: '-1' }, 'PORT is "-1"'],
  [[], { ROOMFUL_ORIGIN: 'https://a.example' }, 'did you mean "ROOMFUL_ORIGINS"?'],
  [['--origin', 'blog.example'], {}, 'write scheme, host and port'],
  [['--origin', 'https://blog.example/'], {}, 'write "https://blog.example"'],
  [['--secret', 'short'], {}, '32 bytes'],
  [['--jwt-secret', 'short'], {}, '32 bytes'],
  [['--no-guests'], {}, 'nobody at all could come in'],
  [['--path', 'live'], {}, 'slash'],
  [['--drain-ms', '3s'], {}, '--drain-ms is "3s"; give milliseconds'],
  [[], { ROOMFUL_DRAIN_AFTER_MS: '600001' }, 'from 0 to 600000'],
  [['--database', 'mysql://x'], {}, 'sqlite:FILE'],
  [['--bus', 'kafka://x'], {}, 'redis://'],
  [[], { REDIS_URL: '/run/redis.sock' }, 'redis://'],
  [[], { REDIS_URL: 'redis://a', NATS_URL: 'nats://b' }, 'say with --bus which'],
  [['--log', 'loud'], {}, 'error, warn, info, debug'],
  [['--config', 'missing.json'], {}, 'missing.json cannot be read'],
  [['--config', 'a.yaml'], {}, '.json or .mjs'],
]
test('[D6] a wrong option stops it with one sentence that says what to change, and status 2', async () => {
  const results = await inPairs(
    wrong,
    ([args, env]) => run([...args], { ...env, ...('PORT' in env ? {} : { PORT: '0' }) }).ended,
  )
  for (const [index, { code, out, err }] of results.entries()) {
    const [args, env, words] = wrong[index] ?? [[], {}, '']
    const about = JSON.stringify([args, env])
    expect(err, about).toContain(words)
    expect(err, about).toMatch(/^roomful: [^\n]+\n$/)
    expect([code, out], about).toEqual([2, ''])
  }
}, 60_000)

test('[D6] a broker that is not there is told, with its word and status 1; a flag goes before its variables', async () => {
  const common = ['--port', '0', '--host', '127.0.0.1', '--database', 'memory:']
  const both = { REDIS_URL: 'redis://127.0.0.1:2', NATS_URL: 'nats://127.0.0.1:2' }
  const [redis, nats, flag] = await Promise.all([
    run(common, { REDIS_URL: 'redis://:secret@127.0.0.1:1' }).ended,
    run(common, { NATS_URL: 'nats://127.0.0.1:1' }).ended,
    run([...common, '--bus', 'nats://127.0.0.1:1'], both).ended,
  ])
  expect([redis.code, redis.err]).toEqual([1, 'roomful: Redis cannot be used: ECONNREFUSED.\n'])
  for (const { code, err } of [nats, flag]) {
    expect(code).toBe(1)
    expect(err).toMatch(/^roomful: NATS cannot be used: \w+\.\n$/)
  }
}, 20_000)

test('[D6] a port that is taken and a folder that is missing are told, with status 1', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const taken = await run(['--port', String(port), '--host', '127.0.0.1', '--database', 'memory:']).ended
  expect([taken.code, taken.err]).toEqual([
    1,
    `roomful: Port ${port} of 127.0.0.1 is taken; give another one with --port (or PORT).\n`,
  ])
  const missing = await run(['--port', '0', '--database', 'sqlite:no/such/folder/a.db']).ended
  expect([missing.code, missing.out]).toEqual([1, ''])
  expect(missing.err).toContain('no/such/folder/a.db')
  await new Promise((resolve) => server.close(resolve))
})

/** Two at a time: more processes than processors only make each other slow. */
async function inPairs<T, R>(list: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let index = 0; index < list.length; index += 2) {
    results.push(...(await Promise.all(list.slice(index, index + 2).map(work))))
  }
  return results
}
