/**
 * What must hold of a room whose comments many people have written under faults, whichever fault it was. [D1,D2,D3]
 *
 * The truth is what the database holds at the end, read by a store of its own.
 */
import type { RoomfulOptions, Store } from 'roomful'
import { expect } from 'vitest'
import type { Scribe } from './scribe.js'
import { JWT_SECRET } from './writer.js'

/** The config of a server that comments can be poured into: who they are by is checked, what they say is looked at. */
export const POURED = {
  jwt: { secret: JWT_SECRET },
  moderation: { flood: false, similar: false, hold: 'none' },
  limits: {
    writesPerSecond: 10_000,
    readsPerSecond: 10_000,
    framesPerSecond: 20_000,
    connectsPerSecond: 10_000,
    connectionsPerAddress: 10_000,
  },
} as const satisfies RoomfulOptions

/** What a room holds: ids of comments by offset, and how often each text stands there. */
export interface KeptRoom {
  readonly order: readonly string[]
  readonly texts: ReadonlyMap<string, number>
}

/** Reads the room's whole log, and that its offsets are 1, 2, 3 … without a gap. [G1] */
export async function keptIn(store: Store, room: string): Promise<KeptRoom> {
  const { list, offset } = await store.read('log.since', { room, after: 0, limit: 1_000_000 })
  expect(list.map(({ o }) => o)).toEqual(list.map((_, index) => index + 1))
  expect(offset).toBe(list.length)
  const texts = new Map<string, number>()
  for (const { v } of list) {
    const text = typeof v['text'] === 'string' ? v['text'] : ''
    texts.set(text, (texts.get(text) ?? 0) + 1)
  }
  return { order: list.map(({ i }) => i), texts }
}

/**
 * [D1] Whatever was acknowledged is there, where it was said to be; [D2] nothing is there twice; [D3] everybody was told one
 * order, the database's, and nobody was told anything they may not be.
 */
export function expectDurable({ order, texts }: KeptRoom, scribes: readonly Scribe[]): void {
  expect(scribes.flatMap(({ faults }) => faults)).toEqual([])
  expect([...texts].filter(([, count]) => count !== 1)).toEqual([])
  const lost: string[] = []
  for (const { acknowledged, heard } of scribes) {
    for (const [id, { comment, offset }] of acknowledged)
      if (order[offset - 1] !== comment) lost.push(`${id} at ${offset}`)
    for (const [offset, comment] of heard) if (order[offset - 1] !== comment) lost.push(`told ${comment} at ${offset}`)
  }
  expect(lost).toEqual([])
}

/** One figure of many: the 99th of a hundred. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
