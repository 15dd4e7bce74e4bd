import { expect, test } from 'vitest'
import { serverAddress } from './server-address.js'

test('an origin gets the default prefix, an address with a path keeps its own', () => {
  expect(serverAddress('https://live.example', undefined)).toEqual({
    base: 'https://live.example/roomful',
    origin: 'https://live.example',
    socket: 'wss://live.example/roomful/v1/socket',
    isLoopback: false,
  })
  expect(serverAddress('http://127.0.0.1:8080/live/', undefined)).toEqual({
    base: 'http://127.0.0.1:8080/live',
    origin: 'http://127.0.0.1:8080',
    socket: 'ws://127.0.0.1:8080/live/v1/socket',
    isLoopback: true,
  })
  expect(serverAddress(undefined, 'https://a.example:8443/blog/7?x').base).toBe('https://a.example:8443/roomful')
  expect(serverAddress('/live', 'https://a.example/blog/7').socket).toBe('wss://a.example/live/v1/socket')
  expect(serverAddress('wss://a.example', undefined).base).toBe('https://a.example/roomful')
})

test('what is no http(s) address is refused with a sentence', () => {
  for (const [url, page] of [
    [undefined, undefined],
    ['nonsense', undefined],
    ['ftp://x', undefined],
    [undefined, 'file:///x'],
  ] as const) {
    expect(() => serverAddress(url, page)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID', at: 'url' }))
  }
})
