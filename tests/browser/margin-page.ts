/** The margin of a page, as the tests of `<roomful-margin>` find it, and the pages they write. */
import type { Locator, Page } from '@playwright/test'
import { expect } from './talk-test.js'

export const SPRING = 'It was in the spring that they first met, under the bridge, when nobody expected it at all.'
export const more =
  `<p id="spring">${SPRING}</p><p id="quiet">The very end of it all is quiet, and then nothing.</p>` +
  '<p id="link">A <a href="#top">link of the page</a> stays one.</p><roomful-margin></roomful-margin>'

export const margin = (page: Page): Locator => page.locator('roomful-margin')
export const markers = (page: Page): Locator => margin(page).locator('.marker')
export const card = (page: Page): Locator => margin(page).getByRole('dialog')
export const ask = (page: Page): Locator => margin(page).getByRole('button', { name: 'Comment', exact: true })

/** The words that are marked, whichever way, in the order of the page. */
export const marked = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const all = [...CSS.highlights].flatMap(([name, highlight]) =>
      name.startsWith('roomful-passage') ? ([...highlight] as Range[]) : [],
    )
    all.sort((one, other) => one.compareBoundaryPoints(Range.START_TO_START, other))
    return all.map(String)
  })

/** Selects words of a paragraph, as a drag would. */
export const select = (page: Page, selector: string, words: string): Promise<void> =>
  page.evaluate(
    ([selector, words]) => {
      const node = document.querySelector(selector)!.firstChild!
      const at = node.textContent!.indexOf(words)
      getSelection()!.setBaseAndExtent(node, at, node, at + words.length)
    },
    [selector, words] as const,
  )

/** Comments on some words, the way most people do. */
export async function comment(page: Page, selector: string, words: string, text: string): Promise<void> {
  await select(page, selector, words)
  await ask(page).click()
  await expect(card(page).getByRole('textbox', { name: 'Your comment on these words' })).toBeFocused()
  await page.keyboard.type(text)
  await page.keyboard.press('Control+Enter')
  await expect(card(page).locator('.comment')).toContainText(text)
  await expect(card(page).locator('.comment[data-state=visible]')).toBeVisible()
}
