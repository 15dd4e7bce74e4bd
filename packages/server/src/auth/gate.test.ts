import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Clock, Grant } from '@roomful/protocol'
import type { RequestFacts } from '../model/identity.js'
import { roomTest } from '../model/room-pattern.js'
import { systemClock } from '../platform/clock.js'
import { systemRandom } from '../platform/random.js'
import type { Authorize, AuthorizeAnswer } from './authorize.js'
import { createGate } from './gate.js'
import type { GateParts } from './gate.js'
import { createGuestTokens } from './guest-token.js'
import { createTokenCheck } from './jwt.js'
import { createModeratorKeys } from './moderator-key.js'

const SECRET = 'a shared secret of more than 32 bytes'
const request: RequestFacts = { url: '/roomful/v1/socket', headers: { cookie: 'login=ada' } }

/** A clock whose timers fire when told. */
function handClock(): Clock & { advance(ms: number): void } {
  let nowMs = 0
  const timers = new Map<() => void, number>()
  return {
    ...systemClock,
    now: () => Date.now(),
    monotonic: () => nowMs,
    after(ms, task) {
      timers.set(task, nowMs + ms)
      return () => void timers.delete(task)
    },
    advance(ms) {
      nowMs += ms
      for (const [task, dueMs] of timers) {
        if (dueMs > nowMs) continue
        timers.delete(task)
        task()
      }
    },
  }
}

function gate(parts: Partial<GateParts> = {}): ReturnType<typeof createGate> {
  return createGate({
    clock: systemClock,
    log: () => {},
    guestTokens: createGuestTokens(SECRET, systemRandom),
    moderatorKeys: createModeratorKeys(SECRET, systemClock),
    checkToken: createTokenCheck({ secret: SECRET }, systemClock),
    authorize: undefined,
    guests: ['see', 'send'],
    isRoom: () => true,
    ...parts,
  })
}

