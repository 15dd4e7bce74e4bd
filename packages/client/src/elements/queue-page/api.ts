/**
 * Talks to the server in a moderator's name. [M4–M7]
 *
 * Owns the addresses and what their answers mean; keeps nothing. Everything rejects with a `RoomfulError`: the server's own
 * code, or `NOT_CONNECTED` where no answer came. A write goes out under one id however often it is tried, so that it is done
 * once.
 */
import {
  RoomfulError,
  type Clock,
  type CommentPage,
  type ErrorCode,
  type JsonFields,
  type Act,
  type PersonCard,
  type QueueFilter,
} from '@roomful/protocol'
import { keyOf, type Counts, type Page, type PersonPage, type ListedItem } from './queue-item.js'

export interface QueueApi {
  queue(ask: {
    readonly filter: QueueFilter
    readonly room?: string | undefined
    readonly cursor?: string | undefined
    readonly limit?: number
  }): Promise<Page<ListedItem>>
  counts(): Promise<Counts>
  acts(ask: { readonly person?: string; readonly cursor?: string | undefined }): Promise<Page<Act>>
  people(ask: { readonly q?: string; readonly cursor?: string | undefined }): Promise<Page<PersonCard>>
  person(id: string): Promise<PersonPage>
  /** The thread around a comment. */
  around(room: string, comment: string): Promise<CommentPage>
  /** Resolves with what the change made. */
  write(room: string, kind: string, body: JsonFields): Promise<JsonFields>
  /** Everything of a person, as a file. */
  takeAlong(person: string): Promise<Blob>
  erase(person: string): Promise<void>
}

export interface QueueApiParts {
  /** Address of the server with its prefix, without a slash at the end. */
  readonly base: string
  /** Undefined: whoever the site's own login says. */
  readonly key: string | undefined
  readonly clock: Clock
  readonly makeId: () => string
}

const TOO_FAST_MS = 1_000
const MAX_TRIES = 30
const PAGE = 20

type Ask = Readonly<Record<string, string | number | undefined>>
type RawItem = Omit<ListedItem, 'key'>

export function createQueueApi({ base, key, clock, makeId }: QueueApiParts): QueueApi {
  const authorization = key === undefined ? undefined : `Bearer ${key}`

  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...init.headers, ...(authorization === undefined ? {} : { authorization }) }
    let answer: Response
    try {
      answer = await fetch(base + path, { ...init, headers, cache: 'no-store', redirect: 'error' })
    } catch (cause) {
      throw new RoomfulError('NOT_CONNECTED', { cause })
    }
    if (answer.ok) return answer
    throw await refusalOf(answer)
  }
  async function read<T>(path: string, query: Ask = {}): Promise<T> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined)
    const params = new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
    return (await (await ask(`${path}?${params.toString()}`)).json()) as T
  }

  async function write(room: string, kind: string, body: JsonFields): Promise<JsonFields> {
    const id = makeId()
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, id, kind }),
    }
    for (let left = MAX_TRIES; ; left--) {
      try {
        const answer = await ask(`/v1/rooms/${encodeURIComponent(room)}/writes`, init)
        return ((await answer.json()) as { readonly v?: JsonFields }).v ?? {}
      } catch (error) {
        // Many at once are told to wait; that is our business, not the moderator's.
        if (left <= 0 || !(error instanceof RoomfulError) || error.code !== 'RATE_LIMITED') throw error
        await new Promise<void>((resolve) => clock.after(TOO_FAST_MS, resolve))
      }
    }
  }

  const personPath = (person: string): string => `/v1/people/${encodeURIComponent(person)}`
  return {
    async queue({ filter, room, cursor, limit = PAGE }) {
      const { list, ...more } = await read<Page<RawItem>>('/v1/queue', { filter, room, cursor, limit })
      return { list: list.map(withKey), ...more }
    },
    counts: () => read('/v1/queue/counts'),
    acts: ({ person, cursor }) => read('/v1/acts', { person, cursor, limit: PAGE }),
    people: ({ q, cursor }) => read('/v1/people', { q, cursor, limit: PAGE }),
    async person(id) {
      const { comments, ...card } = await read<PersonCard & { readonly comments: readonly RawItem[] }>(personPath(id))
      return { ...card, comments: comments.map(withKey) }
    },
    around: (room, comment) =>
      read(`/v1/rooms/${encodeURIComponent(room)}/read`, { what: 'comments', around: comment, limit: PAGE }),
    write,
    takeAlong: async (person) => (await ask(`${personPath(person)}/export`)).blob(),
    async erase(person) {
      await ask(personPath(person), { method: 'DELETE' })
    },
  }
}

function withKey(item: RawItem): ListedItem {
  return { ...item, key: keyOf(item.room, item.comment.id) }
}

async function refusalOf(answer: Response): Promise<RoomfulError> {
  try {
    const { error } = (await answer.json()) as {
      readonly error: { readonly code: ErrorCode; readonly message: string; readonly at?: string }
    }
    return new RoomfulError(error.code, error)
  } catch (cause) {
    // Something between us and the server answered in its place.
    return new RoomfulError('NOT_CONNECTED', { cause })
  }
}
