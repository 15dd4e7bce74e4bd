/** The `test` of the browser tests about crowds: the strict page, with sections to read and a crowd that is put before it. */
import type { Browser, BrowserContextOptions, Locator, Page } from '@playwright/test'
import { fakeCrowd, type FakeCrowd, type FakeRoom } from './crowd-fake.js'
import { startSite, type PageOptions, type Site } from './elements-page.js'
import { expect, test as base } from './elements-test.js'
import { watchProblems } from './reader.js'

/** [U3] Nobody may bring everyone here, or everybody were notable. */
export const test = base.extend<object, { readonly site: Site }>({
  site: [
    // oxlint-disable-next-line no-empty-pattern -- reason: Playwright reads the names of the fixtures from this pattern.
    async ({}, use) => {
      const site = await startSite({ guests: ['see', 'appear', 'send', 'react'] })
      await use(site)
      await site.end()
    },
    { scope: 'worker' },
  ],
})

const WORDS =
  'A page is read by one person at a time, ten thousand times over. Most of them will never know of each other, and nobody has asked them whether they would like to.'

/** Three sections of four paragraphs: `#one`, `#one-0` … `#three-3`. */
export const SECTIONS = ['One', 'Two', 'Three']
  .map((title) => {
    const id = title.toLowerCase()
    const paragraphs = Array.from({ length: 4 }, (_, index) => `<p id="${id}-${String(index)}">${WORDS}</p>`)
    return `<h2 id="${id}">Part ${title}</h2>${paragraphs.join('')}`
  })
  .join('')

/** Where the crowd of most tests is. */
const WARMTH: FakeCrowd['warmth'] = [
  ['#p1', 4_210],
  ['#p2', 1_730],
  ['#p0', 920],
  ['#p4', 310],
  ['#p3', 88],
  ['#two-1', 41],
  ['#p5', 7],
]

export interface CrowdPage {
  readonly page: Page
  readonly room: FakeRoom
  readonly lights: Locator
  readonly pill: Locator
  readonly panel: Locator
  readonly said: Locator
  show(crowd?: Partial<FakeCrowd>): Promise<void>
}

interface Opened {
  readonly browser: Browser
  readonly site: Site
  readonly path: string
  readonly options?: PageOptions
  readonly context?: BrowserContextOptions
}

/** Opens a page with a crowd before it, hands it to `check`, and sees to it that nothing went wrong in the page. */
export async function withCrowd(opened: Opened, check: (on: CrowdPage) => Promise<void>): Promise<void> {
  const { browser, site, path, options = {}, context = {} } = opened
  const own = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...context })
  const page = await own.newPage()
  const problems: string[] = []
  watchProblems(page, new URL(site.at('/')).origin, problems)
  const { room, show } = await fakeCrowd(page)
  await page.goto(site.at(path, { more: SECTIONS, ...options }))
  await page.waitForFunction(async () => (await window.roomful?.room())?.status.get() === 'joined')
  const pods = page.locator('roomful-pods')
  await check({
    page,
    room,
    lights: pods.locator('.light:not([data-gone])'),
    pill: page.locator('roomful-box .pill'),
    panel: page.locator('roomful-box .panel'),
    said: pods.locator('.unseen[role=status]').last(),
    show: (crowd = {}) => show({ shown: 9_800, warmth: WARMTH, ...crowd }),
  })
  await own.close()
  expect(problems).toEqual([])
}

export { expect }
