/** Section P of the SPEC against a hub under a fake clock: who is seen, as what, and for how long. */
import { SETTLE_MS, type Member } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanName } from '../../packages/server/src/model/names.js'
import { createTestGate, tokenOf } from '../support/test-gate.js'
import { createTestHub, type TestPage } from '../support/test-hub.js'

/** What a page knows of a room's roster, by applying what it was told. [P3] */
function roster(page: TestPage): Map<string, Member> {
  const known = new Map<string, Member>()
  for (const { message } of page.arrivals) {
    if (message.t === 'joined') for (const member of message.members) known.set(member.id, member)
    if (message.t !== 'members') continue
    for (const member of message.set ?? []) known.set(member.id, member)
    for (const id of message.gone ?? []) known.delete(id)
  }
  return known
}

const names = (page: TestPage): string[] => [...roster(page).values()].map((member) => member.name).sort()

test('[P1] show makes a member with what the client chose; fields left out stay; show:false ends it', async () => {
  const kit = createTestHub()
  const observer = await kit.enter({ rooms: [{ room: '/a' }] })
  const page = await kit.enter({ rooms: [{ room: '/a' }] })
  const { n, ref } = page.last('joined')
  page.send({ t: 'me', n, show: true, name: 'Ada', color: 5, pointer: 'mouse', data: { mood: 'glad' } })
  await kit.run(500)
  const { id } = page.last('welcome')
  const ada = { id, name: 'Ada', color: 5, state: 'here', pointer: 'mouse', data: { mood: 'glad' }, refs: [ref] }
  expect(roster(observer).get(id)).toEqual(ada)
  page.send({ t: 'me', n, color: 6 })
  await kit.run(500)
  expect(roster(observer).get(id)).toEqual({ ...ada, color: 6 })
  page.send({ t: 'me', n, show: false })
  await kit.run(500)
  expect(roster(observer).size).toBe(0)
  expect(kit.hub.counts('/a').connections).toBe(2)
})

test('[P2,D8] before show nobody receives anything about a connection but the counts', async () => {
  const kit = createTestHub()
  const observer = await kit.enter({ rooms: [{ room: '/a', me: { show: true } }] })
  await kit.run(500)
  observer.clear()
  const page = await kit.enter({ rooms: [{ room: '/a', me: { name: 'Secret', color: 3 } }] })
  const { n } = page.last('joined')
  page.send({ t: 'cursor', n, mode: 0, anchor: 77, place: 77 })
  page.send({ t: 'me', n, name: 'Hidden', data: 'private', pointer: 'touch' })
  for (const state of ['idle', 'away', 'here']) page.send({ t: 'state', state })
  await kit.run(1_000)
  page.send({ t: 'me', n, show: true })
  page.send({ t: 'me', n, show: false })
  page.send({ t: 'cursor', n, mode: 0, anchor: 77, place: 77 })
  await kit.run(50)
  page.wire.cut()
  await kit.run(10_000)
  const told = observer.arrivals.map(({ message }) => message).filter(({ t }) => t !== 'beat' && t !== 'counts')
  expect(told).toEqual([])
})

test('[P3] applying the same change twice, or any change after a later whole, does no harm', async () => {
  const kit = createTestHub()
  const observer = await kit.enter({ rooms: [{ room: '/a' }] })
  const page = await kit.enter({ rooms: [{ room: '/a', me: { show: true, name: 'Ada' } }] })
  await kit.run(500)
  page.send({ t: 'me', n: page.last('joined').n, name: 'Bea' })
  await kit.run(500)
  page.close()
  await kit.run(500)
  const changes = observer.all('members')
  expect(changes).toHaveLength(3)
  const once = names(observer)
  observer.arrivals.push(...observer.arrivals.slice(-1), ...observer.arrivals.slice(-1))
  expect(names(observer)).toEqual(once)
})

