/** Comments over real sockets to a real server, on the embedded store in memory. */
import { randomUUID } from 'node:crypto'
import type { CommentPage, Grant } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { withServer, type LiveServer } from '../support/live-server.js'
import { enter, helloOf, JWT_SECRET, signToken } from '../support/writer.js'

const MODERATOR: readonly Grant[] = ['see', 'appear', 'send', 'react', 'comment', 'moderate']
const options = { jwt: { secret: JWT_SECRET }, moderation: { flood: false, similar: false, hold: 'none' } } as const

const inRoom = (check: (server: LiveServer) => Promise<void>): Promise<void> => withServer(options, check)
const pageOf = (answer: { v?: unknown }): CommentPage => answer.v as CommentPage

test('[T1,T2,W2,G3] a comment is acknowledged, reaches everybody once, and carries what the server vouches for', () =>
  inRoom(async (server) => {
    const ada = await enter(server, '/a', helloOf('ada', 'Ada'))
    const bea = await enter(server, '/a')
    const answer = await ada.write('comment.add', {
      text: 'Well **put**.',
      author: { id: 'eve', name: 'Eve' },
      name: 'Eve',
      comment: 'forged',
      status: 'visible',
      atMs: 1,
    })
    expect(answer).toMatchObject({ t: 'wrote', status: 'stored' })
    const entry = await bea.entry(({ k }) => k === 'comment')
    expect(entry).toMatchObject({ o: 1, k: 'comment', w: true })
    expect(entry.v).toMatchObject({
      status: 'visible',
      text: 'Well **put**.',
      author: { id: 'ada', name: 'Ada', verified: true },
      reactions: [],
    })
    expect(Number(entry.v['atMs'])).toBeGreaterThan(Date.now() - 60_000)
    expect(entry.i).not.toBe('forged')
    expect(pageOf(await bea.read('comments'))).toMatchObject({
      total: 1,
      closed: false,
      offset: 1,
      list: [{ id: entry.i }],
    })
  }))

test('[W3] a write sent again is one comment and gets the same answer; another text under its id is a conflict', () =>
  inRoom(async (server) => {
    const ada = await enter(server, '/a', helloOf('ada', 'Ada'))
    const bea = await enter(server, '/a', helloOf('bea', 'Bea'))
    const id = randomUUID()
    const first = await ada.write('comment.add', { text: 'once' }, id)
    const adaAgain = await enter(server, '/a', helloOf('ada', 'Ada'))
    expect(await adaAgain.write('comment.add', { text: 'once' }, id)).toMatchObject({
      t: 'wrote',
      v: { id: first.v?.id },
    })
    expect(await adaAgain.write('comment.add', { text: 'twice' }, randomUUID())).toMatchObject({ t: 'wrote' })
    const conflict = await enter(server, '/a', helloOf('ada', 'Ada'))
    expect(await conflict.write('comment.add', { text: 'other' }, id)).toMatchObject({ code: 'WRITE_CONFLICT' })
    // [S15] Somebody else's write under the same id is another write, and tells nothing of the first.
    const other = await bea.write('comment.add', { text: 'mine' }, id)
    expect(other.v).toMatchObject({ text: 'mine', author: { id: 'bea' } })
    expect(pageOf(await bea.read('comments')).total).toBe(3)
  }))

test('[T1,T10] what shows nothing, is too long, or no text at all is refused, and nothing is stored', () =>
  inRoom(async (server) => {
    const ada = await enter(server, '/a')
    for (const text of ['', '   ', '\u200b\u202e', '>', 'x'.repeat(10_001)])
      expect(await ada.write('comment.add', { text })).toMatchObject({ code: 'COMMENT_INVALID', at: 'text' })
    const bea = await enter(server, '/a')
    for (const text of [undefined, null, 7, { a: 1 }, ['x']])
      expect(await bea.write('comment.add', { text })).toMatchObject({ code: 'MESSAGE_INVALID', at: 'text' })
    expect(await ada.write('comment.add', { text: 'x', parent: 'nobody' })).toMatchObject({ code: 'COMMENT_UNKNOWN' })
    expect(await ada.write('comment.add', { text: 'x', passage: { exact: 7 } })).toMatchObject({
      code: 'COMMENT_INVALID',
    })
    expect(await ada.write('comment.shout', { text: 'x' })).toMatchObject({ code: 'WRITE_UNKNOWN' })
    expect(pageOf(await ada.read('comments')).total).toBe(0)
    expect(await ada.say('x'.repeat(10_000))).toMatchObject({ status: 'visible' })
  }))

