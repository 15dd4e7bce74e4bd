/** The inbox: who hears of a comment, when, and who never does. */
import { expect, test } from 'vitest'
import { withNotices, type NoticeServer } from '../support/notice-server.js'
import { until } from '../support/until.js'

type Line = {
  kind: string
  comment: string
  from: { id: string; name: string }
  excerpt: string
  isRead: boolean
  n: number
}

async function inbox(server: NoticeServer, person: string): Promise<{ list: Line[]; unread: number; more?: string }> {
  return (await server.read(person, 'notices')) as never
}

/** Waits until this many notices are there; they are made a moment after the comment. */
async function notices(server: NoticeServer, person: string, count: number): Promise<Line[]> {
  let list: Line[] = []
  for (let tries = 0; tries < 400; tries++) {
    list = (await inbox(server, person)).list
    if (list.length >= count) return list
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`${person} has ${list.length} notices, not ${count}`)
}

/** Whatever was to be announced before this has been: errands are done in the order in which they came. */
async function settled(server: NoticeServer): Promise<void> {
  const before = (await inbox(server, 'settle-1')).list.length
  const first = await server.say('settle-1', 'Here.', {}, '/settle')
  for (let n = 0; n < 5; n++) await server.say('settle-2', `Answer ${n}`, { parent: first }, '/settle')
  await notices(server, 'settle-1', before + 5)
}

test('[X2,X3] who is answered and who is named hear of it once, live and in their inbox, and nobody of their own', async () => {
  await withNotices({}, async (server) => {
    const first = await server.say('ada', 'The **first** word.')
    await server.say('bob', 'Here too.')
    const page = await server.join('/blog/7', {}, { headers: { 'x-person': 'ada' } })
    const answer = await server.say('cy', 'I agree with @Name of bob.', {
      parent: first,
      mentions: ['bob', 'ada', 'cy', 'nobody'],
    })
    const news = await page.until(({ t }) => t === 'news')
    const [mine] = await notices(server, 'ada', 1)
    expect(mine).toMatchObject({
      kind: 'reply',
      comment: answer,
      room: '/blog/7',
      isRead: false,
      excerpt: 'I agree with @Name of bob.',
    })
    expect(mine?.from).toEqual({ id: 'cy', name: 'Name of cy' })
    expect(news).toEqual({ t: 'news', k: 'notice', v: { unread: 1, notice: mine } })
    expect(await notices(server, 'bob', 1)).toMatchObject([{ kind: 'mention', comment: answer }])
    await server.say('ada', 'My own answer, @Name of ada', { parent: first, mentions: ['ada'] })
    await settled(server)
    expect((await inbox(server, 'ada')).list).toHaveLength(1)
    expect((await inbox(server, 'cy')).list).toHaveLength(0)
  })
})

test('[X2] what was read is read in every tab, and an inbox is its owner’s alone', async () => {
  await withNotices({}, async (server) => {
    const first = await server.say('ada', 'One.')
    await server.say('bob', 'Two.', { parent: first })
    await server.say('bob', 'Three.', { parent: first })
    const [newest, oldest] = (await notices(server, 'ada', 2)) as [Line, Line]
    const page = await server.join('/blog/7', {}, { headers: { 'x-person': 'ada' } })
    expect(await server.write('ada', 'notices.read', { upto: oldest.n }, { id: 'r1' })).toEqual({ unread: 1 })
    expect(await page.until(({ t }) => t === 'news')).toEqual({ t: 'news', k: 'notice', v: { unread: 1 } })
    expect((await inbox(server, 'ada')).list.map(({ isRead }) => isRead)).toEqual([false, true])
    expect(await server.write('bob', 'notices.read', { upto: newest.n })).toEqual({ unread: 0 })
    expect(await inbox(server, 'ada')).toMatchObject({ unread: 1 })
    const part = await server.read('ada', 'notices', { limit: '1' })
    expect(part['list']).toMatchObject([{ n: newest.n }])
    const rest = await server.read('ada', 'notices', { limit: '1', cursor: String(part['more']) })
    expect(rest).toMatchObject({ list: [{ n: oldest.n }] })
    await expect(server.write('ada', 'notices.read', { upto: -1 })).rejects.toThrow('MESSAGE_INVALID upto')
  })
})

