/** What every store has to keep about single comments: who may change what, and who sees it. [T1–T9, M1] */
import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict'
import { MAX_COMMENT_SIGNS } from '@roomful/protocol'
import type { Check } from './place.js'
import {
  ROOM,
  add,
  added,
  checkStore,
  findFor,
  first,
  idsOf,
  logOf,
  nextMs,
  pageOf,
  person,
  react,
  remove,
  write,
} from './place.js'
import type { Store, Written } from '../store.js'

const UNKNOWN = { code: 'COMMENT_UNKNOWN' }
const NOT_AUTHOR = { code: 'NOT_AUTHOR' }
const PASSAGE = { exact: 'the words', prefix: 'before ', suffix: ' after', start: 7, end: 16, block: 12 }

export const COMMENT_CHECKS: readonly Check[] = [
  checkStore('[T1,T2] a comment is kept whole, with what the server says of its author', async (store) => {
    const ada = person('ada', 'Ada', { avatar: '/ada.png', color: 3, role: 'editor', isVerified: true, isRobot: true })
    const text = ` *Words* 'of' "any" \\ kind, 🎉\n\n> as %s they $1 are `
    const atMs = nextMs()
    const { result, entries, epoch } = await add(store, { comment: 'c1', by: ada, text, passage: PASSAGE, atMs })
    const author = { id: 'ada', name: 'Ada', avatar: '/ada.png', color: 3, role: 'editor', verified: true, robot: true }
    const comment = { id: 'c1', o: 1, status: 'visible', author, text, atMs, reactions: [], passage: PASSAGE }
    deepStrictEqual(result, { comment, concerns: [], status: 'visible' })
    deepStrictEqual(entries, [{ o: 1, k: 'comment', i: 'c1', v: comment, w: true }])
    deepStrictEqual(await pageOf(store), { list: [comment], total: 1, closed: false, epoch, offset: 1 })
    deepStrictEqual(await logOf(store), entries)
  }),
  checkStore('[T1] an answer knows what it answers and its thread, which counts it', async (store) => {
    const root = await added(store)
    const answer = await added(store, { parent: root })
    const { comment } = (await add(store, { parent: answer })).result
    deepStrictEqual([comment.parent, comment.thread], [answer, root])
    strictEqual((await findFor(store, undefined, root))?.replies, 2)
    await rejects(add(store, { parent: root, room: '/other' }), UNKNOWN)
    await remove(store, answer)
    strictEqual((await findFor(store, undefined, root))?.replies, 1)
    await rejects(add(store, { parent: answer }), UNKNOWN)
  }),
  checkStore('[T2] the newest name of a person is on all their comments', async (store) => {
    const early = await added(store, { by: person('ada', 'Ada', { role: 'editor' }) })
    await add(store, { by: person('ada', 'Countess') })
    deepStrictEqual((await findFor(store, undefined, early))?.author, { id: 'ada', name: 'Countess' })
  }),
  checkStore('[T3] an author edits for a while, a moderator always, others never', editsByRight),
  checkStore('[T3] an edit is told as what changed, and the old words are nowhere', async (store) => {
    const comment = await added(store, { text: 'canary' })
    const atMs = nextMs()
    const { entries, result } = await edit(store, comment, { text: 'Better.', atMs })
    deepStrictEqual(entries, [
      { o: 2, k: 'comment', i: comment, v: { text: 'Better.', mentions: null, editedMs: atMs } },
    ])
    deepStrictEqual([result.comment.text, result.comment.editedMs], ['Better.', atMs])
    strictEqual(JSON.stringify([await logOf(store), await pageOf(store)]).includes('canary'), false)
    strictEqual((await logOf(store)).length, 1)
  }),
  checkStore('[T4] a deleted comment leaves no words, author, passage or signs', async (store) => {
    const by = person('canary-id', 'canary name')
    const comment = await added(store, { by, text: 'canary', passage: { ...PASSAGE, exact: 'canary' } })
    await react(store, comment, { author: 'bob', emoji: '🐤' })
    const { entries, result } = await remove(store, comment, { author: by.id })
    const gone = { id: comment, o: 3, status: 'deleted', text: '', atMs: result.comment.atMs, reactions: [] }
    deepStrictEqual(entries, [{ o: 3, k: 'comment', i: comment, v: gone, w: true }])
    deepStrictEqual(result.comment, gone)
    deepStrictEqual(await logOf(store), entries)
    deepStrictEqual([(await pageOf(store)).list, (await pageOf(store)).total], [[], 0])
    const one = await store.read('comments.one', { room: ROOM, comment, reader: by.id })
    const people = await store.read('comments.people', { room: ROOM, q: 'canary', limit: 10 })
    strictEqual(/canary|🐤/.test(JSON.stringify([one, people, await pageOf(store, { reader: by.id })])), false)
    strictEqual(await store.read('person.one', { person: by.id }), undefined)
  }),
  checkStore('[T4] only the author or a moderator deletes; deleting twice is fine', async (store) => {
    const comment = await added(store)
    await rejects(remove(store, comment, { author: 'bob' }), NOT_AUTHOR)
    await remove(store, comment, { author: 'mod', isModerator: true })
    const again = await remove(store, comment)
    deepStrictEqual([again.isRepeat, again.entries, again.result.status], [false, [], 'deleted'])
    await rejects(remove(store, comment, { room: '/other' }), UNKNOWN)
    for (const change of [react(store, comment), edit(store, comment), mark(store, comment)])
      await rejects(change, UNKNOWN)
  }),
  checkStore('[T4] a mark stays while it has answers, and goes with the last of them', async (store) => {
    const root = await added(store)
    const middle = await added(store, { parent: root })
    const leaf = await added(store, { parent: middle })
    await remove(store, root)
    await remove(store, middle)
    deepStrictEqual(await idsOf(store), [root, middle, leaf])
    strictEqual((await findFor(store, undefined, root))?.replies, 1)
    await remove(store, leaf)
    deepStrictEqual(await idsOf(store), [])
    deepStrictEqual(
      (await logOf(store)).map(({ i }) => i),
      [root, middle, leaf],
    )
  }),
  checkStore('[T5] signs are counted once a person, most first, and told', async (store) => {
    const comment = await added(store)
    await react(store, comment, { author: 'ada', emoji: '👏' })
    await react(store, comment, { author: 'bob', emoji: '🎉' })
    const { entries, result } = await react(store, comment, { author: 'ada', emoji: '🎉' })
    const reactions = [
      ['🎉', 2],
      ['👏', 1],
    ] as const
    deepStrictEqual(entries, [{ o: 4, k: 'comment', i: comment, v: { reactions } }])
    deepStrictEqual(result.comment.reactions, reactions)
    deepStrictEqual([...(result.comment.mine ?? [])].sort(), ['🎉', '👏'].sort())
    const twice = await react(store, comment, { author: 'ada', emoji: '🎉' })
    deepStrictEqual([twice.entries, twice.isRepeat], [[], false])
    await react(store, comment, { author: 'bob', emoji: '🎉', on: false })
    const seen = await findFor(store, 'bob', comment)
    deepStrictEqual(
      [seen?.reactions, seen?.mine],
      [
        [
          ['🎉', 1],
          ['👏', 1],
        ],
        undefined,
      ],
    )
    const mine = (await findFor(store, 'ada', comment))?.mine
    deepStrictEqual([...(mine ?? [])].sort(), ['🎉', '👏'].sort())
  }),
  checkStore('[T5] a comment takes so many kinds of signs', async (store) => {
    const comment = await added(store)
    for (let index = 0; index < MAX_COMMENT_SIGNS; index += 1) await react(store, comment, { emoji: `s${index}` })
    await rejects(react(store, comment, { emoji: 'one more' }), { code: 'MESSAGE_INVALID', at: 'emoji' })
    await react(store, comment, { author: 'bob', emoji: 's1' })
    strictEqual((await findFor(store, undefined, comment))?.reactions.length, MAX_COMMENT_SIGNS)
  }),
  checkStore('[T6] who has written here and is named in the text is mentioned', async (store) => {
    await add(store, { by: person('bob', 'Bob Lee') })
    await add(store, { by: person('eve', 'Eve'), room: '/other' })
    await add(store, { by: person('hid', 'Hid'), status: 'hidden' })
    const mentions = ['bob', 'bob', 'eve', 'hid', 'nobody', 'ada']
    const { comment, concerns } = (await add(store, { text: 'Dear @bob lee, @Eve, @Hid and @nobody', mentions })).result
    deepStrictEqual(comment.mentions, [{ id: 'bob', name: 'Bob Lee' }])
    deepStrictEqual(concerns, [{ person: 'bob', kind: 'mention' }])
    const edited = await edit(store, comment.id, { text: 'Dear Bob Lee', mentions })
    deepStrictEqual([edited.result.comment.mentions, edited.result.concerns], [undefined, []])
  }),
  checkStore('[X2] an answer concerns whom it answers, nobody twice and never oneself', async (store) => {
    const bobs = await added(store, { by: person('bob', 'Bob') })
    const answer = await add(store, { parent: bobs, text: '@Bob!', mentions: ['bob'] })
    deepStrictEqual(answer.result.concerns, [{ person: 'bob', kind: 'reply' }])
    const own = await add(store, { parent: answer.result.comment.id, text: 'and @Ada', mentions: ['ada'] })
    deepStrictEqual(own.result.concerns, [])
  }),
  checkStore('[T8] a moderator pins a thread; its author or a moderator settles it', async (store) => {
    const [old, young] = [await added(store), await added(store)]
    await rejects(mark(store, old, { mark: 'pinned' }), NOT_AUTHOR)
    await rejects(mark(store, old, { author: 'bob' }), NOT_AUTHOR)
    const answer = await added(store, { parent: old })
    await rejects(mark(store, answer, { isModerator: true }), { code: 'MESSAGE_INVALID' })
    const settled = await mark(store, old)
    deepStrictEqual(first(settled.entries).v, { resolved: true })
    const pinned = await mark(store, old, { author: 'mod', mark: 'pinned', isModerator: true })
    deepStrictEqual(first(pinned.entries).v, { pinned: true })
    deepStrictEqual((await mark(store, old, { author: 'mod', mark: 'pinned', isModerator: true })).entries, [])
    deepStrictEqual(await idsOf(store, { sort: 'new' }), [old, answer, young])
    const loose = await mark(store, old, { author: 'mod', mark: 'pinned', isModerator: true, on: false })
    deepStrictEqual(first(loose.entries).v, { pinned: null })
    deepStrictEqual(await idsOf(store, { sort: 'new' }), [young, old, answer])
  }),
  checkStore('[T9] a closed room takes no comments until it is opened, or because of its age', closes),
  checkStore('[M1] what is held, hidden or rejected is in nobody else’s pages and in no log', keepsHidden),
  checkStore('[M1] an answer is never more visible than what it answers', async (store) => {
    const shadow = person('shadow', 'Shadow')
    const hidden = await added(store, { by: shadow, status: 'hidden' })
    await rejects(add(store, { parent: hidden }), UNKNOWN)
    const own = await add(store, { by: shadow, parent: hidden })
    deepStrictEqual([own.result.status, own.result.comment.status, own.entries], ['hidden', 'visible', []])
    const held = await added(store, { status: 'held' })
    strictEqual((await add(store, { parent: held })).result.status, 'held')
    deepStrictEqual(await idsOf(store), [])
  }),
  checkStore('[T4] what was never public leaves nothing when it is deleted', async (store) => {
    const held = await added(store, { text: 'canary', status: 'held' })
    const { entries } = await remove(store, held)
    deepStrictEqual([entries, await logOf(store)], [[], []])
    strictEqual(await store.read('comments.one', { room: ROOM, comment: held }), undefined)
  }),
]