test('[T3,T4,S15] only its author changes or deletes a comment, and a moderator', () =>
  inRoom(async (server) => {
    const ada = await enter(server, '/a', helloOf('ada', 'Ada'))
    const bea = await enter(server, '/a', helloOf('bea', 'Bea'))
    const mod = await enter(server, '/a', helloOf('mod', 'Mod', MODERATOR))
    const { id } = await ada.say('first words')
    expect(await bea.write('comment.edit', { comment: id, text: 'mine now' })).toMatchObject({ code: 'NOT_AUTHOR' })
    expect(await bea.write('comment.delete', { comment: id })).toMatchObject({ code: 'NOT_AUTHOR' })
    expect(await ada.write('comment.edit', { comment: id, text: 'better words' })).toMatchObject({
      v: { text: 'better words', editedMs: expect.any(Number) },
    })
    expect((await bea.entry(({ v }) => v['editedMs'] !== undefined)).v).toMatchObject({ text: 'better words' })
    expect(await mod.write('comment.delete', { comment: id, reason: 'rude' })).toMatchObject({ t: 'wrote' })
    const gone = await bea.entry(({ v }) => v['status'] === 'deleted')
    expect(gone).toMatchObject({ w: true, v: { text: '' } })
    expect(JSON.stringify(gone)).not.toMatch(/words|Ada/)
    expect(await ada.write('comment.edit', { comment: id, text: 'again' })).toMatchObject({ code: 'COMMENT_UNKNOWN' })
  }))

test('[T5] a sign counts once a person, can be taken back, and only one emoji is a sign', () =>
  inRoom(async (server) => {
    const ada = await enter(server, '/a', helloOf('ada', 'Ada'))
    const bea = await enter(server, '/a', helloOf('bea', 'Bea'))
    const { id: comment } = await ada.say('hello')
    for (const writer of [ada, bea, bea]) await writer.write('comment.react', { comment, emoji: '👏', on: true })
    expect(pageOf(await bea.read('comments')).list[0]).toMatchObject({ reactions: [['👏', 2]], mine: ['👏'] })
    await bea.write('comment.react', { comment, emoji: '👏', on: false })
    expect(pageOf(await bea.read('comments')).list[0]?.reactions).toEqual([['👏', 1]])
    expect(await bea.write('comment.react', { comment, emoji: 'no', on: true })).toMatchObject({
      code: 'MESSAGE_INVALID',
    })
  }))

test('[T6] people of the room can be found and mentioned, nobody else', () =>
  inRoom(async (server) => {
    const ada = await enter(server, '/a', helloOf('ada', 'Ada Lovelace'))
    const bea = await enter(server, '/a', helloOf('bea', 'Bea'))
    const elsewhere = await enter(server, '/b', helloOf('eve', 'Eve'))
    await ada.say('I am here')
    await elsewhere.say('and I am elsewhere')
    expect((await bea.read('people', { q: 'lov' })).v).toMatchObject({ list: [{ id: 'ada', name: 'Ada Lovelace' }] })
    expect((await bea.read('people', { q: '%' })).v).toMatchObject({ list: [] })
    const comment = await bea.say('@Ada Lovelace and @Eve, look', { mentions: ['ada', 'eve', 'nobody'] })
    expect(comment.mentions).toEqual([{ id: 'ada', name: 'Ada Lovelace' }])
  }))

test('[T7] threads come with their answers, in pages, in three orders, and around one comment', () =>
  inRoom(async (server) => {
    const ada = await enter(server, '/a', helloOf('ada', 'Ada', MODERATOR))
    const roots: string[] = []
    for (let i = 0; i < 5; i++) roots.push((await ada.say(`thread ${i}`)).id)
    const answer = await ada.say('an answer', { parent: roots[1] })
    await ada.say('an answer to that', { parent: answer.id })
    const first = pageOf(await ada.read('comments', { limit: 2 }))
    expect(first.list.map(({ text }) => text)).toEqual(['thread 4', 'thread 3'])
    const second = pageOf(await ada.read('comments', { limit: 2, cursor: first.more }))
    expect(second.list.map(({ text }) => text)).toEqual(['thread 2', 'thread 1', 'an answer', 'an answer to that'])
    expect(second.list.at(-1)).toMatchObject({ thread: roots[1], parent: answer.id })
    await ada.write('comment.pin', { comment: roots[2], on: true })
    expect(pageOf(await ada.read('comments', { sort: 'old', limit: 2 })).list.map(({ id }) => id)).toEqual([
      roots[2],
      roots[0],
    ])
    const around = pageOf(await ada.read('comments', { around: answer.id, limit: 2 }))
    expect(around.list.map(({ id }) => id)).toContain(answer.id)
    expect(await ada.read('comments', { sort: 'best' })).toMatchObject({ code: 'MESSAGE_INVALID', at: 'sort' })
    expect(await ada.read('comments', { cursor: 'nonsense' })).toMatchObject({ t: 'error', code: 'MESSAGE_INVALID' })
  }))

