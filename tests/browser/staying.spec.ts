/** [H5,P4,P10,K2] Reloads, restarts and outages, as the people on the page see them. */
import type { Page } from '@playwright/test'
import { expect, posts, test } from './room-test.js'
import { messages } from './reader.js'

/** A little less than the settling time that a server states, because it began before the demo said it was ready. */
const SURELY_SETTLING_MS = 7_000
const LOST_AFTER_MS = 4_900

interface Seen {
  readonly atMs: number
  readonly text: string
}

/** Writes down every text that the closed box shows from now on, and every picture that leaves it. */
async function recordPill(page: Page): Promise<() => Promise<readonly Seen[]>> {
  await page.evaluate(() => {
    const seen: Seen[] = []
    Object.assign(window, { seen })
    const root = document.querySelector('roomful-box')?.shadowRoot
    const note = (text: string): void => void seen.push({ atMs: Date.now(), text })
    const look = (changes: readonly MutationRecord[]): void => {
      const text = root?.querySelector('.pill > span:nth-of-type(2)')?.textContent ?? ''
      if (seen.findLast((one) => one.text !== 'a picture left')?.text !== text) note(text)
      for (const node of changes.flatMap((change) => [...change.removedNodes])) {
        if (node instanceof Element && node.matches('.avatar')) note('a picture left')
      }
    }
    look([])
    if (root) new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true })
  })
  return () => page.evaluate(() => (window as unknown as { seen: Seen[] }).seen)
}

test('the choice survives a reload, which others see as neither a leave nor a join', async ({ visit }) => {
  const ada = await visit(posts.presence)
  const bob = await visit(posts.presence)
  await ada.beSeen('Ada')
  await bob.open()
  await expect(bob.people).toHaveCount(1)
  await expect.poll(() => bob.count()).toBe(2)
  const heard = bob.received.length
  for (let times = 0; times < 3; times++) {
    await ada.page.reload()
    await expect(ada.pill).toBeVisible()
  }
  await ada.open()
  await expect(ada.panel.getByText('Everyone here sees you')).toBeVisible()
  await expect(bob.people).toHaveCount(1)
  for (const message of messages(bob.received.slice(heard))) {
    if (message['t'] === 'members') expect(message['gone'] ?? []).toEqual([])
    if (message['t'] === 'counts') expect(message).toMatchObject({ connections: 2, people: 2 })
  }
})

test('the server is restarted under fifty pages: all are back, nothing flickers, nothing is reloaded', async ({
  visit,
  browser,
  demo,
}) => {
  test.setTimeout(120_000)
  const ada = await visit(posts.restart)
  const bob = await visit(posts.restart)
  await bob.beSeen('Bob')
  const others: Page[] = []
  for (let person = 0; person < 4; person++) {
    const context = await browser.newContext({ viewport: { width: 800, height: 600 } })
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        const page = await context.newPage()
        await page.goto(demo.address + posts.restart)
        others.push(page)
      }),
    )
  }
  await expect.poll(() => ada.count(), { timeout: 20_000 }).toBe(50)
  await expect(ada.pill.locator('.avatar')).toHaveCount(1)
  const seen = await recordPill(ada.page)
  const pages = [ada.page, bob.page, ...others]
  for (const page of pages) await page.evaluate(() => Object.assign(window, { stayed: true }))
  const stoppedMs = Date.now()
  await demo.stop()
  await demo.start()
  const startedMs = Date.now()
  await expect.poll(async () => (await demo.count(posts.restart)).connections, { timeout: 30_000 }).toBe(50)
  await expect.poll(() => ada.count()).toBe(50)
  // [P10] What is shown changes only once the server knows better; a page that has been away for five seconds says so.
  const wrong = (await seen()).filter(({ atMs, text }) => {
    const isSettled = atMs > startedMs + SURELY_SETTLING_MS
    const isLost = text === 'Offline' && atMs > stoppedMs + LOST_AFTER_MS
    return text !== '50 here' && !isSettled && !isLost
  })
  expect(wrong).toEqual([])
  for (const page of pages) expect(await page.evaluate(() => Object.hasOwn(window, 'stayed'))).toBe(true)
  await ada.open()
  await expect(ada.people).toContainText(['Bob'])
  for (const context of new Set(others.map((page) => page.context()))) await context.close()
})

test('a server that stays away is said to be, quietly, and its return is noticed', async ({ visit, demo }) => {
  test.setTimeout(60_000)
  const ada = await visit(posts.room)
  const shifts = await recordShifts(ada.page)
  await demo.stop('SIGKILL')
  await expect(ada.pill).toContainText('Offline', { timeout: 15_000 })
  await expect(ada.page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(await shifts()).toBe(0)
  await demo.start()
  await expect(ada.pill).toContainText('1 here', { timeout: 25_000 })
  expect(await shifts()).toBe(0)
})

/** How much the page's own elements have moved. The box may grow in its corner when somebody's picture joins it. */
async function recordShifts(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    Object.assign(window, { shift: 0 })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number; sources: { node: Node | null }[] }[]) {
        const isOfPage = entry.sources.some(({ node }) => node !== null && node.getRootNode() === document)
        if (isOfPage) (window as unknown as { shift: number }).shift += entry.value
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  return () => page.evaluate(() => (window as unknown as { shift: number }).shift)
}

for (const [what, pattern] of [
  ['its script cannot be loaded', '**/roomful/**'],
  ['its parts cannot be loaded', '**/roomful/assets/**'],
] as const) {
  test(`with the live server down (${what}) the page works, nothing moves, nothing is thrown`, async ({
    page,
    demo,
  }) => {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await page.route(pattern, (route) => route.abort())
    for (const path of ['/', posts.room]) {
      await page.goto(demo.address + path)
      const shifts = await recordShifts(page)
      await page.mouse.wheel(0, 600)
      await page.getByRole('searchbox').fill('tunnel')
      await page.getByRole('searchbox').press('Enter')
      await expect(page.getByRole('heading', { name: 'How presence works' })).toBeVisible()
      await page.goBack()
      await recordShifts(page)
      expect(await shifts()).toBe(0)
    }
    await expect(page.locator('roomful-box .pill')).toHaveCount(0)
    expect(errors).toEqual([])
  })
}

test('a server that takes no sockets costs the page nothing', async ({ page, demo }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.routeWebSocket(/roomful/, (socket) => socket.close({ code: 1013 }))
  await page.goto(demo.address + posts.room)
  const shifts = await recordShifts(page)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.locator('roomful-box')).toHaveCount(1)
  expect(await shifts()).toBe(0)
  await expect(page.locator('roomful-box .pill')).toHaveCount(0)
  expect(errors).toEqual([])
})

test('with the server up, nothing on the page moves either', async ({ visit }) => {
  for (const path of ['/', posts.room]) {
    const ada = await visit(path)
    const shifts = await recordShifts(ada.page)
    const bob = await visit(path)
    await expect.poll(() => ada.count()).toBeGreaterThan(1)
    await bob.beSeen('Bob')
    await expect(ada.pill.locator('.avatar')).toHaveCount(1)
    expect(await shifts()).toBe(0)
    await bob.close()
    await ada.close()
  }
})
