/** Grants, identity and revocation against a hub under a fake clock. [I3,I4,I5,S11,S14] */
import { encodeClientEvent, encodeCursor, jsonBytes, type Grant } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { createTestGate, tokenOf } from '../support/test-gate.js'
import { createTestHub, type TestPage } from '../support/test-hub.js'

const GRANTS: readonly Grant[] = ['see', 'appear', 'send', 'react', 'lead']
const subsets = Array.from({ length: 2 ** GRANTS.length }, (_, bits) => GRANTS.filter((_, i) => bits & (1 << i)))
const place = { mode: 0, anchor: 1, place: 2 } as const

/** Every frame that does something in a room: what it needs, and how another page would notice that it worked. */
const acts: readonly { what: string; needs: Grant; frame: (n: number) => object | Uint8Array; shows: string }[] = [
  { what: 'me', needs: 'appear', frame: (n) => ({ t: 'me', n, show: true, name: 'Eve' }), shows: 'members' },
  { what: 'event', needs: 'send', frame: (n) => ({ t: 'event', n, id: 1, name: 'x' }), shows: 'event' },
  { what: 'event in bytes', needs: 'send', frame: (n) => encodeClientEvent(n, 1, 'x', jsonBytes(1)), shows: 'event' },
  {
    what: 'reaction',
    needs: 'react',
    frame: (n) => ({ t: 'event', n, id: 1, name: 'reaction', data: { emoji: '👏' } }),
    shows: 'event',
  },
  {
    what: 'gather',
    needs: 'lead',
    frame: (n) => ({ t: 'event', n, id: 1, name: 'gather', data: place }),
    shows: 'event',
  },
  { what: 'cursor', needs: 'appear', frame: (n) => encodeCursor(n, place), shows: 'cursors' },
  { what: 'cursor in JSON', needs: 'appear', frame: (n) => ({ t: 'cursor', n, ...place }), shows: 'cursors' },
]

test('[I3,S11] every grant × every frame: what is granted works, what is not is refused and nobody notices', async () => {
  for (const can of subsets) {
    for (const { what, needs, frame, shows } of acts) {
      const kit = createTestHub()
      const observer = await kit.enter({ rooms: [{ room: '/a' }] })
      await kit.run(300)
      const page = await kit.enter({ token: tokenOf({ id: 'eve', can }), rooms: [{ room: '/a', me: { show: true } }] })
      const label = `${what} with ${can.join(' ') || 'nothing'}`
      if (!can.includes('see')) {
        expect(page.last('error').code, label).toBe('ROOM_REFUSED')
        page.send(frame(1))
        await kit.run(300)
        expect(page.last('error').code, label).toBe('ROOM_NOT_JOINED')
        expect(kit.hub.counts('/a').connections).toBe(1)
        continue
      }
      expect([...page.last('joined').can].sort()).toEqual([...can].sort())
      page.clear()
      await kit.run(300)
      observer.clear()
      page.send(frame(1))
      await kit.run(300)
      const isNoticed = observer.arrivals.some(({ message }) => message.t === shows)
      expect(isNoticed, label).toBe(can.includes(needs))
      // A cursor of somebody who is not shown is dropped without a word; everything else is answered.
      if (!can.includes(needs) && shows !== 'cursors')
        expect(page.last('error'), label).toMatchObject({ code: 'GRANT_MISSING', at: needs })
    }
  }
})

test('[I3,S11] who only watches can do none of it, whatever is granted', async () => {
  const kit = createTestHub()
  const observer = await kit.enter({ rooms: [{ room: '/a' }] })
  const page = await kit.enter({
    token: tokenOf({ id: 'eve', can: GRANTS }),
    rooms: [{ room: '/a', watch: true, me: { show: true } }],
  })
  await kit.run(300)
  observer.clear()
  for (const { frame } of acts) page.send(frame(1))
  await kit.run(1_000)
  expect(observer.arrivals).toEqual([])
  expect(page.errors.map(({ code }) => code)).toEqual(acts.map(() => 'ROOM_NOT_JOINED'))
})

