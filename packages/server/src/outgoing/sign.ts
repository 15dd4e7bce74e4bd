/**
 * Signatures of what this server sends to others by webhook, as Standard Webhooks 1.0 has them. [S20]
 *
 * Pure. A receiver checks them with any library of that name: the signature covers id, time and body, so that nothing can
 * be forged, changed, or sent again later. Sending is elsewhere.
 */
import { createHmac } from 'node:crypto'

/** What is signed: the id stays the same when a message is sent again, the time is that of this attempt. */
export interface WebhookMessage {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly atMs: number
  /** Exactly as it is sent. */
  readonly body: string
}

const PREFIX = 'whsec_'
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
/** What the standard asks of a secret. */
const KEY_BYTES = { min: 24, max: 64 }

/** The key inside a secret like `whsec_MfKQ9r8G…`; undefined when it is none, or not of 24 to 64 bytes. */
export function webhookKey(secret: string): Buffer | undefined {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : ''
  if (!BASE64.test(encoded)) return undefined
  const key = Buffer.from(encoded, 'base64')
  return key.length >= KEY_BYTES.min && key.length <= KEY_BYTES.max ? key : undefined
}

/** The three headers. With several keys there are several signatures: receivers may know the old secret or the new one. */
export function signatureHeaders(message: WebhookMessage, keys: readonly Buffer[]): Record<string, string> {
  const seconds = String(Math.floor(message.atMs / 1_000))
  const signed = `${message.id}.${seconds}.${message.body}`
  return {
    'webhook-id': message.id,
    'webhook-timestamp': seconds,
    'webhook-signature': keys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`).join(' '),
  }
}
