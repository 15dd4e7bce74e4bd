/**
 * The `test` of all browser tests on the demo: one demo for each worker, and readers that are checked when the test ends.
 *
 * Each reader has a browser context of their own, as another person on another machine has.
 */
import { test as base, expect, type BrowserContextOptions } from '@playwright/test'
import { startDemo, type Demo } from './demo.js'
import { createReader, type Reader } from './reader.js'

interface Visit extends BrowserContextOptions {
  /** In the same browser as this reader: another tab of the same person. */
  readonly beside?: Reader
}

interface RoomFixtures {
  /** Opens a page of the demo as somebody. */
  readonly visit: (path: string, options?: Visit) => Promise<Reader>
}

export const test = base.extend<RoomFixtures, { readonly demo: Demo }>({
  demo: [
    // oxlint-disable-next-line no-empty-pattern -- reason: Playwright reads the names of the fixtures from this pattern.
    async ({}, use) => {
      const demo = await startDemo()
      await use(demo)
      await demo.end()
    },
    { scope: 'worker' },
  ],
  visit: async ({ browser, demo }, use) => {
    const readers: Reader[] = []
    await use(async (path, { beside, ...options } = {}) => {
      const context =
        beside?.context ?? (await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options }))
      const reader = await createReader(context, demo.address + path)
      readers.push(reader)
      return reader
    })
    for (const context of new Set(readers.map((reader) => reader.context))) await context.close()
    expect(readers.flatMap((reader) => reader.problems)).toEqual([])
  },
})

export { expect }

/** Posts of the demo. Each test file has its own, so that nobody from another test is still in the room. */
export const posts = {
  room: '/post/a-page-is-a-room',
  presence: '/post/how-presence-works',
  privacy: '/post/what-leaves-your-browser',
  batches: '/post/why-it-batches',
  pods: '/post/what-a-pod-points-at',
  restart: '/post/when-the-server-restarts',
} as const