test('[X2,M1] nothing is told of a comment that waits or was rejected, and of an approved one as soon as it is', async () => {
  await withNotices(
    { moderation: { hold: 'none', words: { hold: ['doubtful'] }, flood: false, similar: false } },
    async (server) => {
      const first = await server.say('ada', 'One.')
      const page = await server.join('/blog/7', {}, { headers: { 'x-person': 'ada' } })
      const held = await server.say('bob', 'A doubtful answer.', { parent: first })
      const worse = await server.say('bob', 'A more doubtful answer.', { parent: first })
      await server.write('mod', 'comment.judge', { comment: worse, verdict: 'reject' })
      await settled(server)
      expect(await inbox(server, 'ada')).toMatchObject({ list: [], unread: 0 })
      expect(page.received.filter(({ t }) => t === 'news')).toEqual([])
      await server.write('mod', 'comment.judge', { comment: held, verdict: 'approve' })
      expect(await notices(server, 'ada', 1)).toMatchObject([{ kind: 'reply', comment: held }])
      await page.until(({ t }) => t === 'news')
      await server.write('mod', 'comment.judge', { comment: held, verdict: 'approve' })
      await settled(server)
      expect(await inbox(server, 'ada')).toMatchObject({ unread: 1 })
      expect(page.received.filter(({ t }) => t === 'news')).toHaveLength(1)
    },
  )
})

test('[X2] a change that names somebody else tells only them', async () => {
  await withNotices({}, async (server) => {
    for (const person of ['ada', 'bob']) await server.say(person, 'Here.')
    const comment = await server.say('cy', 'Hello @Name of ada', { mentions: ['ada'] })
    await notices(server, 'ada', 1)
    await server.write('cy', 'comment.edit', {
      comment,
      text: 'Hello @Name of ada, @Name of bob',
      mentions: ['ada', 'bob'],
    })
    expect(await notices(server, 'bob', 1)).toMatchObject([{ kind: 'mention', comment }])
    await settled(server)
    expect(await inbox(server, 'ada')).toMatchObject({ unread: 1 })
  })
})

test('[X2,T4] a deleted comment is in no inbox any more', async () => {
  await withNotices({}, async (server) => {
    const first = await server.say('ada', 'One.')
    const answer = await server.say('bob', 'Two.', { parent: first })
    await notices(server, 'ada', 1)
    await server.write('bob', 'comment.delete', { comment: answer })
    expect(await inbox(server, 'ada')).toEqual({ list: [], unread: 0 })
  })
})

test('[X2,G4] what belongs to no room makes nobody start over with the log of the one they are in', async () => {
  await withNotices({}, async (server) => {
    const first = await server.say('ada', 'One.')
    const page = await server.join(
      '/blog/7',
      { rooms: [{ room: '/blog/7', log: true }] },
      { headers: { 'x-person': 'ada' } },
    )
    await page.until(({ t }) => t === 'log')
    const { n } = (await page.until(({ t }) => t === 'joined')) as unknown as { n: number }
    page.send({ t: 'write', n, id: 'r1', kind: 'notices.read', upto: 5 })
    expect(await page.until(({ t }) => t === 'wrote')).toMatchObject({ id: 'r1', status: 'stored', v: { unread: 0 } })
    await server.say('bob', 'Two.', { parent: first })
    await until(
      () => page.received.some(({ t, list }) => t === 'log' && (list as unknown[]).length > 0),
      'the log goes on',
    )
    expect(page.received.filter((message) => message['reset'] === true)).toEqual([])
  })
})
