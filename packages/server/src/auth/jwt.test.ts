import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { RoomfulError } from '@roomful/protocol'
import type { Clock } from '@roomful/protocol'
import { systemClock } from '../platform/clock.js'
import { createTokenCheck } from './jwt.js'
import type { JwtOptions } from './jwt.js'
import type { Jwk } from './jwt-keys.js'

const NOW_S = 1_800_000_000
const clock: Clock = { ...systemClock, now: () => NOW_S * 1_000 }
const SECRET = 'a shared secret of more than 32 bytes'
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed = generateKeyPairSync('ed25519')
const PEM = rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string

const GOOD = { sub: 'ada', aud: 'roomful', iat: NOW_S - 10, exp: NOW_S + 600 }

const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** Signs whatever is given, also what no library would sign. */
function signed(header: unknown, payload: unknown, mac: (input: string) => Buffer): string {
  const input = `${part(header)}.${part(payload)}`
  return `${input}.${mac(input).toString('base64url')}`
}
const hs = (
  payload: unknown,
  header: unknown = { alg: 'HS256', typ: 'JWT' },
  secret: string | Buffer = SECRET,
): string => signed(header, payload, (input) => createHmac('sha256', secret).update(input).digest())
const rs = (payload: unknown, header: unknown = { alg: 'RS256' }, key: KeyObject = rsa.privateKey): string =>
  signed(header, payload, (input) => sign('sha256', Buffer.from(input), key))
const es = (payload: unknown, header: unknown): string =>
  signed(header, payload, (input) =>
    sign('sha256', Buffer.from(input), { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }),
  )

const bySecret = createTokenCheck({ secret: SECRET }, clock)
const byRsa = createTokenCheck({ publicKey: PEM, alg: 'RS256' }, clock)
const jwk = (key: KeyObject, more: object): Jwk => ({ ...key.export({ format: 'jwk' }), ...more }) as Jwk
const byKid = createTokenCheck(
  { keys: [jwk(rsa.publicKey, { kid: 'r', alg: 'RS256' }), jwk(ec.publicKey, { kid: 'e', alg: 'ES256' })] },
  clock,
)

test('[I1] a good token says who somebody is and what they may do', async () => {
  const claims = await bySecret(
    hs({
      ...GOOD,
      name: 'Ada',
      avatar: 'https://a.example/a.png',
      color: 3,
      role: 'author',
      can: ['see', 'lead', 'fly'],
      rooms: ['/blog/*'],
    }),
  )
  expect(claims.identity).toEqual({
    id: 'ada',
    isVerified: true,
    name: 'Ada',
    avatar: 'https://a.example/a.png',
    color: 3,
    role: 'author',
    expiresAtMs: (NOW_S + 660) * 1_000,
  })
  expect([...(claims.can ?? [])]).toEqual(['see', 'lead'])
  expect(claims.isRoomAllowed?.('/blog/7')).toBe(true)
  expect(claims.isRoomAllowed?.('/shop')).toBe(false)
})

test('[I1] every kind of key is taken: public key, list of keys, EdDSA', async () => {
  expect((await byRsa(rs(GOOD))).identity.id).toBe('ada')
  expect((await byKid(rs(GOOD, { alg: 'RS256', kid: 'r' }))).identity.id).toBe('ada')
  expect((await byKid(es(GOOD, { alg: 'ES256', kid: 'e' }))).identity.id).toBe('ada')
  const byEd = createTokenCheck({ publicKey: jwk(ed.publicKey, {}), alg: 'EdDSA' }, clock)
  const token = signed({ alg: 'EdDSA' }, GOOD, (input) => sign(null, Buffer.from(input), ed.privateKey))
  expect((await byEd(token)).identity.id).toBe('ada')
  const oct = { kty: 'oct', alg: 'HS256', k: Buffer.from(SECRET).toString('base64url') }
  expect((await createTokenCheck({ keys: [oct] }, clock)(hs(GOOD, { alg: 'HS256', kid: 'any' }))).identity.id).toBe(
    'ada',
  )
})