test('[P7,S14] forged identity in any frame never reaches an observer', async () => {
  const kit = createTestHub()
  const boss = await kit.enter({
    token: tokenOf({ id: 'boss', name: 'Boss', role: 'admin' }),
    rooms: [{ room: '/a', me: { show: true } }],
  })
  const observer = await kit.enter({ rooms: [{ room: '/a' }] })
  const eve = await kit.enter({ rooms: [{ room: '/a', me: { show: true, name: 'Eve' } }] })
  await kit.run(500)
  observer.clear()
  const bossRef = boss.last('joined').ref
  const forged = {
    id: 'boss',
    from: bossRef,
    ref: bossRef,
    refs: [bossRef],
    role: 'admin',
    avatar: '/boss.png',
    verified: true,
    seq: 999,
    sub: 'boss',
    token: tokenOf({ id: 'boss' }),
    guest: 'boss',
    session: boss.last('welcome').session,
    set: [{ id: 'boss', name: 'Pwned' }],
    gone: ['boss'],
  }
  const frames: object[] = [
    { t: 'join', room: '/a', ...forged, me: { ...forged, name: 'Eve' } },
    { t: 'me', n: 1, ...forged, show: true, name: 'Eve' },
    { t: 'cursor', n: 1, ...forged, ...place },
    { t: 'event', n: 1, ...forged, id: 1, name: 'x', data: { from: bossRef } },
    { t: 'state', state: 'away', ...forged },
    { t: 'want', n: 1, cursors: true, ...forged },
    { t: 'members', n: 1, ...forged },
    { t: 'counts', n: 1, connections: 999, people: 999, active: 999 },
    { t: 'cursors', n: 1, list: [[bossRef, 0, 1, 1]] },
    { t: 'left', n: 1, ...forged },
    { t: 'hello', v: 1, ...forged },
    { t: 'leave', n: 1, ...forged },
  ]
  for (const frame of frames) {
    eve.send(frame)
    await kit.run(700)
  }
  const told = JSON.stringify(observer.arrivals.map(({ message }) => message).filter(({ t }) => t !== 'beat'))
  for (const trace of ['admin', '/boss.png', 'Pwned', '999', 'verified']) expect(told).not.toContain(trace)
  expect(observer.all('event').map(({ from, seq }) => [from, seq])).toEqual([[eve.last('joined').ref, 1]])
  expect(observer.all('cursors').flatMap(({ list }) => list.map(([ref]) => ref))).not.toContain(bossRef)
  expect(kit.hub.room('/a').members()).toMatchObject([{ id: 'boss', name: 'Boss' }])
  expect(boss.closeCode).toBeUndefined()
})

test('[S12] what only a server or another node may say is unknown from a client', async () => {
  const kit = createTestHub()
  const page = await kit.enter({ rooms: [{ room: '/a' }] })
  const observer = await kit.enter({ rooms: [{ room: '/a' }] })
  await kit.run(500)
  observer.clear()
  for (const t of ['welcome', 'joined', 'left', 'members', 'counts', 'cursors', 'ack', 'error', 'pong', 'beat'])
    page.send({ t, n: 1 })
  await kit.run(500)
  expect(new Set(page.errors.map(({ code }) => code))).toEqual(new Set(['MESSAGE_UNKNOWN']))
  expect(page.errors).toHaveLength(10)
  for (const opcode of [0, 3]) {
    const other = await kit.enter({ rooms: [] })
    other.send(Uint8Array.of(opcode, 1, 4, 1, 0, 0, 1, 0, 0))
    await kit.run(50)
    expect(other.closeCode).toBe(4201)
  }
  expect(observer.arrivals).toEqual([])
})

test('[I4] revoked: closed with 4203 at once, refused afterwards, admitted again when lifted; nobody else notices', async () => {
  const kit = createTestHub()
  const token = tokenOf({ id: 'ada', name: 'Ada' })
  const tabs: TestPage[] = []
  for (let i = 0; i < 3; i++) tabs.push(await kit.enter({ token, rooms: [{ room: '/a', me: { show: true } }] }))
  const other = await kit.enter({ token: tokenOf({ id: 'bea' }), rooms: [{ room: '/a' }] })
  tabs[2]?.wire.cut()
  await kit.run(500)
  const revokedAtMs = kit.world.nowMs
  kit.hub.revoke('ada')
  await kit.run(1_000)
  expect(tabs.map((tab) => tab.closeCode)).toEqual([4203, 4203, 1006])
  expect((tabs[0]?.closedAtMs ?? 0) - revokedAtMs).toBeLessThan(1_000)
  expect(kit.hub.counts('/a')).toMatchObject({ connections: 1, people: 1 })
  expect(other.last('members').gone).toEqual(['ada'])
  expect((await kit.enter({ token })).closeCode).toBe(4203)
  expect((await kit.enter({ token, session: tabs[2]?.last('welcome').session ?? '' })).closeCode).toBe(4203)
  expect(other.closeCode).toBeUndefined()
  kit.hub.restore('ada')
  expect((await kit.enter({ token })).closeCode).toBeUndefined()
})

