/** The moderators' page in a real browser: signing in, deciding by keyboard, live lists, people, and everybody's access. */
import { startSite } from './elements-page.js'
import { expect, expectAccessible, originOf, test } from './moderate-test.js'

test('[M4,M6,I6] by keyboard alone: what waits is approved, appears to a reader at once, and is taken back', async ({
  site,
  say,
  moderate,
  read,
}) => {
  await say('/post', 'Said by a *guest*')
  await say('/post', 'Said by another', 'Ida')
  const reader = await read('/post')
  await expect(reader.getByText('No comments yet')).toBeVisible()
  const { page, cards, toast } = await moderate()
  expect(page.url()).toBe(`${originOf(site)}/roomful/moderate`)
  expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2)
  await expect(cards).toHaveCount(2)
  await page.keyboard.press('j')
  await expect(cards.first()).toBeFocused()
  await page.keyboard.press('a')
  await expect(toast).toContainText('Comment approved')
  await reader.getByRole('button', { name: 'Show 1 new comment' }).click()
  await expect(reader.locator('roomful-comments .text em')).toHaveText('guest')
  // The next one is looked at, and nothing of the focus is lost.
  await expect(cards).toHaveCount(1)
  await expect(cards.first()).toBeFocused()
  await page.keyboard.press('z')
  await expect(toast).toContainText('Undone')
  await expect(cards).toHaveCount(2)
  await expect(reader.locator('roomful-comments .text em')).toHaveCount(0)
  await page.keyboard.press('r')
  await expect(toast).toContainText('Comment rejected')
  await page.keyboard.press('3')
  await expect(page.locator('nav [aria-current=page]')).toHaveText('Rejected')
  await expect(cards).toHaveCount(1)
  await page.keyboard.press('j')
  await page.keyboard.press('d')
  await expect(page.getByRole('dialog')).toContainText('for good')
  await page.keyboard.type('advertising')
  await page.keyboard.press('Enter')
  await expect(cards).toHaveCount(0)
  await page.keyboard.press('6')
  await expect(page.locator('.log li').first()).toContainText(/Mona.* deleted a comment by .*advertising/)
})

