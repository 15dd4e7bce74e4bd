/** Comments on the words of a page: seen live by whoever reads them, true to the words when the page changes, and for everybody. */
import { SPRING, more, margin, markers, card, ask, marked, select, comment } from './margin-page.js'
import { test as readOnly } from './elements-test.js'
import { expect, focused, tabTo, test } from './talk-test.js'

test('[T11] a comment on some words is marked at once on the page of everybody who reads them', async ({ open }) => {
  const ada = await open('/live', { more })
  const bob = await open('/live', { more })
  await expect(bob.pill).toBeVisible()
  await comment(ada.page, '#spring', 'under the bridge', 'Which bridge?')
  await expect.poll(() => marked(ada.page)).toEqual(['under the bridge'])
  await expect.poll(() => marked(bob.page)).toEqual(['under the bridge'])
  await expect(markers(bob.page)).toHaveAccessibleName('1 comment on: under the bridge')
  await expect(margin(bob.page).getByRole('status')).toContainText('has commented on: under the bridge')
  // It stands beside its words.
  const [marker, words] = await Promise.all([
    markers(bob.page).boundingBox(),
    bob.page.locator('#spring').boundingBox(),
  ])
  expect(Math.abs(marker!.y + marker!.height / 2 - (words!.y + 14))).toBeLessThan(16)
  expect(marker!.x).toBeGreaterThan(words!.x + words!.width)
  await markers(bob.page).click()
  await expect(card(bob.page)).toContainText('Which bridge?')
  await card(bob.page).getByRole('textbox').fill('The old one.')
  await bob.page.keyboard.press('Control+Enter')
  await expect(card(ada.page).locator('.comment')).toHaveCount(2)
  await expect(markers(ada.page)).toHaveText('2')
  await card(ada.page).getByRole('button', { name: 'Add a reaction' }).last().click()
  await card(ada.page).getByRole('dialog').getByRole('button').first().click()
  await expect(card(bob.page).locator('.chip')).toHaveText(/1/)
  // And whoever comes later sees it, too.
  const cy = await open('/live', { more })
  await expect.poll(() => marked(cy.page)).toEqual(['under the bridge'])
  await expect(markers(cy.page)).toHaveText('2')
})

test('[T11] after an edit the same words are marked, changed ones are said to be, and gone ones are listed', async ({
  open,
}) => {
  const ada = await open('/edited', { more })
  await comment(ada.page, '#spring', 'under the bridge', 'Which bridge?')
  await comment(ada.page, '#quiet', 'The very end of it all', 'Is it?')
  await comment(ada.page, '#p0', 'Someone wrote it weeks ago', 'Who?')
  await ada.page.keyboard.press('Escape')
  const bob = await open('/edited', { more })
  await expect(markers(bob.page)).toHaveCount(3)
  const top = async (): Promise<number> => (await markers(bob.page).nth(1).boundingBox())!.y
  const before = await top()
  // Something is put in above, and the first passage moves along with its paragraph.
  await bob.page.evaluate(() => {
    const added = document.createElement('p')
    added.textContent = 'A paragraph that was not here before. '.repeat(8)
    document.querySelector('#p5')!.before(added)
  })
  await expect
    .poll(() => marked(bob.page))
    .toEqual(['Someone wrote it weeks ago', 'under the bridge', 'The very end of it all'])
  await expect.poll(top).toBeGreaterThan(before + 40)
  await expect(markers(bob.page).nth(1)).toHaveAccessibleName('1 comment on: under the bridge')
  // The words are changed.
  await bob.page.evaluate(() => {
    const text = 'It was in the late spring that they first met, under the old bridge, when nobody expected it at all.'
    document.querySelector('#spring')!.textContent = text
  })
  await expect(markers(bob.page).nth(1)).toHaveAccessibleName('1 comment on: under the bridge (the words have changed)')
  await markers(bob.page).nth(1).click()
  await expect(card(bob.page)).toContainText('These words have changed since they were commented on.')
  await expect(card(bob.page).locator('.passage')).toHaveText('under the bridge')
  await bob.page.keyboard.press('Escape')
  // They are taken out altogether.
  await bob.page.evaluate(() => document.querySelector('#quiet')!.remove())
  const gone = margin(bob.page).getByRole('button', { name: '1 comment on words that are no longer here' })
  await gone.click()
  await expect(card(bob.page)).toContainText('No longer here')
  await expect(card(bob.page)).toContainText('What was said about them is still here.')
  await expect(card(bob.page).locator('.passage')).toHaveText('The very end of it all')
  await expect(card(bob.page)).toContainText('Is it?')
})

