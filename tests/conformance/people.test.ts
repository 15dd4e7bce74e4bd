/** What everybody may ask about themselves: to take everything along, and to be forgotten. [M8] */
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withServer, type LiveServer } from '../support/live-server.js'
import { enter, helloOf, JWT_SECRET, signToken, type Writer } from '../support/writer.js'

const SECRET = `whsec_${Buffer.from('thirty-two bytes of a test secret').toString('base64')}`
const options = {
  jwt: { secret: JWT_SECRET },
  moderation: { flood: false, similar: false, hold: 'none', words: { hold: ['wait'] } },
  notices: { webhook: { url: 'http://127.0.0.1:9/nobody-listens', secret: SECRET } },
} as const

/** A word that is found nowhere else. */
const canary = (what: string): string => `canary-${what}`
const PERSON = canary('id')
const NAME = canary('name')

const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` })
const ownToken = (): string => signToken({ sub: PERSON, name: NAME })
const path = `/v1/people/${PERSON}`

/** Leaves something of one person wherever something can be left. Resolves with all their words. */
async function plant(server: LiveServer): Promise<readonly string[]> {
  const moderator = await enter(server, '/a', { token: server.live.moderatorKey('Mona') })
  const bea = await enter(server, '/a', helloOf('bea', 'Bea'))
  const earlier = await enter(server, '/a', helloOf(PERSON, canary('old-name')))
  await earlier.say(canary('under-an-old-name'))
  const eve = await enter(server, '/a', {
    token: signTokenOf({ avatar: `https://example.org/${canary('avatar')}.png`, role: canary('role') }),
  })
  const elsewhere = await enter(server, `/b`, helloOf(PERSON, NAME))
  const first = await eve.say(`${canary('text')} with \`${canary('code')}\` and https://example.org/${canary('link')}`)
  const passage = { exact: canary('exact'), prefix: canary('prefix'), suffix: canary('suffix'), start: 0, end: 12 }
  await eve.say(canary('on-a-passage'), { passage })
  const edited = await eve.say(canary('before-an-edit'))
  await eve.write('comment.edit', { comment: edited.id, text: canary('after-an-edit') })
  const deleted = await eve.say(canary('deleted'))
  await eve.write('comment.delete', { comment: deleted.id })
  const taken = await elsewhere.say(canary('taken-away'))
  await moderator.write('comment.judge', {
    comment: (await eve.say(canary('rejected'))).id,
    verdict: 'reject',
    reason: canary('judged-because'),
  })
  const inB = await enter(server, '/b', { token: server.live.moderatorKey('Mona') })
  await inB.write('comment.delete', { comment: taken.id, reason: canary('deleted-because') })
  await elsewhere.write('comment.add', { text: `wait ${canary('held')}` })
  const others = await bea.say('Something of Bea’s')
  const reply = await eve.say(canary('reply'), { parent: others.id })
  await eve.write('comment.react', { comment: others.id, emoji: '👏', on: true })
  await eve.write('comment.report', { comment: others.id, reason: canary('report') })
  await bea.write('comment.report', { comment: first.id, reason: 'rude' })
  await bea.say(`@${NAME}, hello`, { mentions: [PERSON], parent: reply.id })
  await eve.write('comment.add', { text: canary('written-as') }, canary('write-id'))
  await moderator.write('person.sanction', {
    person: PERSON,
    what: 'mute',
    minutes: 1,
    reason: canary('muted-because'),
  })
  await moderator.write('person.sanction', { person: PERSON, what: 'none', reason: canary('lifted-because') })
  await moderator.write('person.sanction', { person: PERSON, what: 'shadow', reason: canary('hidden-because') })
  await eve.say(canary('hidden'))
  await moderator.write('person.sanction', { person: PERSON, what: 'none' })
  return [
    ...['id', 'name', 'old-name', 'under-an-old-name', 'avatar', 'role', 'text', 'code', 'link', 'exact', 'prefix'],
    ...[
      'suffix',
      'on-a-passage',
      'before-an-edit',
      'after-an-edit',
      'deleted',
      'taken-away',
      'rejected',
      'judged-because',
    ],
    ...[
      'deleted-because',
      'held',
      'reply',
      'report',
      'written-as',
      'write-id',
      'muted-because',
      'lifted-because',
      'hidden-because',
      'hidden',
    ],
  ].map(canary)
}