interface EditOptions {
  readonly author?: string
  readonly text?: string
  readonly mentions?: readonly string[]
  readonly isModerator?: boolean
  readonly windowMs?: number
  readonly atMs?: number
  readonly status?: 'visible' | 'held' | 'hidden'
}

function edit(store: Store, comment: string, options: EditOptions = {}): Promise<Written<'comment.edit'>> {
  const { author = 'ada', atMs = nextMs(), ...change } = options
  return write(store, {
    ...{ author, atMs, kind: 'comment.edit' as const },
    change: { comment, text: 'Other words.', isModerator: false, windowMs: 1e12, status: 'visible', ...change },
  })
}

function mark(
  store: Store,
  comment: string,
  { author = 'ada', mark: what = 'resolved' as 'pinned' | 'resolved', on = true, isModerator = false } = {},
): Promise<Written<'comment.mark'>> {
  return write(store, { author, kind: 'comment.mark', change: { comment, mark: what, on, isModerator } })
}

async function editsByRight(store: Store): Promise<void> {
  const atMs = nextMs()
  const comment = await added(store, { atMs })
  const late = { windowMs: 900_000, atMs: atMs + 900_001 }
  await edit(store, comment, { ...late, atMs: atMs + 900_000, text: 'Just in time.' })
  await rejects(edit(store, comment, late), { code: 'EDIT_CLOSED' })
  await rejects(edit(store, comment, { author: 'bob' }), NOT_AUTHOR)
  await rejects(edit(store, 'unknown'), UNKNOWN)
  const { result } = await edit(store, comment, { ...late, author: 'mod', isModerator: true, text: 'By a moderator.' })
  deepStrictEqual([result.comment.text, result.comment.author?.id], ['By a moderator.', 'ada'])
}