test('[I1] lists of audiences, and an issuer where one is asked for', async () => {
  expect((await bySecret(hs({ ...GOOD, aud: ['shop', 'roomful'] }))).identity.id).toBe('ada')
  const strict = createTokenCheck({ secret: SECRET, audience: 'live', issuer: 'blog' }, clock)
  expect((await strict(hs({ ...GOOD, aud: 'live', iss: 'blog' }))).identity.id).toBe('ada')
  await expect(strict(hs({ ...GOOD, aud: 'live', iss: 'other' }))).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
})

const { privateKey: otherKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const without = (name: keyof typeof GOOD): object =>
  Object.fromEntries(Object.entries(GOOD).filter(([key]) => key !== name))

/** What must never be believed, and by which check it is tried. */
const hostile: Readonly<Record<string, readonly [(token: string) => Promise<unknown>, string]>> = {
  'alg none': [bySecret, `${part({ alg: 'none' })}.${part(GOOD)}.`],
  'alg none with a signature': [bySecret, hs(GOOD, { alg: 'none' })],
  'alg NoNe': [bySecret, hs(GOOD, { alg: 'NoNe' })],
  'no alg': [bySecret, hs(GOOD, { typ: 'JWT' })],
  'an alg list': [bySecret, hs(GOOD, { alg: ['HS256'] })],
  'HS256 signed with the public key': [byRsa, hs(GOOD, { alg: 'HS256' }, PEM)],
  'HS256 signed with the trimmed public key': [byRsa, hs(GOOD, { alg: 'HS256' }, PEM.trim())],
  'HS256 signed with the public key in DER': [
    byRsa,
    hs(GOOD, { alg: 'HS256' }, rsa.publicKey.export({ type: 'spki', format: 'der' })),
  ],
  'the public key by its kid, as a secret': [byKid, hs(GOOD, { alg: 'HS256', kid: 'r' }, PEM)],
  'another alg of the same family': [
    bySecret,
    signed({ alg: 'HS512' }, GOOD, (input) => createHmac('sha512', SECRET).update(input).digest()),
  ],
  'RS256 where RS256 is pinned to another key': [byRsa, rs(GOOD, { alg: 'RS256' }, otherKey)],
  'RS512 for a key pinned to RS256': [
    byRsa,
    signed({ alg: 'RS512' }, GOOD, (input) => sign('sha512', Buffer.from(input), rsa.privateKey)),
  ],
  'a wrong secret': [bySecret, hs(GOOD, { alg: 'HS256' }, `${SECRET}x`)],
  'an empty secret': [bySecret, hs(GOOD, { alg: 'HS256' }, '')],
  'a blank kid': [byKid, rs(GOOD, { alg: 'RS256', kid: '' })],
  'a kid of spaces': [byKid, rs(GOOD, { alg: 'RS256', kid: '  ' })],
  'a blank kid for a single key': [bySecret, hs(GOOD, { alg: 'HS256', kid: '' })],
  'no kid among several keys': [byKid, rs(GOOD, { alg: 'RS256' })],
  'an unknown kid': [byKid, rs(GOOD, { alg: 'RS256', kid: '../../dev/null' })],
  'a kid of another key': [byKid, rs(GOOD, { alg: 'RS256', kid: 'e' })],
  'a kid that is no text': [byKid, rs(GOOD, { alg: 'RS256', kid: { r: 1 } })],
  'an own key': [byRsa, rs(GOOD, { alg: 'RS256', jwk: rsa.publicKey.export({ format: 'jwk' }) })],
  'a key address': [byRsa, rs(GOOD, { alg: 'RS256', jku: 'https://evil.example/keys' })],
  'a certificate address': [byRsa, rs(GOOD, { alg: 'RS256', x5u: 'https://evil.example/cert' })],
  'a certificate': [byRsa, rs(GOOD, { alg: 'RS256', x5c: ['MII'] })],
  'a critical header': [bySecret, hs(GOOD, { alg: 'HS256', crit: ['exp'], exp: 1 })],
  'an empty crit': [bySecret, hs(GOOD, { alg: 'HS256', crit: [] })],
  'an unencoded payload': [bySecret, hs(GOOD, { alg: 'HS256', b64: false })],
  'a typ that is no JWT': [bySecret, hs(GOOD, { alg: 'HS256', typ: 'at+jwt' })],
  'a typ that is no text': [bySecret, hs(GOOD, { alg: 'HS256', typ: 7 })],
  'alg twice': [bySecret, hs(GOOD, '{"alg":"none","alg":"HS256"}')],
  'sub twice': [bySecret, hs(`{"sub":"eve","aud":"roomful","iat":${GOOD.iat},"exp":${GOOD.exp},"sub":"ada"}`)],
  'sub twice, once escaped': [
    bySecret,
    hs(`{"sub":"eve","aud":"roomful","iat":${GOOD.iat},"exp":${GOOD.exp},"\\u0073ub":"ada"}`),
  ],
  'a payload changed after signing': [bySecret, hs(GOOD).replace(/\.[^.]+\./, `.${part({ ...GOOD, sub: 'eve' })}.`)],
  'no exp': [bySecret, hs(without('exp'))],
  'no iat': [bySecret, hs(without('iat'))],
  'no aud': [bySecret, hs(without('aud'))],
  'no sub': [bySecret, hs(without('sub'))],
  'a life of more than an hour': [bySecret, hs({ ...GOOD, exp: GOOD.iat + 3_601 })],
  'exp before iat': [bySecret, hs({ ...GOOD, exp: GOOD.iat - 1 })],
  'exp as text': [bySecret, hs({ ...GOOD, exp: String(GOOD.exp) })],
  'exp beyond numbers': [bySecret, hs(`{"sub":"a","aud":"roomful","iat":${GOOD.iat},"exp":1e999}`)],
  'iat in the future': [bySecret, hs({ ...GOOD, iat: NOW_S + 61, exp: NOW_S + 600 })],
  'nbf in the future': [bySecret, hs({ ...GOOD, nbf: NOW_S + 61 })],
  'nbf as text': [bySecret, hs({ ...GOOD, nbf: 'now' })],
  'another audience': [bySecret, hs({ ...GOOD, aud: 'shop' })],
  'an audience that contains ours': [bySecret, hs({ ...GOOD, aud: 'roomful2' })],
  'an audience object': [bySecret, hs({ ...GOOD, aud: { roomful: true } })],
  'an empty sub': [bySecret, hs({ ...GOOD, sub: '' })],
  'a sub that is a number': [bySecret, hs({ ...GOOD, sub: 7 })],
  'a sub with a line break': [bySecret, hs({ ...GOOD, sub: 'a\nb' })],
  'a sub without end': [bySecret, hs({ ...GOOD, sub: 'x'.repeat(129) })],
  'a name that is no text': [bySecret, hs({ ...GOOD, name: { first: 'Ada' } })],
  'an avatar by javascript': [bySecret, hs({ ...GOOD, avatar: 'javascript:alert(1)' })],
  'an avatar by http': [bySecret, hs({ ...GOOD, avatar: 'http://a.example/a.png' })],
  'an avatar of a foreign site': [bySecret, hs({ ...GOOD, avatar: '//evil.example/a.png' })],
  'an avatar of a foreign site, by backslash': [bySecret, hs({ ...GOOD, avatar: '/\\evil.example/a.png' })],
  'an avatar as data': [bySecret, hs({ ...GOOD, avatar: 'data:image/svg+xml,<svg/>' })],
  'a colour that does not exist': [bySecret, hs({ ...GOOD, color: 12 })],
  'grants that are no list': [bySecret, hs({ ...GOOD, can: 'lead' })],
  'rooms that are no list': [bySecret, hs({ ...GOOD, rooms: '*' })],
  'rooms that are no texts': [bySecret, hs({ ...GOOD, rooms: [7] })],
  'a payload that is a list': [bySecret, hs([GOOD])],
  'a payload that is no JSON': [bySecret, hs('ada')],
  'a header that is no JSON': [bySecret, hs(GOOD, 'HS256')],
  'two parts': [bySecret, hs(GOOD).split('.').slice(0, 2).join('.')],
  'four parts': [bySecret, `${hs(GOOD)}.x`],
  'five parts, as if encrypted': [bySecret, `${hs(GOOD)}.x.y`],
  nothing: [bySecret, ''],
  noise: [bySecret, '\u0000\uFFFF.{}.'],
}

for (const [fault, [check, token]] of Object.entries(hostile)) {
  test(`[I1,S9] a token with ${fault} is invalid, and nothing more is said`, async () => {
    const error: unknown = await check(token).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(RoomfulError)
    const { code, message, at, cause } = error as RoomfulError
    expect({ code, message, at, cause }).toEqual({
      code: 'TOKEN_INVALID',
      message: new RoomfulError('TOKEN_INVALID').message,
      at: undefined,
      cause: undefined,
    })
  })
}

test('[I1] an expired token is told so, but only if it was good otherwise', async () => {
  const old = { ...GOOD, iat: NOW_S - 700, exp: NOW_S - 61 }
  await expect(bySecret(hs(old))).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' })
  await expect(bySecret(hs({ ...old, exp: NOW_S - 59 }))).resolves.toBeDefined()
  await expect(bySecret(hs({ ...old, aud: 'shop' }))).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  await expect(bySecret(hs({ ...old, color: 99 }))).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  await expect(bySecret(hs(old, { alg: 'HS256' }, 'x'.repeat(40)))).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
})

const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 })
const unusable: Readonly<Record<string, JwtOptions>> = {
  'a short secret': { secret: 'x'.repeat(31) },
  'a public key as a secret': { secret: PEM },
  'an algorithm that is none': { secret: SECRET, alg: 'none' as 'HS256' },
  'a public algorithm for a secret': { secret: SECRET, alg: 'RS256' as 'HS256' },
  'an HMAC algorithm for a public key': { publicKey: PEM, alg: 'HS256' },
  'a key of another type': { publicKey: PEM, alg: 'ES256' },
  'another curve': { publicKey: jwk(ec.publicKey, {}), alg: 'ES384' },
  'a private key': { publicKey: rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, alg: 'RS256' },
  'a private JWK': { publicKey: jwk(ec.privateKey, {}), alg: 'ES256' },
  'a weak key': { publicKey: jwk(weak.publicKey, {}), alg: 'RS256' },
  'noise for a key': { publicKey: 'noise', alg: 'RS256' },
  'no keys': { keys: [] },
  'a listed key without alg': { keys: [jwk(rsa.publicKey, { kid: 'a' })] },
  'listed keys without kid': { keys: [jwk(rsa.publicKey, { alg: 'RS256' }), jwk(ec.publicKey, { alg: 'ES256' })] },
  'listed keys with one kid': {
    keys: [jwk(rsa.publicKey, { alg: 'RS256', kid: 'a' }), jwk(ec.publicKey, { alg: 'ES256', kid: 'a' })],
  },
  'a short listed secret': { keys: [{ kty: 'oct', alg: 'HS256', k: 'c2hvcnQ' }] },
  'keys from plain http': { jwksUrl: 'http://keys.example/jwks', algs: ['RS256'] },
  'keys from nowhere': { jwksUrl: 'keys', algs: ['RS256'] },
  'keys with an HMAC algorithm': { jwksUrl: 'https://keys.example/jwks', algs: ['HS256'] },
}
for (const [fault, options] of Object.entries(unusable)) {
  test(`[I1,S9] ${fault} stops the server at its start`, () => {
    expect(() => createTokenCheck(options, clock)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }))
  })
}

