/** The comments for everybody: axe in every state, keyboard alone, narrow screens, right to left, links, pages with markup. */
import { expect, expectAccessible, test, topOf } from './comments-test.js'
import type { Page } from '@playwright/test'

/** What has the focus, as a screen reader would begin to say it. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let active = document.activeElement
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
    return active?.getAttribute('aria-label') ?? active?.textContent?.trim() ?? ''
  })

async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < 60; step++) {
    if (name.test(await focused(page))) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reached ${String(name)}; last was ${await focused(page)}`)
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in any state of the comments (${colorScheme})`, async ({ visit, write }) => {
    test.setTimeout(90_000)
    const path = `/axe-${colorScheme}`
    const root = colorScheme === 'dark' ? 'lang="en" class="dark"' : 'lang="en"'
    const context = { colorScheme, reducedMotion: 'reduce' } as const
    const guest = await visit(path, { root, context })
    await expect(guest.section.getByText('No comments yet')).toBeVisible()
    await expectAccessible(guest.page, 'empty')
    const first = await write(path, 'Cleo', 'comment.add', {
      text: 'A **question** with `code` and https://a.example/',
    })
    await write(path, 'Bob', 'comment.add', {
      text: '> quoted\n\n@Cleo an answer',
      parent: first.id,
      mentions: ['id-Cleo'],
    })
    const gone = await write(path, 'Bob', 'comment.add', { text: 'Gone' })
    await write(path, 'Cleo', 'comment.add', { text: 'Still here', parent: gone.id })
    await write(path, 'Bob', 'comment.delete', { comment: gone.id })
    await write(path, 'Bob', 'comment.react', { comment: first.id, emoji: '👍', on: true })
    await write(path, 'Ada', 'comment.pin', { comment: first.id, on: true })
    const ada = await visit(path, { who: 'Ada', root, context })
    await expect(ada.card('A question')).toBeVisible()
    await expectAccessible(ada.page, 'list')
    await write(path, 'Bob', 'comment.add', { text: 'Held back' })
    await expect(ada.section.getByRole('button', { name: 'Show 1 new comment' })).toBeVisible()
    await ada.field.fill('Some **words**')
    await expectAccessible(ada.page, 'writing, and something new')
    await ada.section.getByRole('button', { name: 'Preview' }).click()
    await expectAccessible(ada.page, 'preview')
    await ada.card('A question').locator('.dots').click()
    await expectAccessible(ada.page, 'menu')
    await ada.page.keyboard.press('Escape')
    await ada.card('A question').getByRole('button', { name: 'Add a reaction' }).click()
    await expectAccessible(ada.page, 'signs')
    await ada.page.keyboard.press('Escape')
    await ada.choose(ada.card('an answer'), 'Report')
    await expectAccessible(ada.page, 'report')
    await ada.page.keyboard.press('Escape')
    await ada.choose(ada.card('an answer'), 'Mute or ban …')
    await expectAccessible(ada.page, 'restrain')
    await ada.page.keyboard.press('Escape')
    await guest.section.getByRole('button', { name: /new comment/ }).click()
    await guest.field.fill('A stranger')
    await guest.section.getByRole('button', { name: 'Send' }).click()
    await expect(guest.card('A stranger')).toContainText('Waits for a moderator')
    await expectAccessible(guest.page, 'held')
    await guest.field.fill('A forbiddenword')
    await guest.section.getByRole('button', { name: 'Send' }).click()
    await expect(guest.card('A forbiddenword')).toContainText('The rules')
    await expectAccessible(guest.page, 'refused')
    await guest.choose(guest.card('A stranger'), 'Delete')
    await expectAccessible(guest.page, 'about to be deleted')
    await ada.section.getByRole('button', { name: '1 waiting' }).click()
    await expect(ada.section.locator('.waits')).toBeVisible()
    await expectAccessible(ada.page, 'queue')
    await guest.field.pressSequentially('@')
    await expect(guest.section.locator('[role=option]').first()).toBeVisible()
    await expectAccessible(guest.page, 'people')
  })
}

test('everything works by keyboard alone', async ({ visit, write }) => {
  await write('/keys', 'Cleo', 'comment.add', { text: 'A question' })
  const { page, section, card, field } = await visit('/keys', { who: 'Bob' })
  const { keyboard } = page
  await expect(card('A question')).toBeVisible()
  await tabTo(page, /^Your comment$/)
  await keyboard.type('Hello @cl')
  await expect(section.getByRole('option', { name: 'Cleo' })).toHaveAttribute('aria-selected', 'true')
  await keyboard.press('Enter')
  await expect(field).toHaveValue('Hello @Cleo ')
  await keyboard.press('Control+b')
  await keyboard.type('there')
  await keyboard.press('Control+Enter')
  const own = card('Hello @Cleo there')
  await expect(own).toHaveAttribute('data-state', 'visible')
  await expect(own.locator('.mention')).toHaveText('@Cleo')
  await expect(field).toBeFocused()
  await tabTo(page, /^Actions: comment by Bob$/)
  await keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Edit' })).toBeFocused()
  await keyboard.press('ArrowUp')
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toBeFocused()
  await keyboard.press('e')
  await keyboard.press('Enter')
  await keyboard.press('End')
  await keyboard.type('!')
  await keyboard.press('Escape')
  expect(await focused(page)).toBe('Actions: comment by Bob')
  await tabTo(page, /^Add a reaction$/)
  await keyboard.press('Enter')
  await keyboard.press('ArrowRight')
  await keyboard.press('Enter')
  await expect(own.getByRole('button', { name: '❤️ 1 person' })).toHaveAttribute('aria-pressed', 'true')
  await tabTo(page, /^Reply to Cleo$/)
  await keyboard.press('Enter')
  await keyboard.type('An answer')
  await keyboard.press('Control+Enter')
  await expect(card('An answer')).toHaveAttribute('data-state', 'visible')
  expect(await focused(page)).toBe('Reply to Cleo')
})

test('new comments are announced together, and the field says how much is left', async ({ visit, write }) => {
  const bob = await visit('/heard', { who: 'Bob' })
  await bob.say('First')
  await Promise.all([1, 2, 3].map((at) => write('/heard', 'Cleo', 'comment.add', { text: `New ${String(at)}` })))
  await expect(bob.section.getByRole('status')).toContainText(/3 new comments/)
  await bob.field.fill('x'.repeat(9_990))
  await expect(bob.field).toHaveAccessibleDescription('10 characters left')
  await bob.field.fill('x'.repeat(10_001))
  await expect(bob.field).toHaveAccessibleDescription('1 character too many')
  await bob.field.press('ControlOrMeta+Enter')
  await expect(bob.field).toHaveValue(/^x{10001}$/)
})

test('at 360 pixels nothing overflows, and what is pressed is large enough', async ({ visit, write }) => {
  const first = await write('/narrow', 'Ada', 'comment.add', {
    text: `A word that is far too long: ${'Donaudampfschifffahrt'.repeat(8)}\n\n\`\`\`\n${'code '.repeat(40)}\n\`\`\``,
  })
  await write('/narrow', 'Bob', 'comment.add', { text: 'An answer', parent: first.id })
  await write('/narrow', 'Bob', 'comment.react', { comment: first.id, emoji: '👍', on: true })
  const context = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
  const { page, section, card, field } = await visit('/narrow', { context })
  await field.tap()
  await card('An answer')
    .getByRole('button', { name: /^Reply/ })
    .tap()
  const width = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth)
  expect(await width()).toBeLessThanOrEqual(360)
  const small = await section.locator('button:visible, select:visible').evaluateAll((nodes) =>
    nodes
      .map((node) => {
        const { width: inline, height: block } = node.getBoundingClientRect()
        // A chip is smaller than the place around it that can be pressed.
        const { content, top, left } = getComputedStyle(node, '::before')
        const [above, beside] = content === 'none' ? [0, 0] : [Number.parseFloat(top), Number.parseFloat(left)]
        return { name: node.className, inline: inline - 2 * beside, block: block - 2 * above }
      })
      .filter(({ inline, block }) => inline < 44 || block < 44),
  )
  expect(small).toEqual([])
  await card('An answer').locator('.dots').tap()
  expect(await width()).toBeLessThanOrEqual(360)
  const menu = await page.getByRole('menu').boundingBox()
  expect(menu?.x).toBeGreaterThanOrEqual(0)
  expect((menu?.x ?? 0) + (menu?.width ?? 999)).toBeLessThanOrEqual(360)
  await page.keyboard.press('Escape')
  await card('Donau').getByRole('button', { name: 'Add a reaction' }).tap()
  expect(await width()).toBeLessThanOrEqual(360)
  await expectAccessible(page, 'narrow')
})

test('from right to left everything is mirrored, and each text keeps its own direction', async ({ visit, write }) => {
  const first = await write('/rtl', 'Bob', 'comment.add', { text: 'مرحبًا بالجميع' })
  await write('/rtl', 'Cleo', 'comment.add', { text: 'An answer in English', parent: first.id })
  const { page, section, card } = await visit('/rtl', { who: 'Bob', root: 'lang="ar" dir="rtl"' })
  const [face, name] = [card('مرحبًا').locator('.face'), card('مرحبًا').locator('.name')]
  expect((await face.boundingBox())?.x).toBeGreaterThan((await name.boundingBox())?.x ?? Infinity)
  expect((await card('An answer').boundingBox())?.width).toBeLessThan((await card('مرحبًا').boundingBox())?.width ?? 0)
  await expect(section.getByRole('heading', { name: /التعليقات/ })).toBeVisible()
  const direction = (text: string): Promise<string> =>
    card(text)
      .locator('.text')
      .evaluate((node) => getComputedStyle(node).direction)
  expect(await direction('مرحبًا')).toBe('rtl')
  expect(await direction('An answer')).toBe('ltr')
  await card('مرحبًا').hover()
  await card('مرحبًا').locator('.dots').click()
  const menu = await page.getByRole('menu').boundingBox()
  expect(menu?.x).toBeGreaterThanOrEqual(0)
  await expectAccessible(page, 'right to left')
})

test('with reduced motion nothing moves by itself; with forced colours everything is still there', async ({
  visit,
  write,
}) => {
  await write('/calm', 'Cleo', 'comment.add', { text: 'A question' })
  const bob = await visit('/calm', { who: 'Bob', context: { reducedMotion: 'reduce', forcedColors: 'active' } })
  await expect(bob.card('A question')).toBeVisible()
  await bob.field.click()
  const running = await bob.section.evaluate((host) =>
    (host.shadowRoot?.getAnimations() ?? [])
      .filter(({ playState, effect }) => playState === 'running' && Number(effect?.getComputedTiming().duration) > 10)
      .map((animation) => (animation as CSSAnimation).animationName),
  )
  expect(running).toEqual([])
  const border = await bob.section.locator('.composer').evaluate((node) => getComputedStyle(node).borderTopStyle)
  expect(border).toBe('solid')
  await expectAccessible(bob.page, 'forced colours')
})

test('a link to a comment leads to it, however far down it is, and the address can be copied', async ({
  visit,
  write,
}) => {
  test.setTimeout(60_000)
  const target = await write('/link', 'Cleo', 'comment.add', { text: 'The one from long ago' })
  for (let at = 0; at < 30; at++) await write('/link', 'Ada', 'comment.add', { text: `Later ${String(at)}` })
  const bob = await visit('/link', { who: 'Bob', hash: `#comment-${target.id}` })
  const card = bob.card('The one from long ago')
  await expect(card).toBeFocused()
  await expect(card).toBeInViewport()
  await expect(card).toHaveAttribute('data-marked')
  await expect(bob.section.getByText('You came by a link to one comment.')).toBeVisible()
  await bob.section.getByRole('button', { name: 'All comments' }).click()
  await expect(bob.cards.first()).toContainText('Later 29')
  await bob.section.getByRole('button', { name: 'More comments' }).click()
  await expect(card).toBeVisible()
  await bob.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await bob.choose(card, 'Copy link')
  await expect(bob.section.locator('.toast')).toHaveText('Link copied.')
  expect(await bob.page.evaluate(() => navigator.clipboard.readText())).toContain(`#comment-${target.id}`)
  const lost = await visit('/link', { who: 'Bob', hash: '#comment-nothing' })
  await expect(lost.section.locator('.toast')).toHaveText('The comment this link leads to is no longer here.')
})

test('the page’s own comments give way without moving what is read, and what was typed is kept', async ({
  visit,
  write,
  site,
}) => {
  for (let at = 0; at < 12; at++) await write('/own', 'Ada', 'comment.add', { text: `Comment ${String(at)}` })
  const { origin } = new URL(site.at('/'))
  const html = await (
    await fetch(`${origin}/roomful/v1/rooms/${encodeURIComponent('/own')}/comments.html?fragment`)
  ).text()
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  const bob = await visit('/own', {
    who: 'Bob',
    between: html,
    prepare: async (page) => {
      await page.route('**/assets/comments-*.js', async (route) => {
        await held
        await route.continue()
      })
    },
  })
  const { page, section } = bob
  const before = section.locator('section.roomful-comments article').filter({ hasText: 'Comment 5' })
  await expect(before).toBeVisible()
  await section.locator('textarea[name=text]').first().fill('Half a thou')
  await before.evaluate((node) => node.scrollIntoView({ block: 'center' }))
  const place = await topOf(before)
  release()
  const after = bob.card('Comment 5')
  await expect(after).toBeVisible()
  await expect(before).toBeHidden()
  expect(Math.abs((await topOf(after)) - place)).toBeLessThan(2)
  await expect(bob.field).toHaveValue('Half a thou')
  await expect(bob.field).toBeFocused()
  await page.keyboard.type('ght')
  await expect(bob.field).toHaveValue('Half a thought')
})

test('what is half written stays when the page builds itself anew', async ({ visit }) => {
  const bob = await visit('/draft', { who: 'Bob' })
  await bob.say('Something to answer')
  await bob.field.fill('A thought')
  await bob.card('Something to answer').getByRole('button', { name: 'Reply to Bob' }).click()
  await bob.section.getByRole('textbox', { name: 'Your reply to Bob' }).fill('A reply')
  await bob.section.evaluate((host) => {
    const next = document.createElement('roomful-comments')
    host.replaceWith(next)
  })
  await expect(bob.field).toHaveValue('A thought')
  await expect(bob.section.getByRole('textbox', { name: 'Your reply to Bob' })).toHaveValue('A reply')
  expect(await bob.page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0)
})
