/**
 * Checks the tokens a site signs for its people. [I1,S9]
 *
 * `jose` checks public-key signatures and all registered claims, Node's crypto the HMACs; this file pins keys and algorithms, refuses every header by which
 * a token could bring its own key, and holds what is Roomful's own: lifetime, duplicate names, the claims of claims.ts.
 * Invariant: whatever is wrong, the caller learns `TOKEN_INVALID` and no more; `TOKEN_EXPIRED` only for a token that
 * would be valid otherwise.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { UnsecuredJWT, createRemoteJWKSet, errors, jwtVerify } from 'jose'
import type { JWTPayload, JWTVerifyOptions } from 'jose'
import { RoomfulError } from '@roomful/protocol'
import type { Clock } from '@roomful/protocol'
import { hasDuplicateKeys } from '../model/duplicate-keys.js'
import { readClaims } from './claims.js'
import type { Claims } from './claims.js'
import { HMAC_ALGS, PUBLIC_ALGS, listedKey, publicKey, secretKey } from './jwt-keys.js'
import type { Jwk, PinnedKey } from './jwt-keys.js'

/** How a site's tokens are checked. One of four kinds of key, and two claims. */
export type JwtOptions = JwtKeySource & {
  /** The `aud` a token must carry. Default `roomful`. */
  readonly audience?: string
  /** The `iss` a token must carry. Default: any or none. */
  readonly issuer?: string
}

/** Where the keys come from. */
export type JwtKeySource =
  /** A secret of at least 32 bytes shared with the site; `alg` HS256 (default), HS384 or HS512. */
  | { readonly secret: string; readonly alg?: 'HS256' | 'HS384' | 'HS512' }
  /** The public half of the site's key, as PEM or JWK. */
  | { readonly publicKey: string | Jwk; readonly alg: string }
  /** Several keys, told apart by `kid`, each with its `alg`: for changing keys without an outage. */
  | { readonly keys: readonly Jwk[] }
  /** Where the site publishes its keys (https), and which algorithms are believed. */
  | { readonly jwksUrl: string; readonly algs: readonly string[] }

/** Checks one token. Rejects `TOKEN_INVALID`, `TOKEN_EXPIRED`, and `SERVER_ERROR` when a key server does not answer. */
export type TokenCheck = (token: string) => Promise<Claims>

/** Finds the key for a token's header; undefined refuses the token. */
type KeyFinder = (header: TokenHeader) => PinnedKey | undefined

interface TokenHeader {
  readonly alg: string
  readonly kid: string | undefined
}

/** [I1] Clocks of two well-kept machines differ by less. */
const LEEWAY_S = 60
const JWKS_TIMEOUT_MS = 5_000
/** Headers by which a token would say where its key is, or ask for rules we do not know. */
const FORBIDDEN_HEADERS = ['jku', 'jwk', 'x5u', 'x5c', 'x5t', 'crit', 'b64', 'zip']

/** @throws OPTION_INVALID for keys that cannot be used. */
export function createTokenCheck(options: JwtOptions, clock: Clock): TokenCheck {
  const { audience = 'roomful', issuer } = options
  const verify = verifier(options)
  return async (token) => {
    const header = readHeader(token)
    if (!header) throw new RoomfulError('TOKEN_INVALID')
    const rules: JWTVerifyOptions = {
      audience,
      ...(issuer === undefined ? {} : { issuer }),
      clockTolerance: LEEWAY_S,
      currentDate: new Date(clock.now()),
      requiredClaims: ['exp', 'iat', 'aud', 'sub'],
    }
    const { payload, isExpired } = await verified(verify, token, header, rules)
    const claims = readClaims(payload, clock.now(), LEEWAY_S)
    if (!claims) throw new RoomfulError('TOKEN_INVALID')
    if (isExpired) throw new RoomfulError('TOKEN_EXPIRED')
    return claims
  }
}

type Verify = (token: string, header: TokenHeader, rules: JWTVerifyOptions) => Promise<JWTPayload>

async function verified(
  verify: Verify,
  token: string,
  header: TokenHeader,
  rules: JWTVerifyOptions,
): Promise<{ payload: JWTPayload; isExpired: boolean }> {
  try {
    return { payload: await verify(token, header, rules), isExpired: false }
  } catch (error) {
    // jose looks at `exp` last, so signature and other claims were right.
    if (error instanceof errors.JWTExpired && error.claim === 'exp') return { payload: error.payload, isExpired: true }
    if (error instanceof errors.JWKSTimeout || isNetworkTrouble(error)) {
      throw new RoomfulError('SERVER_ERROR', { message: 'The key server did not answer.', cause: error })
    }
    throw new RoomfulError('TOKEN_INVALID')
  }
}

/** `fetch` rejects with a TypeError, jose with a plain JOSEError for a status that is not 200. */
function isNetworkTrouble(error: unknown): boolean {
  return (error instanceof TypeError && error.message === 'fetch failed') || (error as Error).name === 'JOSEError'
}

