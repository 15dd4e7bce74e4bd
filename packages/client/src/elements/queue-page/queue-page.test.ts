import { RoomfulError } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { whyNot } from './desk.js'
import { placeOf } from './queue-item.js'
import { reasonWords, reportWords } from './reasons.js'
import { words as arabic } from './words/arabic.js'
import { words as english } from './words/english.js'
import { words as french } from './words/french.js'
import { words as german } from './words/german.js'
import { words as spanish } from './words/spanish.js'

const languages = { arabic, french, german, spanish }

/** Every text of a table by the way to it; plural forms as their last one. */
function texts(table: object, way = ''): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(table).flatMap(([name, value]: [string, unknown]) => {
      if (typeof value === 'string') return [[`${way}${name}`, value] as const]
      const inner = value as Readonly<Record<string, string>>
      if ('other' in inner && Object.values(inner).some((text) => text.includes('#')))
        return [[`${way}${name}`, inner['other']] as const]
      return [...texts(inner, `${way}${name}.`)]
    }),
  )
}
const placesIn = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}|#/g)].map(([place]) => place).sort()

test.each(Object.entries(languages))('%s says everything, with the same places to fill in', (_, words) => {
  const wanted = texts(english)
  const found = texts(words)
  expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort())
  for (const [name, text] of wanted) expect([name, placesIn(found.get(name) ?? '')]).toEqual([name, placesIn(text)])
})

test('[M2,M6] every reason of a check is told in words, and one that nobody knows as it is', () => {
  const codes = [
    'words',
    'name',
    'links',
    'similar',
    'history',
    'first-timer',
    'guest',
    'all',
    'external',
    'external-silent',
  ]
  for (const code of codes) expect(reasonWords(english, code)).not.toContain('Rule')
  expect(reasonWords(english, 'external:spam')).toBe('Your own check says “spam”')
  expect(reasonWords(english, 'of-tomorrow')).toBe('Rule “of-tomorrow”')
  expect(reasonWords(english, 'constructor')).toBe('Rule “constructor”')
})

test('[M3] what a report says is told in the language of whoever reads it', () => {
  expect(reportWords(german, 'spam')).toBe('Spam')
  expect(reportWords(german, 'off-topic: again')).toBe('Am Thema vorbei: again')
  for (const said of ['rude words', 'toString', 'spam!', 'other reasons: x'])
    expect(reportWords(german, said)).toBe(said)
})

test('the page of a room is a path of this site or another site’s address, never anything else', () => {
  const origin = 'https://blog.example'
  expect(placeOf('/blog/7', 'c1', origin)).toBe('https://blog.example/blog/7#comment-c1')
  expect(placeOf('/blog/ü 7?p=1', 'c1', origin)).toBe('https://blog.example/blog/%C3%BC%207?p=1#comment-c1')
  expect(placeOf('other.example/x', 'c1', origin)).toBe('https://other.example/x#comment-c1')
  for (const room of ['javascript:alert(1)', '//evil.example', 'lobby', 'a b', ' '])
    expect(placeOf(room, 'c', origin)).toMatch(/^https:\/\//)
})

test('why something did not work is said in the page’s words where it has any', () => {
  expect(whyNot(german, new RoomfulError('COMMENT_UNKNOWN'))).toContain('schneller')
  expect(whyNot(english, new RoomfulError('MESSAGE_INVALID', { at: 'comment' }))).toContain('first')
  expect(whyNot(english, new RoomfulError('STORE_FULL', { message: 'The disk is full.' }))).toBe('The disk is full.')
  expect(whyNot(english, new Error('odd'))).toContain('odd')
})
