/** The `test` of the browser tests on the moderators' page: a site of its own for each test, where comments of guests wait. */
import { randomUUID } from 'node:crypto'
import { AxeBuilder } from '@axe-core/playwright'
import { test as base, expect, type BrowserContextOptions, type Locator, type Page } from '@playwright/test'
import { createRoomful } from 'roomful'
import { startSite, type PageOptions, type Site } from './elements-page.js'
import { watchProblems } from './reader.js'

const SECRET = 'the secret of a server in a test of browsers'

/** Somebody on the moderators' page. */
export interface Moderator {
  readonly page: Page
  readonly cards: Locator
  card(text: string): Locator
  tab(name: string): Locator
  readonly toast: Locator
}

interface Fixtures {
  readonly site: Site
  /** A key of the site. */
  readonly key: string
  /** Says something as a new guest; held until somebody agrees. Resolves with the comment. */
  readonly say: (
    room: string,
    text: string,
    name?: string,
    more?: object,
  ) => Promise<{ id: string; author: { id: string } }>
  /** Does something with the key, as another moderator would. */
  readonly act: (room: string, kind: string, body: object) => Promise<{ id: string }>
  /** Opens the moderators' page, signed in unless `isStranger`. */
  readonly moderate: (
    options?: { readonly isStranger?: boolean; readonly hash?: string } & BrowserContextOptions,
  ) => Promise<Moderator>
  /** Opens a page of the site, in the browser of `beside` where that is given. */
  readonly read: (path: string, options?: PageOptions & { readonly beside?: Page }) => Promise<Page>
}

export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- reason: Playwright reads the names of the fixtures from this pattern.
  site: async ({}, use) => {
    const site = await startSite({
      secret: SECRET,
      moderation: { hold: 'guests', words: { hold: ['doubtful'] }, flood: false, similar: false },
      limits: { writesPerSecond: 1_000, readsPerSecond: 1_000 },
    })
    await use(site)
    await site.end()
  },
  // oxlint-disable-next-line no-empty-pattern -- reason: as above
  key: async ({}, use) => {
    const twin = await createRoomful({ secret: SECRET })
    await use(twin.moderatorKey('Mona'))
    await twin.close()
  },
  say: async ({ site }, use) => {
    await use(async (room, text, name = 'Gil', more = {}) => {
      const { v } = await write(site, room, { kind: 'comment.add', text, name, ...more })
      return v as { id: string; author: { id: string } }
    })
  },
  act: async ({ site, key }, use) => {
    await use(async (room, kind, body) => (await write(site, room, { kind, ...body }, key)).v as { id: string })
  },
  moderate: async ({ browser, site, key }, use) => {
    const problems: string[] = []
    const opened: Page[] = []
    await use(async ({ isStranger = false, hash, ...context } = {}) => {
      const page = await (await browser.newContext({ viewport: { width: 1100, height: 900 }, ...context })).newPage()
      opened.push(page)
      watchProblems(page, originOf(site), problems)
      await page.goto(`${originOf(site)}/roomful/moderate${isStranger ? '' : `#key=${key}`}`)
      if (!isStranger) await expect(page.locator('main .view')).toBeVisible()
      if (hash !== undefined) await page.evaluate((to) => (location.hash = to), hash)
      return moderator(page)
    })
    for (const page of opened) await page.context().close()
    expect(problems).toEqual([])
  },
  read: async ({ browser, site }, use) => {
    const opened: Page[] = []
    await use(async (path, { beside, ...options } = {}) => {
      const context = beside?.context() ?? (await browser.newContext({ viewport: { width: 1100, height: 900 } }))
      const page = await context.newPage()
      opened.push(page)
      await page.goto(
        site.at(path, { tag: 'data-pods="off"', more: '<roomful-comments></roomful-comments>', ...options }),
      )
      return page
    })
    for (const page of opened) await page.context().close()
  },
})

export const originOf = (site: Site): string => new URL(site.at('/')).origin

async function write(site: Site, room: string, body: object, key?: string): Promise<{ v: unknown }> {
  const answer = await fetch(`${originOf(site)}/roomful/v1/rooms/${encodeURIComponent(room)}/writes`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({ id: randomUUID(), ...body }),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return (await answer.json()) as { v: unknown }
}

function moderator(page: Page): Moderator {
  const cards = page.locator('article.card')
  return {
    page,
    cards,
    card: (text) => cards.filter({ has: page.locator('.text', { hasText: text }) }),
    tab: (name) => page.getByRole('navigation').getByRole('link', { name }),
    toast: page.locator('.toast'),
  }
}

export async function expectAccessible(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const told = violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ target, failureSummary = '' }) => `${target.join(' ')} ${failureSummary}`).join('\n')}`,
  )
  expect(told, state).toEqual([])
}

export { expect }
