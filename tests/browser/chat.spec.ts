/** Words beside pods: letter by letter for the others, gone after a while, or kept as a comment on what they were said about. */
import type { Page } from '@playwright/test'
import { pointAt } from './elements-test.js'
import { expect, expectAccessible, expectInWindow, focused, test } from './talk-test.js'

const says = (page: Page): ReturnType<Page['locator']> => page.locator('roomful-pods .says:not([data-over])')
const form = (page: Page): ReturnType<Page['locator']> => page.locator('roomful-pods form.say')

/** The comments of a page's room, as somebody who comes later reads them. */
const commentsOf = (page: Page): Promise<{ text: string; exact: string | undefined }[]> =>
  page.evaluate(async () => {
    const answer = await fetch(`/roomful/v1/rooms/${encodeURIComponent(location.pathname)}/read?what=comments`)
    const { list } = (await answer.json()) as { list: { text: string; passage?: { exact: string } }[] }
    return list.map(({ text, passage }) => ({ text, exact: passage?.exact }))
  })

test('[E7] what one person writes beside their pod is seen by the other letter by letter, and goes by itself', async ({
  open,
}) => {
  const ada = await open('/letters')
  const bob = await open('/letters')
  await ada.beSeen('Ada')
  await pointAt(ada.page, '#p2')
  await ada.page.keyboard.press('/')
  await expect(form(ada.page)).toBeVisible()
  const seen: string[] = []
  await ada.page.keyboard.type('Hel')
  await expect(says(bob.page)).toHaveText('Hel')
  seen.push('Hel')
  await ada.page.keyboard.type('lo you')
  await expect(says(bob.page)).toHaveText('Hello you')
  // It hangs on the pod, not somewhere on the page.
  await expect(bob.page.locator('roomful-pods .pod .says')).toHaveText('Hello you')
  await expectInWindow(bob.page, says(bob.page))
  await ada.page.keyboard.press('Enter')
  await expect(form(ada.page).getByRole('button', { name: 'Keep as comment' })).toBeVisible()
  await expect(
    bob.page.locator('roomful-pods').getByRole('status').filter({ hasText: 'Ada says: Hello you' }),
  ).toHaveCount(1)
  await expect(says(bob.page)).toHaveCount(0, { timeout: 8_000 })
  await expect(form(ada.page)).toBeHidden()
  expect(await commentsOf(bob.page)).toEqual([])
})

test('[E7] Escape takes the words back before a screen reader has said them', async ({ open }) => {
  const ada = await open('/escape')
  const bob = await open('/escape')
  await ada.beSeen('Ada')
  await pointAt(ada.page, '#p1')
  const before = await focused(ada.page)
  await ada.page.keyboard.press('/')
  await ada.page.keyboard.type('oops')
  await expect(says(bob.page)).toHaveText('oops')
  await ada.page.keyboard.press('Escape')
  // At once: a hidden field would swallow the next keys.
  expect(await focused(ada.page)).toBe(before)
  await expect(says(bob.page)).toHaveCount(0)
  await ada.page.keyboard.press('/')
  await ada.page.keyboard.type('yes')
  await expect(bob.page.locator('roomful-pods [role=status]').filter({ hasText: 'Ada says' })).toHaveText(
    'Ada says: yes',
  )
})

test('[T11] Ctrl and Enter keep the words as a comment on the sentence under the pointer', async ({ open }) => {
  const ada = await open('/keep')
  await ada.beSeen('Ada')
  await pointAt(ada.page, '#p3')
  await ada.page.keyboard.press('/')
  await expect(form(ada.page)).toBeVisible()
  await ada.page.keyboard.type('This one, please.')
  await ada.page.keyboard.press('Control+Enter')
  await expect(form(ada.page)).toBeHidden()
  await expect(ada.page.locator('roomful-pods').getByText('Kept as a comment.')).toBeVisible()
  const [kept] = await commentsOf(ada.page)
  expect(kept?.text).toBe('This one, please.')
  expect(kept?.exact).toMatch(/^Someone wrote it weeks ago, .* it was always there\.$/)
})

test('what a moderator has to see first, or the rules forbid, is said to whoever kept it', async ({ open }) => {
  const ada = await open('/kept')
  await ada.beSeen('Ada')
  await pointAt(ada.page, '#p3')
  for (const [text, sentence] of [
    ['perhaps not', 'Kept. A moderator reads it before others do.'],
    ['never ever', 'The rules of this site do not allow this text.'],
  ] as const) {
    await ada.page.keyboard.press('/')
    await expect(form(ada.page)).toBeVisible()
    await ada.page.keyboard.type(text)
    await ada.page.keyboard.press('Enter')
    await form(ada.page).getByRole('button', { name: 'Keep as comment' }).click()
    await expect(ada.page.locator('roomful-pods').getByText(sentence)).toBeVisible()
  }
  expect(await commentsOf(ada.page)).toEqual([])
})

