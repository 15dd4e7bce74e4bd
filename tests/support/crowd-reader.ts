/**
 * A page in a crowd that keeps a roster and cursors as a client does, from what it is told and nothing else; and the order
 * [U3] in which a server chooses whom to tell.
 */
import { encodeCursor, type CrowdMessage, type ServerMessage } from '@roomful/protocol'
import { crowdOrder } from '../../packages/server/src/model/crowd.js'
import type { TestHub, TestPage } from './test-hub.js'

export const CROWD_ROOM = '/viral'
const orders = new Map<string, number>()
const orderOf = (id: string): number => {
  const order = orders.get(id) ?? crowdOrder(id)
  orders.set(id, order)
  return order
}
export const byOrder = (one: string, other: string): number => orderOf(one) - orderOf(other)

export class CrowdReader {
  readonly members = new Map<string, readonly number[]>()
  readonly cursors = new Map<number, number>()
  id = ''
  n = 0
  ref = 0
  isPainted = false
  #crowd: CrowdMessage | undefined
  #taken = 0

  constructor(readonly page: TestPage) {}

  get crowd(): CrowdMessage | undefined {
    this.take()
    return this.#crowd
  }

  /** Forgets what has arrived, not what was learnt from it. */
  clear(): void {
    this.take()
    this.page.clear()
    this.#taken = 0
  }

  get ids(): string[] {
    this.take()
    return [...this.members.keys()].toSorted(byOrder)
  }

  /** Anchors of the cursors on the screen. */
  get seen(): number[] {
    this.take()
    return [...this.cursors.values()].toSorted((a, b) => a - b)
  }

  take(): void {
    const { arrivals } = this.page
    for (; this.#taken < arrivals.length; this.#taken++) this.#hear(arrivals[this.#taken]!.message)
  }

  #hear(message: ServerMessage): void {
    if (message.t === 'welcome') this.id = message.id
    if (message.t === 'crowd') this.#crowd = message
    if (message.t === 'painted') this.isPainted = message.on
    if (message.t === 'joined') {
      this.n = message.n
      this.ref = message.ref
      this.members.clear()
      this.isPainted = false
      for (const member of message.members) this.members.set(member.id, member.refs)
    }
    if (message.t === 'members') {
      for (const id of message.gone ?? []) this.members.delete(id)
      for (const member of message.set ?? []) this.members.set(member.id, member.refs)
      if (this.cursors.size === 0) return
      const known = new Set([...this.members.values()].flat())
      for (const ref of this.cursors.keys()) if (!known.has(ref)) this.cursors.delete(ref)
    }
    if (message.t === 'cursors')
      for (const [ref, mode, anchor] of message.list)
        if (mode === 3 || ref === this.ref) this.cursors.delete(ref)
        else this.cursors.set(ref, anchor)
  }

  send(message: object): void {
    this.page.send({ n: this.n, ...message })
  }

  point(anchor: number): void {
    this.page.send(encodeCursor(this.n, { mode: 0, anchor, place: 1 }))
  }
}

export async function enter(
  kit: Pick<TestHub, 'enter'>,
  me: object | undefined,
  extra: object = {},
): Promise<CrowdReader> {
  const reader = new CrowdReader(await kit.enter({ rooms: [{ room: CROWD_ROOM, ...(me ? { me } : {}), ...extra }] }))
  reader.take()
  return reader
}

export async function enterMany(kit: Pick<TestHub, 'enter'>, count: number): Promise<CrowdReader[]> {
  const readers: CrowdReader[] = []
  for (let i = 0; i < count; i++) readers.push(await enter(kit, { show: true }))
  return readers
}

export const settled = (kit: Pick<TestHub, 'run'>): Promise<void> => kit.run(3_000)
export const idsOf = (readers: readonly CrowdReader[]): string[] => readers.map(({ id }) => id).toSorted(byOrder)