function signTokenOf(more: object): string {
  return signToken({ sub: PERSON, name: NAME, ...more })
}

async function inFile(check: (server: LiveServer, folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'roomful-people-'))
  try {
    await withServer({ ...options, database: `sqlite:${join(folder, 'a.db')}` }, (server) => check(server, folder))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Which of these words are in the bytes of the database, its log and whatever else lies beside it. */
async function onDisk(folder: string, words: readonly string[]): Promise<readonly string[]> {
  const files = await readdir(folder)
  const bytes = await Promise.all(files.map((file) => readFile(join(folder, file))))
  return words.filter((word) => bytes.some((each) => each.includes(word)))
}

const received = ({ socket }: Writer): string => JSON.stringify(socket.received)

test('[M8,T4,G4,S32] of a person who was erased no byte is left on disk, and no client that resumes hears of them', () =>
  inFile(async (server, folder) => {
    const reader = await enter(server, '/a', helloOf('cyd', 'Cyd'))
    const position = { epoch: String(reader.log()[0]?.['epoch']), offset: 0, last: '' }
    const words = await plant(server)
    expect(words.length).toBeGreaterThanOrEqual(25)
    const gone = [canary('before-an-edit'), canary('deleted'), canary('taken-away'), canary('old-name')]
    const there = words.filter((word) => !gone.includes(word))
    expect(await onDisk(folder, there)).toEqual(there)
    const answer = await server.get(path, { method: 'DELETE', headers: bearer(server.live.moderatorKey('Mona')) })
    expect([answer.status, await answer.json()]).toEqual([200, { comments: expect.any(Number) }])
    // What Bea said is Bea's: a name that others may have too.
    const kept = new Set([NAME])
    const mustGo = words.filter((word) => !kept.has(word))
    await expect.poll(() => onDisk(folder, mustGo)).toEqual([])
    const resumed = await enter(server, '/a', { rooms: [{ room: '/a', log: position }] })
    const whole = await resumed.read('comments', { limit: 50 })
    for (const word of mustGo) expect(received(resumed) + JSON.stringify(whole)).not.toContain(word)
    // Whoever has the page open sees the marks at once.
    const marks = await reader.socket.until(
      (each) =>
        each.t === 'log' &&
        (each['list'] as { v: { status?: string } }[]).some(({ v }) => v.status === 'deleted') &&
        Number(each['offset']) > 10,
    )
    expect(JSON.stringify(marks)).not.toContain(canary('text'))
    for (const each of [
      '/v1/queue',
      '/v1/queue?filter=rejected',
      '/v1/acts',
      '/v1/people?q=canary',
      path,
      `${path}/export`,
    ]) {
      const body = await (await server.get(each, { headers: bearer(server.live.moderatorKey('Mona')) })).text()
      for (const word of mustGo.filter((word) => word !== PERSON))
        expect([each, body]).toEqual([each, expect.not.stringContaining(word)])
    }
  }))

test('[M8] everybody may take along what is known of them, whole, and nothing that was kept from them', () =>
  inFile(async (server) => {
    const words = await plant(server)
    const read = async (token: string): Promise<{ status: number; text: string }> => {
      const response = await server.get(`${path}/export`, { headers: bearer(token) })
      expect(response.headers.get('content-type')).toContain('application/x-ndjson')
      return { status: response.status, text: await response.text() }
    }
    const reasons = words.filter((word) => word.endsWith('-because'))
    const gone = [canary('before-an-edit'), canary('deleted'), canary('taken-away'), canary('old-name')]
    const theirs = words.filter((word) => !reasons.includes(word) && !gone.includes(word))
    const own = await read(ownToken())
    for (const word of theirs) expect(own.text).toContain(word)
    for (const word of [...reasons, 'Mona', '"shadow"', '"hidden"', '"m_']) expect(own.text).not.toContain(word)
    const lines = own.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; records?: number })
    expect([lines[0]?.kind, lines.at(-1)]).toEqual(['export', { kind: 'end', records: lines.length - 2 }])
    const all = await read(server.live.moderatorKey('Mona'))
    for (const word of [...theirs, ...reasons]) expect(all.text).toContain(word)
    const { status } = await server.get(`${path}/export`, { headers: bearer(signToken({ sub: 'bea', name: 'Bea' })) })
    expect(status).toBe(403)
  }))