test('a page that says it has changed is looked at at once', async ({ open }) => {
  const ada = await open('/declared', { more })
  await comment(ada.page, '#spring', 'nobody expected', 'I did.')
  await ada.page.keyboard.press('Escape')
  const states = await ada.page.evaluate(() => {
    const label = (): string | null =>
      document.querySelector('roomful-margin')!.shadowRoot!.querySelector('.marker')!.getAttribute('aria-label')
    document.querySelector('#spring')!.remove()
    const before = label()
    document.dispatchEvent(new Event('roomful-changed'))
    return [before, label()]
  })
  expect(states).toEqual(['1 comment on: nobody expected', '1 comment on words that are no longer here'])
})

test('a text that is replaced as a whole is found again', async ({ open }) => {
  const ada = await open('/replaced', { more })
  await comment(ada.page, '#spring', 'under the bridge', 'Which bridge?')
  await ada.page.keyboard.press('Escape')
  await ada.page.evaluate(() => {
    const old = document.querySelector('main')!
    const fresh = old.cloneNode(true) as HTMLElement
    fresh.querySelector('roomful-margin')?.remove()
    const host = document.querySelector('roomful-margin')!
    document.body.append(host)
    old.replaceWith(fresh)
  })
  await expect.poll(() => marked(ada.page)).toEqual(['under the bridge'])
  await expect(markers(ada.page)).toHaveCount(1)
})

test('[E8,P2,D8] what somebody selects is seen by others only while they are shown, and never as words', async ({
  open,
}) => {
  // The page's name must not have the word in it that is looked for in the frames: a join may be among them.
  const ada = await open('/chosen-words', { more })
  const bob = await open('/chosen-words', { more })
  const sent: string[] = []
  await ada.page.context().newPage() // Another tab has nothing to do with it.
  ada.page.on('websocket', () => undefined)
  const watch = await ada.page.context().newCDPSession(ada.page)
  await watch.send('Network.enable')
  watch.on('Network.webSocketFrameSent', ({ response }) =>
    sent.push(
      response.opcode === 2 ? Buffer.from(response.payloadData, 'base64').toString('latin1') : response.payloadData,
    ),
  )
  await select(ada.page, '#spring', 'nobody expected')
  await expect(ask(ada.page)).toBeVisible()
  await ada.page.evaluate(() => getSelection()!.removeAllRanges())
  await ada.beSeen('Ada')
  expect(sent.filter((frame) => frame.includes('select'))).toEqual([])
  expect(await marked(bob.page)).toEqual([])
  await select(ada.page, '#spring', 'nobody expected')
  await expect.poll(() => marked(bob.page)).toEqual(['nobody expected'])
  const told = sent.filter((frame) => frame.includes('select'))
  expect(told.length).toBeGreaterThan(0)
  expect(told.join()).not.toContain('nobody')
  // Whoever writes about words still shows them.
  await ask(ada.page).click()
  await expect(card(ada.page)).toBeVisible()
  await expect.poll(() => marked(bob.page)).toEqual(['nobody expected'])
  await ada.page.keyboard.press('Escape')
  await expect.poll(() => marked(bob.page)).toEqual([])
})