test('[P2,D8] a slash does nothing for who is not seen, in a field, or where the page uses it itself', async ({
  open,
}) => {
  const ada = await open('/slash', { more: '<input id="own" aria-label="Own field">' })
  await expect(ada.pill).toBeVisible()
  await ada.page.keyboard.press('/')
  await ada.beSeen('Ada')
  await ada.page.locator('#own').focus()
  await ada.page.keyboard.type('a/b')
  await expect(ada.page.locator('#own')).toHaveValue('a/b')
  await ada.page.locator('#own').blur()
  await ada.page.evaluate(() =>
    document.addEventListener('keydown', (event) => event.key === '/' && event.preventDefault(), { once: true }),
  )
  await ada.page.keyboard.press('/')
  await expect(form(ada.page)).toHaveCount(0)
  // The page does not hear what is written here as keys of its own.
  await ada.page.evaluate(() => {
    document.addEventListener('keydown', ({ key }) => (document.title += key))
    document.title = ''
  })
  await ada.page.keyboard.press('/')
  await expect(form(ada.page)).toBeVisible()
  await ada.page.keyboard.type('abc')
  expect(await ada.page.title()).toBe('/')
})

test('[E7] hostile words are text of a bounded size, kept apart from what is around them', async ({ open }) => {
  const ada = await open('/hostile')
  const bob = await open('/hostile')
  await ada.beSeen('Ada')
  await pointAt(ada.page, '#p2')
  const send = (text: string): Promise<unknown> =>
    ada.page.evaluate(async (text) => {
      const room = await window.roomful!.room()
      return room.send('chat', { text }).then(
        () => 'sent',
        (error: { code: string }) => error.code,
      )
    }, text)
  const markup = '<img src=x onerror=alert(1)>'
  expect(await send(markup)).toBe('sent')
  await expect(says(bob.page)).toHaveText(markup)
  expect(await send('a\u202eb')).toBe('EVENT_INVALID')
  expect(await send('x'.repeat(201))).toBe('EVENT_INVALID')
  for (const text of [
    'W'.repeat(200),
    'שלום '.repeat(40).trim(),
    `Z${'\u0301'.repeat(8)}`.repeat(20).normalize('NFC'),
  ]) {
    expect(await send(text)).toBe('sent')
    await expect(says(bob.page)).toHaveText(text)
    const box = await says(bob.page).boundingBox()
    expect(box?.width).toBeLessThanOrEqual(241)
    expect(box?.height).toBeLessThanOrEqual(187)
  }
})

test('somebody who was muted learns that nobody sees their words', async ({ open }) => {
  const ada = await open('/muted')
  await ada.beSeen('Ada')
  await pointAt(ada.page, '#p1')
  await ada.page.evaluate(async () => {
    const room = await window.roomful!.room()
    const send = room.send.bind(room)
    // As the server answers whoever a moderator has muted.
    Object.assign(room, {
      send: (name: string, ...rest: [never]) =>
        name === 'chat'
          ? Promise.reject(Object.assign(new Error('muted'), { code: 'PERSON_MUTED' }))
          : send(name, ...rest),
    })
  })
  await ada.page.keyboard.press('/')
  await ada.page.keyboard.type('hello?')
  await expect(form(ada.page).getByRole('alert')).toContainText('asked you to be silent')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing while words are written, by hand or at a phone (${colorScheme})`, async ({ open }) => {
    const context = { colorScheme, reducedMotion: 'reduce' } as const
    const ada = await open('/axe-chat', {}, context)
    const bob = await open(
      '/axe-chat',
      {},
      { ...context, viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true },
    )
    await ada.beSeen('Ada')
    await bob.beSeen('Bob')
    await pointAt(ada.page, '#p1')
    await ada.page.keyboard.press('/')
    await ada.page.keyboard.type('What do you think?')
    await expect(bob.page.locator('roomful-pods .says, roomful-pods .voice')).toHaveCount(1)
    await expectAccessible(ada.page, 'writing')
    await expectAccessible(bob.page, 'reading')
    await bob.pill.click()
    await bob.panel.getByRole('button', { name: 'Say something here' }).click()
    await expect(bob.panel).toBeHidden()
    await expect(form(bob.page)).toBeVisible()
    await expect.poll(() => focused(bob.page)).toBe('Words beside your pointer')
    await bob.page.keyboard.type('Fine!')
    await expect(ada.page.locator('roomful-pods .says, roomful-pods .voice .words')).toHaveText('Fine!')
    await expectInWindow(bob.page, form(bob.page))
    await expectAccessible(bob.page, 'writing on a phone')
  })
}
