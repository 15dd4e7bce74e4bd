/** The margin for everybody: on a phone, read from the right, and by axe in every state, light and dark. */
import { card, ask, comment, margin, markers, more, select } from './margin-page.js'
import { expect, expectAccessible, expectInWindow, test } from './talk-test.js'

test('at 360 pixels markers keep to the edge, and comments are a sheet that keeps the focus', async ({ open }) => {
  const phone = {
    reducedMotion: 'reduce',
    viewport: { width: 360, height: 640 },
    hasTouch: true,
    isMobile: true,
  } as const
  const ada = await open('/phone', { more }, phone)
  await select(ada.page, '#p1', 'someone else reads it tonight')
  await expectInWindow(ada.page, ask(ada.page))
  // In reach of a thumb, away from the handles of the selection.
  await expect.poll(async () => (await ask(ada.page).boundingBox())!.y).toBeGreaterThan(540)
  await ask(ada.page).tap()
  await expect(card(ada.page).getByRole('textbox', { name: 'Your comment' })).toBeFocused()
  await expectInWindow(ada.page, card(ada.page))
  await ada.page.keyboard.type('From a phone')
  await card(ada.page).getByRole('button', { name: 'Send' }).tap()
  await expect(card(ada.page).locator('.comment')).toContainText('From a phone')
  // The words are to be seen above the sheet.
  const bottomOfWords = (): Promise<number> =>
    ada.page.evaluate(() => {
      const [range] = [...CSS.highlights.values()].flatMap((highlight) => [...highlight]) as Range[]
      return range?.getBoundingClientRect().bottom ?? Infinity
    })
  await expect(async () => {
    expect(await bottomOfWords()).toBeLessThan((await card(ada.page).boundingBox())!.y)
  }).toPass()
  for (let step = 0; step < 12; step++) {
    await ada.page.keyboard.press('Tab')
    expect(await ada.page.evaluate(() => ['ROOMFUL-MARGIN', 'BODY'].includes(document.activeElement!.tagName))).toBe(
      true,
    )
  }
  await card(ada.page).getByRole('button', { name: 'Close' }).tap()
  await expect(card(ada.page)).toHaveCount(0)
  await expect(async () => {
    const box = (await markers(ada.page).boundingBox())!
    expect(box.x + box.width).toBeCloseTo(360, 0)
    expect(box.width).toBeLessThan(32)
  }).toPass()
  expect(await ada.page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
})

test('where one reads from the right, markers and card are on the left', async ({ open }) => {
  const rtl = '<p id="rtl">كان ذلك في الربيع حين التقيا أول مرة تحت الجسر القديم.</p><roomful-margin></roomful-margin>'
  const ada = await open('/rtl', { root: 'lang="ar" dir="rtl"', more: rtl })
  await select(ada.page, '#rtl', 'تحت الجسر')
  await margin(ada.page).getByRole('button', { name: 'علّق', exact: true }).click()
  await expect(card(ada.page).getByRole('textbox').first()).toBeFocused()
  await ada.page.keyboard.type('أي جسر؟')
  await ada.page.keyboard.press('Control+Enter')
  await expect(card(ada.page).locator('.comment')).toContainText('أي جسر؟')
  await expect(async () => {
    const [marker, text, shown] = await Promise.all([
      markers(ada.page).boundingBox(),
      ada.page.locator('#rtl').boundingBox(),
      card(ada.page).boundingBox(),
    ])
    expect(marker!.x + marker!.width).toBeLessThan(text!.x)
    expect(shown!.x + shown!.width).toBeLessThan(text!.x)
  }).toPass()
  await expectInWindow(ada.page, card(ada.page), markers(ada.page))
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in any state of the margin (${colorScheme})`, async ({ open }) => {
    test.setTimeout(60_000)
    const context = { colorScheme, reducedMotion: 'reduce' } as const
    const page = { more, root: `lang="en" class="${colorScheme}"` }
    const ada = await open(`/axe-margin-${colorScheme}`, page, context)
    await select(ada.page, '#spring', 'under the bridge')
    await expect(ask(ada.page)).toBeVisible()
    await expectAccessible(ada.page, 'something is selected')
    await ask(ada.page).click()
    await expect(card(ada.page).getByRole('textbox', { name: 'Your comment' })).toBeFocused()
    await expectAccessible(ada.page, 'writing')
    await ada.page.keyboard.type('Which bridge?')
    await ada.page.keyboard.press('Control+Enter')
    await expect(card(ada.page).locator('.comment[data-state=visible]')).toBeVisible()
    await expectAccessible(ada.page, 'written')
    await comment(ada.page, '#quiet', 'The very end', 'Mine')
    await ada.page.evaluate(() => document.querySelector('#quiet')!.remove())
    await ada.page.keyboard.press('Escape')
    await margin(ada.page)
      .getByRole('button', { name: /no longer here/ })
      .click()
    await expect(card(ada.page)).toContainText('No longer here')
    await expectAccessible(ada.page, 'gone')
    await ada.page.keyboard.press('Escape')
    await expectAccessible(ada.page, 'shut')
    const bob = await open(`/axe-margin-${colorScheme}`, page, {
      ...context,
      viewport: { width: 360, height: 640 },
      hasTouch: true,
      isMobile: true,
    })
    await markers(bob.page).first().tap()
    await expect(card(bob.page)).toContainText('Which bridge?')
    await expectAccessible(bob.page, 'a sheet on a phone')
  })
}
