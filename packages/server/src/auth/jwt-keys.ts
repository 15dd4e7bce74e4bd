/**
 * The keys that tokens are checked with, made once at start. [I1,S9]
 *
 * Every key is tied to one algorithm here, so a token never chooses how it is checked; a public key can never be taken
 * for an HMAC secret. Which key a token needs is looked up among these and nowhere else.
 */
import { createPublicKey, createSecretKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { RoomfulError } from '@roomful/protocol'

/** A public or secret key in JWK form, as the site's own tools print it. */
export interface Jwk {
  readonly kty: string
  readonly kid?: string
  readonly alg?: string
  readonly [member: string]: unknown
}

/** A key with the only algorithm it may check. */
export interface PinnedKey {
  readonly kid: string | undefined
  readonly alg: string
  readonly key: KeyObject
}

/** A shorter secret can be guessed from one token, without asking the server. */
const MIN_SECRET_BYTES = 32
const MIN_RSA_BITS = 2_048

export const HMAC_ALGS = ['HS256', 'HS384', 'HS512'] as const
const CURVES: Readonly<Record<string, string>> = { ES256: 'prime256v1', ES384: 'secp384r1', ES512: 'secp521r1' }
export const PUBLIC_ALGS: readonly string[] = [
  ...Object.keys(CURVES),
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'EdDSA', 'Ed25519'],
]

/** @throws OPTION_INVALID for a secret that is too short or looks like a public key. */
export function secretKey(secret: string, alg: string, at: string): PinnedKey {
  if (!HMAC_ALGS.some((each) => each === alg)) throw wrong(at, `with a secret, alg is ${HMAC_ALGS.join(', ')}`)
  if (secret.includes('-----BEGIN')) throw wrong(at, 'this is a PEM key; give a public key as `jwt.publicKey`')
  const bytes = Buffer.from(secret, 'utf8')
  if (bytes.length < MIN_SECRET_BYTES) throw wrong(at, `a secret needs at least ${MIN_SECRET_BYTES} bytes`)
  return { kid: undefined, alg, key: createSecretKey(bytes) }
}

/** @throws OPTION_INVALID for a key that cannot be read, is private, weak, or does not fit its algorithm. */
export function publicKey(source: string | Jwk, alg: string | undefined, at: string): PinnedKey {
  const named = alg ?? (typeof source === 'string' ? undefined : source.alg)
  if (named === undefined || !PUBLIC_ALGS.includes(named)) {
    throw wrong(at, `a public key needs an alg, one of ${PUBLIC_ALGS.join(', ')}`)
  }
  const key = readPublicKey(source, at)
  if (!fits(key, named)) throw wrong(at, `this key is not one for ${named}, or too weak`)
  return { kid: typeof source === 'string' ? undefined : source.kid, alg: named, key }
}

/** One key of a list: public, or a secret of type `oct`. */
export function listedKey(jwk: Jwk, at: string): PinnedKey {
  if (jwk.kty !== 'oct') return publicKey(jwk, undefined, at)
  const bytes = Buffer.from(typeof jwk['k'] === 'string' ? jwk['k'] : '', 'base64url')
  if (bytes.length < MIN_SECRET_BYTES) throw wrong(at, `a secret needs at least ${MIN_SECRET_BYTES} bytes`)
  if (!HMAC_ALGS.some((each) => each === jwk.alg)) throw wrong(at, `with a secret, alg is ${HMAC_ALGS.join(', ')}`)
  return { kid: jwk.kid, alg: jwk.alg ?? '', key: createSecretKey(bytes) }
}

function readPublicKey(source: string | Jwk, at: string): KeyObject {
  const isPrivate = typeof source === 'string' ? source.includes('PRIVATE KEY') : 'd' in source
  if (isPrivate) throw wrong(at, 'this is a private key; give the public one')
  try {
    return typeof source === 'string'
      ? createPublicKey(source)
      : createPublicKey({ key: source as Record<string, unknown>, format: 'jwk' })
  } catch {
    throw wrong(at, 'this is neither a PEM nor a JWK public key')
  }
}

function fits(key: KeyObject, alg: string): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  const curve = CURVES[alg]
  if (curve !== undefined) return type === 'ec' && details?.namedCurve === curve
  if (alg === 'EdDSA' || alg === 'Ed25519') return type === 'ed25519'
  const isRsa = type === 'rsa' || (type === 'rsa-pss' && alg.startsWith('PS'))
  return isRsa && (details?.modulusLength ?? 0) >= MIN_RSA_BITS
}

function wrong(at: string, what: string): RoomfulError {
  return new RoomfulError('OPTION_INVALID', { at, message: `${at}: ${what}.` })
}
