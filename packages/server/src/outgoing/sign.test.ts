import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signatureHeaders, webhookKey } from './sign.js'

// The example of the standard's own test suite.
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const MESSAGE = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', atMs: 1_614_265_330_999, body: '{"test": 2432232314}' }
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='

test('[S20] the example of Standard Webhooks is signed as the standard says', () => {
  expect(signatureHeaders(MESSAGE, [webhookKey(SECRET)!])).toEqual({
    'webhook-id': MESSAGE.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': SIGNATURE,
  })
})

test('[S20] while a secret is being changed there is a signature for each', () => {
  const other = Buffer.alloc(32, 7)
  const both = signatureHeaders(MESSAGE, [webhookKey(SECRET)!, other])['webhook-signature']!.split(' ')
  expect(both).toEqual([SIGNATURE, signatureHeaders(MESSAGE, [other])['webhook-signature']])
})

test('[S20] any change of id, time, body or key changes the signature', () => {
  const key = webhookKey(SECRET)!
  const changed = [{ id: 'msg_2' }, { atMs: MESSAGE.atMs + 1_000 }, { body: '{"test":2432232314}' }]
  const signatures = changed.map((change) => signatureHeaders({ ...MESSAGE, ...change }, [key])['webhook-signature'])
  signatures.push(signatureHeaders(MESSAGE, [Buffer.alloc(24)])['webhook-signature'])
  expect(new Set([SIGNATURE, ...signatures]).size).toBe(5)
})

test.each([
  '',
  'whsec_',
  'whsec_short',
  SECRET.slice(6),
  `${SECRET}!`,
  'whsec_ä',
  `whsec_${'A'.repeat(88)}`,
  'WHSEC_x',
])('%j is no secret', (secret) => {
  expect(webhookKey(secret)).toBeUndefined()
})

test('24 to 64 bytes in base64, with or without padding, are a secret', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 24, maxLength: 64 }), fc.boolean(), (bytes, isPadded) => {
      const encoded = Buffer.from(bytes).toString('base64')
      const secret = `whsec_${isPadded ? encoded : encoded.replace(/=+$/, '')}`
      expect(webhookKey(secret)).toEqual(Buffer.from(bytes))
    }),
  )
})
