/** A server whose people are who they say they are, for tests of what reaches them: by HTTP, mail and webhook. */
import type { Clock } from '@roomful/protocol'
import type { RoomfulOptions } from 'roomful'
import { withServer, type LiveServer } from './live-server.js'

export interface NoticeServer extends LiveServer {
  /** Writes as somebody; gives the answer's `v`, or throws its code. */
  write(person: string, kind: string, body: object, options?: { room?: string; id?: string }): Promise<Fields>
  read(person: string, what: string, query?: Record<string, string>, room?: string): Promise<Fields>
  /** Adds a comment and gives its id. */
  say(person: string, text: string, body?: object, room?: string): Promise<string>
  /** Opens a link of a mail, by the path below the server. */
  follow(
    link: string,
    method?: 'GET' | 'POST',
    init?: RequestInit,
  ): Promise<{ status: number; html: string; headers: Headers }>
}

export type Fields = Record<string, unknown>

export const SITE = 'https://blog.example'
let lastId = 0

/** `x-person: ada` is Ada; whoever is called `mod` moderates. */
const trusting: RoomfulOptions = {
  guests: false,
  authorize: ({ request }) => {
    const id = decodeURIComponent(request.headers['x-person'] ?? '')
    if (id === '') return undefined
    const name = decodeURIComponent(request.headers['x-name'] ?? '') || `Name of ${id}`
    return {
      id,
      name,
      can: ['see', 'appear', 'send', 'react', 'comment', ...(id === 'mod' ? (['moderate'] as const) : [])],
    }
  },
  moderation: { flood: false, similar: false },
  limits: { writesPerSecond: 1_000, readsPerSecond: 1_000 },
}

export async function withNotices(
  options: RoomfulOptions,
  check: (server: NoticeServer) => Promise<void>,
): Promise<void> {
  await withServer({ ...trusting, ...options }, async (server) => {
    const ask = async (person: string, path: string, init: RequestInit = {}): Promise<Fields> => {
      const headers = { 'x-person': encodeURIComponent(person), ...(init.headers as Record<string, string>) }
      const response = await server.get(path, { ...init, headers })
      const fields = (await response.json()) as Fields & { error?: { code: string; at?: string } }
      if (fields.error) throw new Error([fields.error.code, fields.error.at].join(' ').trim())
      return fields
    }
    const write: NoticeServer['write'] = async (person, kind, body, { room = '/blog/7', id = `w${++lastId}` } = {}) => {
      const { v } = await ask(person, `/v1/rooms/${encodeURIComponent(room)}/writes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, id, kind }),
      })
      return v as Fields
    }
    await check({
      ...server,
      write,
      read: (person, what, query = {}, room = '/blog/7') =>
        ask(person, `/v1/rooms/${encodeURIComponent(room)}/read?${new URLSearchParams({ what, ...query }).toString()}`),
      say: async (person, text, body = {}, room = '/blog/7') =>
        String((await write(person, 'comment.add', { text, ...body }, { room }))['id']),
      async follow(link, method = 'GET', init = {}) {
        const { pathname, search } = new URL(link, SITE)
        const response = await fetch(server.url + pathname + search, { method, ...init })
        return { status: response.status, html: await response.text(), headers: response.headers }
      },
    })
  })
}

/** Real time, `factor` times as fast, for what waits for minutes; `aheadMs` later than now. */
export function fastClock(factor = 1, aheadMs = 0): Clock {
  const startedMs = Date.now()
  const passed = (): number => (Date.now() - startedMs) * factor
  return {
    now: () => Math.round(startedMs + aheadMs + passed()),
    monotonic: () => Math.round(passed()),
    after(ms, task) {
      const timer = setTimeout(task, ms / factor)
      return () => clearTimeout(timer)
    },
    every(ms, task) {
      const timer = setInterval(task, ms / factor)
      return () => clearInterval(timer)
    },
    soon: (task) => void setImmediate(task),
  }
}
