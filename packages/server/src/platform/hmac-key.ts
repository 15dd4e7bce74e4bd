/** A secret as Web Crypto wants it, imported once. Only the platform may hold Web Crypto, because chance is in it too. */
import { webcrypto } from 'node:crypto'

/** A secret that can check signatures, and cannot be read again. */
export type HmacKey = webcrypto.CryptoKey

/** `hash` is `SHA-256`, `SHA-384` or `SHA-512`. */
export function hmacKey(secret: Uint8Array<ArrayBuffer>, hash: string): Promise<HmacKey> {
  return webcrypto.subtle.importKey('raw', secret, { name: 'HMAC', hash }, false, ['verify'])
}