test('[T8,T9] pins, settled threads and closed pages', () =>
  inRoom(async (server) => {
    const ada = await enter(server, '/a', helloOf('ada', 'Ada'))
    const bea = await enter(server, '/a', helloOf('bea', 'Bea'))
    const mod = await enter(server, '/a', helloOf('mod', 'Mod', MODERATOR))
    const { id: comment } = await ada.say('a question')
    expect(await ada.write('comment.pin', { comment, on: true })).toMatchObject({
      code: 'GRANT_MISSING',
      at: 'moderate',
    })
    expect(await bea.write('comment.resolve', { comment, on: true })).toMatchObject({ code: 'NOT_AUTHOR' })
    expect(await ada.write('comment.resolve', { comment, on: true })).toMatchObject({ v: { resolved: true } })
    expect(await mod.write('room.close', { on: true })).toMatchObject({ t: 'wrote' })
    expect((await bea.entry(({ k }) => k === 'thread')).v).toMatchObject({ closed: true })
    expect(await bea.write('comment.add', { text: 'late' })).toMatchObject({ code: 'COMMENTS_CLOSED' })
    await mod.write('room.close', { on: false })
    expect(await bea.say('in time')).toMatchObject({ status: 'visible' })
  }))

test('[M1,M4,M6,G5] a held comment is its author’s and the moderators’ alone until it is approved', () =>
  withServer({ ...options, moderation: { ...options.moderation, hold: 'guests' } }, async (server) => {
    const mod = await enter(server, '/a', helloOf('mod', 'Mod', MODERATOR))
    const reader = await enter(server, '/a', helloOf('bea', 'Bea'))
    const guest = await enter(server, '/a')
    const answer = await guest.write('comment.add', { text: 'a secret until approved', name: 'Gil' })
    expect(answer).toMatchObject({ status: 'held', v: { status: 'held', o: 0 } })
    await mod.socket.until((each) => each.t === 'news' && each['k'] === 'queue')
    expect(pageOf(await guest.read('comments')).list).toMatchObject([{ status: 'held' }])
    expect(pageOf(await reader.read('comments')).list).toEqual([])
    expect(await reader.read('queue')).toMatchObject({ code: 'GRANT_MISSING', at: 'moderate' })
    const queue = (await mod.read('queue')).v as unknown as { list: { comment: { id: string; text: string } }[] }
    expect(queue.list).toMatchObject([{ comment: { text: 'a secret until approved' } }])
    expect(JSON.stringify(reader.socket.received)).not.toContain('secret')
    await mod.write('comment.judge', { comment: queue.list[0]?.comment.id, verdict: 'approve' })
    expect(await reader.entry(({ k }) => k === 'comment')).toMatchObject({
      o: 1,
      v: { text: 'a secret until approved' },
    })
    await mod.write('comment.judge', { comment: queue.list[0]?.comment.id, verdict: 'reject', reason: 'no' })
    expect(await reader.entry(({ o }) => o === 2)).toMatchObject({ w: true, v: { status: 'deleted', text: '' } })
    expect((await mod.read('acts')).v).toMatchObject({ list: [{ what: 'reject', reason: 'no' }, { what: 'approve' }] })
  }))

