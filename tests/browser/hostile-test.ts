/**
 * The `test` of `hostile.spec.ts`: a site on which everybody is called something hostile, and says, quotes and mentions worse.
 *
 * Owns the site and what was said there; what a page may do with it is looked at in `hostile-words.ts`. The site is filled
 * once. Whatever a page must never do (run, ask, load, break its policy, open a window) ends the test that opened it.
 */
import { randomUUID } from 'node:crypto'
import { test as base, expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test'
import { readableChar } from '@roomful/protocol'
import { createRoomful } from 'roomful'
import { cleanName } from '../../packages/server/src/model/names.js'
import { HOSTILE_LENGTHS, HOSTILE_NAMES } from '../support/hostile-names.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { startSite, type PageOptions, type Site } from './elements-page.js'
import { watchProblems } from './reader.js'

/** Everything, as a text: what is too long for a comment is refused, and that is tested without a browser. */
export const PAYLOADS: readonly string[] = [
  ...HOSTILE_TEXTS,
  ...HOSTILE_NAMES,
  ...HOSTILE_LENGTHS.filter(({ length }) => length < 10_000),
]
/** Everything, as a name: another one than the text beside it. */
const NAMES = PAYLOADS.map((_, index) => PAYLOADS[(index + HOSTILE_TEXTS.length) % PAYLOADS.length] ?? '')
/** A name of which nothing can be seen is no name that a site vouches for: its comments wait. Guests have those. */
const namedBySite = (index: number): string =>
  cleanName(NAMES[index] ?? '') === '' ? 'Somebody' : (NAMES[index] ?? '')
/** What the server takes before it cleans. */
const MAX_GUEST_NAME = 160
/** With what Ada says, no more than a feed holds. */
const PER_ROOM = 46
/** With Ada's, no more threads than the first page holds; the others answer in them, so that a room is one page. */
const THREADS = 19
const MAX_MENTIONS = 20
const AT_ONCE = 16
const SECRET = 'the secret of a server in a test of browsers'
const CAN = ['see', 'appear', 'send', 'react', 'comment', 'message'] as const

/** One comment, as it was sent. */
export interface Said {
  readonly id: string
  /** The author, as the server knows them. */
  readonly person: string
  /** What the author is called, as it was given to the server. */
  readonly name: string
  readonly source: string
  readonly quote: string | undefined
}

export interface HostileRoom {
  readonly path: string
  readonly said: readonly Said[]
}

export interface HostileSite {
  readonly site: Site
  readonly origin: string
  /** Rooms in which everything is seen by everybody. */
  readonly rooms: readonly HostileRoom[]
  /** Rooms in which everything waits for a moderator, said by guests. */
  readonly waiting: readonly HostileRoom[]
  /** A moderator's key. */
  readonly key: string
  /** The site's own people, by number. */
  readonly people: readonly string[]
  write(path: string, who: string, kind: string, body: object): Promise<{ readonly id: string }>
}

interface Fixtures {
  /** Opens an address of the site, as Ada unless somebody else is said. */
  readonly open: (address: string, context?: BrowserContextOptions) => Promise<Page>
}

export const test = base.extend<Fixtures, { readonly hostile: HostileSite }>({
  hostile: [
    // oxlint-disable-next-line no-empty-pattern -- reason: Playwright reads the names of the fixtures from this pattern.
    async ({}, use) => {
      const site = await startSite({
        secret: SECRET,
        authorize({ request, room }) {
          const who = /who=(\w+)/.exec(request.headers['cookie'] ?? '')?.[1]
          if (who === undefined) return room === undefined ? undefined : { can: CAN }
          if (who === 'Ada') return { id: 'ada', name: 'Ada', can: CAN }
          const name = namedBySite(Number(who.slice(1)))
          return { id: who, name, role: name.slice(0, 32), can: CAN }
        },
        moderation: { hold: 'guests', flood: false, similar: false },
        limits: {
          writesPerSecond: 10_000,
          readsPerSecond: 10_000,
          connectionsPerAddress: 1_000,
          connectsPerSecond: 1_000,
        },
      })
      await use(await fill(site))
      await site.end()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  open: async ({ browser, hostile }, use) => {
    const problems: string[] = []
    const opened: Page[] = []
    await use(async (address, context = {}) => {
      const page = await openPage(browser, hostile.origin, problems, context)
      opened.push(page)
      await page.goto(address)
      return page
    })
    for (const page of opened) await page.context().close()
    expect(problems).toEqual([])
  },
})

/** A page that is watched, not yet anywhere. */
export async function openPage(
  browser: Browser,
  origin: string,
  problems: string[],
  context: BrowserContextOptions = {},
): Promise<Page> {
  const made = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...context })
  await made.addCookies([{ name: 'who', value: 'Ada', url: origin }])
  const page = await made.newPage()
  watchProblems(page, origin, problems)
  page.on('popup', (popup) => problems.push(`a window: ${popup.url()}`))
  page.on('download', (download) => problems.push(`a download: ${download.url()}`))
  return page
}

/** An address of the plain page with these elements on it. */
export const pageWith = ({ site }: HostileSite, path: string, more: string, options: PageOptions = {}): string =>
  site.at(path, { tag: 'data-box="off" data-pods="off"', ...options, more })

/** The words of a page that this would be: what a browser that selects it would quote. */
function quoteOf(text: string): string | undefined {
  const readable = [...text.slice(0, 900).toWellFormed()].flatMap((sign) => [...sign].map(readableChar)).join('')
  const quote = readable.replace(/ +/g, ' ').trim()
  return quote === '' ? undefined : quote
}

async function fill(site: Site): Promise<HostileSite> {
  const { origin } = new URL(site.at('/'))
  const twin = await createRoomful({ secret: SECRET })
  const key = twin.moderatorKey('Mona')
  await twin.close()
  const write: HostileSite['write'] = async (path, who, kind, body) => {
    const answer = await fetch(`${origin}/roomful/v1/rooms/${encodeURIComponent(path)}/writes`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin,
        ...(who === 'guest' ? {} : who === 'Mona' ? { authorization: `Bearer ${key}` } : { cookie: `who=${who}` }),
      },
      body: JSON.stringify({ id: randomUUID(), kind, ...body }),
    })
    if (!answer.ok) throw new Error(`${await answer.text()}: ${JSON.stringify(body).slice(0, 200)}`)
    return ((await answer.json()) as { v: { id: string } }).v
  }
  const say = async (path: string, index: number, isGuest: boolean, parent?: string): Promise<Said> => {
    const payload = PAYLOADS[index] ?? ''
    const quote = quoteOf(PAYLOADS[(index + 1) % PAYLOADS.length] ?? '')
    const source = `${payload}\n\n@Ada`
    const passage = quote && { exact: quote, prefix: '', suffix: '', start: 0, end: quote.length }
    const body = { text: source, mentions: ['ada'], ...(passage ? { passage } : {}), ...(parent ? { parent } : {}) }
    const name = isGuest ? (NAMES[index] ?? '').slice(0, MAX_GUEST_NAME) : namedBySite(index)
    const person = `h${String(index)}`
    const { id } = await write(path, isGuest ? 'guest' : person, 'comment.add', isGuest ? { ...body, name } : body)
    return { id, person, name, source, quote }
  }
  const indices = PAYLOADS.map((_, index) => index)
  const rooms = await Promise.all(
    parts(indices, PER_ROOM).map(async (some, at): Promise<HostileRoom> => {
      const path = `/hostile/${String(at)}`
      const { id: parent } = await write(path, 'Ada', 'comment.add', { text: 'Who is there?' })
      const first = await eachOf(some.slice(0, THREADS), (index) => say(path, index, false))
      const answers = await eachOf(some.slice(THREADS), (index, at) => say(path, index, false, first[at % THREADS]?.id))
      const said = [...first, ...answers]
      for (const called of parts(said, MAX_MENTIONS)) {
        const text = called.map(({ name }) => `@${cleanName(name)} and`).join(' ')
        await write(path, 'Ada', 'comment.add', { parent, text, mentions: called.map(({ person }) => person) })
      }
      return { path, said }
    }),
  )
  const waiting = await eachOf(parts(indices, PER_ROOM), async (some, at): Promise<HostileRoom> => {
    const path = `/waiting/${String(at)}`
    return { path, said: await eachOf(some, (index) => say(path, index, true)) }
  })
  return { site, origin, rooms, waiting, key, people: indices.map((index) => `h${String(index)}`), write }
}

/** Not all at once: a socket each would be too many. */
async function eachOf<T, R>(list: readonly T[], act: (item: T, at: number) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const some of parts([...list.entries()], AT_ONCE))
    results.push(...(await Promise.all(some.map(([at, item]) => act(item, at)))))
  return results
}

function parts<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size))
}

export { expect }
