/**
 * What holds on the embedded store holds on Postgres: the same files of conformance once more, each test on an empty schema.
 *
 * Not here: what is about files of SQLite, and the contract of stores, which runs on both in `store/postgres.test.ts`.
 */
import { afterAll, describe } from 'vitest'
import { useDatabase } from '../support/live-server.js'
import { postgresFolder } from '../../scripts/suites/postgres.mjs'
import { postgresPlace, postgresTest } from '../support/postgres.js'

if (postgresFolder() === undefined) postgresTest('the same on Postgres', () => undefined)
else {
  const place = await postgresPlace()
  afterAll(() => place.remove())
  let isUsed = false
  useDatabase(async () => {
    // The first server makes the tables.
    if (isUsed) await place.empty()
    isUsed = true
    return place.url
  })
  const files = {
    comments: () => import('./comments.test.js'),
    'comment pages': () => import('./comment-pages.test.js'),
    log: () => import('./log.test.js'),
    notices: () => import('./notices.test.js'),
    'moderation over HTTP': () => import('./moderation-http.test.js'),
    people: () => import('./people.test.js'),
    hostile: () => import('./hostile.test.js'),
  }
  for (const [name, load] of Object.entries(files)) describe(`on Postgres: ${name}`, async () => void (await load()))
}
