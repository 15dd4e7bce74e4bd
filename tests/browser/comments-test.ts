/**
 * The `test` of the browser tests on comments: a plain page with `<roomful-comments>`, and a server that knows some people.
 *
 * Who somebody is stands in a cookie, as on a site with a login. Each reader has a browser context of their own.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { test as base, expect, type BrowserContextOptions, type Locator, type Page } from '@playwright/test'
import type { RoomfulOptions } from 'roomful'
import { startSite, type PageOptions, type Site } from './elements-page.js'
import { watchProblems } from './reader.js'

const WRITER = ['see', 'appear', 'send', 'react', 'comment'] as const
/** People of the site. Everybody else is a guest. */
const PEOPLE: Readonly<Record<string, { readonly role?: string; readonly isModerator?: true }>> = {
  Ada: { role: 'editor', isModerator: true },
  Bob: {},
  Cleo: {},
}

const OPTIONS: RoomfulOptions = {
  authorize({ request, room }) {
    const name = /who=(\w+)/.exec(request.headers['cookie'] ?? '')?.[1] ?? ''
    const known = PEOPLE[name]
    if (known === undefined) return room === undefined ? undefined : { can: [...WRITER] }
    const { role, isModerator } = known
    return {
      id: `id-${name}`,
      name,
      color: name.length,
      can: [...WRITER, ...(isModerator ? (['moderate'] as const) : [])],
      ...(role === undefined ? {} : { role }),
    }
  },
  moderation: { hold: 'first', words: { refuse: ['forbiddenword'] }, flood: false, similar: false },
  limits: { writesPerSecond: 1_000 },
}

export interface Visit extends PageOptions {
  /** One of the people of the site; without it a guest. */
  readonly who?: 'Ada' | 'Bob' | 'Cleo'
  /** Attributes of the element, and what the page wrote between its tags. */
  readonly attributes?: string
  readonly between?: string
  readonly hash?: string
  readonly context?: BrowserContextOptions
  /** Before the page is opened. */
  prepare?(page: Page): Promise<void>
}

/** A reader of the page, and what they see of its comments. */
export interface Commenter {
  readonly page: Page
  readonly section: Locator
  /** The form for a new comment. */
  readonly field: Locator
  readonly cards: Locator
  /** The card in which this is said. */
  card(text: string): Locator
  /** Writes a new comment and waits until everybody can see it. */
  say(source: string, shown?: string): Promise<void>
  /** Opens the menu of a card and takes an entry. */
  choose(card: Locator, entry: string): Promise<void>
}

interface Fixtures {
  readonly visit: (path: string, visit?: Visit) => Promise<Commenter>
  /** Writes over HTTP as one of the people, and gives back the comment. */
  readonly write: (path: string, who: string, kind: string, body: object) => Promise<{ readonly id: string }>
}

export const test = base.extend<Fixtures, { readonly site: Site }>({
  site: [
    // oxlint-disable-next-line no-empty-pattern -- reason: Playwright reads the names of the fixtures from this pattern.
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'roomful-comments-'))
      const site = await startSite({ ...OPTIONS, database: `sqlite:${join(folder, 'room.db')}` })
      await use(site)
      await site.end()
      await rm(folder, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
  visit: async ({ browser, site }, use) => {
    const problems: string[] = []
    const opened: Page[] = []
    await use(
      async (path, { who, attributes = '', between = '', hash = '', context = {}, prepare, ...options } = {}) => {
        const made = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...context })
        if (who !== undefined) await made.addCookies([{ name: 'who', value: who, url: site.at('/') }])
        const page = await made.newPage()
        opened.push(page)
        watchProblems(page, new URL(site.at('/')).origin, problems)
        await prepare?.(page)
        const more = `<roomful-comments ${attributes}>${between}</roomful-comments>${options.more ?? ''}`
        await page.goto(site.at(path, { tag: 'data-box="off" data-pods="off"', ...options, more }) + hash)
        return commenter(page)
      },
    )
    for (const page of opened) await page.context().close()
    expect(problems).toEqual([])
  },
  write: async ({ site }, use) => {
    let count = 0
    await use(async (path, who, kind, body) => {
      const { origin } = new URL(site.at('/'))
      const answer = await fetch(`${origin}/roomful/v1/rooms/${encodeURIComponent(path)}/writes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: `who=${who}`, origin },
        body: JSON.stringify({ id: `${who}-${path.slice(1)}-${String(++count)}`, kind, ...body }),
      })
      if (!answer.ok) throw new Error(await answer.text())
      return ((await answer.json()) as { v: { id: string } }).v
    })
  },
})

function commenter(page: Page): Commenter {
  const section = page.locator('roomful-comments')
  const field = section.locator('.comments > .composer textarea')
  const card = (text: string): Locator =>
    section.locator('.comment').filter({ has: page.locator('.text', { hasText: text }) })
  return {
    page,
    section,
    field,
    card,
    cards: section.locator('.comment'),
    async say(source, shown = source) {
      await field.fill(source)
      await field.press('ControlOrMeta+Enter')
      await expect(card(shown)).toHaveAttribute('data-state', 'visible')
    },
    async choose(of, entry) {
      await of.hover()
      await of.locator('.dots').first().click()
      await page.getByRole('menuitem', { name: entry, exact: true }).click()
    },
  }
}

/** Where a card stands in the window. */
export async function topOf(card: Locator): Promise<number> {
  return card.evaluate((node) => node.getBoundingClientRect().top)
}

export async function expectAccessible(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include('roomful-comments').analyze()
  expect(
    violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join('\n')}`,
    ),
    state,
  ).toEqual([])
}

export { expect }
