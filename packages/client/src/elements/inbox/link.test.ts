import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roomOfLink } from '../../model/page-identity.js'
import { addressOfNotice } from './link.js'

const home = 'https://blog.example'
const here = { room: '/about', href: 'https://blog.example/about?ref=mail', home }
const from = (room: string): string | undefined => addressOfNotice(room, 'c1', here)

test('[X2] a notice leads to the comment on its page', () => {
  expect(from('/about')).toBe('/about?ref=mail#comment-c1')
  expect(from('/blog/7')).toBe('https://blog.example/blog/7#comment-c1')
  expect(from('/')).toBe('https://blog.example/#comment-c1')
  expect(from('/?p=7')).toBe('https://blog.example/?p=7#comment-c1')
  const other = { room: 'x', href: 'https://other.example:8443/page', home }
  expect(addressOfNotice('other.example:8443/a', 'c', other)).toBe('https://other.example:8443/a#comment-c')
  expect(addressOfNotice('/blog/7', 'c', other)).toBe('https://blog.example/blog/7#comment-c')
})

test('the page a notice leads to is the page whose room it is', () => {
  for (const link of ['/blog/7', '/blog/ärger', '/a%2Fb', '/100%25', '/a%20b', '/%E4', '/q%3Fx', '/?p=7', '/?a=%26']) {
    const room = roomOfLink(link, here.href, home)
    const target = new URL(from(room)!)
    expect(roomOfLink(target.pathname + target.search, here.href, home), link).toBe(room)
  }
})

test('nobody is led to another site, or to a script, by the name of a room', () => {
  const traps = [
    'javascript:alert(1)',
    '//evil.example/x',
    '/\\evil.example',
    'evil.example/x',
    'https://evil.example',
    'lobby',
  ]
  for (const room of traps) expect(from(room)?.startsWith('https://blog.example/') ?? true, room).toBe(true)
  expect(from('lobby')).toBeUndefined()
  expect(from(`/${'x'.repeat(247)}~1a2b`)).toBeUndefined()
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (room, comment) => {
      const address = addressOfNotice(room, comment, here)
      if (address !== undefined) expect(new URL(address, here.href).origin).toBe(home)
    }),
  )
})
