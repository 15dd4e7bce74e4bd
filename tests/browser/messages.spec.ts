/** Messages between two people on a page: delivered, or not and said so; kept nowhere; and people who are ignored. */
import { pointAt } from './elements-test.js'
import { expect, expectAccessible, expectInWindow, focused, tabTo, test } from './talk-test.js'

type Guest = Awaited<ReturnType<Parameters<Parameters<typeof test>[2]>[0]['open']>>

const cards = ({ page }: Guest): ReturnType<Guest['page']['locator']> => page.locator('roomful-messages .card')
const dialog = ({ page }: Guest): ReturnType<Guest['page']['locator']> => page.locator('roomful-messages dialog[open]')

async function openDialog(guest: Guest, name: string): Promise<void> {
  await guest.pill.click()
  await guest.panel.getByRole('button', { name: `Message to ${name}` }).click()
  await expect(dialog(guest)).toBeVisible()
}

test('[X1] a message reaches the other at once, who can reply, and its sender hears that it was delivered', async ({
  open,
}) => {
  const ada = await open('/told')
  const bob = await open('/told')
  const eve = await open('/told')
  await ada.beSeen('Ada')
  await bob.beSeen('Bob')
  await eve.beSeen('Eve')
  await openDialog(ada, 'Bob')
  await ada.page.keyboard.type('Shall we read on together?')
  await dialog(ada).getByRole('button', { name: 'Send' }).click()
  await expect(dialog(ada).getByRole('status')).toHaveText('Delivered.')
  await expect(dialog(ada).getByRole('textbox')).toHaveValue('')
  await expect(cards(bob)).toContainText('Ada')
  await expect(cards(bob)).toContainText('Shall we read on together?')
  await expect(
    bob.page.locator('roomful-messages').getByText('Message from Ada: Shall we read on together?'),
  ).toHaveCount(1)
  await cards(bob).getByRole('button', { name: 'Reply' }).click()
  await expect(dialog(bob)).toContainText('Shall we read on together?')
  await bob.page.keyboard.type('Yes!')
  await bob.page.keyboard.press('Control+Enter')
  await expect(dialog(bob).getByRole('status')).toHaveText('Delivered.')
  await expect(cards(bob)).toHaveCount(0)
  await expect(cards(ada)).toContainText('Yes!')
  // Nobody else, and nothing kept.
  await expect(cards(eve)).toHaveCount(0)
  for (const { page } of [ada, bob]) {
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
    expect(kept).not.toMatch(/Yes!|read on/)
  }
})

test('[X1] to somebody who has left it is not delivered, and the words are not lost', async ({ open }) => {
  const ada = await open('/gone')
  const bob = await open('/gone')
  await ada.beSeen('Ada')
  await bob.beSeen('Bob')
  await openDialog(ada, 'Bob')
  await bob.page.close()
  await expect(ada.page.locator('roomful-pods')).toBeAttached()
  await expect.poll(() => ada.page.evaluate(async () => (await window.roomful!.room()).members.get().length)).toBe(1)
  await ada.page.keyboard.type('Still there?')
  await dialog(ada).getByRole('button', { name: 'Send' }).click()
  await expect(dialog(ada).getByRole('status')).toHaveText('Not delivered: Bob is not here.')
  await expect(dialog(ada).getByRole('textbox')).toHaveValue('Still there?')
})

test('whoever is ignored is gone for the one who ignores them, on this device, until they hide', async ({ open }) => {
  const ada = await open('/ignore')
  const bob = await open('/ignore')
  await ada.beSeen('Ada')
  await bob.beSeen('Bob')
  await pointAt(bob.page, '#p2')
  await expect(ada.pods).toHaveText(/Bob/)
  await openDialog(ada, 'Bob')
  await dialog(ada).getByRole('button', { name: 'Ignore Bob', exact: true }).click()
  await expect(dialog(ada)).toContainText('You ignore Bob.')
  await ada.page.keyboard.press('Escape')
  await expect(ada.pods).toHaveCount(0)
  await expect(ada.panel.locator('.person', { hasText: 'Bob' })).toContainText('ignored')
  await bob.page.keyboard.press('/')
  await expect(bob.page.locator('roomful-pods form.say')).toBeVisible()
  await bob.page.keyboard.type('Hello')
  await bob.page.keyboard.press('Escape')
  await openDialog(bob, 'Ada')
  await bob.page.keyboard.type('Hello?')
  await bob.page.keyboard.press('Control+Enter')
  // Bob does not learn of it.
  await expect(dialog(bob).getByRole('status')).toHaveText('Delivered.')
  await expect(cards(ada)).toHaveCount(0)
  await expect(ada.page.locator('roomful-pods .says, roomful-pods .voice')).toHaveCount(0)
  await ada.page.reload()
  await ada.pill.click()
  await expect(ada.panel.locator('.person', { hasText: 'Bob' })).toContainText('ignored')
  await ada.panel.getByRole('button', { name: 'Message to Bob' }).click()
  await dialog(ada).getByRole('button', { name: 'No longer ignore Bob' }).click()
  await ada.page.keyboard.press('Escape')
  await expect(ada.panel.locator('.person', { hasText: 'Bob' })).not.toContainText('ignored')
  await dialog(bob).getByRole('textbox').fill('Now?')
  await bob.page.keyboard.press('Control+Enter')
  await expect(cards(ada)).toContainText('Now?')
  await ada.panel.getByRole('button', { name: 'Hide me' }).click()
  expect(await ada.page.evaluate(() => localStorage.length)).toBe(0)
})

