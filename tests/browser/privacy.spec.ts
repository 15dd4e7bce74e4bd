/** [P2] What leaves the browser, and what is kept, before and after a visitor chooses to be seen. */
import type { Page } from '@playwright/test'
import { expect, posts, test } from './room-test.js'
import { messages } from './reader.js'

/** Everything a page could keep on the device. */
async function kept(page: Page): Promise<unknown> {
  const inPage = await page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookie: document.cookie,
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
  }))
  return { ...inPage, cookies: await page.context().cookies() }
}
const nothing = { local: {}, session: {}, cookie: '', databases: [], caches: [], cookies: [] }

/** What may be said before opting in: by message, the only fields it may have. */
const allowed: Record<string, readonly string[]> = {
  hello: ['t', 'v', 'state', 'rooms'],
  join: ['t', 'room', 'watch', 'cursors', 'log'],
  // What stands in the page is read: no word of the visitor is in it.
  read: ['t', 'n', 'id', 'what', 'sort', 'limit'],
  leave: ['t', 'n'],
  state: ['t', 'state'],
  want: ['t', 'n', 'cursors'],
  ping: ['t'],
}

test('[D8] before opting in nothing is stored and nothing is sent but an anonymous count', async ({ visit }) => {
  const ada = await visit(posts.privacy)
  const bob = await visit(posts.privacy)
  await expect.poll(() => ada.count()).toBe(2)
  for (let step = 0; step < 10; step++) await ada.page.mouse.move(300 + step * 30, 300 + step * 10)
  await ada.page.mouse.wheel(0, 900)
  await ada.page.locator('.post > .words').click()
  await ada.page.keyboard.press('PageDown')
  await ada.open()
  await ada.panel.getByRole('button', { name: 'Be seen' }).click()
  await ada.panel.getByRole('textbox', { name: 'Name', exact: true }).fill('Not yet Ada')
  await ada.panel.getByRole('button', { name: 'Not now' }).click()
  await bob.close()
  await expect.poll(() => ada.count()).toBe(1)

  expect(ada.sent.filter((frame) => typeof frame !== 'string')).toEqual([])
  const said = messages(ada.sent)
  expect(said[0]?.['t']).toBe('hello')
  for (const message of said) {
    const fields = allowed[String(message['t'])]
    expect(fields, JSON.stringify(message)).toBeDefined()
    for (const key of Object.keys(message)) expect(fields, JSON.stringify(message)).toContain(key)
  }
  const rooms = (said[0]?.['rooms'] ?? []) as Record<string, unknown>[]
  for (const room of rooms)
    for (const key of Object.keys(room)) expect(['room', 'watch', 'cursors', 'log']).toContain(key)
  expect(await kept(ada.page)).toEqual(nothing)
  await ada.page.reload()
  await expect(ada.pill).toBeVisible()
  expect(await kept(ada.page)).toEqual(nothing)
})

test('[D8] opting out removes what was kept', async ({ visit }) => {
  const ada = await visit(posts.privacy)
  await ada.beSeen('Ada')
  expect(JSON.stringify(await kept(ada.page))).toContain('Ada')
  await ada.hide()
  await expect.poll(() => kept(ada.page)).toEqual(nothing)
})

test('[D8] with Global Privacy Control nothing is kept even then', async ({ visit }) => {
  const ada = await visit('/')
  await ada.page.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true }),
  )
  await ada.page.goto(new URL(posts.privacy, ada.page.url()).href)
  await expect(ada.pill).toBeVisible()
  await ada.beSeen('Ada')
  expect(await kept(ada.page)).toEqual(nothing)
})

test('typing into the page is never captured and no key is stolen', async ({ visit }) => {
  const ada = await visit(posts.privacy)
  await ada.beSeen('Ada')
  const bob = await visit(posts.privacy)
  await expect.poll(() => bob.count()).toBe(2)
  const secret = '/my secret? Words, 1234'
  const box = ada.page.getByRole('searchbox')
  await box.click()
  await ada.page.keyboard.type(secret)
  await ada.page.keyboard.press('Escape')
  await ada.page.keyboard.type(' and more')
  // Chromium empties a search box on Escape; Roomful must leave that as it is.
  await expect(box).toHaveValue(' and more')
  const heard = [...ada.sent, ...bob.received]
    .map((frame) => (typeof frame === 'string' ? frame : frame.toString('latin1')))
    .join('\n')
  for (const word of ['secret', 'Words', '1234', 'more']) expect(heard).not.toContain(word)
  await box.fill('tunnel')
  await box.press('Enter')
  await expect(ada.page.getByRole('heading', { name: 'How presence works' })).toBeVisible()
})
