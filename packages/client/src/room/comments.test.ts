import type { Comment, CommentPage, ReadMessage } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { createScripted, type Scripted, type ScriptedOptions } from '../../test/scripted.js'
import { comments, type Comments } from './comments.js'
import { connect } from './connect.js'
import type { Room } from './room.js'

const said = (id: string, patch: Partial<Comment> = {}): Comment => ({
  id,
  o: 1,
  status: 'visible',
  author: { id: 'ada', name: 'Ada' },
  text: id,
  atMs: 1,
  reactions: [],
  ...patch,
})
const page = (list: Comment[], patch: Partial<CommentPage> = {}): CommentPage => ({
  list,
  total: list.length,
  closed: false,
  epoch: 'g',
  offset: 10,
  ...patch,
})

interface Started {
  readonly world: Scripted
  readonly room: Room
  readonly noun: Comments
  readonly reads: () => ReadMessage[]
  /** Answers a question and lets the answer arrive. */
  readonly answer: (v: object, id?: number) => Promise<void>
  readonly log: (after: number, list: object[], more?: object) => void
  readonly shown: () => string[]
}

function start(options: ScriptedOptions = {}): Started {
  const world = createScripted(options)
  const room = connect(undefined, { env: world.env }).room('a')
  const noun = room.use(comments)
  const reads = (): ReadMessage[] => world.link().of('read')
  return {
    world,
    room,
    noun,
    reads,
    async answer(v, id = reads().at(-1)?.id) {
      world.link().say({ t: 'page', id, v } as never)
      await settle()
    },
    log(after, list, more = {}) {
      const offset = list.reduce((most: number, { o }: { o?: number }) => Math.max(most, o ?? 0), after)
      world.link().say({ t: 'log', n: 1, after, offset, list, ...more } as never)
    },
    shown: () =>
      noun.get().list.map(({ comment, answers }) => [comment.text, ...answers.map(({ text }) => text)].join(' < ')),
  }
}
/** Promises that are due have run. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await Promise.resolve()
}
const entry = (comment: Comment): object => ({ o: comment.o, k: 'comment', i: comment.id, v: comment, w: true })

async function ready(list: Comment[] = [said('a'), said('b')], options: ScriptedOptions = {}): Promise<Started> {
  const started = start(options)
  started.noun.get()
  started.world.welcome()
  started.log(10, [], { epoch: 'g' })
  await settle()
  await started.answer(page(list))
  return started
}

test('[T7,G2] nothing is read before somebody looks; then the log is asked for and the first page', async () => {
  const { world, noun, reads, answer, log } = start()
  world.welcome()
  expect(world.link().of('hello')[0]?.rooms?.[0]).not.toHaveProperty('log')
  await settle()
  expect(reads()).toEqual([])
  expect(noun.get().status).toBe('loading')
  // Opened after the room was joined: it is joined again, with the log.
  expect(world.link().of('join')).toMatchObject([{ room: 'a', log: true }])
  await settle()
  expect(reads()).toMatchObject([{ n: 1, what: 'comments', body: { sort: 'new' } }])
  log(10, [], { epoch: 'g' })
  await answer(page([said('a'), said('a1', { thread: 'a', parent: 'a' })], { more: 'x', total: 7 }))
  expect(noun.get()).toMatchObject({ status: 'ready', total: 7, more: true, fresh: 0, closed: false })
  expect(noun.get().list).toMatchObject([{ comment: { id: 'a' }, answers: [{ id: 'a1' }], more: 0 }])
})

test('[T7] a new comment is held back, and a second page and further answers come when they are asked for', async () => {
  const { noun, reads, answer, log, shown } = await ready([said('a', { replies: 3 }), said('a1', { thread: 'a' })])
  log(10, [entry(said('c', { o: 11, atMs: 9 }))])
  expect(shown()).toEqual(['a < a1'])
  expect(noun.get()).toMatchObject({ fresh: 1, total: 3 })
  noun.showNew()
  expect(shown()).toEqual(['c', 'a < a1'])
  const further = noun.thread('a')
  expect(reads().at(-1)?.body).toEqual({ thread: 'a', cursor: 'a1', limit: 50 })
  await answer(page([said('a1', { thread: 'a' }), said('a2', { thread: 'a', atMs: 2 })], { more: 'y', offset: 11 }))
  await further
  expect(shown()).toEqual(['c', 'a < a1 < a2'])
  const last = noun.thread('a')
  expect(reads().at(-1)?.body).toEqual({ thread: 'a', cursor: 'y', limit: 50 })
  await answer(page([said('a3', { thread: 'a', atMs: 3 })], { offset: 11 }))
  await last
  expect(noun.get().list.map(({ more }) => more)).toEqual([0, 0])
})

test('[T7] the view is the same object until something in it changes, and so is every thread', async () => {
  const { noun, log, world } = await ready()
  const before = noun.get()
  expect(noun.get()).toBe(before)
  world.link().say({ t: 'beat' })
  log(10, [{ o: 11, k: 'comment', i: 'nobody knows', v: { text: 'x' } }])
  expect(noun.get()).toBe(before)
  log(11, [{ o: 12, k: 'comment', i: 'a', v: { text: 'edited' } }])
  expect(noun.get()).not.toBe(before)
  expect(noun.get().list[1]).toBe(before.list[1])
  expect(noun.get().list[0]?.comment.text).toBe('edited')
})

test('[W2,T1] one’s own comment stands in its place while it is sent, and then is the one the server made of it', async () => {
  const { world, noun, shown, log } = await ready()
  const views: string[][] = []
  noun.subscribe(() => views.push(shown()))
  const write = noun.add('mine', { mentions: ['ada'] })
  expect(world.link().of('write')).toMatchObject([{ kind: 'comment.add', body: { text: 'mine', mentions: ['ada'] } }])
  expect(noun.get().list[0]?.comment).toMatchObject({ id: write.id, text: 'mine', write: { id: write.id } })
  const made = said('c', { o: 11, text: 'mine', author: { id: 'p1', name: 'me' }, atMs: 5 })
  log(10, [entry(made)])
  world.link().say({ t: 'wrote', id: write.id, status: 'stored', v: made } as never)
  expect(await write.done).toMatchObject({ id: 'c' })
  expect(noun.get().list[0]?.comment).toEqual(made)
  expect(noun.get()).toMatchObject({ fresh: 0, total: 3 })
  // Never twice, never gone.
  expect(views.every((each) => each.filter((text) => text === 'mine').length === 1)).toBe(true)
})

test('[W4] a refused comment stays where it is with its words and why, until it is let go of', async () => {
  const { world, noun, shown } = await ready()
  const answer = noun.add('mine', { parent: 'a' })
  expect(shown()).toEqual(['a < mine', 'b'])
  world.link().say({ t: 'error', write: answer.id, code: 'COMMENT_REFUSED', message: 'No.' })
  const [own] = noun.get().list[0]?.answers ?? []
  expect(own).toMatchObject({ text: 'mine', parent: 'a', write: { id: answer.id, error: { code: 'COMMENT_REFUSED' } } })
  noun.discard(answer.id)
  expect(shown()).toEqual(['a', 'b'])
})

test('[T3,T5,T8] changes are shown at once, and taken back when they are refused', async () => {
  const { world, noun } = await ready([said('a', { reactions: [['👏', 2]] })])
  const first = () => noun.get().list[0]?.comment
  noun.react('a', '👏')
  expect(first()).toMatchObject({ reactions: [['👏', 3]], mine: ['👏'] })
  const [react] = world.link().of('write')
  world.link().say({ t: 'error', write: react?.id, code: 'GRANT_MISSING', message: 'No.', at: 'react' } as never)
  expect(first()).toEqual(said('a', { reactions: [['👏', 2]] }))
  noun.edit('a', 'better')
  expect(first()).toMatchObject({ text: 'better', write: { kind: 'comment.edit' } })
  const edit = world.link().of('write').at(-1)
  world.link().say({ t: 'wrote', id: edit?.id, status: 'stored', v: said('a', { o: 11, text: 'better' }) } as never)
  expect(first()).toEqual(said('a', { o: 11, text: 'better' }))
  noun.pin('a')
  expect(first()).toMatchObject({ pinned: true })
})

test('[G4] after a reset what was shown is read again, as much as there was, and shown meanwhile', async () => {
  const { noun, reads, answer, log, shown } = await ready()
  log(3, [], { epoch: 'h', reset: true })
  await settle()
  expect(noun.get().status).toBe('stale')
  expect(shown()).toEqual(['a', 'b'])
  await answer(page([said('a', { text: 'anew' })], { epoch: 'h', offset: 3, more: 'x' }))
  expect(reads().at(-1)?.body).toEqual({ sort: 'new', cursor: 'x' })
  await answer(page([said('c')], { epoch: 'h', offset: 3 }))
  expect(noun.get().status).toBe('ready')
  expect(shown()).toEqual(['anew', 'c'])
})

test('[G2,G3] after a reconnect the log goes on from where it was, and nothing is read again', async () => {
  const { world, noun, reads, log, shown } = await ready()
  log(10, [entry(said('c', { o: 11, atMs: 9 }))])
  world.link().drop()
  expect(noun.get().status).toBe('stale')
  expect(shown()).toEqual(['a', 'b'])
  world.clock.pass(500)
  world.welcome()
  expect(world.link().of('hello')[0]?.rooms).toMatchObject([{ log: { epoch: 'g', offset: 11, last: 'comment:c' } }])
  log(11, [{ o: 14, k: 'comment', i: 'a', v: said('a', { o: 14, text: 'changed' }), w: true }], { epoch: 'g' })
  await settle()
  expect(reads()).toEqual([])
  expect(noun.get()).toMatchObject({ status: 'ready', fresh: 1 })
  expect(shown()).toEqual(['changed', 'b'])
})

test('[W4] while the database is away the view says so and asks again; what cannot be changed is said once', async () => {
  const { world, noun, reads, answer, log } = start()
  noun.get()
  world.welcome()
  await settle()
  world.link().say({ t: 'error', id: reads()[0]?.id, code: 'STORE_UNAVAILABLE', message: 'Away.' } as never)
  await settle()
  expect(noun.get()).toMatchObject({ status: 'failed', problem: { code: 'STORE_UNAVAILABLE' } })
  world.clock.pass(500)
  await settle()
  expect(reads()).toHaveLength(2)
  log(10, [], { epoch: 'g' })
  await answer(page([said('a')]))
  expect(noun.get()).toMatchObject({ status: 'ready', problem: undefined })
})

test('[T7] a permalink reads the page the comment is on; one that is not there leaves what is shown', async () => {
  const { world, noun, reads, answer, shown } = await ready()
  const going = noun.around('z')
  await settle()
  expect(reads().at(-1)?.body).toEqual({ sort: 'new', around: 'z' })
  await answer(page([said('z')], { more: 'x', total: 90 }))
  await going
  expect(noun.get()).toMatchObject({ around: 'z', total: 90 })
  expect(shown()).toEqual(['z'])
  const lost = noun.around('nowhere')
  await settle()
  world.link().say({ t: 'error', id: reads().at(-1)?.id, code: 'COMMENT_UNKNOWN', message: 'No.' } as never)
  await expect(lost).rejects.toMatchObject({ code: 'COMMENT_UNKNOWN' })
  expect(noun.get().around).toBe('z')
  expect(shown()).toEqual(['z'])
})

test('[T7] another order is read from the beginning; an answer to what is not asked any more is not shown', async () => {
  const { noun, reads, answer, shown } = await ready()
  void noun.sort('old')
  await settle()
  const old = reads().at(-1)?.id
  void noun.sort('top')
  await settle()
  await answer(page([said('b')]), reads().at(-1)?.id)
  await answer(page([said('never')]), old)
  expect(noun.get().sort).toBe('top')
  expect(shown()).toEqual(['b'])
})

test('[T6,T9,M3,M4] people are looked up; reports, verdicts and closing go out as writes', async () => {
  const { world, noun, answer } = await ready()
  const found = noun.people('a')
  await answer({ list: [{ id: 'ada', name: 'Ada' }] })
  expect(await found).toEqual([{ id: 'ada', name: 'Ada' }])
  const sent = (): object[] =>
    world
      .link()
      .of('write')
      .map(({ kind, body }) => ({ kind, ...body }))
  const done = (): void => {
    const { id } = world.link().of('write').at(-1) ?? {}
    world.link().say({ t: 'wrote', id, status: 'stored' } as never)
  }
  noun.report('a', 'rude')
  done()
  noun.judge('a', 'reject')
  done()
  noun.close()
  done()
  noun.remove('a')
  expect(sent()).toEqual([
    { kind: 'comment.report', comment: 'a', reason: 'rude' },
    { kind: 'comment.judge', comment: 'a', verdict: 'reject' },
    { kind: 'room.close', on: true },
    { kind: 'comment.delete', comment: 'a' },
  ])
})

test('[W3,D8] a comment that was not sent before a reload is shown in its place after it', async () => {
  const local = new Map([
    ['roomful:https://blog.example/roomful', JSON.stringify({ id: 'p1', guest: 'g1', name: 'Ada' })],
  ])
  start({ local }).noun.add('unsent', { parent: 'a' })
  const { noun, shown, world } = await ready([said('a')], { local })
  expect(shown()).toEqual(['a < unsent'])
  expect(noun.get().list[0]?.answers[0]).toMatchObject({
    author: { id: 'p1', name: 'Ada' },
    write: { isRestored: true },
  })
  expect(world.link().of('write')).toHaveLength(1)
})
