/**
 * A reader of the demo in one tab: what they see of the box, and what their browser sends.
 *
 * All selectors into Roomful's elements are here. Whatever no page may ever do (errors, dialogs, breaches of the page's
 * policy, requests to other hosts) is collected for every reader and checked at the end of each test (`room-test.ts`).
 */
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test'

/** A frame as it went over the page's socket. */
export type Frame = string | Buffer

export interface Reader {
  readonly page: Page
  readonly context: BrowserContext
  /** The closed box. */
  readonly pill: Locator
  /** The open box. */
  readonly panel: Locator
  /** The entries of the list of people, in the open box. */
  readonly people: Locator
  /** The pods of others, by their labels: a pod itself is a point. */
  readonly pods: Locator
  readonly sent: Frame[]
  readonly received: Frame[]
  readonly problems: string[]
  /** The number in the closed box. */
  count(): Promise<number | undefined>
  open(): Promise<void>
  shut(): Promise<void>
  /** Opts in through the box, and closes it again. */
  beSeen(name: string): Promise<void>
  /** Opts out through the box. */
  hide(): Promise<void>
  close(): Promise<void>
}

export async function createReader(context: BrowserContext, url: string): Promise<Reader> {
  const page = await context.newPage()
  const { origin } = new URL(url)
  const sent: Frame[] = []
  const received: Frame[] = []
  const problems: string[] = []
  watchProblems(page, origin, problems)
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => sent.push(payload))
    socket.on('framereceived', ({ payload }) => received.push(payload))
  })
  const pill = page.locator('roomful-box .pill')
  const panel = page.locator('roomful-box .panel')
  const shut = async (): Promise<void> => {
    await panel.getByRole('button', { name: 'Close' }).click()
    await expect(panel).toBeHidden()
  }
  const reader: Reader = {
    page,
    context,
    pill,
    panel,
    people: panel.locator('.people .person:not(.quiet)'),
    pods: page.locator('roomful-pods .pod:not([data-gone]) .label'),
    sent,
    received,
    problems,
    async count() {
      const text = await pill.locator('> span').nth(1).textContent()
      const digits = /\d+/.exec(text ?? '')?.[0]
      return digits === undefined ? undefined : Number(digits)
    },
    async open() {
      if ((await pill.getAttribute('aria-expanded')) !== 'true') await pill.click()
      await expect(panel).toBeVisible()
    },
    shut,
    async beSeen(name) {
      await reader.open()
      await panel.getByRole('button', { name: 'Be seen' }).click()
      await panel.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
      await panel.getByRole('button', { name: 'Show me' }).click()
      await expect(panel.getByText('Everyone here sees you')).toBeVisible()
      await shut()
    },
    async hide() {
      await reader.open()
      await panel.getByRole('button', { name: 'Hide me' }).click()
      await shut()
    },
    close: () => page.close(),
  }
  await page.goto(url)
  await expect(pill).toBeVisible()
  return reader
}

/** What no page may ever do, whatever the test is about. */
export function watchProblems(page: Page, origin: string, problems: string[]): void {
  page.on('pageerror', (error) => problems.push(`error: ${error.stack ?? error.message}`))
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`)
    // It may be gone by then, and the page with it.
    dialog.dismiss().catch(() => undefined)
  })
  page.on('console', (message) => {
    // The browser itself logs a connection that was refused or cut: that is what restarts look like.
    const isNetwork = /WebSocket connection|Failed to load resource|net::ERR/.test(message.text())
    if (message.type() === 'error' && !isNetwork) problems.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const { protocol, origin: other } = new URL(request.url())
    if (/^https?:$/.test(protocol) && other !== origin) problems.push(`request to another host: ${request.url()}`)
  })
}

/** The JSON messages among frames, in order. */
export function messages(frames: readonly Frame[]): Record<string, unknown>[] {
  return frames
    .filter((frame) => typeof frame === 'string')
    .map((frame) => JSON.parse(frame) as Record<string, unknown>)
}