async function closes(store: Store): Promise<void> {
  const closed = { code: 'COMMENTS_CLOSED' }
  const set = (on: boolean) => write(store, { author: 'mod', kind: 'room.close', change: { on } })
  const atMs = nextMs()
  const comment = await added(store, { atMs })
  const { entries, result } = await set(true)
  deepStrictEqual(result, { closed: true })
  deepStrictEqual(entries, [{ o: 2, k: 'thread', i: 'room', v: { closed: true, total: 1 }, w: true }])
  deepStrictEqual((await set(true)).entries, [])
  strictEqual((await pageOf(store)).closed, true)
  await rejects(add(store), closed)
  await react(store, comment)
  await set(false)
  await add(store)
  deepStrictEqual(first((await logOf(store)).filter(({ k }) => k === 'thread')).v, { closed: false, total: 2 })
  // Another room, which nobody has closed or opened, closes by its age.
  const room = '/old'
  await add(store, { room, atMs, closeAfterMs: 1_000 })
  await add(store, { room, atMs: atMs + 1_000, closeAfterMs: 1_000 })
  await rejects(add(store, { room, atMs: atMs + 1_001, closeAfterMs: 1_000 }), closed)
  strictEqual((await pageOf(store, { room, staleMs: atMs + 1 })).closed, true)
  strictEqual((await pageOf(store, { room, staleMs: atMs })).closed, false)
  await write(store, { room, author: 'mod', kind: 'room.close', change: { on: false } })
  await add(store, { room, atMs: atMs + 1_001, closeAfterMs: 1_000 })
}

