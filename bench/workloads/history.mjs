/** Rooms that have been written in for years: made through the store itself, as fast as it takes them. */
import { join } from 'node:path'
import { sqliteStore } from 'roomful'
import { commentText } from '../wire/words.mjs'

/** Far below what a store lets wait. */
const AT_ONCE = 500
const PEOPLE = 400
/** Of five comments four answer one of those shortly before. */
const THREAD_EVERY = 5
const START_MS = Date.UTC(2024, 0, 1)
const STEP_MS = 30_000

/** Fills the room with `comments` comments by 400 people; resolves when all are on disk. */
export async function makeHistory(folder, room, comments) {
  const store = await sqliteStore(join(folder, 'comments.db'))
  try {
    for (let from = 0; from < comments; from += AT_ONCE) {
      const count = Math.min(AT_ONCE, comments - from)
      await Promise.all(Array.from({ length: count }, (_, i) => add(store, room, from + i)))
    }
  } finally {
    await store.close()
  }
}

function add(store, room, k) {
  const person = `p${k % PEOPLE}`
  const author = { id: person, name: `Person ${person}`, isVerified: true }
  const parent = k % THREAD_EVERY === 0 ? {} : { parent: `comment-${k - (k % THREAD_EVERY)}` }
  const change = { comment: `comment-${k}`, author, text: commentText(k), status: 'visible', ...parent }
  const key = { room, author: person, id: `made-${k}`, atMs: START_MS + k * STEP_MS, fingerprint: '' }
  return store.write({ ...key, kind: 'comment.add', change })
}
