/** What lies over the page, on a plain page under the strictest policy: places, following, calls, reactions, speed. */
import type { Page } from '@playwright/test'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, pointAt, test } from './elements-test.js'

test('people out of sight are chips at the edge; a click follows them, one’s own wheel ends it', async ({ open }) => {
  const ada = await open('/follow')
  const bob = await open('/follow')
  await ada.beSeen('Ada')
  await ada.page.locator('#p12').scrollIntoViewIfNeeded()
  await pointAt(ada.page, '#p12')
  const chip = bob.page.locator('roomful-pods .edges:not(.up) .edge', { hasText: 'Ada' })
  await expect(chip).toBeVisible()
  await chip.click()
  await expect(bob.page.getByText('Following Ada')).toBeVisible()
  await expect(bob.page.locator('#p12')).toBeInViewport()
  await bob.page.mouse.move(300, 300)
  await bob.page.mouse.wheel(0, -200)
  await expect(bob.page.getByText('You are no longer following Ada.')).toBeVisible()
  await expect(bob.page.getByText('Following Ada', { exact: true })).toBeHidden()
})

test('a call to a place offers a button and moves nobody by itself', async ({ open }) => {
  const ada = await open('/gather')
  const bob = await open('/gather')
  await ada.beSeen('Ada')
  await ada.page.locator('#p13').scrollIntoViewIfNeeded()
  await ada.pill.click()
  await ada.panel.getByRole('button', { name: 'Bring everyone here' }).click()
  await expect(ada.page.getByText('Everyone was asked to come here.')).toBeVisible()
  const ask = bob.page.locator('roomful-pods [part=notice]', { hasText: 'Ada asks everyone' })
  await expect(ask).toBeVisible()
  const { violations } = await new AxeBuilder({ page: bob.page }).include('roomful-pods').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  expect(await bob.page.evaluate(() => scrollY)).toBe(0)
  await ask.getByRole('button', { name: 'Go there' }).click()
  await expect(bob.page.locator('#p13')).toBeInViewport()
  await expect(ask).toHaveCount(0)
})

test('a reader who is not seen may react; the burst is where they read, and screen readers hear of it once', async ({
  open,
}) => {
  const ada = await open('/react')
  const bob = await open('/react')
  await ada.pill.click()
  for (let turn = 0; turn < 3; turn++) await ada.panel.getByRole('button', { name: 'Love' }).click()
  await expect(bob.page.locator('roomful-pods .burst').first()).toBeAttached()
  await expect(bob.page.locator('roomful-pods [role=status].unseen')).toHaveText('3 reactions', { timeout: 6_000 })
  await expect(bob.page.locator('roomful-pods .burst')).toHaveCount(0)
})

test('a place in a scrolling box or on a fixed part is found there', async ({ open }) => {
  const more = `<div class="scroller"><p id="in">Words in a box that scrolls, and enough of them to be pointed at.</p>${'<p>…</p>'.repeat(30)}</div><p class="fixed" id="stuck">A line that stays where it is</p>`
  const ada = await open('/places', { more })
  const bob = await open('/places', { more })
  await ada.beSeen('Ada')
  const tip = (): Promise<{ x: number; y: number } | null> =>
    bob.page.evaluate(
      () =>
        document
          .querySelector('roomful-pods')
          ?.shadowRoot?.querySelector('.pod:not([data-gone])')
          ?.getBoundingClientRect()
          .toJSON() as { x: number; y: number } | null,
    )
  const isOver = async (selector: string): Promise<boolean> => {
    const [box, at] = [await bob.page.locator(selector).boundingBox(), await tip()]
    return (
      box !== null &&
      at !== null &&
      at.y > box.y - 2 &&
      at.y < box.y + box.height + 2 &&
      at.x >= box.x &&
      at.x < box.x + box.width
    )
  }
  await ada.page.locator('#in').scrollIntoViewIfNeeded()
  await bob.page.locator('#in').scrollIntoViewIfNeeded()
  await pointAt(ada.page, '#in')
  await expect.poll(() => isOver('#in')).toBe(true)
  await bob.page.locator('.scroller').evaluate((box) => (box.scrollTop = 20))
  await expect.poll(() => isOver('#in')).toBe(true)
  await pointAt(ada.page, '#stuck')
  await expect.poll(() => isOver('#stuck')).toBe(true)
  await bob.page.evaluate(() => scrollTo(0, 0))
  await expect.poll(() => isOver('#stuck')).toBe(true)
})

