/** The `test` of the browser tests on a plain page under the strictest policy (`elements-page.ts`), without the demo. */
import { test as base, expect, type BrowserContextOptions, type Locator, type Page } from '@playwright/test'
import { startSite, type PageOptions, type Site } from './elements-page.js'
import { watchProblems } from './reader.js'

/** A visitor of the page. */
interface Guest {
  readonly page: Page
  readonly pill: Locator
  readonly panel: Locator
  readonly pods: Locator
  /** Opts in and closes the box again. */
  beSeen(name: string): Promise<void>
}

interface Fixtures {
  readonly open: (path: string, options?: PageOptions, context?: BrowserContextOptions) => Promise<Guest>
}

export const test = base.extend<Fixtures, { readonly site: Site }>({
  site: [
    // oxlint-disable-next-line no-empty-pattern -- reason: Playwright reads the names of the fixtures from this pattern.
    async ({}, use) => {
      const site = await startSite({ guests: ['see', 'appear', 'send', 'react', 'lead'] })
      await use(site)
      await site.end()
    },
    { scope: 'worker' },
  ],
  open: async ({ browser, site }, use) => {
    const problems: string[] = []
    const opened: Page[] = []
    await use(async (path, options = {}, context = {}) => {
      const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, ...context })).newPage()
      opened.push(page)
      watchProblems(page, new URL(site.at('/')).origin, problems)
      await page.goto(site.at(path, options))
      return guest(page)
    })
    for (const page of opened) await page.context().close()
    expect(problems).toEqual([])
  },
})

function guest(page: Page): Guest {
  const pill = page.locator('roomful-box .pill')
  const panel = page.locator('roomful-box .panel')
  return {
    page,
    pill,
    panel,
    pods: page.locator('roomful-pods .pod:not([data-gone]) .label'),
    async beSeen(name) {
      await pill.click()
      await panel.getByRole('button', { name: 'Be seen' }).click()
      await panel.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
      await panel.getByRole('button', { name: 'Show me' }).click()
      await page.keyboard.press('Escape')
      await expect(panel).toBeHidden()
    },
  }
}

/** Moves the mouse onto an element, as a hand does: in more than one step. */
export async function pointAt(page: Page, selector: string): Promise<void> {
  const box = await page.locator(selector).boundingBox()
  if (box === null) throw new Error(`${selector} is not on the page`)
  await page.mouse.move(box.x + 90, box.y + 14)
  await page.mouse.move(box.x + 100, box.y + 15)
}

export { expect }
