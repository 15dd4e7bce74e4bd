/**
 * Many people with the real client in one room or several, on several nodes, who come back by themselves wherever they are let
 * in; and what must hold of what they see.
 */
import { connect, nodeEnvironment, type Client } from '@roomful/client'
import { expect, onTestFinished } from 'vitest'
import { until } from './until.js'

type Room = ReturnType<Client['room']>
type Environment = ReturnType<typeof nodeEnvironment>

export interface Person {
  readonly client: Client
  readonly room: Room
  /** Who it is. */
  id(): string
  /** Where its connection goes. */
  url(): string
  /** The fewest of the people it knew at `watch` that it has seen since, and the extremes of the count of people. */
  readonly seen: { people: number; least: number; most: number; misses: string[] }
}

export interface FleetOptions {
  readonly count: number
  /** Where somebody who comes is sent. */
  readonly next: () => string
  readonly room?: (who: number) => string
  readonly isShown?: (who: number) => boolean
}

/** How long they may need, all in one process with what they see. */
const ENTER_MS = 20_000
const ENTER_EACH_MS = 10

/** As a proxy does: who is refused at one node is tried at the next. */
const TRIES = 3

/** An environment whose connections go where `next` says, each time. */
function environmentOf(next: () => string, told: (url: string) => void): Environment {
  const base = nodeEnvironment()
  const dial: Environment['dial'] = (url, handlers) => {
    const { pathname, search } = new URL(url)
    let isOver = false
    const attempt = (left: number): ReturnType<Environment['dial']> => {
      let isOpen = false
      const node = next()
      return base.dial(`${node.replace(/^http/, 'ws')}${pathname}${search}`, {
        opened() {
          isOpen = true
          told(node)
          handlers.opened()
        },
        received: (frame) => handlers.received(frame),
        closed(code) {
          if (isOpen || isOver || left === 1) handlers.closed(code)
          else link = attempt(left - 1)
        },
      })
    }
    let link = attempt(TRIES)
    return {
      send: (frame) => link.send(frame),
      close(code) {
        isOver = true
        link.close(code)
      },
    }
  }
  return { ...base, dial, warn: () => undefined }
}

/** Lets them come, and waits until all are in. */
export async function startFleet({
  count,
  next,
  room = () => '/a',
  isShown = () => true,
}: FleetOptions): Promise<Person[]> {
  const people = Array.from({ length: count }, (_, who): Person => {
    let url = next()
    // The address only says what to dial first; the environment decides where it goes.
    const client = connect('http://roomful.test', { env: environmentOf(next, (node) => (url = node)) })
    onTestFinished(() => client.close())
    const handle = client.room(room(who))
    if (isShown(who)) handle.me.show()
    const seen = { people: Number.POSITIVE_INFINITY, least: Number.POSITIVE_INFINITY, most: 0, misses: [] }
    return { client, room: handle, id: () => client.id.get() ?? '', url: () => url, seen }
  })
  const isIn = ({ room }: Person): boolean => room.status.get() === 'joined'
  await until(() => people.every(isIn), 'everybody is in', ENTER_MS + count * ENTER_EACH_MS)
  return people
}

const idsOf = ({ room }: Person): string =>
  room.members
    .get()
    .map(({ id }) => id)
    .toSorted()
    .join(' ')

/** Whether everybody sees the same people and counts, and as many as there are. */
function agree(people: readonly Person[], shown: number, connections: number): boolean {
  const [first] = people
  if (!first) return true
  const ids = idsOf(first)
  return people.every(
    (each) =>
      each.room.members.get().length === shown &&
      idsOf(each) === ids &&
      each.room.count.get()?.connections === connections,
  )
}

/** Waits until they agree, and says how long that took. */
export async function untilAgreed(
  people: readonly Person[],
  shown: number,
  connections: number,
  atMostMs = 10_000,
): Promise<number> {
  const startedMs = performance.now()
  const views = (): string =>
    people
      .map(
        (each) =>
          `${new URL(each.url()).port}: ${each.room.members.get().length} of ${each.room.count.get()?.connections}`,
      )
      .join(', ')
  try {
    await until(() => agree(people, shown, connections), 'all agree', atMostMs)
  } catch (cause) {
    throw new Error(`after ${atMostMs} ms they do not agree on ${shown} of ${connections}: ${views()}`, { cause })
  }
  return performance.now() - startedMs
}

/** From now on notes in `seen` whom they miss of the people they know, however shortly. */
export function watch(people: readonly Person[], of: (id: string) => boolean = () => true): void {
  const whereIs = (who: string): string => {
    const person = people.find(({ id }) => id() === who)
    return person ? `${new URL(person.url()).port} ${person.client.status.get()}` : 'gone'
  }
  for (const { room, seen, url } of people) {
    const known = new Set(
      room.members
        .get()
        .map(({ id }) => id)
        .filter(of),
    )
    const look = (): void => {
      const present = new Set(room.members.get().map(({ id }) => id))
      const missing = [...known].filter((id) => !present.has(id))
      seen.people = Math.min(seen.people, known.size - missing.length)
      for (const id of missing)
        seen.misses.push(
          `${performance.now().toFixed(0)} ms: at ${new URL(url()).port} (${room.status.get()}) without ${id}, who is at ${whereIs(id)}`,
        )
    }
    const count = (): void => {
      const counted = room.count.get()?.people ?? 0
      seen.least = Math.min(seen.least, counted)
      seen.most = Math.max(seen.most, counted)
    }
    look()
    count()
    onTestFinished(room.members.subscribe(look))
    onTestFinished(room.count.subscribe(count))
  }
}

/** Nobody has seen fewer than these, at any moment since `watch`. */
export function expectNoFlap(people: readonly Person[], shown: number): void {
  const misses = people.flatMap(({ seen }) => seen.misses).slice(0, 20)
  expect({ seen: people.map(({ seen }) => seen.people), misses }).toEqual({ seen: people.map(() => shown), misses: [] })
}
