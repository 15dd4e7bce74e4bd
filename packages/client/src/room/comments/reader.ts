/**
 * When a page reads a room's comments, and what it shows of them. [T7,G4]
 *
 * What pages and entries make of what is shown is decided in `model/comments/`; the actions are in `comments.ts`. Nothing is
 * read before somebody looks. Invariant: what is shown is never less than before a connection went away.
 */
import {
  MAX_COMMENT_PAGE,
  type Comment,
  type CommentAuthor,
  type CommentPage,
  type CommentSort,
  type JsonFields,
  type LogPosition,
  type RoomfulError,
} from '@roomful/protocol'
import { createCommentList } from '../../model/comments/list.js'
import { stepComments, type CommentEvent } from '../../model/comments/step.js'
import { createCommentPainter, type CommentThread } from '../../model/comments/view.js'
import type { RoomHost } from '../feature.js'
import { log, type RoomLog } from '../log.js'
import { createSource, type Noun } from '../noun.js'
import { askAgainMs } from '../../model/retry.js'
import { asError, pause, readUntilAnswered } from '../reading.js'
import type { RoomWrites } from '../writes.js'

/** A room's comments, as this page shows them. */
export interface CommentsView {
  /** `stale`: as last known, while the connection is away. `failed`: nothing could be read yet; `problem` says why. */
  readonly status: 'loading' | 'ready' | 'stale' | 'failed'
  /** Threads in order, with what this page has written and the server has not answered yet in its place. */
  readonly list: readonly CommentThread[]
  /** All visible comments of the room, whether they are shown here or not. */
  readonly total: number
  /** How many new comments are held back, so that nothing moves under the reader: `showNew` shows them. */
  readonly fresh: number
  /** There are more threads: `more` reads them. */
  readonly more: boolean
  readonly sort: CommentSort
  /** The comment around which was read; undefined from the beginning. */
  readonly around: string | undefined
  /** Nobody can add any more. */
  readonly closed: boolean
  /** Why nothing could be read, or not again; undefined once something was. */
  readonly problem: RoomfulError | undefined
}

/** What to read from the beginning. */
interface Wish {
  readonly sort: CommentSort
  readonly around: string | undefined
}

export interface CommentReader {
  readonly noun: Noun<CommentsView>
  feed(event: CommentEvent): void
  /** Reads anew; resolves once that is shown, rejects where it cannot be. */
  read(wish: Partial<Wish>): Promise<void>
  more(): Promise<void>
  thread(id: string): Promise<void>
}

/** More than this is not read again at once after a reset: whoever has scrolled that far asks for more. */
const MAX_PAGES = 10
const WRITES = ['add', 'edit', 'delete', 'react', 'pin', 'resolve'].map((verb) => `comment.${verb}`)
/** A server that repeats itself is asked no further. */
const MAX_THREAD_PAGES = 5