test('[I6] a key is asked for, said to be wrong, kept for the tab or the device, and forgotten', async ({
  site,
  key,
  moderate,
}) => {
  const { page } = await moderate({ isStranger: true })
  const field = page.getByLabel('Link or key')
  await expect(field).toBeFocused()
  await expect(page.locator('.problem')).toBeEmpty()
  await field.fill('nonsense')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText('This key is not valid here.')
  await field.fill(`${key.slice(0, -4)}AAAA`)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText('This key is not valid here.')
  await field.fill(`${originOf(site)}/roomful/moderate#key=${key}`)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Nothing is waiting')).toBeVisible()
  await page.reload()
  await expect(page.getByText('Nothing is waiting')).toBeVisible()
  const kept = (): Promise<readonly number[]> => page.evaluate(() => [sessionStorage.length, localStorage.length])
  expect(await kept()).toEqual([1, 0])
  await page.locator('.account summary').click()
  await expect(page.getByText('Signed in as')).toContainText('Mona')
  await page.getByLabel('Stay signed in on this device').check()
  expect(await kept()).toEqual([0, 1])
  const second = await page.context().newPage()
  await second.goto(`${originOf(site)}/roomful/moderate`)
  await expect(second.getByText('Nothing is waiting')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(field).toBeVisible()
  expect(await kept()).toEqual([0, 0])
})

test('[M6] lists follow what comes in and what others decide, without a reload and without moving what is read', async ({
  say,
  act,
  moderate,
}) => {
  const first = await say('/a', 'one')
  await say('/b', 'two')
  const { page, cards, card, tab } = await moderate()
  await expect(page.locator('.state')).toHaveAttribute('data-state', 'live')
  await expect(cards).toHaveCount(2)
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await expect(card('two')).toBeFocused()
  await say('/a', 'three')
  await expect(card('three')).toBeVisible()
  await expect(tab('Waiting')).toContainText('3')
  await act('/a', 'comment.judge', { comment: first.id, verdict: 'approve' })
  await expect(cards).toHaveCount(2)
  await expect(card('two')).toBeFocused()
  await expect(card('two')).toHaveAttribute('aria-current', 'true')
  await page.getByLabel('Page', { exact: true }).selectOption('/b')
  await expect(cards).toHaveCount(1)
  await expect(card('two')).toBeVisible()
})

test('[M4] several are decided at once, and taken back at once', async ({ say, moderate }) => {
  for (const text of ['one', 'two', 'three', 'four']) await say('/a', text, `Guest ${text}`)
  const { page, cards, card, toast } = await moderate()
  await card('one').getByRole('checkbox').check()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await expect(page.locator('.chosen')).toHaveText('2 selected')
  await page.locator('.bulk').getByRole('button', { name: 'Reject' }).click()
  await expect(toast).toContainText('2 comments rejected')
  await expect(cards).toHaveCount(2)
  await toast.getByRole('button', { name: 'Undo' }).click()
  await expect(cards).toHaveCount(4)
  await page.getByLabel('Select all').check()
  await expect(page.locator('.chosen')).toHaveText('4 selected')
  await page.keyboard.press('a')
  await expect(page.getByText('Nothing is waiting')).toBeVisible()
  await expect(toast).toContainText('4 comments approved')
})

test('[M3,M5] reports, history and thread are there to decide by; a person is muted, hidden and set free', async ({
  say,
  act,
  moderate,
}) => {
  const root = await act('/a', 'comment.add', { text: 'What is said first' })
  const rude = await say('/a', 'Something doubtful', 'Rude Rob', { parent: root.id })
  await say('/a', 'Something else that waits', 'Ida')
  const { page, card, toast, cards } = await moderate()
  await expect(card('doubtful')).toContainText('A doubtful word in the text')
  await expect(card('doubtful')).toContainText('New here')
  await page.keyboard.press('j')
  await page.keyboard.press('t')
  await expect(card('doubtful').locator('.thread')).toContainText('What is said first')
  const link = card('doubtful').locator('a.page')
  expect(await link.getAttribute('href')).toMatch(new RegExp(`/a#comment-${rude.id}$`))
  await page.keyboard.press('b')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Ban').check()
  await dialog.getByLabel('For how long').selectOption({ label: 'A week' })
  await dialog.getByLabel('Reason, for the log').fill('rude')
  await page.keyboard.press('Enter')
  // What they had waiting is rejected with it.
  await expect(cards).toHaveCount(1)
  await expect(toast).toContainText('Rude Rob')
  await page.keyboard.press('5')
  await page.getByRole('link', { name: /Rude Rob/ }).click()
  await expect(page.locator('.profile')).toContainText('Banned')
  await expect(page.locator('.log li')).toContainText([/Mona.* rejected a comment by/, /Mona.* banned .*rude/])
  await page.getByRole('button', { name: 'Lift' }).click()
  await expect(page.locator('.profile .mark')).toHaveCount(0)
  await page.keyboard.press('5')
  await expect(page.getByText('Nobody is muted')).toBeVisible()
  await page.getByRole('searchbox').fill('rob')
  await expect(page.locator('.people li')).toHaveCount(1)
})

test('[T4] a person’s words are taken along as a file, and a person is erased', async ({ say, moderate }) => {
  const { author } = await say('/a', 'Words to be forgotten', 'Fay')
  const { page, cards } = await moderate({ hash: `person=${encodeURIComponent(author.id)}` })
  await expect(cards).toHaveCount(1)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download everything' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('roomful-export.jsonl')
  await page.getByRole('button', { name: 'Erase this person' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Erase' }).click()
  await expect(page.getByText('Nobody is muted')).toBeVisible()
  await page.keyboard.press('1')
  await expect(page.getByText('Nothing is waiting')).toBeVisible()
})

test('[T3] a comment is edited before it is approved, and that too is taken back', async ({ say, moderate }) => {
  await say('/a', 'A slipp of the pen')
  const { page, card, toast } = await moderate()
  await expect(card('A slipp of')).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('e')
  await page.getByLabel('Text').fill('A slip of the pen')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(card('A slip of')).toContainText('edited')
  await page.keyboard.press('z')
  await expect(card('A slipp of')).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('e')
  await page.getByRole('button', { name: 'Save and approve' }).click()
  await expect(toast).toContainText('Comment approved')
  await expect(page.getByText('Nothing is waiting')).toBeVisible()
})

test('while the server is away everything stays, and says so; what was not done comes back to its place', async ({
  say,
  moderate,
}) => {
  await say('/a', 'one')
  await say('/a', 'two')
  const { page, cards, card, toast } = await moderate()
  await expect(cards).toHaveCount(2)
  await page.route('**/v1/**', (route) => route.abort())
  await page.keyboard.press('j')
  await page.keyboard.press('a')
  await expect(toast).toContainText('the server is out of reach')
  await expect(page.getByText('What you see may be old')).toBeVisible()
  await expect(cards).toHaveCount(2)
  await expect(card('one')).toBeFocused()
  await page.unroute('**/v1/**')
  await page.keyboard.press('a')
  await expect(toast).toContainText('Comment approved')
  await expect(page.getByText('What you see may be old')).toBeHidden()
  await page.route('**/v1/**', (route) => route.abort())
  await page.reload()
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
  await page.unroute('**/v1/**')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(cards).toHaveCount(1)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in any state of the page (${colorScheme})`, async ({ say, act, moderate }) => {
    test.setTimeout(90_000)
    const stranger = await moderate({ isStranger: true, colorScheme, reducedMotion: 'reduce' })
    await expect(stranger.page.getByLabel('Link or key')).toBeVisible()
    await expectAccessible(stranger.page, 'signing in')
    await stranger.page.getByLabel('Link or key').fill('x')
    await stranger.page.keyboard.press('Enter')
    await expectAccessible(stranger.page, 'a wrong key')
    const { page, card, cards } = await moderate({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.getByText('Nothing is waiting')).toBeVisible()
    await expectAccessible(page, 'empty')
    const root = await act('/a', 'comment.add', { text: 'First' })
    const passage = { exact: 'words', prefix: '', suffix: '', start: 0, end: 5 }
    await say('/a', '> quoted\n\nSome **doubtful** `code`, a [link](https://x.example/)\n\n- one\n- two', 'Gil', {
      parent: root.id,
      passage,
    })
    await act('/a', 'comment.report', { comment: root.id, reason: 'spam: again' })
    await expect(cards).toHaveCount(1)
    await page.keyboard.press('j')
    await page.keyboard.press('t')
    await page.keyboard.press('x')
    await expectAccessible(page, 'list')
    for (const [letter, state] of [
      ['b', 'mute, hide or ban'],
      ['e', 'edit'],
      ['d', 'delete'],
      ['?', 'help'],
    ] as const) {
      await page.keyboard.press(letter)
      await expect(page.getByRole('dialog')).toBeVisible()
      await expectAccessible(page, state)
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
    }
    await page.locator('.account summary').click()
    await expectAccessible(page, 'account')
    await page.keyboard.press('Escape')
    await card('doubtful').getByRole('link', { name: 'Gil' }).click()
    await expect(page.locator('.profile')).toBeVisible()
    await page.getByRole('button', { name: 'Mute, hide or ban' }).first().click()
    await page.getByRole('button', { name: 'Apply' }).click()
    await expect(page.locator('.profile .mark')).toHaveCount(1)
    await expectAccessible(page, 'person')
    for (const tab of ['#reported', '#rejected', '#all', '#people', '#log']) {
      await page.evaluate((to) => (location.hash = to), tab)
      await expect(page.locator('main .view')).toBeVisible()
      await expectAccessible(page, tab)
    }
  })
}

test('at 360 pixels and from right to left nothing overflows, in any view', async ({ say, act, moderate }) => {
  await say(
    '/a-rather-long-address/of-a-page/that-goes-on-and-on/2026/11/23',
    `Averylongword${'x'.repeat(200)}`,
    'Friedrich-Wilhelm von Donnersmarck-Hohen',
  )
  const seen = await act('/a', 'comment.add', { text: 'Seen' })
  await act('/a', 'comment.report', { comment: seen.id, reason: 'other: a rather long reason that has to wrap' })
  for (const locale of ['en', 'de', 'ar']) {
    const { page, cards } = await moderate({
      viewport: { width: 360, height: 700 },
      isMobile: true,
      hasTouch: true,
      locale,
    })
    expect(await page.evaluate(() => document.documentElement.dir)).toBe(locale === 'ar' ? 'rtl' : 'ltr')
    await expect(cards).toHaveCount(1)
    await cards.first().getByRole('checkbox').check()
    for (const tab of ['#held', '#reported', '#all', '#people', '#log']) {
      await page.evaluate((to) => (location.hash = to), tab)
      await expect(page.locator('main .view')).toBeVisible()
      expect([tab, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([tab, 360])
    }
    await page.evaluate(() => (location.hash = '#held'))
    await cards.first().locator('.minor button').last().click()
    const box = await page.getByRole('dialog').boundingBox()
    expect([(box?.x ?? -1) >= 0, (box?.x ?? 0) + (box?.width ?? 999) <= 360]).toEqual([true, true])
  }
})

test('[M6] whoever the site’s own login makes a moderator is in without a key', async ({ browser }) => {
  const can = ['see', 'comment'] as const
  const site = await startSite({
    authorize: ({ request, room }) =>
      request.headers['cookie']?.includes('who=ed') === true
        ? { id: 'ed', name: 'Ed', can: [...can, 'moderate'] }
        : room === undefined
          ? undefined
          : { can },
  })
  const context = await browser.newContext()
  await context.addCookies([{ name: 'who', value: 'ed', url: site.at('/') }])
  const page = await context.newPage()
  await page.goto(`${originOf(site)}/roomful/moderate`)
  await expect(page.getByText('Nothing is waiting')).toBeVisible()
  await page.locator('.account summary').click()
  await expect(page.getByText('Signed in as')).toContainText('Ed')
  await expect(page.getByRole('button', { name: 'Sign out' })).toHaveCount(0)
  await context.close()
  await site.end()
})

test('single keys can be switched off, and never act while somebody writes', async ({ say, moderate }) => {
  await say('/a', 'one')
  const { page, cards } = await moderate()
  await page.keyboard.press('5')
  await page.getByRole('searchbox').fill('')
  await page.keyboard.type('a1r')
  await expect(page.getByRole('searchbox')).toHaveValue('a1r')
  await page.getByRole('button', { name: 'Keyboard' }).click()
  await page.getByLabel('Single keys work on this page').uncheck()
  await page.keyboard.press('Escape')
  await page.locator('nav a').first().click()
  await page.keyboard.press('j')
  await page.keyboard.press('a')
  await page.reload()
  await page.keyboard.press('j')
  await page.keyboard.press('a')
  await expect(cards).toHaveCount(1)
  expect(await page.locator('[aria-current=true]').count()).toBe(0)
})

test('[I6] whoever is signed in moderates in the pages of the site as well, until they sign out there', async ({
  say,
  moderate,
  read,
}) => {
  await say('/post', 'Waits in the page')
  const { page } = await moderate()
  await page.locator('.account summary').click()
  await page.getByLabel('Stay signed in on this device').check()
  const inPage = await read('/post', { beside: page })
  await expect(inPage.locator('roomful-comments').getByRole('button', { name: /1 .*wait/i })).toBeVisible()
  await inPage.locator('roomful-box .pill').click()
  await inPage.locator('roomful-box').getByRole('button', { name: 'Settings' }).click()
  await expect(inPage.getByText('You are signed in as a moderator.')).toBeVisible()
  await inPage.locator('roomful-box').getByRole('button', { name: 'Sign out' }).click()
  await expect(inPage.locator('roomful-comments').getByText('No comments yet')).toBeVisible()
  expect(await inPage.evaluate(() => localStorage.getItem('roomful.moderator'))).toBeNull()
})
