import fc from 'fast-check'
import { isRoomId } from '@roomful/protocol'
import { expect, test } from 'vitest'
import type { PagePlace } from '../platform/environment.js'
import { followTrail, roomOfLink, startTrail } from './page-identity.js'

const room = (href: string, canonical?: string, id?: string): string =>
  startTrail({ href, ...(canonical ? { canonical } : {}), ...(id ? { room: id } : {}) }, new URL(href).origin).room

test('[R1] marketing noise, fragments and a trailing slash never split a room', () => {
  for (const href of [
    'https://a.example/blog/7',
    'https://a.example/blog/7/',
    'https://a.example/blog/7?utm_source=x&fbclid=y',
    'https://a.example/blog/7#comments',
    'https://a.example/blog/7/?ref=z#top',
  ]) {
    expect(room(href)).toBe('/blog/7')
  }
  expect(room('https://a.example/?utm_source=x')).toBe('/')
})

test('the canonical link decides, with its query, if it is of this origin; an explicit id beats both', () => {
  expect(room('https://a.example/amp/7?x=1', 'https://a.example/blog/7')).toBe('/blog/7')
  expect(room('https://a.example/?p=7&utm_source=x', 'https://a.example/?p=7')).toBe('/?p=7')
  expect(room('https://staging.example/blog/7', 'https://a.example/blog/8')).toBe('/blog/7')
  expect(room('https://a.example/blog/7', 'nonsense')).toBe('/blog/7')
  expect(room('https://a.example/blog/7', 'https://a.example/x', 'lobby')).toBe('lobby')
})

test('two spellings of one address are one room', () => {
  expect(room('https://a.example/caf%c3%a9')).toBe('/café')
  expect(room('https://a.example/caf%C3%A9/')).toBe('/café')
  expect(room('https://a.example/café')).toBe('/café')
  expect(room('https://a.example/a%2fb')).toBe(room('https://a.example/a%2Fb'))
  expect(room('https://a.example/a%2Fb')).not.toBe(room('https://a.example/a/b'))
  expect(room('https://a.example/100%')).toBe('/100%')
})

test('[R2] every address gives a room id that the server takes; long ones stay apart', () => {
  fc.assert(
    fc.property(
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc.string({ unit: 'grapheme' }),
      (href, tail) => {
        expect(isRoomId(room(href))).toBe(true)
        expect(isRoomId(room(new URL(`/${encodeURIComponent(tail)}`, href).href))).toBe(true)
      },
    ),
  )
  const long = `https://a.example/${'x'.repeat(400)}`
  expect(room(`${long}/1`)).not.toBe(room(`${long}/2`))
  expect(isRoomId(room('https://a.example/%00%0a'))).toBe(true)
  const faces = `https://a.example/a${encodeURIComponent('😀'.repeat(200))}`
  expect(isRoomId(startTrail({ href: faces }, 'https://live.example').room)).toBe(true)
})

test('a canonical link that stays behind when the address moves on is not believed', () => {
  const steps: [PagePlace, string][] = [
    [{ href: 'https://a.example/one', canonical: 'https://a.example/one' }, '/one'],
    [{ href: 'https://a.example/two', canonical: 'https://a.example/one' }, '/two'],
    [{ href: 'https://a.example/two?tab=2', canonical: 'https://a.example/one' }, '/two'],
    [{ href: 'https://a.example/two', canonical: 'https://a.example/posts/two' }, '/posts/two'],
    [{ href: 'https://a.example/three' }, '/three'],
  ]
  let trail = startTrail(steps[0]![0], 'https://a.example')
  for (const [place, expected] of steps) {
    trail = followTrail(trail, place, new URL(place.href).origin)
    expect(trail.room).toBe(expected)
  }
})

test('[R1] a page of another site than the server carries its host, so that two sites never share a room by chance', () => {
  const at = (href: string, canonical?: string): string =>
    startTrail({ href, ...(canonical ? { canonical } : {}) }, 'https://live.example').room
  expect(at('https://a.example/about')).toBe('a.example/about')
  expect(at('https://b.example:8443/about')).toBe('b.example:8443/about')
  expect(at('https://a.example/amp', 'https://a.example/about')).toBe('a.example/about')
  expect(at('https://live.example/about')).toBe('/about')
})

test('a link names the room that its page will be in; anything but an address is an id', () => {
  const link = (to: string, home = 'https://a.example'): string => roomOfLink(to, 'https://a.example/list', home)
  expect(link('/blog/7/')).toBe('/blog/7')
  expect(link('/blog/7/', 'https://live.example')).toBe('a.example/blog/7')
  expect(link('https://a.example/caf%C3%A9#x')).toBe('/café')
  expect(link('https://b.example/x')).toBe('b.example/x')
  expect(link('lobby')).toBe('lobby')
})
