import { isRoomId } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { startTrail } from '../../../client/src/model/page-identity.js'
import { roomOfPage } from './page-room.js'

test('a link is the room that its page will be in: decoded path, no query, no fragment, no slash at the end', () => {
  const home = 'https://blog.example'
  for (const link of [
    'https://blog.example/blog/7',
    'https://blog.example/blog/7///',
    'https://blog.example/blog/7/?utm_source=feed#comment-3',
    'http://blog.example/blog/7',
    'https://www.blog.example/blog/7',
    ' /blog/7/ ',
  ]) {
    expect(roomOfPage(link, { home })).toBe('/blog/7')
  }
  expect(roomOfPage('https://blog.example', { home })).toBe('/')
  expect(roomOfPage('https://blog.example/caf%c3%a9', { home })).toBe('/café')
})

test('a page of another site than the own carries its host; a canonical link keeps its query', () => {
  expect(roomOfPage('https://blog.example/blog/7')).toBe('blog.example/blog/7')
  expect(roomOfPage('https://blog.example:8443/a', { home: 'https://blog.example' })).toBe('blog.example:8443/a')
  expect(roomOfPage('https://blog.example/?p=7', { home: 'https://blog.example', isCanonical: true })).toBe('/?p=7')
  expect(roomOfPage('https://blog.example/?p=7', { home: 'https://blog.example' })).toBe('/')
})

test('what is no web address is no page', () => {
  for (const link of ['', 'lobby', 'javascript:alert(1)', 'file:///etc/passwd', 'mailto:a@b.example', 'https://']) {
    expect(roomOfPage(link)).toBeUndefined()
  }
})

test('the client gives a page the same room', () => {
  const links = fc.oneof(
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.string({ maxLength: 300 }).map((tail) => `https://blog.example/${tail}`),
    fc.string({ unit: 'grapheme', maxLength: 300 }).map((tail) => `https://blog.example/${encodeURIComponent(tail)}/`),
  )
  fc.assert(
    fc.property(links, fc.boolean(), (link, isCanonical) => {
      const { href, origin } = new URL(link)
      const place = isCanonical ? { href, canonical: href } : { href }
      for (const home of [origin, 'https://live.example']) {
        const room = roomOfPage(link, { home, isCanonical })
        expect(room).toBe(startTrail(place, home).room)
        expect(isRoomId(room)).toBe(true)
      }
    }),
  )
})

test('a megabyte of slashes is one step', () => {
  const started = performance.now()
  expect(isRoomId(roomOfPage(`https://blog.example/${'/'.repeat(1_000_000)}x`))).toBe(true)
  expect(performance.now() - started).toBeLessThan(1_000)
})
