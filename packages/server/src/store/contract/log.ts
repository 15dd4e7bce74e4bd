/** What every store has to keep about the log: whoever follows it and whoever catches up end up with the same. [G1–G5] */
import { deepStrictEqual, notStrictEqual, ok, strictEqual } from 'node:assert/strict'
import type { Json, LogEntry } from '@roomful/protocol'
import type { Check } from './place.js'
import { ROOM, add, added, checkStore, first, logOf, nextId, pageOf, person, react, remove, write } from './place.js'
import type { Store } from '../store.js'

export const LOG_CHECKS: readonly Check[] = [
  checkStore('[G4] each entity is told once, in its present form, in the order of the last changes', async (store) => {
    const [a, b] = [await added(store, { text: 'a' }), await added(store, { text: 'b' })]
    await write(store, { kind: 'state.set', change: { key: 'k', value: 1 } })
    await react(store, a)
    const { epoch, offset, list, isMore } = await store.read('log.since', { room: ROOM, after: 0, limit: 10 })
    deepStrictEqual([offset, isMore, (await store.read('log.head', { room: ROOM })).epoch], [4, false, epoch])
    deepStrictEqual(
      list.map(({ o, k, i, w }) => [o, k, i, w]),
      [
        [2, 'comment', b, true],
        [3, 'state', 'k', true],
        [4, 'comment', a, true],
      ],
    )
    const [comment] = (await pageOf(store)).list
    deepStrictEqual(list[2]?.v, comment)
    deepStrictEqual(await logOf(store, ROOM, 3), list.slice(2))
    deepStrictEqual(await logOf(store, ROOM, 4), [])
    deepStrictEqual(await logOf(store, ROOM, 99), [])
  }),
  checkStore('[G4] what is too much for one answer is told in several', async (store) => {
    const ids = await Promise.all(Array.from({ length: 25 }, () => added(store)))
    for (let index = 0; index < 5; index += 1)
      await write(store, { kind: 'state.set', change: { key: `k${index}`, value: 1 } })
    const seen: LogEntry[] = []
    for (let isMore = true; isMore;) {
      const after = seen.at(-1)?.o ?? 0
      const answer = await store.read('log.since', { room: ROOM, after, limit: 7 })
      ok(answer.list.length > 0 && answer.list.length <= 7)
      ok((answer.list[0]?.o ?? 0) > after)
      seen.push(...answer.list)
      isMore = answer.isMore
    }
    deepStrictEqual(
      seen.map(({ o }) => o),
      Array.from({ length: 30 }, (_, index) => index + 1),
    )
    deepStrictEqual(
      seen.slice(0, 25).map(({ i }) => i),
      ids,
    )
  }),
  checkStore('[G5] what nobody else sees has no offset and makes no gap', async (store) => {
    await add(store)
    await Promise.all([add(store, { status: 'held' }), add(store, { status: 'hidden' })])
    strictEqual(first((await add(store)).entries).o, 2)
    deepStrictEqual(
      (await logOf(store)).map(({ o }) => o),
      [1, 2],
    )
  }),
  checkStore('[D3] whoever follows and whoever catches up from anywhere end up with the same', followsAndCatchesUp),
  checkStore('[G1] after a renewal every log has another epoch, and goes on counting', async (store) => {
    const { epoch } = await add(store)
    const unborn = await store.read('log.head', { room: '/unborn' })
    const { result } = await write(store, { room: '', kind: 'log.renew', change: null })
    strictEqual(result.rooms, 1)
    const head = await store.read('log.head', { room: ROOM })
    notStrictEqual(head.epoch, epoch)
    notStrictEqual((await store.read('log.head', { room: '/unborn' })).epoch, unborn.epoch)
    const next = await add(store)
    deepStrictEqual([next.epoch, first(next.entries).o], [head.epoch, 2])
  }),
]

/** What a reader knows of a room: whole entities by mark. */
type Known = Map<string, Readonly<Record<string, Json>>>

function take(known: Known, { k, i, v, w }: LogEntry): void {
  const before = w ? {} : (known.get(`${k}:${i}`) ?? {})
  const after = Object.entries({ ...before, ...v }).filter(([, value]) => value !== null)
  known.set(`${k}:${i}`, Object.fromEntries(after))
}

