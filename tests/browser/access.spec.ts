/** The box for everybody: axe in every state, keyboard alone, narrow screens, right to left, reduced motion. */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, posts, test } from './room-test.js'
import type { Reader } from './reader.js'

async function expectAccessible({ page }: Reader, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(
    violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join('\n')}`,
    ),
    state,
  ).toEqual([])
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in any state of the box (${colorScheme})`, async ({ visit, demo }) => {
    test.setTimeout(90_000)
    const ada = await visit(posts.privacy, { colorScheme, reducedMotion: 'reduce' })
    const bob = await visit(posts.privacy)
    await expect.poll(() => ada.count()).toBe(2)
    await expectAccessible(ada, 'closed')
    await ada.open()
    await expectAccessible(ada, 'open')
    await ada.panel.getByRole('button', { name: 'Be seen' }).click()
    await expectAccessible(ada, 'choosing a name')
    await ada.panel.getByRole('button', { name: 'Show me' }).click()
    await expectAccessible(ada, 'seen')
    await bob.beSeen('Bob')
    await expect(ada.people).toHaveCount(2)
    await expectAccessible(ada, 'list of people')
    await ada.panel.getByRole('button', { name: 'Change name or color' }).click()
    await expectAccessible(ada, 'changing the name')
    await ada.panel.getByRole('button', { name: 'Not now' }).click()
    await ada.panel.getByRole('button', { name: 'Settings' }).click()
    await expectAccessible(ada, 'settings')
    await ada.panel.getByRole('button', { name: 'Shrink to a dot' }).click()
    await expectAccessible(ada, 'a dot')
    await demo.stop('SIGKILL')
    await expect(ada.pill).toContainText('Offline', { timeout: 15_000 })
    await expectAccessible(ada, 'offline')
    await ada.open()
    await expectAccessible(ada, 'offline and open')
    await demo.start()
  })
}

test('axe finds nothing on the pages of the blog', async ({ visit }) => {
  const ada = await visit('/')
  await expectAccessible(ada, 'list of posts')
  const bob = await visit(posts.batches, { viewport: { width: 390, height: 844 } })
  await expectAccessible(bob, 'post on a phone')
})

test('everything works by keyboard alone', async ({ visit }) => {
  const ada = await visit(posts.privacy)
  const { keyboard } = ada.page
  const focused = (): Promise<string> =>
    ada.page.evaluate(() => {
      let active = document.activeElement
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
      return active?.getAttribute('aria-label') ?? active?.textContent?.trim() ?? ''
    })
  const tabTo = async (name: RegExp): Promise<void> => {
    for (let step = 0; step < 60; step++) {
      if (name.test(await focused())) return
      await keyboard.press('Tab')
    }
    throw new Error(`Tab never reached ${String(name)}; last was ${await focused()}`)
  }
  await tabTo(/person here|people here/)
  await keyboard.press('Enter')
  await expect(ada.panel).toBeVisible()
  await tabTo(/^Be seen$/)
  await keyboard.press('Enter')
  await keyboard.press('ControlOrMeta+A')
  await keyboard.type('Ada')
  await keyboard.press('Enter')
  await expect(ada.panel.getByText('Everyone here sees you')).toBeVisible()
  await tabTo(/^Hide me$/)
  await keyboard.press('Space')
  await expect(ada.panel.getByRole('button', { name: 'Be seen' })).toBeVisible()
  await keyboard.press('Escape')
  await expect(ada.panel).toBeHidden()
  expect(await focused()).toMatch(/here/)
})

test('at 360 pixels nothing overflows, and the closed box covers no words when the page opens', async ({ visit }) => {
  for (const path of ['/', posts.room]) {
    const ada = await visit(path, { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true })
    expect(await ada.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    const box = await ada.pill.boundingBox()
    const covered = await ada.page.evaluate(
      ({ x, y, width, height }) => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        const found: string[] = []
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          const range = document.createRange()
          range.selectNodeContents(node)
          const isHit = [...range.getClientRects()].some(
            (at) => at.left < x + width && at.right > x && at.top < y + height && at.bottom > y,
          )
          if (isHit && node.textContent?.trim()) found.push(node.textContent)
        }
        return found
      },
      box ?? { x: 0, y: 0, width: 0, height: 0 },
    )
    expect(covered).toEqual([])
    await ada.open()
    const panel = await ada.panel.boundingBox()
    expect(panel?.x).toBeGreaterThanOrEqual(0)
    expect((panel?.x ?? 0) + (panel?.width ?? 999)).toBeLessThanOrEqual(360)
    expect(panel?.height).toBeLessThanOrEqual(640)
    expect(await ada.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    await ada.close()
  }
})

test('where one reads from the right, the box is on the left', async ({ visit }) => {
  const ada = await visit('/')
  await ada.page.addInitScript(() => {
    new MutationObserver((_changes, observer) => {
      Object.assign(document.documentElement, { lang: 'ar', dir: 'rtl' })
      observer.disconnect()
    }).observe(document, { childList: true })
  })
  await ada.page.goto(new URL(posts.room, ada.page.url()).href)
  await expect(ada.pill).toBeVisible()
  expect((await ada.pill.boundingBox())?.x).toBeLessThan(200)
  await expect(ada.pill).toContainText('هنا')
  await ada.open()
  const panel = await ada.panel.boundingBox()
  expect(panel?.x).toBeLessThan(200)
  expect(await ada.panel.evaluate((node) => getComputedStyle(node).direction)).toBe('rtl')
})

test('with reduced motion nothing in the elements moves by itself', async ({ visit }) => {
  const ada = await visit(posts.room, { reducedMotion: 'reduce' })
  const bob = await visit(posts.room)
  await bob.beSeen('Bob')
  await bob.page.mouse.move(500, 500)
  await ada.open()
  await expect(ada.people).toHaveCount(1)
  const running = await ada.page.evaluate(() =>
    [...document.querySelectorAll('roomful-box, roomful-pods, roomful-count')]
      .flatMap((host) => host.shadowRoot?.getAnimations() ?? [])
      .filter(
        (animation) => animation.playState === 'running' && Number(animation.effect?.getComputedTiming().duration) > 10,
      )
      .map((animation) => (animation as CSSAnimation).animationName ?? animation.id),
  )
  expect(running).toEqual([])
})
