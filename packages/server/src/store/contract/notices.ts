/** What every store has to keep about inboxes, mail addresses and parcels. [X2–X4, S29] */
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import type { Json } from '@roomful/protocol'
import type { Check } from './place.js'
import { ROOM, added, checkStore, first, nextId, person, remove, write } from './place.js'
import { judge } from './moderation.js'
import type { MailAddress, NoticeChanges, NoticeQueries } from '../notice-store.js'
import type { Store } from '../store.js'

export const NOTICE_CHECKS: readonly Check[] = [
  checkStore('[X2] whoever is mentioned or answered gets one notice', async (store) => {
    const comment = await added(store, { by: person('ada', 'Ada'), text: '**Well** put,\n\n> @Bob: `really`' })
    const concerns = [
      { person: 'bob', kind: 'mention' },
      { person: 'cyd', kind: 'reply' },
      { person: 'ada', kind: 'reply' },
    ] as const
    const made = await tell(store, comment, concerns, 7)
    deepStrictEqual(
      made.map((each) => each.person),
      ['bob', 'cyd'],
    )
    const { notice } = first(made)
    ok(notice.n > 0)
    deepStrictEqual(notice, {
      ...{ n: notice.n, kind: 'mention', room: ROOM, comment, from: { id: 'ada', name: 'Ada' } },
      ...{ excerpt: 'Well put, @Bob: really', atMs: 7, isRead: false },
    })
    deepStrictEqual(await tell(store, comment, concerns), [])
    deepStrictEqual(await inbox(store, 'bob'), { list: [notice], unread: 1 })
    deepStrictEqual(await inbox(store, 'ada'), { list: [], unread: 0 })
  }),
  checkStore('[X2,M1] there is no notice of what its reader could not see', async (store) => {
    const concerns = [{ person: 'bob', kind: 'reply' }] as const
    for (const status of ['held', 'hidden'] as const) {
      deepStrictEqual(await tell(store, await added(store, { status }), concerns), [])
    }
    deepStrictEqual(await tell(store, 'nothing', concerns), [])
    const comment = await added(store)
    await tell(store, comment, concerns)
    await judge(store, comment, 'reject')
    deepStrictEqual(await inbox(store, 'bob'), { list: [], unread: 0 })
    await judge(store, comment, 'approve')
    strictEqual((await inbox(store, 'bob')).unread, 1)
    await remove(store, comment)
    deepStrictEqual(await inbox(store, 'bob'), { list: [], unread: 0 })
  }),
  checkStore('[X2,T4] a notice quotes the comment as it is now, and only its beginning', async (store) => {
    const comment = await added(store, { text: 'A first thought.' })
    await tell(store, comment, [{ person: 'bob', kind: 'reply' }])
    const text = `${'🎉 '.repeat(300)}the end`
    const change = { comment, text, isModerator: false, windowMs: 1e15, status: 'visible' } as const
    await write(store, { kind: 'comment.edit', change })
    const { excerpt } = first((await inbox(store, 'bob')).list)
    ok(excerpt.startsWith('🎉 🎉') && excerpt.endsWith('…') && excerpt.length < 300, excerpt)
  }),
  checkStore('[X2] notices are read up to one, by their owner alone', async (store) => {
    const ns: number[] = []
    for (let index = 0; index < 5; index += 1) {
      const concerns = [
        { person: 'bob', kind: 'reply' },
        { person: 'cyd', kind: 'reply' },
      ] as const
      const made = await tell(store, await added(store), concerns)
      ns.push(first(made).notice.n)
    }
    const upto = ns[2] ?? 0
    strictEqual((await read(store, 'bob', upto)).unread, 2)
    strictEqual((await read(store, 'bob', upto)).unread, 2)
    const { list, unread } = await inbox(store, 'bob')
    strictEqual(unread, 2)
    deepStrictEqual(
      list.map(({ n, isRead }) => [n, isRead]),
      ns.map((n) => [n, n <= upto]).toReversed(),
    )
    strictEqual((await inbox(store, 'cyd')).unread, 5)
  }),
  checkStore('[X2] an inbox is read page by page, the newest first', async (store) => {
    for (let index = 0; index < 7; index += 1) await tell(store, await added(store), [{ person: 'bob', kind: 'reply' }])
    const whole = (await inbox(store, 'bob')).list
    const found: unknown[] = []
    let cursor: string | undefined
    do {
      const page = await store.read('notices.page', {
        person: 'bob',
        limit: 3,
        ...(cursor !== undefined && { cursor }),
      })
      found.push(...page.list)
      cursor = page.more
    } while (cursor !== undefined)
    deepStrictEqual(found, whole)
    strictEqual(whole.length, 7)
  }),
  checkStore('[X4] mail is asked for, confirmed and stopped', async (store) => {
    strictEqual(await store.read('mail.of', { person: 'bob' }), undefined)
    strictEqual(await mail(store, 'asked'), 'asked')
    deepStrictEqual(await store.read('mail.of', { person: 'bob' }), {
      ...{ person: 'bob', address: 'bob@example.org', state: 'asked', askedMs: 5 },
    })
    strictEqual(await mail(store, 'confirmed'), 'confirmed')
    strictEqual(await mail(store, 'asked'), 'confirmed')
    strictEqual(await mail(store, 'stopped'), 'stopped')
    strictEqual(await mail(store, 'confirmed'), 'stopped')
    strictEqual(await mail(store, 'asked'), 'asked')
  }),
  checkStore('[X4] what nobody asked for is not confirmed', async (store) => {
    strictEqual(await mail(store, 'confirmed'), 'stopped')
    strictEqual(await store.read('mail.of', { person: 'bob' }), undefined)
    await mail(store, 'asked')
    strictEqual(await mail(store, 'confirmed', { address: 'other@example.org' }), 'stopped')
    strictEqual((await store.read('mail.of', { person: 'bob' }))?.state, 'asked')
  }),
  checkStore('[X4] an address belongs to whoever has confirmed it', async (store) => {
    for (const who of ['bob', 'eve']) strictEqual(await mail(store, 'asked', { who }), 'asked')
    strictEqual(await mail(store, 'confirmed'), 'confirmed')
    strictEqual(await store.read('mail.of', { person: 'eve' }), undefined)
    // Asking for it again takes it from nobody.
    await mail(store, 'asked', { who: 'eve' })
    strictEqual((await store.read('mail.of', { person: 'bob' }))?.state, 'confirmed')
  }),
  checkStore('[X4,S29] what one address has got is counted, of exactly that address', async (store) => {
    const addresses = ['a_b@example.org', 'axb@example.org', '%', '_', 'A_B@example.org']
    for (const [index, to] of addresses.entries()) await post(store, { to, n: index }, { atMs: 100 + index })
    for (const to of addresses) strictEqual(await store.read('mail.sent', { address: to, sinceMs: 0 }), 1, to)
    await post(store, { to: '%' }, { atMs: 200 })
    await post(store, { to: '%' }, { kind: 'webhook', atMs: 200 })
    strictEqual(await store.read('mail.sent', { address: '%', sinceMs: 0 }), 2)
    strictEqual(await store.read('mail.sent', { address: '%', sinceMs: 200 }), 1)
    strictEqual(await store.read('mail.sent', { address: '%', sinceMs: 201 }), 0)
  }),
  checkStore('[X4,S20] a parcel is due until it has arrived, under one id', async (store) => {
    const late = await post(store, { about: 'late' }, { dueMs: 30 })
    const early = await post(store, { about: 'early' }, { dueMs: 10 })
    await post(store, { about: 'early', again: true }, { id: early, dueMs: 10 })
    deepStrictEqual(await due(store, 9), [])
    deepStrictEqual(await due(store, 10), [[early, 0, { about: 'early' }]])
    await tried(store, early, 40)
    deepStrictEqual(await due(store, 39), [[late, 0, { about: 'late' }]])
    deepStrictEqual(await due(store, 40), [
      [late, 0, { about: 'late' }],
      [early, 1, { about: 'early' }],
    ])
    await tried(store, late)
    await tried(store, late)
    await tried(store, late, 1)
    deepStrictEqual(await due(store, 1e12), [[early, 1, { about: 'early' }]])
    strictEqual((await store.read('parcels.due', { nowMs: 1e12, limit: 0 })).length, 0)
  }),
]

