/**
 * [S10] What a stolen or repeated credential is worth: a session nothing to anybody else and nothing twice, on no node; a token
 * as long as it lives and no longer; and none of them is where somebody could find it.
 */
import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { createGate } from '../../packages/server/src/auth/gate.js'
import { createGuestTokens } from '../../packages/server/src/auth/guest-token.js'
import { createTokenCheck } from '../../packages/server/src/auth/jwt.js'
import { createModeratorKeys } from '../../packages/server/src/auth/moderator-key.js'
import { DEFAULT_GRANTS } from '../../packages/server/src/auth/grants.js'
import { systemRandom } from '../../packages/server/src/platform/random.js'
import { createMachineClock, createWorld } from '../support/fake-clock.js'
import { openSocket, withServer } from '../support/live-server.js'
import { createDice } from '../support/seeded-random.js'
import { createTestCluster, viewOf } from '../support/test-cluster.js'
import { tokenOf } from '../support/test-gate.js'
import { createTestHub } from '../support/test-hub.js'
import { helloOf, JWT_SECRET, signToken } from '../support/writer.js'

const ROOM = '/a'
const rooms = [{ room: ROOM, me: { show: true } }]
const [ada, eve] = [tokenOf({ id: 'ada', name: 'Ada' }), tokenOf({ id: 'eve', name: 'Eve' })]
const LEEWAY_MS = 60_000

test('[S10,H5] a session is worth nothing to a guest or to another person, and nothing the second time', async () => {
  const kit = createTestHub()
  const owner = await kit.enter({ token: ada, rooms })
  const { session } = owner.last('welcome')
  const ref = owner.last('joined').ref
  for (const stolen of [{ session }, { session, token: eve }, { session, guest: 'ada' }]) {
    const thief = await kit.enter({ ...stolen, rooms })
    expect(thief.last('welcome').id).not.toBe('ada')
    expect(thief.last('joined').ref).not.toBe(ref)
  }
  await kit.run(1_000)
  expect(owner.closeCode).toBeUndefined()
  owner.wire.cut()
  const back = await kit.enter({ token: ada, session, rooms })
  expect(back.last('joined').ref).toBe(ref)
  // Heard on the way and sent again, even by the same person: a connection of its own, and nobody is thrown out.
  const again = await kit.enter({ token: ada, session, rooms })
  expect(again.last('joined').ref).not.toBe(ref)
  await kit.run(1_000)
  expect(back.closeCode).toBeUndefined()
  expect(back.last('welcome').session).not.toBe(session)
})

test('[S10,Y9] nor on another node: a stolen session ends nobody there, a used one nobody anywhere', async () => {
  const { nodes, run } = await createTestCluster()
  const [one, two] = nodes
  const owner = await one!.enter({ token: ada, rooms })
  const { session } = owner.last('welcome')
  for (const stolen of [{ session }, { session, token: eve }]) await two!.enter({ ...stolen, rooms })
  await run(2_000)
  expect(owner.closeCode).toBeUndefined()
  expect(Object.keys(viewOf(owner).members)).toContain('ada')
  const moved = await two!.enter({ token: ada, session, rooms })
  await run(2_000)
  expect(owner.closeCode).toBe(4204)
  // The first node has forgotten it, and the second gave a fresh one.
  const replayed = await one!.enter({ token: ada, session, rooms })
  await run(2_000)
  expect([moved.closeCode, replayed.closeCode]).toEqual([undefined, undefined])
  expect(viewOf(moved).members).toMatchObject({ ada: { connections: 2 } })
})

/** A hub that checks real tokens by the clock of the test. */
function withRealTokens() {
  const world = createWorld(createDice(1))
  const clock = createMachineClock(world)
  const gate = createGate({
    clock,
    log: () => undefined,
    guestTokens: createGuestTokens(JWT_SECRET, systemRandom),
    moderatorKeys: createModeratorKeys(JWT_SECRET, clock),
    checkToken: createTokenCheck({ secret: JWT_SECRET }, clock),
    authorize: undefined,
    guests: DEFAULT_GRANTS,
    isRoom: () => true,
  })
  const token = (lifeS: number): Promise<string> => {
    const iat = Math.floor(clock.now() / 1_000)
    return new SignJWT({ aud: 'roomful', iat, exp: iat + lifeS, sub: 'ada' })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(JWT_SECRET))
  }
  return { kit: createTestHub({ gate, world }), clock, token }
}