test('what is typed changes no name of a place and counts for no offset', async ({ open }) => {
  const more =
    '<p id="">Before <span contenteditable="true" class="edit">Note</span><textarea aria-label="t"></textarea> and after the field come these words.</p>'
  const ada = await open('/typed', { more })
  const bob = await open('/typed', { more })
  await ada.beSeen('Ada')
  await ada.page.locator('.edit').fill('a secret that nobody sees')
  await ada.page.locator('textarea').fill('another one')
  for (const { page } of [ada, bob]) await page.locator('.edit').scrollIntoViewIfNeeded()
  const wordAt = (page: Page): Promise<{ x: number; y: number }> =>
    page.evaluate(() => {
      const node = document.querySelector('p .edit')?.parentElement?.lastChild
      const range = document.createRange()
      if (!node) throw new Error('no words')
      range.setStart(node, 26)
      range.setEnd(node, 31)
      const { x, y, width, height } = range.getBoundingClientRect()
      return { x: x + width / 2, y: y + height / 2 }
    })
  const from = await wordAt(ada.page)
  await ada.page.mouse.move(from.x - 4, from.y)
  await ada.page.mouse.move(from.x, from.y)
  await expect(bob.pods).toHaveCount(1)
  const to = await wordAt(bob.page)
  const away = async (): Promise<number> => {
    const at = await bob.page
      .locator('roomful-pods .pod')
      .evaluate((pod) => pod.getBoundingClientRect().toJSON() as DOMRect)
    return Math.hypot(at.x - to.x, at.y - to.y)
  }
  await expect.poll(away).toBeLessThan(12)
})

test('a pod is less than 150 ms behind, and moves evenly', async ({ open }) => {
  const ada = await open('/speed')
  const bob = await open('/speed')
  await ada.beSeen('Ada')
  await pointAt(ada.page, '#p2')
  await expect(bob.pods).toHaveCount(1)
  const box = await ada.page.locator('#p2').boundingBox()
  if (box === null) throw new Error('no paragraph')
  const recorded = bob.page.evaluate(() => {
    const pod = document.querySelector('roomful-pods')?.shadowRoot?.querySelector('.pod')
    return new Promise<{ atMs: number; x: number }[]>((resolve) => {
      const seen: { atMs: number; x: number }[] = []
      const end = performance.now() + 2_500
      const look = (): void => {
        seen.push({ atMs: performance.timeOrigin + performance.now(), x: pod?.getBoundingClientRect().x ?? 0 })
        if (performance.now() < end) requestAnimationFrame(look)
        else resolve(seen)
      }
      look()
    })
  })
  await ada.page.evaluate(() => {
    const moves: { atMs: number; x: number }[] = []
    document.addEventListener('pointermove', ({ clientX }) =>
      moves.push({ atMs: performance.timeOrigin + performance.now(), x: clientX }),
    )
    Object.assign(window, { moves })
  })
  for (let step = 0; step < 100; step++) await ada.page.mouse.move(box.x + 20 + step * 5, box.y + 15)
  const moves = await ada.page.evaluate(() => (window as unknown as { moves: { atMs: number; x: number }[] }).moves)
  const seen = await recorded
  const lags = moves.slice(10, -5).flatMap(({ atMs, x }) => {
    const reached = seen.find((frame) => frame.x >= x)
    return reached === undefined ? [] : [reached.atMs - atMs]
  })
  const median = lags.toSorted((a, b) => a - b)[Math.floor(lags.length / 2)]
  expect(lags.length).toBeGreaterThan(50)
  expect(median).toBeLessThan(150)
})
