/** What the cases of the store's contract have in common: a place to open, and short words for the changes. */
import { fail } from 'node:assert/strict'
import type { Comment, CommentPage, LogEntry } from '@roomful/protocol'
import type { ContractCase } from '../../model/contract-case.js'
import type { Author, CommentChanges, CommentQueries } from '../comment-store.js'
import type { ChangeKind, Changes, Store, Written } from '../store.js'

/** How the suite gets at the store under test. */
export interface StoreHarness {
  /** Opens a place for one case. Every `open` of that place must reach the same data, as two processes would. */
  place(): Promise<{ open(): Promise<Store>; remove(): Promise<void> }>
  /** Whether the data is still there after everybody has closed. */
  readonly isDurable: boolean
}

export type Place = Awaited<ReturnType<StoreHarness['place']>>

/** A check with its title; `inPlace` makes a case of it. */
export interface Check {
  readonly title: string
  readonly run: (place: Place) => Promise<void>
  /** Only for stores whose data outlives them, and which can be opened twice. */
  readonly isDurable?: true
}

export function casesOf(harness: StoreHarness, checks: readonly Check[]): readonly ContractCase[] {
  return checks
    .filter(({ isDurable = false }) => harness.isDurable || !isDurable)
    .map(({ title, run }) => ({
      title,
      async run() {
        const place = await harness.place()
        try {
          await run(place)
        } finally {
          await place.remove()
        }
      },
    }))
}

/** A check that needs one open store. */
export function checkStore(title: string, run: (store: Store) => Promise<void>): Check {
  return {
    title,
    async run({ open }) {
      const store = await open()
      try {
        await run(store)
      } finally {
        await store.close()
      }
    },
  }
}

export const ROOM = '/blog/7'

/** Somebody who writes. */
export function person(id: string, name = `Name of ${id}`, rest: Partial<Author> = {}): Author {
  return { id, name, isVerified: false, ...rest }
}

let lastId = 0
/** A word that no other case uses. Times follow it, so that comments come one after the other. */
export const nextId = (prefix: string): string => `${prefix}${String((lastId += 1)).padStart(8, '0')}`
export const nextMs = (): number => 1_700_000_000_000 + (lastId += 1) * 1_000

export interface Ask<K extends ChangeKind> {
  readonly room?: string
  readonly author?: string
  readonly id?: string
  readonly atMs?: number
  readonly fingerprint?: string
  readonly kind: K
  readonly change: Changes[K]['change']
}

/** Writes; what is not said is somebody's first write of its kind. */
export function write<K extends ChangeKind>(store: Store, ask: Ask<K>): Promise<Written<K>> {
  const { room = ROOM, author = 'ada', id = nextId('w'), atMs = nextMs(), fingerprint, kind, change } = ask
  return store.write({
    room,
    author,
    id,
    atMs,
    kind,
    fingerprint: fingerprint ?? JSON.stringify([kind, change]),
    change,
  })
}

export type AddOptions = Partial<CommentChanges['comment.add']['change']> &
  Pick<Ask<'comment.add'>, 'room' | 'id' | 'atMs'> & { readonly by?: Author }

/** Adds a comment. */
export function add(store: Store, options: AddOptions = {}): Promise<Written<'comment.add'>> {
  const { room, id, atMs, by, ...change } = options
  const author = change.author ?? by ?? person('ada', 'Ada')
  // What the client said; the server adds the rest, and may add something else the next time.
  const said = [change.text, change.parent, change.mentions]
  return write(store, {
    ...{ author: author.id, kind: 'comment.add' as const, fingerprint: JSON.stringify(said) },
    ...(room !== undefined && { room }),
    ...(id !== undefined && { id }),
    ...(atMs !== undefined && { atMs }),
    change: { comment: nextId('c'), text: 'Hello.', status: 'visible', ...change, author },
  })
}

/** Adds a comment and gives its id. */
export async function added(store: Store, options: AddOptions = {}): Promise<string> {
  return (await add(store, options)).result.comment.id
}

/** Deletes a comment, as its author or a moderator. */
export function remove(
  store: Store,
  comment: string,
  { author = 'ada', isModerator = false, room = ROOM } = {},
): Promise<Written<'comment.delete'>> {
  return write(store, { room, author, kind: 'comment.delete', change: { comment, isModerator } })
}

export function react(
  store: Store,
  comment: string,
  { author = 'ada', emoji = '👏', on = true } = {},
): Promise<Written<'comment.react'>> {
  return write(store, { author, kind: 'comment.react', change: { comment, emoji, on } })
}

export function pageOf(store: Store, ask: Partial<CommentQueries['comments.page']['ask']> = {}): Promise<CommentPage> {
  return store.read('comments.page', { room: ROOM, sort: 'old', limit: 50, ...ask })
}

/** The ids of a page, in its order. */
export async function idsOf(
  store: Store,
  ask: Partial<CommentQueries['comments.page']['ask']> = {},
): Promise<string[]> {
  return (await pageOf(store, ask)).list.map(({ id }) => id)
}

/** A comment as this reader finds it in pages; undefined where they do not. */
export async function findFor(store: Store, reader: string | undefined, id: string): Promise<Comment | undefined> {
  const { list } = await pageOf(store, reader === undefined ? {} : { reader })
  return list.find((comment) => comment.id === id)
}

/** The whole log of a room. */
export async function logOf(store: Store, room = ROOM, after = 0): Promise<readonly LogEntry[]> {
  return (await store.read('log.since', { room, after, limit: 10_000 })).list
}

/** The first of a list that has to have one. */
export function first<T>(list: readonly T[]): T {
  return list[0] ?? fail('the list is empty')
}
