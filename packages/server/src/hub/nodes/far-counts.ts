/**
 * [N3] How many are in rooms that are open only on other nodes.
 *
 * Whoever has a room open knows its merged counts, so the first answer that has one is right. Nobody asks twice within a second.
 */
import { isRoomId, type Clock, type Counts, type Json } from '@roomful/protocol'
import type { Cluster } from '../../cluster/cluster.js'

export interface FarCounts {
  /** In the order of `rooms`; zeros for those nobody has. Never rejects. */
  ask(rooms: readonly string[]): Promise<readonly Counts[]>
}

export const NOBODY: Counts = { connections: 0, people: 0, active: 0 }

/** Half: a node that is busy counts for none. Double: a page that asks waits that much longer when a node has just died. */
const ANSWER_MS = 300
const FRESH_MS = 1_000
/** Half: rooms asked for by very many pages at once are asked for again sooner. */
const MAX_KNOWN = 10_000
const MAX_ROOMS = 100

interface Question {
  readonly missing: Set<string>
  readonly found: Map<string, Counts>
  readonly silent: Set<string>
  done(): void
}

/** `here` gives the counts of a room that is open on this node. */
export function createFarCounts(
  { site, peers }: Pick<Cluster, 'site' | 'peers'>,
  clock: Clock,
  here: (room: string) => Counts | undefined,
): FarCounts {
  const known = new Map<string, { readonly counts: Counts; readonly untilMs: number }>()
  const questions = new Map<number, Question>()
  let asked = 0

  site.on('count', ({ id, rooms }, node) => {
    if (typeof id !== 'number' || !Array.isArray(rooms) || rooms.length > MAX_ROOMS) return false
    const list = rooms.flatMap((room): Json[] => {
      const counts = typeof room === 'string' ? here(room) : undefined
      return counts ? [[room as string, counts.connections, counts.people, counts.active]] : []
    })
    site.say('counted', { id, node, list }).catch(() => undefined)
    return true
  })
  site.on('counted', ({ id, node, list }, from) => {
    if (typeof id !== 'number' || typeof node !== 'string' || !Array.isArray(list)) return false
    const question = node === peers.node ? questions.get(id) : undefined
    if (!question) return true
    for (const row of list) {
      const found = readRow(row)
      if (!found) return false
      if (question.missing.delete(found.room)) question.found.set(found.room, found.counts)
    }
    question.silent.delete(from)
    if (question.missing.size === 0 || question.silent.size === 0) question.done()
    return true
  })

  function remember(room: string, counts: Counts): void {
    known.delete(room)
    const [oldest] = known.keys()
    if (known.size >= MAX_KNOWN && oldest !== undefined) known.delete(oldest)
    known.set(room, { counts, untilMs: clock.monotonic() + FRESH_MS })
  }

  function question(rooms: readonly string[]): Promise<void> {
    const id = ++asked
    return new Promise((resolve) => {
      const cancel = clock.after(ANSWER_MS, () => done())
      const done = (): void => {
        cancel()
        if (!questions.delete(id)) return
        for (const room of rooms) remember(room, found.get(room) ?? NOBODY)
        resolve()
      }
      const found = new Map<string, Counts>()
      questions.set(id, { missing: new Set(rooms), found, silent: new Set(peers.alive()), done })
      site.say('count', { id, rooms }).catch(done)
    })
  }

  return {
    async ask(rooms) {
      const nowMs = clock.monotonic()
      const missing = rooms.filter((room) => isRoomId(room) && (known.get(room)?.untilMs ?? 0) <= nowMs)
      if (missing.length > 0 && peers.alive().length > 0) await question(missing)
      return rooms.map((room) => {
        const counts = known.get(room)
        return counts && counts.untilMs > clock.monotonic() - FRESH_MS ? counts.counts : NOBODY
      })
    },
  }
}

function readRow(row: unknown): { readonly room: string; readonly counts: Counts } | undefined {
  if (!Array.isArray(row)) return undefined
  const [room, connections, people, active] = row as (Json | undefined)[]
  const isRight = typeof room === 'string' && [connections, people, active].every(isCount)
  if (!isRight) return undefined
  return { room, counts: { connections: Number(connections), people: Number(people), active: Number(active) } }
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