test('[I4] somebody revoked while their identity is still being looked up does not get in', async () => {
  let admit: (() => void) | undefined
  const gate = createTestGate()
  const kit = createTestHub({
    gate: { ...gate, identify: (...ask) => new Promise((resolve) => (admit = () => resolve(gate.identify(...ask)))) },
  })
  const page = kit.connect()
  page.send({ t: 'hello', v: 1, token: tokenOf({ id: 'ada' }), rooms: [{ room: '/a' }] })
  await kit.run(50)
  kit.hub.revoke('ada')
  admit?.()
  await kit.run(50)
  expect(page.closeCode).toBe(4203)
  expect(kit.hub.figures()).toMatchObject({ connections: 0, rooms: 0 })
})

test('[I4] somebody revoked while a slow gate decides about a room does not get into it', async () => {
  let decide: ((can: ReadonlySet<Grant>) => void) | undefined
  const kit = createTestHub({
    gate: { ...createTestGate(), admit: () => new Promise((resolve) => (decide = resolve)) },
  })
  const page = await kit.enter({ token: tokenOf({ id: 'ada' }), rooms: [{ room: '/a' }] })
  kit.hub.revoke('ada')
  decide?.(new Set(GRANTS))
  await kit.run(100)
  expect(page.closeCode).toBe(4203)
  expect(kit.hub.figures()).toMatchObject({ connections: 0, rooms: 0 })
})

test('[I1,I5] a wrong token closes with 4101, an expired one with 4100, none where guests are not taken with 4206', async () => {
  const kit = createTestHub({ gate: createTestGate({ guests: false }) })
  expect((await kit.enter({ token: 'wrong' })).closeCode).toBe(4101)
  expect((await kit.enter({ token: 'expired' })).closeCode).toBe(4100)
  expect((await kit.enter({})).closeCode).toBe(4206)
  expect((await kit.enter({ guest: 'g_1' })).closeCode).toBe(4206)
  expect(kit.hub.figures()).toMatchObject({ connections: 0, rooms: 0, sessions: 0 })
})

test('[I1] a token that expires while connected closes with 4100, also when the clock jumps', async () => {
  const kit = createTestHub()
  const token = (ms: number) => tokenOf({ id: 'ada', expiresAtMs: kit.clock.now() + ms })
  const page = await kit.enter({ token: token(60_000), rooms: [{ room: '/a' }] })
  await kit.run(50_000)
  expect(page.closeCode).toBeUndefined()
  await kit.run(10_500)
  expect(page.closeCode).toBe(4100)
  const other = await kit.enter({ token: token(3_600_000) })
  kit.clock.jump(3_600_000)
  await kit.run(500)
  expect(other.closeCode).toBe(4100)
})

test('[I1,A2] a gate that fails costs its own connection only, and tells nothing of why', async () => {
  const kit = createTestHub({
    gate: {
      identify: () => Promise.reject(new Error('database password')),
      admit: () => Promise.reject(new Error('x')),
    },
  })
  const page = await kit.enter({})
  expect(page.closeCode).toBe(4003)
  const roomFails = createTestHub({
    gate: {
      ...createTestGate(),
      admit: () => {
        throw new Error('database password')
      },
    },
  })
  const other = await roomFails.enter({ rooms: [{ room: '/a' }] })
  expect(other.last('error')).toMatchObject({ code: 'SERVER_ERROR', room: '/a' })
  expect(JSON.stringify([other.errors, roomFails.log, kit.log])).not.toContain('password')
  expect(other.closeCode).toBeUndefined()
})