type Concerns = NoticeChanges['notices.add']['change']['concerns']
type Made = NoticeChanges['notices.add']['result']['added']

export async function tell(store: Store, comment: string, concerns: Concerns, atMs = 1): Promise<Made> {
  const ask = { author: '', atMs, kind: 'notices.add', change: { comment, concerns } } as const
  return (await write(store, ask)).result.added
}

export function inbox(store: Store, who: string): Promise<NoticeQueries['notices.page']['answer']> {
  return store.read('notices.page', { person: who, limit: 100 })
}

async function read(store: Store, author: string, upto: number): Promise<{ readonly unread: number }> {
  return (await write(store, { room: '', author, kind: 'notices.read', change: { upto } })).result
}

export async function mail(
  store: Store,
  state: MailAddress['state'],
  { who = 'bob', address = 'bob@example.org', atMs = 5 } = {},
): Promise<MailAddress['state']> {
  const change = { person: who, address, state }
  return (await write(store, { room: '', author: who, atMs, kind: 'mail.set', change })).result.state
}

interface Posting {
  readonly id?: string
  readonly kind?: 'mail' | 'webhook'
  readonly dueMs?: number
  readonly atMs?: number
}

export async function post(
  store: Store,
  body: Json,
  { id = nextId('p'), kind = 'mail', dueMs = 0, atMs = 1 }: Posting = {},
): Promise<string> {
  const parcels = [{ id, kind, body, attempts: 0, dueMs }]
  await write(store, { room: '', author: '', atMs, kind: 'parcel.add', change: { parcels } })
  return id
}

async function tried(store: Store, id: string, dueMs?: number): Promise<void> {
  const change = { id, ...(dueMs !== undefined && { dueMs }) }
  await write(store, { room: '', author: '', kind: 'parcel.tried', change })
}

async function due(store: Store, nowMs: number): Promise<readonly unknown[]> {
  const parcels = await store.read('parcels.due', { nowMs, limit: 100 })
  return parcels.map(({ id, attempts, body }) => [id, attempts, body])
}
