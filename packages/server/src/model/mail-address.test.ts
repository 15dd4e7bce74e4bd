import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOSTILE_TEXTS } from '../../../../tests/support/hostile-texts.js'
import { mailAddress, mailboxOf } from './mail-address.js'

test.each([
  ['ada@post.example', 'ada@post.example'],
  ['  Ada.L+tag@Post.Example\n', 'ada.l+tag@post.example'],
  ["o'hara_1@a-b.c.example", "o'hara_1@a-b.c.example"],
  ['ada@münchen.example', 'ada@xn--mnchen-3ya.example'],
  ['ada@例え.テスト', 'ada@xn--r8jz45g.xn--zckzah'],
  ['ada@POST。example', undefined],
])('[X4] %j is %j', (text, address) => {
  expect(mailAddress(text)).toBe(address)
})

test.each([
  '',
  '@',
  'ada',
  'ada@',
  '@post.example',
  'ada@post',
  'ada@localhost',
  'ada@127.0.0.1',
  'ada@[127.0.0.1]',
  'ada@0x7f.1',
  'ada@post.example.',
  'ada@.example',
  'ada@-post.example',
  'ada@post..example',
  'ada@post.example:25',
  'ada@post.example/x',
  'a b@post.example',
  '"a b"@post.example',
  'ada(x)@post.example',
  'Ada <ada@post.example>',
  'ada@post.example,bob@post.example',
  'ada@post.example;bob@post.example',
  'a@b@post.example',
  'a%b@post.example',
  'a!b@post.example',
  '|sh@post.example',
  '/etc/passwd@post.example',
  '-x@post.example',
  '.a@post.example',
  'a.@post.example',
  'a..b@post.example',
  'ädä@post.example',
  'ada@post.example\r\nBcc: bob@post.example',
  'ada\r\n@post.example',
  'ada\u0000@post.example',
  'ada@post\u200b.example',
  `${'a'.repeat(65)}@post.example`,
  `a@${'a'.repeat(64)}.example`,
  `a@${'a.'.repeat(130)}example`,
])('[X4,S29] %j is no address to write to', (text) => {
  expect(mailAddress(text)).toBeUndefined()
})

test('[S29] whatever is taken stands in a header and in a command as it is, and is its own address', () => {
  const pieces = fc.constantFrom(
    ...'ab.@-+_%"\'<>(),;: \t\r\n\\|!`ä。１',
    ...HOSTILE_TEXTS.map((text) => text.slice(0, 20)),
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 24 }), (list) => {
      const text = list.join('')
      const address = mailAddress(text) ?? mailAddress(`${text}@post.example`)
      if (address === undefined) return
      expect(address).toMatch(/^[a-z0-9_][a-z0-9_+'=&~#.-]*@[a-z0-9.-]+$/)
      expect(mailAddress(address)).toBe(address)
    }),
    { numRuns: 2_000 },
  )
})

test('spellings of one mailbox are counted as one', () => {
  const spellings = ['adal@post.example', 'ada.l@post.example', 'a.d.a.l+x@post.example', 'adal+x+y@post.example']
  expect(new Set(spellings.map(mailboxOf))).toEqual(new Set(['adal@post.example']))
  expect(mailboxOf('adal@other.example')).not.toBe(mailboxOf('adal@post.example'))
})
