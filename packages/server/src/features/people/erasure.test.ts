import { expect, test } from 'vitest'
import { createGuestTokens } from '../../auth/guest-token.js'
import { memoryExchange } from '../../bus/memory.js'
import { createCluster } from '../../cluster/cluster.js'
import { systemClock } from '../../platform/clock.js'
import { systemRandom } from '../../platform/random.js'
import { memoryStore } from '../../store/memory.js'
import { endableGuests } from './ended-guests.js'
import { createErasure } from './erasure.js'

/** Two nodes over one database. */
async function setUp() {
  const exchange = memoryExchange()
  const store = memoryStore()
  const did: string[] = []
  const node = async (name: string) => {
    const world = { clock: systemClock, random: systemRandom }
    const log = (level: string, event: string): void => void (level === 'info' || did.push(`${name} ${level} ${event}`))
    const cluster = createCluster({ ...world, log, bus: exchange.join() })
    await cluster.ready
    const erasure = createErasure({
      ...{ ...world, store, cluster, log },
      hub: {
        publish: (room, _epoch, entries) => void did.push(`${name} tells ${room} ${entries.length}`),
        counts: () => ({ connections: 1, people: 1, active: 1 }),
        dismiss: (person) => void did.push(`${name} dismisses ${person}`),
      },
      moderation: { forget: (person) => void did.push(`${name} forgets ${person}`) },
      endGuest: (person) => void did.push(`${name} ends ${person}`),
    })
    return { cluster, erasure }
  }
  const [one, two] = [await node('one'), await node('two')]
  const stop = async (): Promise<void> => void (await one.cluster.stop(), await two.cluster.stop())
  return { one, two, store, did, stop }
}

test('[T4] a person is forgotten by every node, and open rooms hear of it on each', async () => {
  const { one, store, did, stop } = await setUp()
  const author = { id: 'ann', name: 'Ann', isVerified: false }
  const write = { room: '/a', author: 'ann', id: 'w', atMs: 1, kind: 'comment.add', fingerprint: '' } as const
  await store.write({ ...write, change: { comment: 'c', author, text: 'hello', status: 'visible' } })
  expect(await one.erasure.erase('ann', '')).toEqual({ comments: 1 })
  await expect
    .poll(() => did.filter((each) => each.startsWith('two')))
    .toEqual(['two forgets ann', 'two ends ann', 'two dismisses ann', 'two tells /a 1'])
  // First, so that nothing is added while the database works.
  expect(did[0]).toBe('one dismisses ann')
  expect(did).toContain('one tells /a 1')
  expect(await store.read('people.card', { person: 'ann', nowMs: 1 })).toBeUndefined()
  expect(await one.erasure.erase('ann', '')).toEqual({ comments: 0 })
  await stop()
})

test('[S12] what another program says of an erasure is checked', async () => {
  const { one, two, did, stop } = await setUp()
  const wrong = [{}, { person: 7, rooms: [] }, { person: 'ann' }, { person: 'ann', rooms: [7] }]
  for (const body of wrong) await one.cluster.site.say('erased', body)
  await expect.poll(() => did.filter((each) => each === 'two warn bus-frame-refused').length).toBe(wrong.length)
  expect(did.filter((each) => each.includes('ann'))).toEqual([])
  two.erasure.stop()
  await stop()
})

test('[I2,T4] the token of a guest who was forgotten names nobody, of very many the latest', () => {
  const tokens = createGuestTokens('the secret of a server in a test', systemRandom)
  const guests = endableGuests(tokens)
  const [gone, other] = [guests.tokens.issue(), guests.tokens.issue()]
  guests.end(gone.id)
  expect([guests.tokens.read(gone.token), guests.tokens.read(other.token)]).toEqual([undefined, other.id])
  expect(tokens.read(gone.token)).toBe(gone.id)
  for (let index = 0; index < 10_000; index++) guests.end(`g_${index}`)
  expect(guests.tokens.read(gone.token)).toBe(gone.id)
})
