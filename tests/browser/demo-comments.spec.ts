/**
 * The demo as a site somebody runs: a stranger writes without script, a moderator agrees with the link that was printed at the
 * start, everybody reads it, with script and without, and it is still there after the process was killed.
 */
import { expect, test, type Page } from '@playwright/test'
import { startDemo, type Demo } from './demo.js'
import { watchProblems } from './reader.js'

const POST = '/post/why-it-batches'
const TEXT = 'Said without **script**.'
let demo: Demo | undefined

test.afterEach(() => demo?.end())

test('[T1,T7,M4,D1] a public site with comments, from the first stranger to the morning after a crash', async ({
  browser,
}) => {
  test.setTimeout(60_000)
  const blog = (demo = await startDemo())
  const problems: string[] = []
  const open = async (javaScriptEnabled: boolean): Promise<Page> => {
    const page = await (await browser.newContext({ javaScriptEnabled })).newPage()
    watchProblems(page, new URL(blog.address).origin, problems)
    return page
  }
  const stranger = await open(false)
  await stranger.goto(blog.address + POST)
  await stranger.getByLabel('Name').fill('Gil')
  await stranger.locator('.roomful-form textarea').fill(TEXT)
  await stranger.locator('.roomful-form button').click()
  await expect(stranger.getByRole('status')).toContainText('waits for a moderator')
  await expect(stranger.locator('.roomful-comment')).toHaveCount(0)

  const key = /\/roomful\/moderate#key=\S+/.exec(blog.output())?.[0] ?? ''
  const moderator = await open(true)
  await moderator.goto(blog.address + key)
  await expect(moderator.locator('article.card')).toContainText('Said without script.')
  await moderator.keyboard.press('j')
  await moderator.keyboard.press('a')
  await expect(moderator.getByText('Nothing is waiting')).toBeVisible()

  const reader = await open(true)
  await reader.goto(blog.address + POST)
  await expect(reader.locator('roomful-comments .comment .text strong')).toHaveText('script')
  await blog.stop('SIGKILL')
  await blog.start()
  await stranger.goto(blog.address + POST)
  await expect(stranger.locator('.roomful-comment')).toContainText('Said without script.')
  await expect(stranger.locator('.roomful-author')).toHaveText('Gil')
  await reader.reload()
  await expect(reader.locator('roomful-comments .comment')).toContainText('Said without script.')
  const feed = await fetch(`${blog.address}/roomful/v1/rooms/${encodeURIComponent(POST)}/comments.rss`)
  expect(await feed.text()).toContain('Said without &lt;strong&gt;script')
  for (const page of [stranger, moderator, reader]) await page.context().close()
  expect(problems).toEqual([])
})
