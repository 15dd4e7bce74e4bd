import { MAX_HELLO_BYTES, parseClientFrame, type HelloMessage, type JoinOptions } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildHello } from './hello.js'

const utf8 = new TextEncoder()

test('[H1,H4] a hello is one the server accepts, and every join is in it or left over', () => {
  const join: fc.Arbitrary<JoinOptions> = fc.record({
    room: fc.string({ minLength: 1, maxLength: 120, unit: fc.constantFrom('a', '/', 'é', '漢', '😀') }),
    me: fc.record({ show: fc.constant(true), name: fc.string({ maxLength: 200 }) }),
  })
  const token = fc.string({ maxLength: 4_000, unit: fc.constantFrom('a', '.', '-') })
  fc.assert(
    fc.property(fc.array(join, { maxLength: 30 }), token, (joins, jwt) => {
      const { text, leftOver } = buildHello({ token: jwt, session: 'x'.repeat(200), state: 'here' }, joins)
      const bytes = utf8.encode(text)
      expect(bytes.length).toBeLessThanOrEqual(MAX_HELLO_BYTES)
      const hello = parseClientFrame(bytes, false) as HelloMessage
      expect(hello.t).toBe('hello')
      expect(hello.rooms?.length).toBeLessThanOrEqual(16)
      expect([...(hello.rooms ?? []), ...leftOver]).toEqual(joins)
    }),
  )
})