test('everything works by keyboard alone: choosing words, writing, reading, going on, coming back', async ({
  open,
}) => {
  const ada = await open('/keys-margin', { more })
  const { page } = ada
  await expect(margin(page).locator('.pick')).toBeAttached()
  await tabTo(page, /^Comment on a paragraph$/)
  await expect(margin(page).locator('.pick')).toBeInViewport()
  await page.keyboard.press('Enter')
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => marked(page)).toEqual([SPRING])
  await expect(margin(page).getByRole('status')).toContainText(`Chosen: ${SPRING}`)
  await page.keyboard.press('Escape')
  await expect.poll(() => marked(page)).toEqual([])
  await page.keyboard.press('Enter')
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => marked(page)).toEqual([expect.stringMatching(/^Someone wrote it .* always there\.$/)])
  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page)).toBe('Your comment on these words')
  await page.keyboard.type('Said by keyboard')
  await page.keyboard.press('Control+Enter')
  await expect(card(page).locator('.comment')).toContainText('Said by keyboard')
  await page.keyboard.press('Escape')
  await expect(card(page)).toHaveCount(0)
  // The keys, with a selection and without.
  await select(page, '#quiet', 'and then nothing')
  await page.keyboard.press('Control+Alt+m')
  await expect.poll(() => focused(page)).toBe('Your comment on these words')
  await page.keyboard.type('Something')
  await page.keyboard.press('Control+Enter')
  await expect(card(page).locator('.comment')).toContainText('Something')
  await page.keyboard.press('Escape')
  await tabTo(page, /^1 comment on: Someone wrote/)
  await page.keyboard.press('Enter')
  await expect(card(page)).toContainText('Said by keyboard')
  await tabTo(page, /^Next passage$/)
  await page.keyboard.press('Enter')
  await expect(card(page)).toContainText('Something')
  await page.keyboard.press('Escape')
  await expect(card(page)).toHaveCount(0)
  await expect.poll(() => focused(page)).toMatch(/^1 comment on:/)
})

test('a click on marked words opens their comments; one on a link, or beside them, does not', async ({ open }) => {
  const ada = await open('/click', { more })
  await comment(ada.page, '#spring', 'under the bridge', 'Which bridge?')
  await ada.page.keyboard.press('Escape')
  const at = await ada.page.evaluate(() => {
    const [range] = [...CSS.highlights.get('roomful-passage')!] as Range[]
    const { x, y, width, height } = range!.getBoundingClientRect()
    scrollBy(0, y - 300)
    return { x: x + width / 2, y: 300 + height / 2 }
  })
  await ada.page.mouse.click(at.x, at.y)
  await expect(card(ada.page)).toContainText('Which bridge?')
  await ada.page.mouse.click(at.x, at.y - 150)
  await expect(card(ada.page)).toHaveCount(0)
  await ada.page.getByRole('link', { name: 'link of the page' }).click()
  expect(new URL(ada.page.url()).hash).toBe('#top')
})

test('the button takes neither the selection nor the focus', async ({ open }) => {
  const ada = await open('/button', { more: `<button id="own">Own</button>${more}` })
  await ada.page.locator('#own').focus()
  await select(ada.page, '#spring', 'first met')
  await expect(ask(ada.page)).toBeVisible()
  const box = (await ask(ada.page).boundingBox())!
  await ada.page.mouse.move(box.x + 10, box.y + 10)
  await ada.page.mouse.down()
  expect(await ada.page.evaluate(() => getSelection()!.toString())).toBe('first met')
  expect(await focused(ada.page)).toBe('Own')
  await ada.page.mouse.move(5, 5)
  await ada.page.mouse.up()
  await ada.page.evaluate(() => getSelection()!.removeAllRanges())
  await expect(ask(ada.page)).toBeHidden()
})

readOnly('where nobody may write there is nothing to write with', async ({ open }) => {
  const ada = await open('/read-only', { more })
  await expect(ada.pill).toBeVisible()
  await expect(margin(ada.page).locator('.picker')).toBeAttached()
  await select(ada.page, '#spring', 'first met')
  // What would show a button has been looked at by then.
  await expect
    .poll(() => ada.page.evaluate(() => window.roomful!.room().then(({ status }) => status.get())))
    .toBe('joined')
  await ada.page.keyboard.press('Control+Alt+m')
  await expect(ask(ada.page)).toBeHidden()
  await expect(margin(ada.page).locator('.pick')).toBeHidden()
  await expect(card(ada.page)).toHaveCount(0)
})

