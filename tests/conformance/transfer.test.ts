/** Files of other systems and of our own, in and out of a database by the command line. Needs `npm run build` before. */
import { execFile, spawn } from 'node:child_process'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CommentPage } from '@roomful/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSocket } from '../support/live-server.js'

const file = (path: string): string => fileURLToPath(new URL(`../../packages/server/${path}`, import.meta.url))
const CLI = file('dist/cli.js')
const { PATH } = process.env
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomful-transfer-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs a command to its end. */
function roomful(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { cwd: folder, env: { PATH } }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err })
    })
  })
}

/** Runs a server over a database while `check` looks at it. */
async function serving(database: string, check: (url: string) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, [CLI, '--port', '0', '--host', '127.0.0.1', '--database', database], {
    cwd: folder,
    env: { PATH },
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  try {
    let out = ''
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (chunk) => {
        out += String(chunk)
        const [, found] = /^Roomful is ready: (\S+)\/\n/m.exec(out) ?? []
        if (found !== undefined) resolve(found)
      })
      child.once('close', () => reject(new Error(`the server ended: ${out}`)))
    })
    await check(url)
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

async function commentsOf(url: string, room: string): Promise<CommentPage> {
  const answer = await fetch(`${url}/roomful/v1/rooms/${encodeURIComponent(room)}/read?what=comments&sort=old&limit=50`)
  return (await answer.json()) as CommentPage
}

/** An export without its first line, which says when it was made. */
async function recordsIn(name: string): Promise<readonly string[]> {
  return (await readFile(join(folder, name), 'utf8')).trim().split('\n').slice(1)
}

const LOST = 'sqlite:lost.db'

test('comments of Disqus and WordPress are threads on their pages, and come out as they would go in', async () => {
  for (const name of ['disqus.xml', 'wordpress.xml']) await copyFile(file(`test-data/${name}`), join(folder, name))
  const site = ['--site', 'https://letters.example', '--database', 'sqlite:a.db']
  const dry = await roomful('import', 'disqus.xml', '--dry-run', ...site)
  expect([dry.code, dry.out]).toEqual([0, expect.stringContaining('a dry run: nothing was kept')])
  const disqus = await roomful('import', 'disqus.xml', ...site)
  expect([disqus.code, disqus.err, disqus.out]).toEqual([0, '', expect.stringContaining('9 stored')])
  const wordpress = await roomful('import', 'wordpress.xml', ...site)
  expect([wordpress.code, wordpress.out]).toEqual([0, expect.stringMatching(/\d+ stored/)])
  expect((await roomful('import', 'disqus.xml', ...site)).out).toContain('0 stored, 9 were there already')

  let before: CommentPage | undefined
  await serving('sqlite:a.db', async (url) => {
    before = await commentsOf(url, '/2016/05/the-keeper')
    const { list, total } = before
    expect(total).toBeGreaterThan(2)
    expect(list.filter(({ status }) => status === 'visible')).toHaveLength(total)
    const answers = list.filter(({ parent }) => parent !== undefined)
    expect(answers.length).toBeGreaterThan(0)
    for (const { parent } of answers) expect(list.map(({ id }) => id)).toContain(parent)
    for (const { atMs } of list) expect(new Date(atMs).getUTCFullYear()).toBe(2016)
  })

  const out = await roomful('export', 'a.jsonl', '--database', 'sqlite:a.db')
  expect([out.code, out.out]).toEqual([0, expect.stringMatching(/^\d+ records in a\.jsonl\n$/)])
  const back = await roomful('import', 'a.jsonl', '--database', 'sqlite:b.db')
  expect([back.code, back.err]).toEqual([0, ''])
  expect((await roomful('import', 'a.jsonl', '--database', 'sqlite:b.db')).out).toContain('0 stored')
  await roomful('export', 'b.jsonl', '--database', 'sqlite:b.db')
  const records = await recordsIn('a.jsonl')
  expect(records.length).toBeGreaterThan(10)
  expect(await recordsIn('b.jsonl')).toEqual(records)
  await serving('sqlite:b.db', async (url) => {
    const shown = ({ list, total }: CommentPage): unknown => [total, list.map(({ o: _o, ...comment }) => comment)]
    expect(shown(await commentsOf(url, '/2016/05/the-keeper'))).toEqual(shown(before as CommentPage))
  })
  const standard = await roomful('export', '--room', '/2016/05/the-keeper', '--database', 'sqlite:a.db')
  expect(standard.out.split('\n')[0]).toContain('"scope":{"room":"/2016/05/the-keeper"}')
}, 60_000)

