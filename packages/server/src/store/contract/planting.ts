/** Something of everything a store can hold, by and about one person, and everything a store gives out again. */
import { ok } from 'node:assert/strict'
import { judge, report, sanction } from './moderation.js'
import { mail, post, tell } from './notices.js'
import { added, person, react, write } from './place.js'
import type { ExportRecord, TransferQueries } from '../person-store.js'
import type { Store } from '../store.js'

/** A word that would be found anywhere; in names, texts, reasons, addresses. */
export const CANARY = 'canary'
export const canary = person(`${CANARY}-id`, `${CANARY} Name`, { avatar: `https://example.org/${CANARY}.png` })

/** Something of everything there is, by and about one person and others. */
export async function plant(store: Store): Promise<void> {
  await store.setting('secret', () => 'the secret of the server')
  const theirs = await added(store, { by: canary, text: `${CANARY} words`, id: `${CANARY}-write` })
  const others = await added(store, { parent: theirs, by: person('bob'), text: 'Yes.' })
  await added(store, { parent: others, by: canary, text: `${CANARY} answer` })
  await added(store, { by: canary, room: '/held', status: 'held', text: `${CANARY} waits` })
  await write(store, { author: 'bob', kind: 'state.set', change: { key: 'k', value: { poll: 1 } } })
  // Bob speaks to them, which is Bob's own word; here it is a name that others may have too.
  const text = `@${CANARY} name, hello`
  const named = await added(store, { by: person('bob'), text: text.replace(CANARY, 'canary'), mentions: [canary.id] })
  for (const emoji of ['👏', '🎉']) await react(store, others, { author: canary.id, emoji })
  await react(store, others, { author: 'ada', emoji: '👏' })
  await react(store, theirs, { author: 'ada' })
  await report(store, others, canary.id, `${CANARY} reason`)
  await report(store, theirs, 'bob', 'rude')
  await tell(store, others, [{ person: canary.id, kind: 'reply' }])
  await tell(store, named, [{ person: canary.id, kind: 'mention' }])
  await tell(store, theirs, [{ person: 'bob', kind: 'reply' }])
  await mail(store, 'asked', { who: canary.id, address: `${CANARY}@example.org` })
  await mail(store, 'confirmed', { who: canary.id, address: `${CANARY}@example.org` })
  await mail(store, 'asked')
  await post(store, { to: `${CANARY}@example.org`, text: 'Hello.' })
  await post(store, { to: 'bob@example.org', comment: { id: theirs, text: `${CANARY} words` } })
  await post(store, { to: 'bob@example.org', text: 'Something else.' })
  await judge(store, theirs, 'approve', { reason: `fine, ${CANARY}` })
  await write(store, { author: canary.id, kind: 'comment.judge', change: { comment: others, verdict: 'approve' } })
  await sanction(store, canary.id, 'mute', 50)
  await sanction(store, 'bob', 'shadow')
}

type Scope = Pick<TransferQueries['export.page']['ask'], 'room' | 'person'>

export async function exported(store: Store, scope: Scope = {}, limit = 1_000): Promise<readonly ExportRecord[]> {
  const list: ExportRecord[] = []
  let cursor: string | undefined
  do {
    const page = await store.read('export.page', { ...scope, limit, ...(cursor !== undefined && { cursor }) })
    ok(page.list.length <= limit)
    list.push(...page.list)
    cursor = page.more
  } while (cursor !== undefined)
  return list
}
