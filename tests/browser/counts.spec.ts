/** [N1,N2,R1] How many people are on this page: what readers see when others come, go, and are cut off. */
import { chromium } from '@playwright/test'
import { launchArguments } from './chromium.js'
import { expect, posts, test } from './room-test.js'

test('two browsers on one post and one on another see 2 and 1', async ({ visit }) => {
  const ada = await visit(posts.room)
  const bob = await visit(posts.room)
  const cyd = await visit(posts.presence)
  await expect.poll(() => ada.count()).toBe(2)
  await expect.poll(() => bob.count()).toBe(2)
  await expect.poll(() => cyd.count()).toBe(1)
})

test('a new tab raises the count within a second, closing it lowers it within two', async ({ visit }) => {
  const ada = await visit(posts.room)
  await expect.poll(() => ada.count()).toBe(1)
  const second = await visit(posts.room, { beside: ada })
  await expect.poll(() => ada.count(), { timeout: 1_000, intervals: [50] }).toBe(2)
  await second.close()
  await expect.poll(() => ada.count(), { timeout: 2_000, intervals: [50] }).toBe(1)
})

test('a browser that is killed lowers the count', async ({ visit, demo }) => {
  const ada = await visit(posts.room)
  const server = await chromium.launchServer({
    executablePath: process.env.ROOMFUL_CHROMIUM ?? '/usr/bin/chromium',
    args: [...launchArguments],
  })
  const other = await chromium.connect(server.wsEndpoint())
  const page = await (await other.newContext()).newPage()
  await page.goto(demo.address + posts.room)
  await expect.poll(() => ada.count()).toBe(2)
  server.process().kill('SIGKILL')
  await expect.poll(() => ada.count(), { timeout: 12_000 }).toBe(1)
})

test('twenty tabs opened and closed at random end at the true number', async ({ visit, demo }) => {
  const ada = await visit(posts.room)
  const tabs = [ada]
  const draw = seeded(20)
  for (let step = 0; step < 20; step++) {
    const isOpening = tabs.length === 1 || draw() < 0.5
    if (isOpening) tabs.push(await visit(posts.room, draw() < 0.5 ? { beside: ada } : {}))
    else await tabs.splice(1 + Math.floor(draw() * (tabs.length - 1)), 1)[0]?.close()
  }
  // The server first: on its way to the end the page may have shown this number before.
  await expect.poll(async () => (await demo.count(posts.room)).connections).toBe(tabs.length)
  await expect.poll(() => ada.count()).toBe(tabs.length)
})

test('noise in the address keeps one room', async ({ visit, demo }) => {
  const ada = await visit(posts.room)
  await visit(`${posts.room}?utm_source=letter&utm_campaign=monday`)
  await visit(`${posts.room}#try-it`)
  await visit(`${posts.room}?fbclid=abc#what-the-room-knows`)
  await expect.poll(() => ada.count()).toBe(4)
  expect(await demo.count(posts.room)).toMatchObject({ connections: 4, people: 4 })
})

test('the list of posts shows who reads which, without being in their rooms', async ({ visit, demo }) => {
  const ada = await visit('/')
  const number = ada.page.locator(`roomful-count[for="${posts.batches}"] [part=number]`)
  await expect(number).toHaveText('0')
  const bob = await visit(posts.batches)
  await expect(number).toHaveText('1')
  await bob.close()
  await expect(number).toHaveText('0')
  expect(await demo.count(posts.batches)).toMatchObject({ connections: 0 })
})

test('a page that changes its address without a reload changes its room', async ({ visit, demo }) => {
  const ada = await visit(posts.room)
  const bob = await visit(posts.restart)
  await expect.poll(() => ada.count()).toBe(1)
  await ada.page.evaluate((path) => {
    history.pushState({}, '', path)
    document.querySelector('link[rel=canonical]')?.setAttribute('href', path)
  }, posts.restart)
  await expect.poll(() => bob.count()).toBe(2)
  await expect.poll(() => ada.count()).toBe(2)
  await expect.poll(async () => (await demo.count(posts.room)).connections).toBe(0)
  await ada.page.goBack()
  await ada.page.evaluate(
    (path) => document.querySelector('link[rel=canonical]')?.setAttribute('href', path),
    posts.room,
  )
  await expect.poll(() => bob.count()).toBe(1)
})

/** The same draws in every run: a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x80000000
  }
}