test('[I1] keys are fetched from the site, and a site that does not answer is not the visitor’s fault', async () => {
  let status = 200
  const keys = { keys: [jwk(rsa.publicKey, { kid: 'r', alg: 'RS256' })] }
  const server = createServer((_request, response) => response.writeHead(status).end(JSON.stringify(keys)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`
  const check = createTokenCheck({ jwksUrl, algs: ['RS256'] }, clock)
  expect((await check(rs(GOOD, { alg: 'RS256', kid: 'r' }))).identity.id).toBe('ada')
  await expect(check(rs(GOOD, { alg: 'RS256', kid: 'x' }))).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  await expect(check(hs(GOOD, { alg: 'HS256', kid: 'r' }, PEM))).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  status = 500
  const late = createTokenCheck({ jwksUrl, algs: ['RS256'] }, clock)
  await expect(late(rs(GOOD, { alg: 'RS256', kid: 'r' }))).rejects.toMatchObject({ code: 'SERVER_ERROR' })
  await new Promise((resolve) => server.close(resolve))
  const gone = createTokenCheck({ jwksUrl, algs: ['RS256'] }, clock)
  await expect(gone(rs(GOOD, { alg: 'RS256', kid: 'r' }))).rejects.toMatchObject({ code: 'SERVER_ERROR' })
})