async function keepsHidden(store: Store): Promise<void> {
  const root = await added(store)
  for (const status of ['held', 'hidden'] as const) {
    const { result, entries } = await add(store, { by: person('eve', 'Eve'), text: 'canary', status })
    const { comment } = result
    const shown = status === 'held' ? 'held' : 'visible'
    deepStrictEqual([result.status, comment.status, comment.o, entries, result.concerns], [status, shown, 0, [], []])
    strictEqual((await findFor(store, 'eve', comment.id))?.status, shown)
    const answer = await add(store, { by: person('eve', 'Eve'), text: 'canary', parent: root, status })
    ok((await idsOf(store, { reader: 'eve' })).includes(answer.result.comment.id))
    for (const change of [react(store, comment.id), edit(store, comment.id), remove(store, comment.id)])
      await rejects(change, UNKNOWN)
  }
  // A comment that was public and does not pass any more is a mark in the log, and in no page.
  const edited = await added(store, { by: person('eve', 'Eve'), text: 'First.' })
  const { entries, result } = await edit(store, edited, { author: 'eve', text: 'canary', status: 'held' })
  strictEqual(first(entries).v['status'], 'deleted')
  deepStrictEqual([result.status, result.comment.status, result.comment.text], ['held', 'held', 'canary'])
  for (const reader of [undefined, 'bob']) {
    const page = await pageOf(store, reader === undefined ? {} : { reader })
    deepStrictEqual([page.total, page.list.map(({ id }) => id)], [1, [root]])
    const latest = await store.read('comments.latest', { room: ROOM, limit: 10 })
    const people = await store.read('comments.people', { room: ROOM, q: 'Eve', limit: 10 })
    strictEqual(/canary|Eve/.test(JSON.stringify([page, latest, people, await logOf(store)])), false)
  }
  deepStrictEqual(
    (await logOf(store)).map(({ i, o }) => [i, o]),
    [
      [root, 1],
      [edited, 3],
    ],
  )
  // Rewriting what waits does not make it pass.
  strictEqual((await edit(store, edited, { author: 'eve', text: 'Nice.' })).result.status, 'held')
}