test('[M5,S13] mute, hide and ban hold at once, and after that the person is as before', () =>
  inRoom(async (server) => {
    const mod = await enter(server, '/a', helloOf('mod', 'Mod', MODERATOR))
    const reader = await enter(server, '/a', helloOf('bea', 'Bea'))
    const eve = await enter(server, '/a', helloOf('eve', 'Eve'))
    const sanction = (what: string): Promise<unknown> =>
      mod.write('person.sanction', { person: 'eve', what, minutes: 5 })
    await sanction('mute')
    expect(await eve.write('comment.add', { text: 'hm' })).toMatchObject({ code: 'PERSON_MUTED' })
    await sanction('none')
    await sanction('shadow')
    expect(await eve.write('comment.add', { text: 'nobody sees this' })).toMatchObject({
      status: 'stored',
      v: { status: 'visible' },
    })
    expect(pageOf(await eve.read('comments')).list).toMatchObject([{ text: 'nobody sees this', status: 'visible' }])
    await mod.say('a word from the moderator')
    await reader.entry(({ k }) => k === 'comment')
    expect(JSON.stringify(reader.socket.received)).not.toContain('nobody sees this')
    expect(pageOf(await reader.read('comments')).list).toHaveLength(1)
    await sanction('ban')
    expect((await eve.socket.closed).code).toBe(4203)
    const again = await server.open()
    again.send({ t: 'hello', v: 1, ...helloOf('eve', 'Eve') })
    expect((await again.closed).code).toBe(4203)
    await sanction('none')
    expect(await (await enter(server, '/a', helloOf('eve', 'Eve'))).say('back')).toMatchObject({ status: 'visible' })
    expect(await reader.write('person.sanction', { person: 'mod', what: 'ban' })).toMatchObject({
      code: 'GRANT_MISSING',
    })
    expect(await mod.write('person.sanction', { person: 'mod', what: 'ban' })).toMatchObject({
      code: 'MESSAGE_INVALID',
    })
  }))

test('[M3] a report counts once a person and reaches the queue', () =>
  inRoom(async (server) => {
    const ada = await enter(server, '/a', helloOf('ada', 'Ada'))
    const bea = await enter(server, '/a', helloOf('bea', 'Bea'))
    const mod = await enter(server, '/a', helloOf('mod', 'Mod', MODERATOR))
    const { id: comment } = await ada.say('something rude')
    await bea.write('comment.report', { comment, reason: 'rude' })
    await bea.write('comment.report', { comment, reason: 'rude' })
    const queue = (await mod.read('queue', { filter: 'reported' })).v as unknown as { list: { reports: unknown[] }[] }
    expect(queue.list).toHaveLength(1)
    expect(queue.list[0]?.reports).toHaveLength(1)
  }))

test('[V1,V2,V3,V4] shared state has versions, merges additions, and newcomers read it', () =>
  inRoom(async (server) => {
    const ada = await enter(server, '/a', helloOf('ada', 'Ada'))
    const bea = await enter(server, '/a', helloOf('bea', 'Bea'))
    const guest = await enter(server, '/a')
    expect(await guest.write('state.set', { key: 'x', value: 1 })).toMatchObject({ code: 'GRANT_MISSING', at: 'state' })
    expect(await ada.write('state.set', { key: 'title', value: { a: [1] } })).toMatchObject({ v: { version: 1 } })
    expect(await bea.write('state.set', { key: 'title', value: 'b', version: 0 })).toMatchObject({
      code: 'STATE_CHANGED',
    })
    expect(await bea.write('state.set', { key: 'title', value: 'b', version: 1 })).toMatchObject({ v: { version: 2 } })
    await Promise.all([ada, bea, ada, bea].map((each) => each.write('state.add', { key: 'votes', by: 1 })))
    expect((await guest.read('state')).v).toMatchObject({
      list: expect.arrayContaining([
        ['title', 'b', 2],
        ['votes', 4, 4],
      ]),
      here: [],
    })
    expect(await ada.write('state.remove', { key: 'title' })).toMatchObject({ t: 'wrote' })
    expect(await guest.entry(({ k, v }) => k === 'state' && v['gone'] === true)).toMatchObject({ i: 'title' })
    expect(await ada.write('state.set', { key: 'title', value: 'again' })).toMatchObject({ v: { version: 4 } })
    expect(await ada.write('state.set', { key: 'big', value: 'x'.repeat(8_192) })).toMatchObject({
      code: 'STATE_INVALID',
    })
    expect(await ada.write('state.add', { key: 'title', by: 1 })).toMatchObject({ code: 'STATE_INVALID' })
  }))

