import { expect, test } from 'vitest'
import { systemRandom } from '../platform/random.js'
import { createGuestTokens } from './guest-token.js'

const SECRET = 'a secret of more than thirty-two bytes'

test('[I2] a guest is recognised by the token, on every node with the same secret', () => {
  const { id, token } = createGuestTokens(SECRET, systemRandom).issue()
  expect(id).toMatch(/^g_[\w-]{22}$/)
  expect(createGuestTokens(SECRET, systemRandom).read(token)).toBe(id)
  expect(createGuestTokens(`${SECRET}!`, systemRandom).read(token)).toBeUndefined()
})

test('[I2,S14] the id that others see is no proof, and no change of a token survives', () => {
  const tokens = createGuestTokens(SECRET, systemRandom)
  const { id, token } = tokens.issue()
  const other = tokens.issue().token
  const [version = '', name = '', mac = ''] = token.split('.')
  const [, , otherMac = ''] = other.split('.')
  const forged = [
    id,
    id.slice(2),
    `${version}.${name}`,
    `${version}.${name}.`,
    `${version}.${name}.${otherMac}`,
    `g2.${name}.${mac}`,
    `${token} `,
    `${token}.x`,
    token.toUpperCase(),
    token.slice(0, -1),
    '',
    '..',
    'x'.repeat(256),
  ]
  for (const each of forged) expect(tokens.read(each), each).toBeUndefined()
  for (let at = 3; at < token.length; at++) {
    const unit = token[at] === 'A' ? 'B' : 'A'
    // The last sign of each part carries spare bits, which may decode alike; the id must still be the signed one.
    expect([undefined, id]).toContain(tokens.read(token.slice(0, at) + unit + token.slice(at + 1)))
  }
})
