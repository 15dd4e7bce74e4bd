import { expect, test } from 'vitest'
import { createOriginCheck, servedOrigin } from './origin.js'

test('[H6,S8] an entry no browser would send is refused at start, with what to write instead', () => {
  const wrong: readonly (readonly [string, string])[] = [
    ['https://blog.example/', 'write "https://blog.example"'],
    ['https://Blog.Example', 'write "https://blog.example"'],
    ['https://blog.example:443', 'write "https://blog.example"'],
    ['blog.example', 'write scheme'],
    ['*', 'write scheme'],
    ['https://*.example', 'write scheme'],
    ['null', 'write scheme'],
    ['file:///a', 'write scheme'],
    ['', 'write scheme'],
  ]
  for (const [entry, advice] of wrong) {
    expect(() => createOriginCheck([entry]), entry).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', at: 'origins' }),
    )
    expect(() => createOriginCheck([entry]), entry).toThrow(advice)
  }
})

test('[H6] without a list only the origin the server was reached under is allowed', () => {
  const isAllowed = createOriginCheck(undefined)
  expect(isAllowed('https://blog.example', 'https://blog.example')).toBe(true)
  expect(isAllowed('http://blog.example', 'https://blog.example')).toBe(false)
  expect(isAllowed('https://blog.example:8443', 'https://blog.example')).toBe(false)
  expect(isAllowed(undefined, 'https://blog.example')).toBe(true)
  expect(isAllowed('null', undefined)).toBe(false)
})

test('[H6] with a list nothing else is, not even the server’s own address', () => {
  const isAllowed = createOriginCheck(['https://blog.example'])
  expect(isAllowed('https://blog.example', undefined)).toBe(true)
  expect(isAllowed('https://live.example', 'https://live.example')).toBe(false)
  expect(isAllowed(undefined, undefined)).toBe(true)
})

test('[H6,S8] the served origin is written as a browser writes it, and nonsense hosts have none', () => {
  expect(servedOrigin('https', 'Blog.Example:443')).toBe('https://blog.example')
  expect(servedOrigin('http', '[::1]:3000')).toBe('http://[::1]:3000')
  for (const host of [
    '',
    'a b',
    'a@b',
    'a/b',
    'a?b',
    'a#b',
    'a\\b',
    'a,b',
    '%41',
    'ä.example',
    'x'.repeat(300),
    undefined,
  ]) {
    expect(servedOrigin('http', host), host).toBeUndefined()
  }
})