const leaves: [what: string, go: (page: TestPage) => void, fromMs: number, toMs: number][] = [
  ['a clean close (1000) within a second', (page) => page.close(1000), 0, 1_000],
  ['a page going away (1001) after 700 ms', (page) => page.close(1001), 700, 1_700],
  ['a broken connection after 4 s', (page) => page.wire.cut(), 4_000, 5_000],
  ['a code of the client’s own after 4 s', (page) => page.close(4002), 4_000, 5_000],
  ['a close without a code after 4 s', (page) => page.close(1005), 4_000, 5_000],
  ['silence within 10 s', (page) => page.wire.stall('both'), 0, 10_000],
]
for (const [what, go, fromMs, toMs] of leaves) {
  test(`[P4,D4] a leave is shown: ${what}`, async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const kit = createTestHub({ seed })
      const observer = await kit.enter({ rooms: [{ room: '/a' }] })
      const page = await kit.enter({ rooms: [{ room: '/a', me: { show: true } }] })
      await kit.run(600 + 137 * seed)
      expect(roster(observer).size).toBe(1)
      const goneAtMs = kit.world.nowMs
      go(page)
      await kit.world.runUntil(() => roster(observer).size === 0, 20_000)
      expect(kit.world.nowMs - goneAtMs).toBeGreaterThanOrEqual(fromMs)
      expect(kit.world.nowMs - goneAtMs).toBeLessThanOrEqual(toMs)
      await kit.run(1_000)
      expect(kit.hub.counts('/a').connections).toBe(1)
    }
  })
}

test('[P4] a reload within 700 ms is not seen by anyone', async () => {
  const kit = createTestHub()
  const observer = await kit.enter({ rooms: [{ room: '/a' }] })
  const page = await kit.enter({ rooms: [{ room: '/a', me: { show: true, name: 'Ada' } }] })
  await kit.run(500)
  observer.clear()
  const { session, guest } = page.last('welcome')
  page.close(1001)
  await kit.run(600)
  await kit.enter({ session, guest, rooms: [{ room: '/a', me: { show: true, name: 'Ada' } }] })
  await kit.run(3_000)
  expect(observer.all('members')).toEqual([])
  expect(observer.all('counts')).toEqual([])
})

test('[P5] one person with several connections is one member with all their refs, until the last goes', async () => {
  const kit = createTestHub()
  const observer = await kit.enter({ rooms: [{ room: '/a' }] })
  const token = tokenOf({ id: 'ada', name: 'Ada' })
  const tabs: TestPage[] = []
  for (let i = 0; i < 3; i++) tabs.push(await kit.enter({ token, rooms: [{ room: '/a', me: { show: true } }] }))
  const hidden = await kit.enter({ token, rooms: [{ room: '/a' }] })
  await kit.run(500)
  const refs = tabs.map((tab) => tab.last('joined').ref)
  expect([...(roster(observer).get('ada')?.refs ?? [])].sort()).toEqual(refs.sort())
  expect(kit.hub.counts('/a')).toMatchObject({ connections: 5, people: 2 })
  tabs[0]?.close()
  tabs[1]?.close()
  await kit.run(500)
  expect(roster(observer).get('ada')?.refs).toEqual([tabs[2]?.last('joined').ref])
  tabs[2]?.close()
  await kit.run(500)
  expect(roster(observer).size).toBe(0)
  expect(kit.hub.counts('/a')).toMatchObject({ connections: 2, people: 2 })
  hidden.close()
  await kit.run(500)
  expect(kit.hub.counts('/a')).toMatchObject({ connections: 1, people: 1 })
})

test('[P6] a member’s state is the best of their connections’', async () => {
  const kit = createTestHub()
  const observer = await kit.enter({ rooms: [{ room: '/a' }] })
  const token = tokenOf({ id: 'ada', name: 'Ada' })
  const one = await kit.enter({ token, state: 'away', rooms: [{ room: '/a', me: { show: true } }] })
  const two = await kit.enter({ token, rooms: [{ room: '/a', me: { show: true } }] })
  const state = async (): Promise<string | undefined> => {
    await kit.run(500)
    return roster(observer).get('ada')?.state
  }
  expect(await state()).toBe('here')
  two.send({ t: 'state', state: 'idle' })
  expect(await state()).toBe('idle')
  two.send({ t: 'state', state: 'away' })
  expect(await state()).toBe('away')
  expect(kit.hub.counts('/a').active).toBe(1)
  one.send({ t: 'state', state: 'here' })
  expect(await state()).toBe('here')
  expect(kit.hub.counts('/a').active).toBe(2)
})

