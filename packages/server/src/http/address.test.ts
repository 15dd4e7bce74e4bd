import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { systemRandom } from '../platform/random.js'
import { createAddressBook } from './address.js'

const request = (remoteAddress: string, headers: Record<string, string> = {}, isTls = false): IncomingMessage =>
  ({ headers, socket: { remoteAddress, ...(isTls ? { encrypted: true } : {}) } }) as unknown as IncomingMessage
const from = (remote: string, forwarded?: string): IncomingMessage =>
  request(remote, forwarded === undefined ? {} : { 'x-forwarded-for': forwarded })

const book = createAddressBook(['loopback', '10.0.0.0/8', 'fd00::/8'], systemRandom)
const isSame = (one: IncomingMessage, other: IncomingMessage): boolean => book.keyOf(one) === book.keyOf(other)

test('[L2,S32] a key tells addresses apart and says nothing about them, here or on another node', () => {
  expect(isSame(from('203.0.113.7'), from('203.0.113.7'))).toBe(true)
  expect(isSame(from('203.0.113.7'), from('203.0.113.8'))).toBe(false)
  expect(book.keyOf(from('203.0.113.7'))).toMatch(/^[\w-]{16}$/)
  expect(createAddressBook([], systemRandom).keyOf(from('203.0.113.7'))).not.toBe(book.keyOf(from('203.0.113.7')))
})

test('[L2] one household’s IPv6 addresses are one visitor, and spelling does not matter', () => {
  expect(isSame(from('2001:db8:1:2::1'), from('2001:db8:1:2:ffff::9'))).toBe(true)
  expect(isSame(from('2001:db8:1:2::1'), from('2001:DB8:0001:0002:0:0:0:1'))).toBe(true)
  expect(isSame(from('2001:db8:1:2::1'), from('2001:db8:1:3::1'))).toBe(false)
  expect(isSame(from('::ffff:203.0.113.7'), from('203.0.113.7'))).toBe(true)
  expect(isSame(from('fe80::1%eth0'), from('fe80::1'))).toBe(true)
})

test('[L2] a proxy is believed as far as it is known, and a visitor’s own word never', () => {
  const visitor = from('203.0.113.7')
  expect(isSame(from('127.0.0.1', '203.0.113.7'), visitor)).toBe(true)
  expect(isSame(from('::1', '203.0.113.7'), visitor)).toBe(true)
  expect(isSame(from('127.0.0.1', '203.0.113.7, 10.1.2.3, fd00::7'), visitor)).toBe(true)
  // Whatever stands left of the first address that is not ours was written by that address.
  expect(isSame(from('127.0.0.1', '198.51.100.1, 203.0.113.7'), visitor)).toBe(true)
  expect(isSame(from('127.0.0.1', '203.0.113.7:50312'), visitor)).toBe(true)
  expect(isSame(from('127.0.0.1', '[2001:db8::1]:443'), from('2001:db8::1'))).toBe(true)
  // Not through a proxy of ours: the header is made up.
  expect(isSame(from('203.0.113.7', '198.51.100.1'), visitor)).toBe(true)
  expect(isSame(from('127.0.0.1', 'unknown'), from('127.0.0.1'))).toBe(true)
  expect(isSame(from('127.0.0.1', '203.0.113.7, nonsense, 10.0.0.1'), from('10.0.0.1'))).toBe(true)
  expect(book.keyOf(from(''))).toMatch(/^[\w-]{16}$/)
})

test('[H6] the origin a visitor used: by itself, behind a proxy, and never on a stranger’s word', () => {
  expect(book.originOf(request('203.0.113.7', { host: 'live.example' }))).toBe('http://live.example')
  expect(book.originOf(request('203.0.113.7', { host: 'live.example' }, true))).toBe('https://live.example')
  const forwarded = { host: 'app:3000', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'live.example' }
  expect(book.originOf(request('127.0.0.1', forwarded))).toBe('https://live.example')
  expect(book.originOf(request('203.0.113.7', forwarded))).toBe('http://app:3000')
  expect(book.originOf(request('127.0.0.1', { host: 'a.example', 'x-forwarded-proto': 'https, http' }))).toBe(
    'https://a.example',
  )
  expect(book.originOf(request('127.0.0.1', { host: 'a.example', 'x-forwarded-proto': 'gopher' }))).toBeUndefined()
  expect(book.originOf(request('203.0.113.7', {}))).toBeUndefined()
  expect(book.originOf(request('203.0.113.7', { host: 'a@b' }))).toBeUndefined()
})

test('entries of the trust list are addresses, blocks or loopback', () => {
  for (const entry of [
    '',
    'proxy.example',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0/8',
    'fd00::/129',
    '*',
    '10.0.0.0/-1',
  ]) {
    expect(() => createAddressBook([entry], systemRandom), entry).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', at: 'trustProxy' }),
    )
  }
})