/** The fields in which a follower and one who reads anew have to agree; offsets and counts of answers come with pages. */
function seen(known: Known): unknown {
  const entities = [...known].map(([mark, { o: _offset, replies: _replies, ...fields }]) => [mark, fields] as const)
  return entities.sort(([a], [b]) => (a < b ? -1 : 1))
}

async function followsAndCatchesUp(store: Store): Promise<void> {
  const follower: Known = new Map()
  const told: LogEntry[] = []
  const leavers: { readonly at: number; readonly known: Known }[] = []
  const dice = createDice(7)
  const ids: string[] = []
  for (let step = 0; step < 900; step += 1) {
    const written = await randomWrite(store, dice, ids).catch((error: unknown) => {
      ok(error instanceof Error && 'code' in error && error.code !== 'STORE_UNAVAILABLE', String(error))
    })
    for (const entry of written?.entries ?? []) {
      take(follower, entry)
      told.push(entry)
    }
    if (step % 9 === 0) leavers.push({ at: told.length, known: new Map(follower) })
  }
  deepStrictEqual(
    told.map(({ o }) => o),
    told.map((_, index) => index + 1),
  )
  ok(told.length > 150)
  for (const { at, known } of leavers) {
    for (const entry of await logOf(store, ROOM, at)) take(known, entry)
    deepStrictEqual(seen(known), seen(follower), `from ${at}`)
  }
  // What is visible in the log is what pages show, and the other way round.
  const { list, total } = await pageOf(store)
  const visible = [...follower.values()].filter(({ status }) => status === 'visible')
  strictEqual(visible.length, total)
  for (const { o: _offset, replies: _replies, ...comment } of list.filter(({ status }) => status === 'visible'))
    deepStrictEqual(comment, visible.find(({ id }) => id === comment.id) && withoutPlace(follower, comment.id))
}

function withoutPlace(known: Known, id: string): unknown {
  const { o: _offset, replies: _replies, ...fields } = known.get(`comment:${id}`) ?? {}
  return fields
}

type Dice = (below: number) => number

/** The same numbers every time: a case that fails has to fail again. */
function createDice(seed: number): Dice {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    const word = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((word ^ (word >>> 14)) >>> 0) % below
  }
}

async function randomWrite(
  store: Store,
  dice: Dice,
  ids: string[],
): Promise<{ readonly entries: readonly LogEntry[] }> {
  const author = `p${dice(3)}`
  const comment = ids[dice(ids.length + 1)] ?? 'none'
  const status = (['visible', 'visible', 'visible', 'held', 'hidden'] as const)[dice(5)] ?? 'visible'
  const isModerator = dice(2) === 0
  switch (dice(8)) {
    case 0:
    case 1: {
      const id = nextId('c')
      ids.push(id)
      const parent = dice(2) === 0 ? { parent: comment } : {}
      return add(store, {
        comment: id,
        by: person(author),
        status,
        text: `@Name of p1 ${id}`,
        mentions: ['p1'],
        ...parent,
      })
    }
    case 2:
      return write(store, {
        ...{ author, kind: 'comment.edit' as const },
        change: { comment, text: nextId('edited '), isModerator, windowMs: 1e12, status },
      })
    case 3:
      return dice(3) === 0 ? remove(store, comment, { author, isModerator }) : react(store, comment, { author })
    case 4:
      return react(store, comment, { author, emoji: `e${dice(3)}`, on: dice(2) === 0 })
    case 5: {
      const mark = dice(2) === 0 ? 'pinned' : 'resolved'
      return write(store, {
        ...{ author, kind: 'comment.mark' as const },
        change: { comment, mark, on: dice(2) === 0, isModerator: true },
      })
    }
    case 6:
      return dice(2) === 0
        ? write(store, { author, kind: 'state.add', change: { key: `k${dice(3)}`, by: 1 } })
        : write(store, { author, kind: 'state.remove', change: { key: `k${dice(3)}` } })
    default: {
      const verdict = dice(2) === 0 ? 'approve' : 'reject'
      return write(store, { author: 'mod', kind: 'comment.judge', change: { comment, verdict } })
    }
  }
}