function token(claims: object = {}): string {
  const iat = Math.floor(Date.now() / 1_000)
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${part({ alg: 'HS256' })}.${part({ sub: 'ada', aud: 'roomful', iat, exp: iat + 600, ...claims })}`
  return `${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`
}

const list = (grants: ReadonlySet<Grant> | undefined): readonly Grant[] | undefined => grants && [...grants]

test('[I2,I3] a guest gets a token to be known by, and what guests may do, at once', async () => {
  const { identify, admit } = gate()
  const first = await identify({}, undefined)
  expect(first.identity).toMatchObject({ isVerified: false, id: expect.stringMatching(/^g_/) })
  const again = await identify({ guest: first.guest ?? '' }, undefined)
  expect(again).toMatchObject({ identity: { id: first.identity.id }, guest: first.guest })
  const forged = await identify({ guest: `${first.guest}x` }, undefined)
  expect(forged.identity.id).not.toBe(first.identity.id)
  expect(admit(first, '/a')).toEqual(new Set(['see', 'send']))
})

test('[I5] without guests only a valid token comes in', async () => {
  const { identify, admit } = gate({ guests: false })
  await expect(identify({}, undefined)).rejects.toMatchObject({ code: 'AUTH_REQUIRED' })
  await expect(identify({ guest: 'x' }, undefined)).rejects.toMatchObject({ code: 'AUTH_REQUIRED' })
  await expect(identify({ token: 'x' }, undefined)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  expect(list(await admit(await identify({ token: token() }, undefined), '/a'))).toEqual([
    'see',
    'appear',
    'send',
    'react',
    'comment',
    'state',
    'message',
  ])
})

test('[I1] a bad token does not make a guest, and no token is valid where none is configured', async () => {
  await expect(gate().identify({ token: 'x' }, undefined)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  const { identify } = gate({ checkToken: undefined })
  await expect(identify({ token: token() }, undefined)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
})

test('[I1,I3,R2] grants and rooms come from the token, within the rooms there are', async () => {
  const { identify, admit } = gate({ isRoom: roomTest(['/blog/*', '/shop']) })
  const ada = await identify({ token: token({ can: ['see', 'lead'], rooms: ['/blog/*', '/secret'] }) }, undefined)
  expect(list(await admit(ada, '/blog/7'))).toEqual(['see', 'lead'])
  // Not for her, not there at all, and both: one answer.
  for (const room of ['/shop', '/secret', '/nowhere']) expect(await admit(ada, room)).toBeUndefined()
  const blind = await identify({ token: token({ can: ['send'] }) }, undefined)
  expect(await admit(blind, '/blog/7')).toBeUndefined()
})

test('[I3,P7] the host names people at connecting and grants room by room', async () => {
  const asked: unknown[] = []
  const authorize: Authorize = (ask) => {
    asked.push(ask)
    if (ask.room === undefined) return { id: 'ada', name: 'Ada', color: 2, avatar: '/ada.png', role: 'author' }
    return ask.room === '/a' ? { can: ['see', 'lead'] } : undefined
  }
  const { identify, admit } = gate({ authorize, guests: false })
  const ada = await identify({}, request)
  expect(ada.identity).toEqual({
    id: 'ada',
    isVerified: true,
    name: 'Ada',
    color: 2,
    avatar: '/ada.png',
    role: 'author',
  })
  expect(list(await admit(ada, '/a'))).toEqual(['see', 'lead'])
  expect(await admit(ada, '/b')).toBeUndefined()
  expect(asked).toEqual([
    { request, room: undefined, identity: undefined },
    { request, room: '/a', identity: ada.identity },
    { request, room: '/b', identity: ada.identity },
  ])
})

test('[I3] whom the host does not name is a guest, if guests may come; its word on rooms still holds', async () => {
  const authorize: Authorize = ({ room }) => (room === '/open' ? { can: ['see', 'appear'] } : undefined)
  const { identify, admit } = gate({ authorize })
  const guest = await identify({}, request)
  expect(guest.identity.isVerified).toBe(false)
  expect(list(await admit(guest, '/open'))).toEqual(['see', 'appear'])
  expect(await admit(guest, '/closed')).toBeUndefined()
  await expect(gate({ authorize, guests: false }).identify({}, request)).rejects.toMatchObject({
    code: 'AUTH_REQUIRED',
  })
})

test('[I1,I3] with a token and a host’s rule, the token says who and where, the rule what', async () => {
  const authorize: Authorize = ({ identity }) => ({ can: identity?.id === 'ada' ? ['see', 'lead'] : ['see'] })
  const { identify, admit } = gate({ authorize })
  const ada = await identify({ token: token({ can: ['see'], rooms: ['/a'] }) }, request)
  expect(list(await admit(ada, '/a'))).toEqual(['see', 'lead'])
  expect(await admit(ada, '/b')).toBeUndefined()
})

test('[I3] an answer is kept for a minute, a failure is not kept at all', async () => {
  const clock = handClock()
  let asked = 0
  let isDown = true
  const authorize: Authorize = () => {
    asked += 1
    if (isDown) throw new Error('database down')
    return { can: ['see'] }
  }
  const { identify, admit } = gate({ clock, authorize })
  await expect(identify({}, request)).rejects.toMatchObject({ code: 'SERVER_ERROR' })
  isDown = false
  const guest = await identify({}, request)
  isDown = true
  await expect(admit(guest, '/a')).rejects.toMatchObject({ code: 'SERVER_ERROR' })
  isDown = false
  asked = 0
  await admit(guest, '/a')
  await admit(guest, '/a')
  expect(asked).toBe(1)
  clock.advance(60_000)
  await admit(guest, '/a')
  expect(asked).toBe(2)
})

const nonsense: Readonly<Record<string, () => unknown>> = {
  throws: () => {
    throw new Error('token=s3cr3t')
  },
  rejects: () => Promise.reject(new TypeError('token=s3cr3t')),
  'rejects with nothing': () => Promise.reject(undefined),
  'answers a text': () => 'yes',
  'answers true': () => true,
  'answers grants that are no list': () => ({ can: 'see' }),
  'answers an id that is no text': () => ({ id: 7, can: ['see'] }),
  'answers a foreign avatar': () => ({ id: 'a', avatar: 'javascript:alert(1)' }),
}
for (const [fault, authorize] of Object.entries(nonsense)) {
  test(`[A2,I3] a rule that ${fault} refuses with SERVER_ERROR and a line that gives nothing away`, async () => {
    const lines: string[] = []
    const { identify } = gate({
      authorize: authorize as () => AuthorizeAnswer,
      log: (...line) => void lines.push(JSON.stringify(line)),
    })
    await expect(identify({}, request)).rejects.toMatchObject({ code: 'SERVER_ERROR' })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('authorize-failed')
    expect(lines[0]).not.toContain('s3cr3t')
  })
}

test('[A2,I3] a rule that never answers is given up after five seconds', async () => {
  const clock = handClock()
  const { identify } = gate({ clock, authorize: () => new Promise<undefined>(() => {}) })
  const waiting = identify({}, request)
  const seen = expect(waiting).rejects.toMatchObject({ code: 'SERVER_ERROR' })
  clock.advance(4_999)
  clock.advance(1)
  await seen
})

test("[I6] a moderator's key opens every room the server has, with every grant, whatever authorize says", async () => {
  const { identify, admit } = gate({ isRoom: roomTest(['/blog/*']), authorize: () => undefined, guests: false })
  const key = createModeratorKeys(SECRET, systemClock).issue('Ada', 1)
  const moderator = await identify({ token: key }, request)
  expect(moderator.identity).toMatchObject({ name: 'Ada', isVerified: true, role: 'moderator' })
  expect(list(await admit(moderator, '/blog/7'))).toContain('moderate')
  expect(await admit(moderator, '/other')).toBeUndefined()
  await expect(identify({ token: `${key.slice(0, -4)}AAAA` }, request)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
})