test('[P7,S14] id, role, avatar and verified come from the token, whatever the client says', async () => {
  const kit = createTestHub()
  const observer = await kit.enter({ rooms: [{ room: '/a' }] })
  const forged = {
    show: true,
    name: 'Admin',
    id: 'boss',
    role: 'admin',
    avatar: 'https://evil.example/a.svg',
    verified: true,
    robot: true,
    refs: [99],
    state: 'away',
  }
  const guest = await kit.enter({ id: 'boss', role: 'admin', rooms: [{ room: '/a', me: forged, id: 'boss' }] })
  const member = await kit.enter({
    token: tokenOf({ id: 'ada', name: 'Ada', role: 'author', avatar: '/ada.png' }),
    rooms: [{ room: '/a', me: forged }],
  })
  guest.send({ t: 'me', n: guest.last('joined').n, ...forged })
  member.send({ t: 'me', n: member.last('joined').n, ...forged })
  await kit.run(500)
  const { id } = guest.last('welcome')
  expect(roster(observer)).toEqual(
    new Map([
      [id, { id, name: 'Admin', color: expect.any(Number) as number, state: 'here', refs: [guest.last('joined').ref] }],
      [
        'ada',
        {
          id: 'ada',
          name: 'Ada',
          color: expect.any(Number) as number,
          state: 'here',
          refs: [member.last('joined').ref],
          avatar: '/ada.png',
          role: 'author',
          verified: true,
        },
      ],
    ]),
  )
})

test('[P7,S14] a token without a name vouches for no name: what the client chose is not shown as verified', async () => {
  const kit = createTestHub()
  const observer = await kit.enter({ rooms: [{ room: '/a' }] })
  await kit.enter({ token: tokenOf({ id: 'ada' }), rooms: [{ room: '/a', me: { show: true, name: 'The Editor' } }] })
  await kit.run(500)
  expect(roster(observer).get('ada')).not.toHaveProperty('verified')
})

test('[P8] names are cleaned, bounded, and never empty', async () => {
  const kit = createTestHub()
  const observer = await kit.enter({ rooms: [{ room: '/a' }] })
  const given: [raw: string, shown: string | RegExp][] = [
    ['  Ada   Lovelace ', 'Ada Lovelace'],
    ['A\u202eda\u200b\u2066', 'Ada'],
    ['Zoe\u0308', 'Zoë'],
    ['A\u0000\u0007d\na', /^Ad ?a$/],
    ['x'.repeat(100), 'x'.repeat(40)],
    ['', /^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+$/u],
    [' \u200b\u2060\ufeff ', /^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+$/u],
    ['\u200d\u200c', /^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+$/u],
    ['\u2800', /^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+$/u],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['__proto__', '__proto__'],
  ]
  for (const [raw, expected] of given) {
    const page = await kit.enter({ rooms: [{ room: '/a', me: { show: true, name: raw } }] })
    await kit.run(300)
    const name = roster(observer).get(page.last('welcome').id)?.name ?? ''
    if (typeof expected === 'string') expect(name).toBe(expected)
    else expect(name).toMatch(expected)
    page.close()
    await kit.run(300)
  }
})

test('[P8] whatever is given, a cleaned name is short, trimmed and shows no trick; cleaning twice changes nothing', () => {
  const tricky = fc.constantFrom(
    ...'\u0000\u001b\u00ad\u0301\u061c\u200b\u200c\u200d\u200e\u202e\u2066\u2069\u2800\u3164\ufeff\ud800\udc00\ufe0f',
    ' ',
    'a',
    'é',
    '👨‍👩‍👧',
    '한',
    '\u{e0041}',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(tricky, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 60 }), (parts) => {
      const name = cleanName(parts.join(''))
      expect([...name].length).toBeLessThanOrEqual(40)
      expect(name).toBe(name.trim())
      expect(name).not.toMatch(/[\p{Cc}\p{Cs}\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u)
      expect(name.isWellFormed()).toBe(true)
      expect(cleanName(name)).toBe(name)
      if (name !== '') expect(name).toMatch(/[\p{L}\p{N}\p{P}\p{S}]/u)
    }),
    { numRuns: 3_000 },
  )
})