test('[M8,I2] a guest is forgotten on their own word, as often as they say so, and comes back as somebody new', () =>
  withServer(options, async (server) => {
    const guest = await enter(server, '/a')
    const { id, guest: token } = (await guest.socket.until(({ t }) => t === 'welcome')) as unknown as {
      id: string
      guest: string
    }
    const other = await enter(server, '/a')
    await guest.say('hello', { name: 'Gil' })
    const erase = (as: string): Promise<Response> =>
      server.get(`/v1/people/${id}`, { method: 'DELETE', headers: bearer(as) })
    const { guest: foreign } = (await other.socket.until(({ t }) => t === 'welcome')) as unknown as { guest: string }
    expect((await erase(foreign)).status).toBe(403)
    expect(await (await erase(token)).json()).toEqual({ comments: 1 })
    expect((await guest.socket.closed).code).toBe(4203)
    expect((await other.entry(({ v }) => v['status'] === 'deleted')).v).toMatchObject({ text: '' })
    expect(await (await erase(token)).json()).toEqual({ comments: 0 })
    const again = await enter(server, '/a', { guest: token })
    const welcome = await again.socket.until(({ t }) => t === 'welcome')
    expect(welcome['id']).not.toBe(id)
    expect(welcome['guest']).not.toBe(token)
    expect(await again.say('somebody new', { name: 'Gil' })).toMatchObject({ status: 'visible' })
  }))

test('[M8,I4] whoever is banned may still be forgotten, and stays banned', () =>
  withServer(options, async (server) => {
    const eve = await enter(server, '/a', helloOf('eve', 'Eve'))
    await eve.say('hello')
    const moderator = await enter(server, '/a', { token: server.live.moderatorKey('Mona') })
    await moderator.write('person.sanction', { person: 'eve', what: 'ban' })
    const headers = bearer(signToken({ sub: 'eve', name: 'Eve' }))
    expect((await server.get('/v1/people/eve/export', { headers })).status).toBe(200)
    expect(await (await server.get('/v1/people/eve', { method: 'DELETE', headers })).json()).toEqual({ comments: 1 })
    const post = await server.get('/v1/rooms/%2Fa/writes', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ id: randomUUID(), kind: 'comment.add', text: 'back' }),
    })
    expect(post.status).toBe(403)
  }))

test('[S27] ids of people are read as they are written, and what is none is told', () =>
  withServer(options, async (server) => {
    const odd = 'auth0|ann/bo%40x.example'
    const ann = await enter(server, '/a', helloOf(odd, 'Ann'))
    await ann.say('hello')
    const headers = bearer(signToken({ sub: odd, name: 'Ann' }))
    const text = await (await server.get(`/v1/people/${encodeURIComponent(odd)}/export`, { headers })).text()
    expect(text).toContain('"text":"hello"')
    for (const wrong of ['%ff', 'x'.repeat(300)])
      expect(await (await server.get(`/v1/people/${wrong}/export`, { headers })).json()).toMatchObject({
        error: { at: 'person' },
      })
    expect((await server.get('/v1/people/', { headers })).status).toBe(404)
  }))
