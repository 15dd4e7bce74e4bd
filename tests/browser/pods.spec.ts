/** [C1,C2] Pods: another reader's pointer, over the same words on every screen. */
import type { Page } from '@playwright/test'
import { expect, posts, test } from './room-test.js'

interface Pointed {
  readonly paragraph: string
  readonly word: string
}

/** The middle of a word of the page, scrolled into sight. */
async function middleOf(page: Page, word: string): Promise<{ x: number; y: number }> {
  return page.evaluate((wanted) => {
    const walker = document.createTreeWalker(document.querySelector('.words') ?? document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = node.textContent?.indexOf(wanted) ?? -1
      if (at < 0) continue
      node.parentElement?.scrollIntoView({ block: 'center', behavior: 'instant' })
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, at + wanted.length)
      const { left, top, width, height } = range.getBoundingClientRect()
      return { x: left + width / 2, y: top + height / 2 }
    }
    throw new Error(`The page does not say ${wanted}.`)
  }, word)
}

/** What the first pod's tip is over, with the pod scrolled into sight. */
async function pointedAt(page: Page): Promise<Pointed | undefined> {
  return page.evaluate(() => {
    const tip = tipOf()
    if (tip === undefined) return undefined
    const position = document.caretPositionFromPoint(tip.x, tip.y)
    const text = position?.offsetNode.textContent ?? ''
    const at = position?.offset ?? 0
    const before = /\S*$/.exec(text.slice(0, at))?.[0] ?? ''
    const after = /^\S*/.exec(text.slice(at))?.[0] ?? ''
    const paragraph = position?.offsetNode.parentElement?.closest('p, li, h1, h2')?.textContent ?? ''
    return { paragraph: paragraph.slice(0, 40), word: before + after }

    function tipOf(): { x: number; y: number } | undefined {
      const pod = document.querySelector('roomful-pods')?.shadowRoot?.querySelector('.pod')
      if (!pod) return undefined
      const { left, top } = pod.getBoundingClientRect()
      return { x: left, y: top }
    }
  })
}

test('a pod appears on the other page within a second, over the same words at 1440 and 390 pixels, and goes within one', async ({
  visit,
}) => {
  const ada = await visit(posts.pods)
  const wide = await visit(posts.pods)
  const phone = await visit(posts.pods, { viewport: { width: 390, height: 844 } })
  await expect.poll(() => ada.count()).toBe(3)
  await expect(wide.pods).toHaveCount(0)
  await ada.beSeen('Ada')

  for (const word of ['fourteenth', 'beautifully', 'demonstration']) {
    const { x, y } = await middleOf(ada.page, word)
    for (const other of [wide, phone]) await middleOf(other.page, word)
    await ada.page.mouse.move(x - 3, y)
    await ada.page.mouse.move(x, y)
    for (const other of [wide, phone]) {
      await expect
        .poll(async () => (await pointedAt(other.page))?.word, { timeout: 1_500, intervals: [50] })
        .toContain(word)
      expect((await pointedAt(other.page))?.paragraph).toBe((await pointedAt(wide.page))?.paragraph)
    }
  }
  await expect(wide.pods.first()).toContainText('Ada')
  await ada.hide()
  await expect(wide.pods).toHaveCount(0, { timeout: 1_000 })
  await expect(phone.pods).toHaveCount(0, { timeout: 1_000 })
})

test('opting in shows the pod within a second', async ({ visit }) => {
  const ada = await visit(posts.pods)
  const bob = await visit(posts.pods)
  await expect.poll(() => ada.count()).toBe(2)
  await ada.open()
  await ada.panel.getByRole('button', { name: 'Be seen' }).click()
  await ada.panel.getByRole('button', { name: 'Show me' }).click()
  const { x, y } = await middleOf(ada.page, 'beautifully')
  await ada.page.mouse.move(x, y)
  await expect(bob.pods).toHaveCount(1, { timeout: 1_000 })
})

test('a reader can hide all pods, and pause their own', async ({ visit }) => {
  const ada = await visit(posts.pods)
  const bob = await visit(posts.pods)
  await ada.beSeen('Ada')
  const { x, y } = await middleOf(ada.page, 'beautifully')
  await middleOf(bob.page, 'beautifully')
  await ada.page.mouse.move(x, y)
  await expect(bob.pods.first()).toBeVisible()

  await bob.open()
  await bob.panel.getByRole('button', { name: 'Settings' }).click()
  await bob.panel.getByRole('switch', { name: 'Hide all pointers' }).click()
  await expect(bob.pods.filter({ visible: true })).toHaveCount(0)
  await bob.panel.getByRole('switch', { name: 'Hide all pointers' }).click()
  await ada.page.mouse.move(x + 20, y)
  await expect(bob.pods.first()).toBeVisible()

  await ada.open()
  await ada.panel.getByRole('switch', { name: 'Pause my pointer' }).click()
  await expect(bob.pods.filter({ visible: true })).toHaveCount(0)
  const said = ada.sent.filter((frame) => typeof frame !== 'string').length
  for (let step = 0; step < 10; step++) await ada.page.mouse.move(x + step * 10, y)
  await ada.panel.getByRole('switch', { name: 'Pause my pointer' }).click()
  await ada.page.mouse.move(x, y + 4)
  await expect(bob.pods.first()).toBeVisible()
  // The movement while paused was never sent; what follows is the few frames of the last one.
  expect(ada.sent.filter((frame) => typeof frame !== 'string').length - said).toBeLessThanOrEqual(4)
})

test('following somebody scrolls to where they are, until one scrolls oneself', async ({ visit }) => {
  const ada = await visit(posts.pods)
  const bob = await visit(posts.pods, { viewport: { width: 1000, height: 500 } })
  await ada.beSeen('Ada')
  const { x, y } = await middleOf(ada.page, 'hover')
  await ada.page.mouse.move(x, y)
  await bob.open()
  await bob.panel.getByRole('button', { name: 'Follow Ada' }).click()
  const seen = async (): Promise<boolean> =>
    bob.page.getByText('Fingers do not').evaluate((node) => {
      const { top } = node.getBoundingClientRect()
      return top > 0 && top < innerHeight
    })
  await expect.poll(seen).toBe(true)
  await bob.shut()
  await bob.page.mouse.move(400, 300)
  await bob.page.mouse.wheel(0, -5_000)
  await expect.poll(() => bob.page.evaluate(() => scrollY)).toBe(0)
  await ada.page.mouse.move(x + 30, y)
  await ada.page.mouse.move(x, y)
  await expect(bob.pods).toHaveCount(1)
  expect(await bob.page.evaluate(() => scrollY)).toBe(0)
})

test('a reader on a touch screen shows where they read', async ({ visit }) => {
  const ada = await visit(posts.pods, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const bob = await visit(posts.pods)
  await ada.beSeen('Ada')
  await middleOf(ada.page, 'hover')
  await middleOf(bob.page, 'hover')
  await expect(bob.pods).toHaveCount(1)
  await expect(bob.pods.first()).toContainText('Ada')
})

test('a reaction bursts over both pages', async ({ visit }) => {
  const ada = await visit(posts.pods)
  const bob = await visit(posts.pods)
  await ada.beSeen('Ada')
  await ada.open()
  await ada.panel.getByRole('button', { name: 'Applause' }).click()
  for (const reader of [ada, bob]) {
    await expect(reader.page.locator('roomful-pods .burst').first()).toContainText('👏', { timeout: 1_500 })
  }
  for (const reader of [ada, bob]) await expect(reader.page.locator('roomful-pods .burst')).toHaveCount(0)
})