test('what somebody wrote whom the reader ignores is folded away for that reader, and can be shown', async ({
  open,
}) => {
  const more = '<roomful-comments></roomful-comments>'
  const ada = await open('/ignored-words', { more })
  const bob = await open('/ignored-words', { more })
  await ada.beSeen('Ada')
  await bob.beSeen('Bob')
  await bob.page.locator('roomful-comments').getByRole('textbox', { name: 'Your comment' }).fill('Words of Bob')
  await bob.page.locator('roomful-comments').getByRole('button', { name: 'Send' }).click()
  const words = ada.page.locator('roomful-comments .comment')
  await ada.page
    .locator('roomful-comments')
    .getByRole('button', { name: /new comment/ })
    .or(words)
    .first()
    .click()
  await expect(words).toContainText('Words of Bob')
  await openDialog(ada, 'Bob')
  await dialog(ada).getByRole('button', { name: 'Ignore Bob' }).click()
  await ada.page.keyboard.press('Escape')
  await expect(words).toHaveAccessibleName('Written by somebody you ignore.')
  await expect(words).not.toContainText('Words of Bob')
  await words.getByRole('button', { name: 'Show' }).click()
  await expect(words).toContainText('Words of Bob')
})

test('a message is written and read by keyboard alone, and the focus comes back', async ({ open }) => {
  const ada = await open('/keys')
  const bob = await open('/keys')
  await ada.beSeen('Ada')
  await bob.beSeen('Bob')
  await tabTo(ada.page, /here/)
  await ada.page.keyboard.press('Enter')
  await tabTo(ada.page, /^Message to Bob$/)
  await ada.page.keyboard.press('Enter')
  await expect.poll(() => focused(ada.page)).toBe('Your message')
  await ada.page.keyboard.type('By hand')
  await tabTo(ada.page, /^Send$/)
  await ada.page.keyboard.press('Enter')
  await expect(dialog(ada).getByRole('status')).toHaveText('Delivered.')
  // The dialog keeps the focus.
  for (let step = 0; step < 8; step++) {
    await ada.page.keyboard.press('Tab')
    const isOut = await ada.page.evaluate(() => !['ROOMFUL-MESSAGES', 'BODY'].includes(document.activeElement!.tagName))
    expect(isOut).toBe(false)
  }
  await ada.page.keyboard.press('Escape')
  await expect(dialog(ada)).toHaveCount(0)
  await expect.poll(() => focused(ada.page)).toBe('Message to Bob')
  await expect(cards(bob)).toContainText('By hand')
  await tabTo(bob.page, /^Dismiss$/)
  await bob.page.keyboard.press('Enter')
  await expect(cards(bob)).toHaveCount(0)
})

test('[P8,T10] what strangers write is text, in a card that never covers the page', async ({ open }) => {
  const ada = await open('/wild')
  const bob = await open('/wild', {}, { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true })
  await ada.beSeen('Ada')
  await bob.beSeen('Bob')
  await ada.pill.click()
  await ada.panel.getByRole('button', { name: 'Message to Bob' }).click()
  for (const text of ['<b onclick=alert(1)>x</b>', 'W'.repeat(1_999), 'line\n'.repeat(300), 'one', 'two']) {
    await dialog(ada).getByRole('textbox').fill(text)
    await ada.page.keyboard.press('Control+Enter')
    await expect(dialog(ada).getByRole('textbox')).toHaveValue('')
  }
  await expect(cards(bob)).toHaveCount(3)
  await expect(bob.page.locator('roomful-messages .more')).toHaveText('2 more messages')
  await expectInWindow(bob.page, cards(bob).first(), cards(bob).last())
  await cards(bob).last().getByRole('button', { name: 'Dismiss' }).tap()
  await cards(bob).last().getByRole('button', { name: 'Dismiss' }).tap()
  await expect(cards(bob).first()).toContainText('<b onclick=alert(1)>x</b>')
  await expectInWindow(bob.page, cards(bob).first(), cards(bob).last())
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in a message, at a desk and on a phone (${colorScheme})`, async ({ open }) => {
    const context = { colorScheme, reducedMotion: 'reduce' } as const
    const ada = await open('/axe-messages', {}, context)
    const bob = await open(
      '/axe-messages',
      {},
      { ...context, viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true },
    )
    await ada.beSeen('Ada')
    await bob.beSeen('Bob')
    await openDialog(ada, 'Bob')
    await expectAccessible(ada.page, 'writing')
    await ada.page.keyboard.type('Hello Bob')
    await ada.page.keyboard.press('Control+Enter')
    await expect(dialog(ada).getByRole('status')).toHaveText('Delivered.')
    await expectAccessible(ada.page, 'delivered')
    await expect(cards(bob)).toHaveCount(1)
    await expectAccessible(bob.page, 'a message')
    await cards(bob).getByRole('button', { name: 'Reply' }).click()
    await expectInWindow(bob.page, dialog(bob))
    await expectAccessible(bob.page, 'replying on a phone')
  })
}