/** @param only which threads to read, where not all */
export function createCommentReader(host: RoomHost, box: RoomWrites, only: Given = {}): CommentReader {
  const paint = createCommentPainter()
  let list = createCommentList('new')
  let wish: Wish = { sort: 'new', around: undefined }
  let problem: RoomfulError | undefined
  let roomLog: RoomLog | undefined
  /** Counts readings from the beginning; what an older one brings is not shown. */
  let readings = 0
  let running: Promise<void> | undefined
  const source = createSource<CommentsView>(compose(), host.report)

  function compose(): CommentsView {
    const { total, more, closed } = list
    const painting = paint(list, box.pending.get().filter(isComment), authorOf(host))
    const isFresh = !list.isStale && roomLog?.isLive.get() === true
    const status = list.readAt ? (isFresh ? 'ready' : 'stale') : problem ? 'failed' : 'loading'
    return { ...painting, ...wish, status, total, more: more !== undefined, closed, problem }
  }

  function draw(): void {
    const before = source.noun.get()
    const next = compose()
    const isSame = (Object.keys(next) as (keyof CommentsView)[]).every((key) => Object.is(before[key], next[key]))
    if (!isSame) source.set(next)
  }

  function feed(event: CommentEvent): void {
    list = stepComments(list, event)
    draw()
  }

  /** Who is here, and whether something of theirs is on its way. */
  function follow(): void {
    const isSending = box.pending.get().some(({ kind, error }) => kind === 'comment.add' && !error)
    feed({ type: 'self', me: host.person(), isSending })
  }

  /** The first to look; `reads` unless something else than the beginning is asked for. */
  function begin(reads = true): void {
    if (roomLog) return
    roomLog = host.room.use(log)
    roomLog.entries(['comment', 'thread'], (entries) => feed({ type: 'entries', list: entries }))
    roomLog.reset(restart)
    roomLog.isLive.subscribe(draw)
    follow()
    if (reads) readAgain()
  }

  function restart(position: LogPosition): void {
    feed({ type: 'reset', position })
    if (list.isStale) readAgain()
  }

  function readAgain(): void {
    const count = Math.max(1, list.order.length)
    // Whoever asked for it hears of a failure; of this one the view tells.
    run(count).catch(() => undefined)
  }

  async function run(threads: number, attempt = 0): Promise<void> {
    const mine = ++readings
    const { sort, around } = wish
    feed({ type: 'asked' })
    const pages: CommentPage[] = []
    try {
      let cursor: string | undefined
      do {
        const page = await ask({ ...only, sort, around: pages.length === 0 ? around : undefined, cursor }, mine)
        if (!page) return feed({ type: 'unread' })
        pages.push(page)
        cursor = page.more
      } while (cursor !== undefined && countThreads(pages) < threads && pages.length < MAX_PAGES)
    } catch (cause) {
      if (mine === readings) problem = asError(cause)
      feed({ type: 'unread' })
      throw cause
    }
    const before = list.readAt
    problem = undefined
    feed({ type: 'read', pages, sort, isAround: around !== undefined })
    if (list.readAt !== before || mine !== readings) return
    // The log has begun anew meanwhile: these pages are from before.
    await pause(host, askAgainMs(attempt, host.random.unit()))
    if (mine === readings) return run(threads, attempt + 1)
  }

  async function ask(body: Given, mine: number): Promise<CommentPage | undefined> {
    const answer = await readUntilAnswered(host, {
      what: 'comments',
      body: given(body),
      isWanted: () => mine === readings,
      failed(error) {
        problem = error
        draw()
      },
    })
    return answer && mine === readings ? asPage(answer) : undefined
  }

  /** Asks once for something that is added to what is shown; nothing of it is shown when everything was read anew meanwhile. */
  async function add(body: Given, event: (page: CommentPage) => CommentEvent): Promise<CommentPage> {
    const mine = readings
    feed({ type: 'asked' })
    try {
      const page = asPage(await host.ask('comments', given(body)))
      feed(mine === readings ? event(page) : { type: 'unread' })
      return page
    } catch (cause) {
      feed({ type: 'unread' })
      throw cause
    }
  }

  async function addMore(cursor: string): Promise<void> {
    await add({ ...only, sort: wish.sort, cursor }, (page) => ({ type: 'more', page }))
  }

  async function addAnswers(thread: string): Promise<void> {
    for (let asked = 0; asked < MAX_THREAD_PAGES; asked++) {
      const before = list.answers.get(thread)
      if (!before || before.isComplete) return
      const page = await add({ thread, cursor: before.cursor, limit: MAX_COMMENT_PAGE }, (read) => ({
        type: 'thread',
        thread,
        page: read,
      }))
      // The first answers may be those that are shown already.
      if (page.list.some(({ id }) => !before.ids.includes(id))) return
    }
  }

  box.settled(WRITES, (_write, outcome) => {
    // Drawn when the write is gone from `pending`, so that nobody sees it twice.
    if (outcome.status !== 'refused' && isWholeComment(outcome.v))
      list = stepComments(list, { type: 'own', comment: outcome.v as unknown as Comment })
  })
  box.pending.subscribe(follow)
  host.onJoined(follow)
  host.room.me.subscribe(draw)

  return {
    noun: {
      get() {
        begin()
        return source.noun.get()
      },
      subscribe(listener) {
        begin()
        return source.noun.subscribe(listener)
      },
    },
    feed,
    async read(changes) {
      const before = wish
      const mine = { ...wish, ...changes }
      wish = mine
      begin(false)
      draw()
      try {
        await run(1)
      } catch (cause) {
        if (wish === mine) {
          // What was shown before is still shown.
          wish = before
          if (list.readAt) draw()
          else readAgain()
        }
        throw cause
      }
    },
    more() {
      begin()
      if (list.more === undefined) return Promise.resolve()
      running ??= addMore(list.more).finally(() => {
        running = undefined
      })
      return running
    },
    async thread(id) {
      begin()
      await addAnswers(id)
    },
  }
}

function isWholeComment({ id, atMs }: JsonFields): boolean {
  return typeof id === 'string' && typeof atMs === 'number'
}

function isComment({ kind }: { readonly kind: string }): boolean {
  return kind.startsWith('comment.')
}

/** Whom this page's comments are by, as far as it knows. */
function authorOf({ room, person }: RoomHost): CommentAuthor | undefined {
  const id = person()
  if (id === undefined) return undefined
  const member = room.members.get().find((each) => each.id === id)
  const { name = '', color } = member ?? room.me.get()
  const { avatar, role, verified } = member ?? {}
  return {
    id,
    name,
    ...(color === undefined ? {} : { color }),
    ...(avatar === undefined ? {} : { avatar }),
    ...(role === undefined ? {} : { role }),
    ...(verified === undefined ? {} : { verified }),
  }
}

type Given = Readonly<Record<string, string | number | boolean | undefined>>

function given(body: Given): JsonFields {
  return Object.fromEntries(Object.entries(body).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
}

/** Lenient: what an older or newer server leaves out counts as nothing. */
function asPage({ list, more, total, closed, epoch, offset }: JsonFields): CommentPage {
  return {
    list: Array.isArray(list) ? (list as unknown as readonly Comment[]) : [],
    total: typeof total === 'number' ? total : 0,
    closed: closed === true,
    epoch: typeof epoch === 'string' ? epoch : '',
    offset: typeof offset === 'number' ? offset : 0,
    ...(typeof more === 'string' && { more }),
  }
}

function countThreads(pages: readonly CommentPage[]): number {
  return pages.reduce((sum, { list }) => sum + list.filter(({ thread }) => thread === undefined).length, 0)
}
