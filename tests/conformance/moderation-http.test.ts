/** What waits, what was done, and who is who: over HTTP, across rooms, for those who moderate. */
import { randomUUID } from 'node:crypto'
import type { Grant } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { withServer, type LiveServer } from '../support/live-server.js'
import { enter, helloOf, JWT_SECRET, signToken } from '../support/writer.js'

const MODERATOR: readonly Grant[] = ['see', 'appear', 'send', 'react', 'comment', 'moderate']
const options = {
  jwt: { secret: JWT_SECRET },
  moderation: { flood: false, similar: false, hold: 'guests' },
} as const

/** As much of an answer as is looked at. */
interface Body {
  readonly list: readonly {
    readonly comment: { readonly id: string; readonly text: string; readonly author: { readonly id: string } }
  }[]
  readonly comments: readonly unknown[]
  readonly you: { readonly id: string }
  readonly more: string
  readonly error?: object
}

const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } })
const keyOf = ({ live }: LiveServer): string => live.moderatorKey('Mona')

async function ask(server: LiveServer, path: string, token?: string): Promise<{ status: number; body: Body }> {
  const response = await server.get(path, token === undefined ? {} : bearer(token))
  return { status: response.status, body: (await response.json()) as Body }
}

async function writeOver(
  server: LiveServer,
  room: string,
  token: string,
  body: object,
): Promise<{ status: number; body: Body }> {
  const response = await server.get(`/v1/rooms/${encodeURIComponent(room)}/writes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id: randomUUID(), ...body }),
  })
  return { status: response.status, body: (await response.json()) as Body }
}

const textsOf = (body: Body): string[] => body.list.map(({ comment }) => comment.text)

test('[M6,I6] a key lists what waits in all rooms, page by page, and what it decides is seen at once', () =>
  withServer(options, async (server) => {
    const key = keyOf(server)
    const reader = await enter(server, '/a', helloOf('bea', 'Bea'))
    const guest = await enter(server, '/a')
    const other = await enter(server, '/b')
    for (const text of ['one', 'two', 'three']) await guest.write('comment.add', { text, name: 'Gil' })
    await other.write('comment.add', { text: 'four', name: 'Gus' })
    const first = await ask(server, '/v1/queue?filter=held&limit=3', key)
    expect([first.status, textsOf(first.body)]).toEqual([200, ['one', 'two', 'three']])
    expect(first.body.list[0]).toMatchObject({ room: '/a', status: 'held', reason: 'guest', reports: [], approved: 0 })
    const second = await ask(server, `/v1/queue?filter=held&cursor=${encodeURIComponent(first.body.more)}`, key)
    expect([textsOf(second.body), second.body.more]).toEqual([['four'], undefined])
    const counts = await ask(server, '/v1/queue/counts', key)
    expect(counts.body).toMatchObject({
      held: 4,
      reported: 0,
      rooms: [
        { room: '/a', held: 3, reported: 0 },
        { room: '/b', held: 1, reported: 0 },
      ],
      you: { name: 'Mona', endsAtMs: expect.any(Number) },
    })
    const id = first.body.list[0]?.comment.id
    const judged = await writeOver(server, '/a', key, { kind: 'comment.judge', comment: id, verdict: 'approve' })
    expect([judged.status, judged.body]).toMatchObject([200, { status: 'stored', v: { status: 'visible' } }])
    expect((await reader.entry(({ i }) => i === id)).v).toMatchObject({ text: 'one' })
    expect(textsOf((await ask(server, '/v1/queue?room=/a', key)).body)).toEqual(['two', 'three'])
    const acts = await ask(server, '/v1/acts', key)
    expect(acts.body.list).toMatchObject([{ what: 'approve', room: '/a', comment: id, moderatorName: 'Mona' }])
  }))

test('[M4] a verdict is taken back: the comment waits again and is gone for everybody else', () =>
  withServer(options, async (server) => {
    const key = keyOf(server)
    const reader = await enter(server, '/a', helloOf('bea', 'Bea'))
    const guest = await enter(server, '/a')
    const { v } = await guest.write('comment.add', { text: 'hasty', name: 'Gil' })
    const judge = (verdict: string): Promise<{ status: number; body: Body }> =>
      writeOver(server, '/a', key, { kind: 'comment.judge', comment: v?.id, verdict })
    await judge('approve')
    await reader.entry(({ o }) => o === 1)
    expect((await judge('hold')).body).toMatchObject({ v: { status: 'held' } })
    expect((await reader.entry(({ o }) => o === 2)).v).toMatchObject({ status: 'deleted', text: '' })
    expect((await ask(server, '/v1/queue?filter=held', key)).body.list).toMatchObject([{ reason: 'moderator' }])
    expect((await judge('postpone')).body).toMatchObject({ error: { code: 'MESSAGE_INVALID', at: 'verdict' } })
  }))

test('[M6] news of the queue reach whoever holds a key, without being in a room', () =>
  withServer(options, async (server) => {
    const watcher = await server.open()
    watcher.send({ t: 'hello', v: 1, format: 'json', token: keyOf(server) })
    await watcher.until(({ t }) => t === 'welcome')
    const bystander = await server.open()
    bystander.send({ t: 'hello', v: 1, format: 'json', ...helloOf('bea', 'Bea') })
    const guest = await enter(server, '/a')
    await guest.write('comment.add', { text: 'hello', name: 'Gil' })
    const news = await watcher.until(({ t }) => t === 'news')
    expect(news).toEqual({ t: 'news', k: 'queue', v: { held: 1, reported: 0 } })
    expect(bystander.received.filter(({ t }) => t === 'news')).toEqual([])
  }))

test('[S11,I3] without the right nothing of the queue, the acts or the people is told', () =>
  withServer(options, async (server) => {
    const guest = await enter(server, '/a')
    await guest.write('comment.add', { text: 'a secret', name: 'Gil' })
    const paths = [
      '/v1/queue',
      '/v1/queue?room=/a',
      '/v1/queue/counts',
      '/v1/acts',
      '/v1/people',
      '/v1/people/gil',
      '/v1/people/gil/export',
    ]
    for (const path of paths) {
      for (const token of [undefined, signToken({ sub: 'bea', name: 'Bea' })]) {
        const { status, body } = await ask(server, path, token)
        expect([path, status, body.error]).toEqual([
          path,
          403,
          expect.objectContaining({ code: 'GRANT_MISSING', at: 'moderate' }),
        ])
      }
    }
    for (const wrong of ['m1.x.y', `${keyOf(server)}x`, 'nonsense'])
      expect(await ask(server, '/v1/queue', wrong)).toMatchObject({
        status: 401,
        body: { error: { code: 'TOKEN_INVALID' } },
      })
    const { status } = await server.get('/v1/people/gil', { method: 'DELETE' })
    expect(status).toBe(403)
    expect(await ask(server, '/v1/queue/counts', server.live.moderatorKey('Mona', 0))).toMatchObject({
      body: { error: { code: 'TOKEN_EXPIRED' } },
    })
  }))

test('[M6] whoever moderates some rooms sees those alone, in pages that are filled up', () => {
  const authorize = ({
    request,
    room,
  }: {
    request?: { headers: Readonly<Record<string, string | undefined>> } | undefined
    room?: string | undefined
  }) =>
    request?.headers['cookie'] === 'who=ed'
      ? { id: 'ed', name: 'Ed', can: room?.startsWith('/mine') ? MODERATOR : (['see', 'comment'] as const) }
      : { can: ['see', 'comment'] as const }
  return withServer({ moderation: options.moderation, authorize }, async (server) => {
    const guest = await enter(server, '/other')
    const here = await enter(server, '/mine/1')
    for (let index = 0; index < 12; index++) {
      await guest.write('comment.add', { text: `other ${index}`, name: 'Gil' })
      if (index % 4 === 3) await here.write('comment.add', { text: `mine ${index}`, name: 'Gus' })
    }
    const asEd = { headers: { cookie: 'who=ed' } }
    const read = async (path: string): Promise<Body> => (await (await server.get(path, asEd)).json()) as Body
    const first = await read('/v1/queue?limit=2')
    expect(textsOf(first)).toEqual(['mine 3', 'mine 7'])
    expect(textsOf(await read(`/v1/queue?limit=2&cursor=${encodeURIComponent(first.more)}`))).toEqual(['mine 11'])
    expect(await read('/v1/queue/counts')).toMatchObject({ held: 3, rooms: [{ room: '/mine/1' }] })
    expect(await read('/v1/queue?room=/other')).toMatchObject({ error: { code: 'GRANT_MISSING' } })
    const person = first.list[0]?.comment.author.id ?? ''
    expect((await read(`/v1/people/${person}`)).comments).toHaveLength(3)
    // Somebody who has written elsewhere as well is not theirs to erase.
    const gil = (await guest.read('comments')).v as unknown as { list: { author: { id: string } }[] }
    const gone = await server.get(`/v1/people/${gil.list[0]?.author.id}`, { ...asEd, method: 'DELETE' })
    expect(gone.status).toBe(403)
    expect((await server.get(`/v1/people/${person}`, { ...asEd, method: 'DELETE' })).status).toBe(200)
  })
})

test('[M5,M6,M7] a person: what they wrote, how it went, what holds for them, and who did it', () =>
  withServer(options, async (server) => {
    const key = keyOf(server)
    const guest = await enter(server, '/a')
    const { v } = await guest.write('comment.add', { text: 'buy this', name: 'Spam Bot' })
    const person = v?.author?.id ?? ''
    await writeOver(server, '/a', key, { kind: 'comment.judge', comment: v?.id, verdict: 'reject', reason: 'spam' })
    const sanction = { kind: 'person.sanction', person, what: 'mute', minutes: 60, reason: 'spam' }
    expect((await writeOver(server, '/a', key, sanction)).status).toBe(200)
    const found = await ask(server, `/v1/people/${encodeURIComponent(person)}`, key)
    expect(found.body).toMatchObject({
      ...{
        person,
        name: 'Spam Bot',
        approved: 0,
        rejected: 1,
        sanctions: [{ kind: 'mute', untilMs: expect.any(Number) }],
      },
      comments: [{ room: '/a', status: 'rejected', comment: { text: 'buy this' } }],
    })
    for (const path of ['/v1/people', '/v1/people?q=bot', `/v1/people?q=${encodeURIComponent(person)}`])
      expect((await ask(server, path, key)).body.list).toMatchObject([{ person }])
    expect((await ask(server, '/v1/people?q=nobody', key)).body.list).toEqual([])
    expect((await ask(server, `/v1/acts?person=${encodeURIComponent(person)}`, key)).body.list).toMatchObject([
      { what: 'mute', reason: 'spam', moderatorName: 'Mona' },
      { what: 'reject', reason: 'spam', room: '/a' },
    ])
  }))

test('[I4,S13] whoever is banned is refused over HTTP as well, and so is a key that was withdrawn', () =>
  withServer(options, async (server) => {
    const key = keyOf(server)
    const token = signToken({ sub: 'eve', name: 'Eve' })
    expect((await writeOver(server, '/a', token, { kind: 'comment.add', text: 'first' })).status).toBe(200)
    await writeOver(server, '/a', key, { kind: 'person.sanction', person: 'eve', what: 'ban' })
    for (const answer of [
      await writeOver(server, '/a', token, { kind: 'comment.add', text: 'second' }),
      await ask(server, '/v1/rooms/%2Fa/read?what=comments', token),
    ])
      expect(answer).toMatchObject({ status: 403, body: { error: { code: 'REVOKED' } } })
    const { body } = await ask(server, '/v1/queue/counts', key)
    await server.live.revoke(body.you.id)
    expect(await ask(server, '/v1/queue', key)).toMatchObject({ status: 403, body: { error: { code: 'REVOKED' } } })
  }))

test('[S26] the moderators’ page holds nothing, loads one script of ours and may talk to nobody else', () =>
  withServer(options, async (server) => {
    for (const [languages, lang, dir] of [
      ['de-AT,de;q=0.9', 'de', 'ltr'],
      ['ar', 'ar', 'rtl'],
      ['xx', 'en', 'ltr'],
    ] as const) {
      const page = await server.get('/moderate', { headers: { 'accept-language': languages } })
      const html = await page.text()
      expect(html).toContain(`<html lang="${lang}" dir="${dir}">`)
      expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/roomful/moderate.js">'])
      const policy = page.headers.get('content-security-policy') ?? ''
      expect(policy.split('; ')).toEqual(
        expect.arrayContaining([
          "default-src 'none'",
          "script-src 'self'",
          "connect-src 'self'",
          "frame-ancestors 'none'",
          "trusted-types 'none'",
        ]),
      )
      expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    }
    const away = { headers: { origin: 'https://evil.example', authorization: `Bearer ${keyOf(server)}` } }
    for (const path of ['/v1/queue', '/v1/acts', '/v1/people', '/v1/people/x/export'])
      expect((await server.get(path, away)).status).toBe(403)
    const erase = await server.get('/v1/people/x', { ...away, method: 'DELETE' })
    expect([erase.status, erase.headers.get('access-control-allow-origin')]).toEqual([403, null])
  }))
