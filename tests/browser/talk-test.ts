/** The `test` of the browser tests about what people say: the strict page of `elements-test.ts`, where guests may write. */
import type { Locator, Page } from '@playwright/test'
import { AxeBuilder } from '@axe-core/playwright'
import { startSite, type Site } from './elements-page.js'
import { expect, test as base } from './elements-test.js'

export const test = base.extend<object, { readonly site: Site }>({
  site: [
    // oxlint-disable-next-line no-empty-pattern -- reason: Playwright reads the names of the fixtures from this pattern.
    async ({}, use) => {
      const site = await startSite({
        guests: ['see', 'appear', 'send', 'react', 'lead', 'comment', 'message'],
        // What a guest says is seen at once; one word waits for a moderator.
        moderation: { hold: 'none', flood: false, words: { hold: ['perhaps'], refuse: ['never'] } },
      })
      await use(site)
      await site.end()
    },
    { scope: 'worker' },
  ],
})

/** What has the focus, however deep in shadow roots: its label or text. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let active = document.activeElement
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
    return active?.getAttribute('aria-label') ?? active?.textContent?.trim() ?? ''
  })
}

export async function tabTo(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  for (let step = 0; step < 80; step++) {
    if (name.test(await focused(page))) return
    await page.keyboard.press(key)
  }
  throw new Error(`${key} never reached ${String(name)}; last was ${await focused(page)}`)
}

/** Fails with what axe finds, in words. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(
    violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join('\n')}`,
    ),
    state,
  ).toEqual([])
}

/** Nothing of these stays outside the window: what has just opened may still be on its way to its place. */
export async function expectInWindow(page: Page, ...places: Locator[]): Promise<void> {
  const size = page.viewportSize() ?? { width: 0, height: 0 }
  await expect(async () => {
    for (const place of places) {
      const box = await place.boundingBox()
      expect(box).not.toBeNull()
      if (box === null) continue
      expect(box.x).toBeGreaterThanOrEqual(0)
      expect(box.y).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width).toBeLessThanOrEqual(size.width + 0.5)
      expect(box.y + box.height).toBeLessThanOrEqual(size.height + 0.5)
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width)
  }).toPass({ timeout: 5_000 })
}

export { expect }