test('beside a section of comments: a quote there shows its words, and one can be asked to write there', async ({
  open,
}) => {
  const both = `${more}<roomful-comments></roomful-comments>`
  const ada = await open('/both', { more: both })
  const section = ada.page.locator('roomful-comments')
  await comment(ada.page, '#p1', 'Someone wrote it', 'Who?')
  await ada.page.keyboard.press('Escape')
  await section.getByRole('button', { name: 'Show these words on the page: Someone wrote it' }).click()
  await expect(ada.page.locator('#p1')).toBeInViewport()
  await expect.poll(() => ada.page.evaluate(() => [...CSS.highlights.keys()].join())).toContain('flash')
  await ada.page.evaluate(() => document.querySelector('roomful-margin')!.setAttribute('compose', 'comments'))
  await select(ada.page, '#quiet', 'and then nothing')
  await ask(ada.page).click()
  await expect(card(ada.page)).toHaveCount(0)
  const form = section.locator('form.composer').first()
  await expect(form).toContainText('and then nothing')
  await expect(form.getByRole('textbox', { name: 'Your comment' })).toBeFocused()
  await ada.page.keyboard.type('Nothing?')
  await ada.page.keyboard.press('Control+Enter')
  await expect.poll(() => marked(ada.page)).toContain('and then nothing')
})

test('a draft survives Escape, and a deleted comment takes its mark with it', async ({ open }) => {
  const ada = await open('/draft', { more })
  const bob = await open('/draft', { more })
  await select(ada.page, '#spring', 'first met')
  await ask(ada.page).click()
  await expect(card(ada.page).getByRole('textbox', { name: 'Your comment' })).toBeFocused()
  await ada.page.keyboard.type('Half a th')
  await ada.page.keyboard.press('Escape')
  await expect(card(ada.page)).toHaveCount(0)
  await select(ada.page, '#spring', 'first met')
  await ask(ada.page).click()
  await expect(card(ada.page).getByRole('textbox', { name: 'Your comment' })).toHaveValue('Half a th')
  await ada.page.keyboard.type('ought')
  await ada.page.keyboard.press('Control+Enter')
  await expect(markers(bob.page)).toHaveCount(1)
  await card(ada.page)
    .getByRole('button', { name: /^Actions/ })
    .click()
  await card(ada.page).getByRole('menuitem', { name: 'Mark as resolved' }).click()
  await expect(markers(bob.page)).toHaveAccessibleName('1 comment on: first met (resolved)')
  await card(ada.page)
    .getByRole('button', { name: /^Actions/ })
    .click()
  await card(ada.page).getByRole('menuitem', { name: 'Delete' }).click()
  // Nobody has to wait until it can no longer be taken back.
  await ada.page.mouse.move(5, 5)
  await ada.page.keyboard.press('Escape')
  await expect(markers(bob.page)).toHaveCount(0, { timeout: 10_000 })
  await expect.poll(() => marked(bob.page)).toEqual([])
})

test('what waits for a moderator is marked for its author alone', async ({ open }) => {
  const ada = await open('/held', { more })
  const bob = await open('/held', { more })
  await select(ada.page, '#spring', 'first met')
  await ask(ada.page).click()
  await expect(card(ada.page).getByRole('textbox', { name: 'Your comment' })).toBeFocused()
  await ada.page.keyboard.type('perhaps so')
  await ada.page.keyboard.press('Control+Enter')
  await expect(card(ada.page)).toContainText('Waits for a moderator. Only you can see it.')
  await expect.poll(() => marked(ada.page)).toEqual(['first met'])
  await comment(bob.page, '#quiet', 'The very end', 'Mine')
  expect(await marked(bob.page)).toEqual(['The very end'])
})

test('an address that names a comment leads to its words where there is no section of comments', async ({ open }) => {
  const ada = await open('/address', { more })
  await comment(ada.page, '#quiet', 'and then nothing', 'Nothing?')
  const id = await card(ada.page).locator('.comment').getAttribute('id')
  const bob = await open('/elsewhere')
  const url = new URL(ada.page.url())
  url.hash = id!
  await bob.page.goto(url.href)
  await expect(card(bob.page)).toContainText('Nothing?')
  await expect(bob.page.locator('#quiet')).toBeInViewport()
})