test('[P8,S14] a guest who looks like a present verified member carries lookalike, for as long as they are present', async () => {
  const kit = createTestHub()
  const observer = await kit.enter({ rooms: [{ room: '/a' }] })
  const token = tokenOf({ id: 'ada', name: 'Ada Miller' })
  const imitations = [
    'Ada Miller',
    'ada  miller',
    'Аda Мiller',
    'Ada\u200d Miller',
    'Ada M1ller',
    'Adа.Miller',
    'Àda Miller',
  ]
  const fakes: TestPage[] = []
  for (const name of imitations) fakes.push(await kit.enter({ rooms: [{ room: '/a', me: { show: true, name } }] }))
  const other = await kit.enter({ rooms: [{ room: '/a', me: { show: true, name: 'Bea' } }] })
  const flags = async (): Promise<unknown[]> => {
    await kit.run(500)
    return fakes.map((page) => roster(observer).get(page.last('welcome').id)?.lookalike)
  }
  expect(await flags()).toEqual(imitations.map(() => undefined))
  const real = await kit.enter({ token, rooms: [{ room: '/a', me: { show: true } }] })
  expect(await flags()).toEqual(imitations.map(() => true))
  expect(roster(observer).get('ada')).toMatchObject({ verified: true })
  expect(roster(observer).get('ada')).not.toHaveProperty('lookalike')
  expect(roster(observer).get(other.last('welcome').id)).not.toHaveProperty('lookalike')
  real.close()
  expect(await flags()).toEqual(imitations.map(() => undefined))
})

test('[P9] who joins gets the roster whole, and what has changed since follows', async () => {
  const kit = createTestHub()
  const joinAndCompare = async (): Promise<void> => {
    const page = await kit.enter({ rooms: [{ room: '/a' }] })
    await kit.run(600)
    const truth = new Set(
      kit.hub
        .room('/a')
        .members()
        .map((member) => JSON.stringify(member)),
    )
    expect(new Set([...roster(page).values()].map((member) => JSON.stringify(member)))).toEqual(truth)
    page.close()
  }
  const tabs: TestPage[] = []
  for (let i = 0; i < 12; i++) {
    tabs.push(await kit.enter({ rooms: [{ room: '/a', me: { show: true, name: `N${i}` } }] }))
    if (i % 3 === 0) await kit.run(kit.dice.below(150))
    if (i % 4 === 3) tabs[i - 2]?.close()
    await joinAndCompare()
  }
})

test('[P10] welcome tells how long the rosters may still be incomplete', async () => {
  const kit = createTestHub()
  const settleMs = async (): Promise<number> => (await kit.enter()).last('welcome').settleMs
  expect(await settleMs()).toBeGreaterThan(SETTLE_MS - 100)
  await kit.run(4_000)
  const middle = await settleMs()
  expect(middle).toBeLessThanOrEqual(SETTLE_MS - 4_000)
  expect(middle).toBeGreaterThan(SETTLE_MS - 4_200)
  await kit.run(SETTLE_MS)
  expect(await settleMs()).toBe(0)
})

test('[P1,I3] without the grant appear nobody becomes a member', async () => {
  const kit = createTestHub({ gate: createTestGate() })
  const observer = await kit.enter({ rooms: [{ room: '/a' }] })
  const page = await kit.enter({
    token: tokenOf({ id: 'x', can: ['see'] }),
    rooms: [{ room: '/a', me: { show: true } }],
  })
  page.send({ t: 'me', n: page.last('joined').n, show: true })
  await kit.run(500)
  expect(page.errors).toMatchObject([
    { code: 'GRANT_MISSING', at: 'appear' },
    { code: 'GRANT_MISSING', at: 'appear' },
  ])
  expect(roster(observer).size).toBe(0)
})
