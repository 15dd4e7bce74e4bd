/**
 * Withdrawals of rights by the host, on every node. [I4,Y10]
 *
 * This node obeys at once, without waiting for the bus. Whenever words may have been lost, and for every node that is new, the
 * whole table is said. What comes over the bus is another program's word and is checked like anybody's.
 */
import type { Json } from '@roomful/protocol'
import type { Cluster } from '../../cluster/cluster.js'
import { WithdrawalTable, type Withdrawal } from '../../model/nodes/withdrawal-table.js'
import type { Refusal } from './refusals.js'

export interface Withdrawals {
  /** Rejects `BUS_UNAVAILABLE` when the others could not be told yet; this node has obeyed even then. */
  revoke(person: string): Promise<void>
  restore(person: string): Promise<void>
  stop(): void
}

const KIND = 'withdrawn'
/** One message. */
const MAX_WORDS = 500

export function createWithdrawals(
  here: Refusal,
  cluster: Pick<Cluster, 'node' | 'site' | 'onGap'> | undefined,
): Withdrawals {
  const table = new WithdrawalTable(cluster?.node ?? '')

  function obey({ person, isWithdrawn }: Withdrawal): void {
    if (isWithdrawn) here.revoke(person)
    else here.restore(person)
  }
  async function say(person: string, isWithdrawn: boolean): Promise<void> {
    const word = table.set(person, isWithdrawn)
    obey(word)
    await cluster?.site.announce(KIND, { list: [rowOf(word)] })
  }
  function sayAll(): void {
    const rows = table.all.map(rowOf)
    for (let at = 0; at < rows.length; at += MAX_WORDS)
      cluster?.site.say(KIND, { list: rows.slice(at, at + MAX_WORDS) }).catch(() => undefined)
  }
  const undos = cluster && [
    cluster.onGap(sayAll),
    cluster.site.on(KIND, ({ list }) => {
      if (!Array.isArray(list) || list.length > MAX_WORDS) return false
      const words = list.map(wordOf)
      for (const word of words) if (word && table.merge(word)) obey(word)
      return words.every((word) => word !== undefined)
    }),
  ]
  return {
    revoke: (person) => say(person, true),
    restore: (person) => say(person, false),
    stop() {
      for (const undo of undos ?? []) undo()
    },
  }
}

function rowOf({ person, isWithdrawn, at, by }: Withdrawal): Json[] {
  return [person, isWithdrawn, at, by]
}

function wordOf(row: Json): Withdrawal | undefined {
  if (!Array.isArray(row)) return undefined
  const [person, isWithdrawn, at, by] = row as (Json | undefined)[]
  if (typeof person !== 'string' || typeof isWithdrawn !== 'boolean' || typeof by !== 'string') return undefined
  return typeof at === 'number' && Number.isSafeInteger(at) ? { person, isWithdrawn, at, by } : undefined
}
