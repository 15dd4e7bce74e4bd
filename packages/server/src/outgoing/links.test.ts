import { expect, test } from 'vitest'
import { createMailTokens } from '../auth/mail-token.js'
import { createLinks } from './links.js'

const tokens = createMailTokens('a secret that is longer than 32 bytes', { now: () => 0 } as never)
const links = createLinks({
  site: 'https://blog.example',
  path: '/roomful',
  origins: ['https://other.example', 'http://old.example:8080'],
  tokens,
})

test.each([
  ['/blog/7', 'https://blog.example/blog/7#comment-c1'],
  ['/blog/ä b?p=7', 'https://blog.example/blog/%C3%A4%20b?p=7#comment-c1'],
  ['other.example/blog/7', 'https://other.example/blog/7#comment-c1'],
  ['blog.example/blog/7', 'https://blog.example/blog/7#comment-c1'],
  ['old.example:8080/x', 'http://old.example:8080/x#comment-c1'],
])('[R1] the page of the room %j is %s', (room, address) => {
  expect(links.comment(room, 'c1')).toBe(address)
})

test.each([
  'hostile.example/phish',
  'other.example.hostile.example/x',
  'other.example:444/x',
  'a@other.example/x',
  'other.example@hostile.example/x',
  'lobby',
  'javascript:alert(1)',
  '?x',
  ' ',
  'http://hostile.example',
])('[S29] the room %j is no page that a mail leads to', (room) => {
  expect(links.comment(room, 'c1')).toBeUndefined()
})

test('[S29] a room that looks like another host stays on the site', () => {
  for (const room of ['//hostile.example/x', '/\\hostile.example', '/@hostile.example/', '/.hostile.example'])
    expect(links.comment(room, 'c"1')).toMatch(/^https:\/\/blog\.example\/.*#comment-c%221$/)
})

test('[X4] the links of mails lead to the server', () => {
  const link = new URL(links.mail('stop', { person: 'ada', address: 'a@b.example' }, 'de'))
  expect(link.origin + link.pathname).toBe('https://blog.example/roomful/v1/mail/stop')
  expect(tokens.isGood(link.searchParams.get('t') ?? '', 'stop', 'a@b.example')).toBe(true)
})

test('without a site only pages of known hosts have an address', () => {
  const none = createLinks({ site: undefined, path: '/roomful', origins: undefined, tokens })
  expect(none.comment('/blog/7', 'c1')).toBeUndefined()
  expect(none.comment('blog.example/7', 'c1')).toBeUndefined()
})
