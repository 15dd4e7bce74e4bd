/** The bell: who answered or mentioned somebody, live, leading to the words, read when looked at; and the way to mail. */
import type { Locator, Page } from '@playwright/test'
import { startSite, type Site } from './elements-page.js'
import { expect, expectAccessible, expectInWindow, focused, tabTo, test as base } from './talk-test.js'

/** Where no mail server is: what is asked for is kept, and nobody waits for the mail. */
const SMTP = 'smtp://127.0.0.1:9'

const test = base.extend<object, { readonly site: Site }>({
  site: [
    // oxlint-disable-next-line no-empty-pattern -- reason: Playwright reads the names of the fixtures from this pattern.
    async ({}, use) => {
      const site = await startSite({
        guests: ['see', 'appear', 'comment'],
        moderation: { hold: 'none', flood: false },
        notices: { site: 'https://blog.example', mail: { smtp: SMTP, from: 'Our blog <notices@blog.example>' } },
      })
      await use(site)
      await site.end()
    },
    { scope: 'worker' },
  ],
})

const more = '<roomful-inbox></roomful-inbox><roomful-margin></roomful-margin>'
const bell = (page: Page): Locator => page.locator('roomful-inbox .bell')
const panel = (page: Page): Locator => page.locator('roomful-inbox').getByRole('dialog')
const lines = (page: Page): Locator => page.locator('roomful-inbox').getByRole('listitem')

/** Ada has said something about the first paragraph. */
async function begin(page: Page): Promise<void> {
  await page.evaluate(() => {
    const node = document.querySelector('#p0')!.firstChild!
    getSelection()!.setBaseAndExtent(node, 3, node, 26)
  })
  await page.locator('roomful-margin .ask').click()
  await expect(page.locator('roomful-margin textarea')).toBeFocused()
  await page.keyboard.type('What do you think?')
  await page.keyboard.press('Control+Enter')
  await expect(page.locator('roomful-margin .comment[data-state=visible]')).toBeVisible()
  await page.keyboard.press('Escape')
}

/** Somebody answers it. */
async function answer(page: Page, text: string): Promise<void> {
  await page.locator('roomful-margin .marker').first().click()
  await page.locator('roomful-margin dialog textarea').first().click()
  await page.keyboard.type(text)
  await page.keyboard.press('Control+Enter')
  await expect(page.locator('roomful-margin .comment[data-state=visible]').last()).toContainText(text)
  await page.keyboard.press('Escape')
}

test('[D8] somebody who is not seen and whom the site does not know has no bell', async ({ open }) => {
  const ada = await open('/nobody', { more })
  await expect(ada.pill).toBeVisible()
  await expect(bell(ada.page)).toHaveCount(0)
  await ada.beSeen('Ada')
  await expect(bell(ada.page)).toBeVisible()
  await bell(ada.page).click()
  await expect(panel(ada.page)).toContainText('Nothing yet')
})

test('[X2,X3] an answer rings at once, leads to its words from another page, and is read when it is looked at', async ({
  open,
}) => {
  const ada = await open('/ring', { more })
  const bob = await open('/ring', { more })
  await ada.beSeen('Ada')
  await bob.beSeen('Bob')
  await begin(ada.page)
  await expect(bell(ada.page)).toHaveAccessibleName('Notices')
  await ada.page.goto(ada.page.url().replace('/ring', '/other'))
  await answer(bob.page, 'I agree with <b>you</b>.')
  await expect(bell(ada.page)).toHaveAccessibleName('Notices: 1 unread notice')
  await expect(ada.page.locator('roomful-inbox').getByText('1 new notice')).toHaveCount(1)
  await expect(ada.page.locator('roomful-inbox .badge')).toHaveText('1')
  await bell(ada.page).click()
  await expect(lines(ada.page)).toHaveCount(1)
  await expect(lines(ada.page)).toContainText('Bob answered you')
  await expect(lines(ada.page).getByText('(new)')).toBeVisible()
  await expect(lines(ada.page)).toContainText('<b>you</b>')
  await expect(bell(ada.page)).toHaveAccessibleName('Notices')
  // Also after a reload, and in another tab of theirs.
  const href = await lines(ada.page).getByRole('link').getAttribute('href')
  expect(href).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/ring#comment-/)
  await ada.page.reload()
  await expect(bell(ada.page)).toHaveAccessibleName('Notices')
  await bell(ada.page).click()
  await expect(lines(ada.page).getByText('(new)')).toBeHidden()
  await lines(ada.page).getByRole('link').click()
  await expect(ada.page).toHaveURL(/\/ring#comment-/)
})

test('the bell works by keyboard alone, and Escape gives the focus back', async ({ open }) => {
  const ada = await open('/bell-keys', { more })
  await ada.beSeen('Ada')
  await tabTo(ada.page, /^Notices$/)
  await ada.page.keyboard.press('Enter')
  await expect(panel(ada.page)).toBeFocused()
  await tabTo(ada.page, /^Your e-mail address$/)
  await ada.page.keyboard.press('Escape')
  await expect(panel(ada.page)).toHaveCount(0)
  expect(await focused(ada.page)).toBe('Notices')
})

test('[X4] mail is asked for, waits for the link in it, and is stopped', async ({ open }) => {
  const ada = await open('/mail', { more })
  await ada.beSeen('Ada')
  await bell(ada.page).click()
  const field = panel(ada.page).getByRole('textbox', { name: 'Your e-mail address' })
  await field.fill('ada')
  await field.press('Enter')
  await expect(panel(ada.page).getByText('This is not an e-mail address.')).toBeVisible()
  await field.fill('ada@post.example')
  await field.press('Enter')
  await expect(panel(ada.page)).toContainText('A mail with a link is on its way to ada@post.example.')
  // It is put on no device.
  expect(await ada.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(
    'post.example',
  )
  await expectAccessible(ada.page, 'asked')
  await panel(ada.page).getByRole('button', { name: 'Stop' }).click()
  await expect(panel(ada.page)).toContainText('No more mails are sent.')
  await expect(field).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the inbox, empty and full, at a desk and on a phone (${colorScheme})`, async ({
    open,
  }) => {
    const context = { colorScheme, reducedMotion: 'reduce' } as const
    const page = { more, root: `lang="en" class="${colorScheme}"` }
    const ada = await open(`/axe-inbox-${colorScheme}`, page, {
      ...context,
      viewport: { width: 360, height: 640 },
      hasTouch: true,
      isMobile: true,
    })
    await ada.beSeen('Ada')
    await bell(ada.page).tap()
    await expect(panel(ada.page)).toContainText('Nothing yet')
    await expectAccessible(ada.page, 'empty')
    await expectInWindow(ada.page, panel(ada.page))
    await ada.page.keyboard.press('Escape')
    await begin(ada.page)
    const bob = await open(`/axe-inbox-${colorScheme}`, page, context)
    await bob.beSeen('Bob')
    await answer(
      bob.page,
      'An answer that is so long that it does not fit into two lines of the inbox and is cut off there. '.repeat(2),
    )
    await expect(bell(ada.page)).toHaveAccessibleName('Notices: 1 unread notice')
    await expectAccessible(ada.page, 'ringing')
    await bell(ada.page).tap()
    await expect(lines(ada.page)).toHaveCount(1)
    await expectAccessible(ada.page, 'full')
    await expectInWindow(ada.page, panel(ada.page))
  })
}