test('[S10,I1] with its token a connection ends, at most a second after the leeway for clocks, and the token opens none', async () => {
  const { kit, clock, token } = withRealTokens()
  const short = await token(120)
  const endMs = (Math.floor(clock.now() / 1_000) + 120) * 1_000 + LEEWAY_MS - clock.now()
  const page = await kit.enter({ token: short, rooms })
  const twice = await kit.enter({ token: short, rooms })
  expect(page.last('welcome').id).toBe('ada')
  await kit.run(endMs - 1_000)
  expect([page.closeCode, twice.closeCode]).toEqual([undefined, undefined])
  await kit.run(2_000)
  expect([page.closeCode, twice.closeCode]).toEqual([4100, 4100])
  expect(kit.hub.counts(ROOM)).toMatchObject({ connections: 0 })
  expect((await kit.enter({ token: short, rooms })).closeCode).toBe(4100)
  // What was hers is not resumed without a fresh one.
  const { session } = page.last('welcome')
  expect((await kit.enter({ token: short, session, rooms })).closeCode).toBe(4100)
  expect((await kit.enter({ token: await token(120), rooms })).last('welcome').id).toBe('ada')
})

test('[S10,I4] a stolen token, used as often as one likes, is worth nothing from the moment its person is withdrawn', async () => {
  const kit = createTestHub()
  const pages = [await kit.enter({ token: ada, rooms }), await kit.enter({ token: ada, rooms })]
  kit.hub.revoke('ada')
  await kit.run(1_000)
  expect(pages.map(({ closeCode }) => closeCode)).toEqual([4203, 4203])
  expect((await kit.enter({ token: ada, rooms })).closeCode).toBe(4203)
})

test('[S10] nobody is told what others could come with: no session, no token, no guest’s proof', async () => {
  const kit = createTestHub()
  const observer = await kit.enter({ rooms })
  const owner = await kit.enter({ token: ada, rooms })
  const guest = await kit.enter({ rooms })
  owner.send({ t: 'event', n: owner.last('joined').n, name: 'hello' })
  await kit.run(2_000)
  const heard = JSON.stringify(observer.arrivals.map(({ message }) => message))
  expect(heard).toContain('ada')
  for (const page of [owner, guest]) expect(heard).not.toContain(page.last('welcome').session)
  // In tests a guest's proof is the id; the real one is looked at below.
  expect(heard).not.toContain(ada)
})

test('[S10,S8] a token in an address or a cookie is not looked at; over HTTP one that is over is refused', () =>
  withServer({ jwt: { secret: JWT_SECRET }, guests: false }, async ({ get, join, url }) => {
    const token = signToken({ sub: 'ada', name: 'Ada' })
    const origin = url
    for (const [path, headers] of [
      [`?token=${token}`, {}],
      [`?access_token=${token}`, {}],
      ['', { cookie: `token=${token}` }],
      ['', { authorization: `Bearer ${token}` }],
    ] as const) {
      const socket = await openSocket(`${url.replace('http', 'ws')}/roomful/v1/socket${path}`, { origin, headers })
      socket.send({ t: 'hello', v: 1, rooms: [{ room: ROOM }] })
      expect((await socket.closed).code, path).toBe(4206)
      const asked = await get(`/v1/rooms/%2Fa/count${path}`, { headers: 'cookie' in headers ? headers : {} })
      expect(asked.status, path).toBe(401)
    }
    const page = await join(ROOM, helloOf('ada', 'Ada'), { origin })
    expect(page.received.find(({ t }) => t === 'welcome')).toMatchObject({ id: 'ada' })
    const iat = Math.floor(Date.now() / 1_000) - 600
    const late = await new SignJWT({ aud: 'roomful', iat, exp: iat + 300, sub: 'ada' })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(JWT_SECRET))
    const answer = await get('/v1/rooms/%2Fa/count', { headers: { authorization: `Bearer ${late}` } })
    expect([answer.status, await answer.json()]).toMatchObject([401, { error: { code: 'TOKEN_EXPIRED' } }])
  }))

test('[S10,I2] the id of a guest, which everybody sees, does not make one that guest', () =>
  withServer({}, async ({ join }) => {
    const guest = await join(ROOM, { rooms: [{ room: ROOM, me: { show: true, name: 'Gil' } }] })
    const welcome = guest.received.find(({ t }) => t === 'welcome')
    const [id, proof] = [String(welcome?.['id']), String(welcome?.['guest'])]
    const observer = await join(ROOM)
    expect(JSON.stringify(observer.received.filter(({ t }) => t !== 'welcome'))).toContain(id)
    expect(JSON.stringify(observer.received)).not.toContain(proof)
    for (const forged of [id, `g1.${id.slice(2)}.${'A'.repeat(22)}`, `${proof.slice(0, -1)}A`]) {
      if (forged === proof) continue
      const thief = await join(ROOM, { guest: forged })
      expect(thief.received.find(({ t }) => t === 'welcome')?.['id'], forged).not.toBe(id)
    }
  }))