test('[G1] what is imported while a server runs is there with its next change, for whoever has the page open', async () => {
  await copyFile(file('test-data/disqus.xml'), join(folder, 'live.xml'))
  await serving('sqlite:live.db', async (url) => {
    const room = '/2016/05/the-keeper'
    const socket = await openSocket(`${url.replace('http', 'ws')}/roomful/v1/socket`, { origin: url })
    socket.send({ t: 'hello', v: 1, format: 'json', rooms: [{ room, log: true }] })
    await socket.until(({ t }) => t === 'log')
    const done = await roomful(
      'import',
      'live.xml',
      '--site',
      'https://letters.example',
      '--database',
      'sqlite:live.db',
    )
    expect([done.code, done.out]).toEqual([0, expect.stringContaining('9 stored')])
    const key =
      (await roomful('moderator', '--name', 'Mona', '--database', 'sqlite:live.db')).out.split('#key=')[1]?.trim() ?? ''
    const post = await fetch(`${url}/roomful/v1/rooms/${encodeURIComponent(room)}/writes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'w1', kind: 'comment.add', text: 'news' }),
    })
    expect(post.status).toBe(200)
    const { total } = await commentsOf(url, room)
    expect(total).toBeGreaterThan(2)
    const heard = await socket.until(
      (each) => each.t === 'log' && (each['list'] as { v: { text?: string } }[]).some(({ v }) => v.text === 'news'),
    )
    const entries = socket.received.filter(({ t }) => t === 'log').flatMap(({ list }) => list as { i: string }[])
    expect(entries.length).toBeGreaterThanOrEqual(total)
    expect(Number(heard['offset'])).toBe(new Set(entries.map(({ i }) => i)).size)
    socket.ws.terminate()
  })
}, 60_000)

test('[I6] a moderator’s link is good where the server is, for its days', async () => {
  const database = ['--database', 'sqlite:mod.db']
  const link = await roomful('moderator', '--name', 'Ada', '--site', 'https://blog.example', '--days', '7', ...database)
  expect([link.code, link.out]).toEqual([
    0,
    expect.stringMatching(/^https:\/\/blog\.example\/roomful\/moderate#key=m1\.\S+\n$/),
  ])
  expect((await roomful('moderator', '--name', 'Ada', '--path', '/live/', ...database)).out).toMatch(
    /^http:\/\/localhost:4848\/live\/moderate#key=/,
  )
  const key = link.out.split('#key=')[1]?.trim() ?? ''
  await serving('sqlite:mod.db', async (url) => {
    const counts = await fetch(`${url}/roomful/v1/queue/counts`, { headers: { authorization: `Bearer ${key}` } })
    const { you } = (await counts.json()) as { you: { name: string; endsAtMs: number } }
    expect(you.name).toBe('Ada')
    expect(you.endsAtMs - Date.now()).toBeGreaterThan(6.9 * 86_400_000)
    expect(you.endsAtMs - Date.now()).toBeLessThan(7.1 * 86_400_000)
  })
}, 30_000)

test('[T4,G4] a person is erased, old things go, and logs are named anew', async () => {
  const database = ['--database', 'sqlite:erase.db']
  await copyFile(file('test-data/disqus.xml'), join(folder, 'c.xml'))
  await roomful('import', 'c.xml', '--site', 'https://letters.example', ...database)
  await roomful('export', 'c.jsonl', ...database)
  const people = (await recordsIn('c.jsonl')).map(
    (line) => JSON.parse(line) as { kind: string; fields: { person: string; name: string } },
  )
  const { person, name } = people.find(({ kind }) => kind === 'person')?.fields ?? { person: '', name: '' }
  const asked = await roomful('erase', '--person', person, ...database)
  expect([asked.code, asked.err]).toEqual([2, expect.stringContaining('add --yes')])
  const erased = await roomful('erase', '--person', person, '--yes', ...database)
  expect([erased.code, erased.out]).toEqual([
    0,
    expect.stringMatching(/^everything of i_\S+ erased, with \d+ comments\n$/),
  ])
  await roomful('export', 'd.jsonl', ...database)
  expect((await recordsIn('d.jsonl')).join('\n')).not.toContain(person)
  const bytes = await readFile(join(folder, 'erase.db'))
  expect([bytes.includes(person), bytes.includes(name)]).toEqual([false, false])
  expect((await roomful('retain', '--dry-run', ...database)).out).toBe('0 things could be removed\n')
  expect((await roomful('retain', ...database)).out).toBe('0 things removed\n')
  await writeFile(
    join(folder, 'short.json'),
    JSON.stringify({ database: 'sqlite:erase.db', retention: { commentDays: 30 } }),
  )
  const due = await roomful('retain', '--dry-run', '--config', 'short.json')
  expect(due.out).toMatch(/^[1-9]\d* things could be removed\n$/)
  expect((await roomful('retain', '--config', 'short.json')).out).toMatch(/^[1-9]\d* things removed\n$/)
  expect((await roomful('retain', '--dry-run', '--config', 'short.json')).out).toBe('0 things could be removed\n')
  expect((await roomful('renew', ...database)).out).toMatch(/^\d+ rooms are read anew by every page that comes back\n$/)
}, 60_000)

test('[D6] a database that is not there is told, and none is made', async () => {
  for (const args of [['export'], ['retain'], ['renew'], ['erase', '--person', 'x', '--yes']]) {
    const { code, out, err } = await roomful(...args, '--database', LOST)
    expect([code, out, err]).toEqual([2, '', 'roomful: There is no database lost.db; name it with --database.\n'])
  }
  expect((await roomful('export', '--database', 'memory:')).code).toBe(2)
  await writeFile(
    join(folder, 'cut.jsonl'),
    '{"roomful":1,"kind":"export","atMs":1}\n{"kind":"comment","fields":{"room":"/a"}}\n',
  )
  const cut = await roomful('import', 'cut.jsonl', '--database', 'sqlite:cut.db')
  expect([cut.code, cut.err]).toEqual([1, expect.stringContaining('roomful: ')])
  await writeFile(
    join(folder, 'odd.jsonl'),
    '{"roomful":1,"kind":"export","atMs":1}\n{"kind":"comment","fields":{"room":"/a"}}\n{"kind":"end","records":1}\n',
  )
  const odd = await roomful('import', 'odd.jsonl', '--database', 'sqlite:cut.db')
  expect([odd.code, odd.err]).toEqual([1, expect.stringMatching(/^roomful: [^\n]*comment[^\n]*\n$/)])
}, 30_000)