test('[V5] state of the session is gone with the last who left', () =>
  inRoom(async (server) => {
    const ada = await enter(server, '/a', helloOf('ada', 'Ada'))
    await ada.write('state.set', { key: 'slide', value: 3, scope: 'session' })
    await ada.write('state.add', { key: 'slide', by: 1, scope: 'session' })
    expect((await ada.read('state')).v).toMatchObject({ list: [], here: [['slide', 4, 2]] })
    await ada.socket.until((each) => each.t === 'event' && each['name'] === 'state')
    await ada.socket.close()
    const bea = await enter(server, '/a', helloOf('bea', 'Bea'))
    expect((await bea.read('state')).v).toMatchObject({ here: [] })
  }))

test('[X1] a message reaches its addressee alone, and somebody absent is not delivered to', () =>
  inRoom(async (server) => {
    const ada = await enter(server, '/a', helloOf('ada', 'Ada'))
    const bea = await enter(server, '/a', helloOf('bea', 'Bea'))
    const other = await enter(server, '/a', helloOf('cid', 'Cid'))
    const guest = await enter(server, '/a')
    const tell = async (id: number, to: string): Promise<unknown> => {
      ada.socket.send({ t: 'tell', n: 1, id, to, text: 'psst' })
      return ada.socket.until((each) => each['id'] === id && (each.t === 'told' || each.t === 'error'))
    }
    expect(await tell(1, 'bea')).toEqual({ t: 'told', id: 1, delivered: false })
    bea.socket.send({ t: 'me', n: 1, show: true })
    await bea.socket.until(({ t }) => t === 'members')
    expect(await tell(2, 'bea')).toEqual({ t: 'told', id: 2, delivered: true })
    expect(await bea.socket.until(({ t }) => t === 'message')).toMatchObject({
      from: { id: 'ada', name: 'Ada' },
      text: 'psst',
    })
    expect(await tell(3, 'nobody')).toMatchObject({ delivered: false })
    expect(other.socket.received.filter(({ t }) => t === 'message')).toEqual([])
    guest.socket.send({ t: 'tell', n: 1, id: 9, to: 'ada', text: 'buy this' })
    expect(await guest.socket.until((each) => each['id'] === 9)).toMatchObject({ code: 'GRANT_MISSING', at: 'message' })
  }))

test('[W5,W6] writes and reads have rates of their own', () =>
  withServer({ ...options, limits: { writesPerSecond: 1, readsPerSecond: 1 } }, async (server) => {
    const ada = await enter(server, '/a')
    const answers = await Promise.all(Array.from({ length: 5 }, (_, i) => ada.write('comment.add', { text: `${i}` })))
    expect(answers.map(({ code }) => code)).toEqual([undefined, undefined, undefined, undefined, 'RATE_LIMITED'])
    const reads = await Promise.all(Array.from({ length: 5 }, () => ada.read('comments')))
    expect(reads.at(-1)).toMatchObject({ code: 'RATE_LIMITED' })
  }))

test('[W7] the same writes and reads over HTTP, with the same rights, and the room hears of them', () =>
  inRoom(async (server) => {
    const reader = await enter(server, '/a')
    const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
      server.get('/v1/rooms/%2Fa/writes', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
    const bearer = { authorization: `Bearer ${signToken({ sub: 'ada', name: 'Ada' })}` }
    const answer = await post({ id: 'http-1', kind: 'comment.add', text: 'by post' }, bearer)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ id: 'http-1', status: 'stored', v: { author: { id: 'ada' } } })
    expect(await reader.entry(({ k }) => k === 'comment')).toMatchObject({ v: { text: 'by post' } })
    const read = await server.get('/v1/rooms/%2Fa/read?what=comments&limit=1', { headers: bearer })
    expect(await read.json()).toMatchObject({ total: 1 })
    expect((await post({ id: 'x', kind: 'comment.pin', comment: 'y', on: true }, bearer)).status).toBe(403)
    expect((await post('{"id":', bearer)).status).toBe(415)
    expect((await post({ id: 'x', kind: 'nothing' }, bearer)).status).toBe(404)
    expect((await post({ id: 'x', kind: 'comment.add', text: 'y'.repeat(70_000) }, bearer)).status).toBe(413)
    expect((await post({ id: 'x', kind: 'comment.add' }, { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await post({ id: 'x', kind: 'comment.add', text: 'y' }, { origin: 'https://evil.example' })).status).toBe(
      403,
    )
    expect(pageOf(await reader.read('comments')).total).toBe(1)
  }))