function verifier(options: JwtKeySource): Verify {
  if ('jwksUrl' in options) return remoteVerifier(options.jwksUrl, options.algs)
  const find = keyFinder(localKeys(options))
  return async (token, header, rules) => {
    const pinned = find(header)
    if (!pinned || pinned.alg !== header.alg) throw new RoomfulError('TOKEN_INVALID')
    if (pinned.key.type === 'secret') return verifyHmac(token, pinned, rules)
    return (await jwtVerify(token, pinned.key, { ...rules, algorithms: [pinned.alg] })).payload
  }
}

/** What a token is handed to jose with once its signature has been checked here. */
const UNSIGNED_HEADER = Buffer.from('{"alg":"none"}').toString('base64url')

/**
 * An HMAC, checked with Node's own crypto; the claims go through jose like all others. jose would hand each token to the
 * thread pool, which costs ten times the hash itself, and a storm of reconnects is made of nothing but tokens.
 */
function verifyHmac(token: string, { alg, key }: PinnedKey, rules: JWTVerifyOptions): JWTPayload {
  const signatureAt = token.lastIndexOf('.') + 1
  const given = Buffer.from(token.slice(signatureAt))
  const due = createHmac(`sha${alg.slice(2)}`, key)
    .update(token.slice(0, signatureAt - 1))
    .digest('base64url')
  // As text, so that a signature has exactly one spelling.
  const right = Buffer.from(due)
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw new RoomfulError('TOKEN_INVALID')
  const body = token.slice(token.indexOf('.') + 1, signatureAt - 1)
  return UnsecuredJWT.decode(`${UNSIGNED_HEADER}.${body}.`, rules).payload
}

function remoteVerifier(jwksUrl: string, algs: readonly string[]): Verify {
  const keys = createRemoteJWKSet(checkedJwksUrl(jwksUrl), { timeoutDuration: JWKS_TIMEOUT_MS })
  if (algs.length === 0 || !algs.every((alg) => PUBLIC_ALGS.includes(alg))) {
    throw optionInvalid('jwt.algs', `name at least one of ${PUBLIC_ALGS.join(', ')}`)
  }
  return async (token, _header, rules) => (await jwtVerify(token, keys, { ...rules, algorithms: [...algs] })).payload
}

function checkedJwksUrl(jwksUrl: string): URL {
  const url = URL.canParse(jwksUrl) ? new URL(jwksUrl) : undefined
  const isLocal = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (!url || (url.protocol !== 'https:' && !isLocal)) throw optionInvalid('jwt.jwksUrl', 'give an https address')
  return url
}

function localKeys(options: Exclude<JwtKeySource, { jwksUrl: string }>): readonly PinnedKey[] {
  if ('secret' in options) return [secretKey(options.secret, options.alg ?? HMAC_ALGS[0], 'jwt.secret')]
  if ('publicKey' in options) return [publicKey(options.publicKey, options.alg, 'jwt.publicKey')]
  const keys = options.keys.map((jwk, index) => listedKey(jwk, `jwt.keys[${index}]`))
  const kids = new Set(keys.map(({ kid }) => kid))
  if (keys.length === 0) throw optionInvalid('jwt.keys', 'give at least one key')
  if (keys.length > 1 && (kids.size < keys.length || kids.has(undefined) || kids.has(''))) {
    throw optionInvalid('jwt.keys', 'several keys need a `kid` each, all different')
  }
  return keys
}

/** A single key may go unnamed on either side; with several, the token has to name one. */
function keyFinder(keys: readonly PinnedKey[]): KeyFinder {
  const byKid = new Map(keys.map((key) => [key.kid, key]))
  const [only] = keys
  const isSingle = keys.length === 1
  return ({ kid }) => {
    if (!isSingle) return kid === undefined ? undefined : byKid.get(kid)
    return kid === undefined || only?.kid === undefined || only.kid === kid ? only : undefined
  }
}

/** Reads what may be read before the signature is checked; undefined refuses the token. */
function readHeader(token: string): TokenHeader | undefined {
  const [head, body, signature, ...rest] = token.split('.')
  if (!head || !body || !signature || rest.length > 0) return undefined
  const header = readPart(head)
  if (!header || !readPart(body)) return undefined
  if (FORBIDDEN_HEADERS.some((name) => Object.hasOwn(header, name))) return undefined
  const { alg, kid, typ } = header
  if (typeof alg !== 'string' || (typ !== undefined && !isJwtType(typ))) return undefined
  if (kid !== undefined && (typeof kid !== 'string' || kid.trim() === '')) return undefined
  return { alg, kid }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function readPart(part: string): Record<string, unknown> | undefined {
  try {
    const json = utf8.decode(Buffer.from(part, 'base64url'))
    const value: unknown = JSON.parse(json)
    if (typeof value !== 'object' || value === null || Array.isArray(value) || hasDuplicateKeys(json)) return undefined
    return value as Record<string, unknown>
  } catch {
    return undefined
  }
}

function isJwtType(typ: unknown): boolean {
  return typeof typ === 'string' && typ.toUpperCase() === 'JWT'
}

function optionInvalid(at: string, what: string): RoomfulError {
  return new RoomfulError('OPTION_INVALID', { at, message: `${at}: ${what}.` })
}
