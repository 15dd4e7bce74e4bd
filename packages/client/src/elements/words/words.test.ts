import fc from 'fast-check'
import { expect, test } from 'vitest'
import { words as arabic } from './arabic.js'
import { words as english } from './english.js'
import { words as french } from './french.js'
import { words as german } from './german.js'
import { words as spanish } from './spanish.js'
import { fillIn } from './fill-in.js'
import { parseForms, plural } from './words.js'

test('a label is written in plural forms, exact numbers first', () => {
  const forms = parseForms('one=# reader | other=# readers | 0=nobody yet')
  expect([0, 1, 2, 1_200].map((count) => plural(forms, count, 'en'))).toEqual([
    'nobody yet',
    '1 reader',
    '2 readers',
    '1,200 readers',
  ])
})

test('a label without an equals sign is one form for all', () => {
  expect(plural(parseForms('# here now'), 3, 'en')).toBe('3 here now')
  expect(plural(parseForms('live'), 3, 'en')).toBe('live')
})

test('plural forms follow the language', () => {
  expect([0, 1, 2, 5, 30].map((count) => plural(arabic.people, count, 'ar-u-nu-latn'))).toEqual([
    'لا أحد هنا',
    'شخص واحد هنا',
    'شخصان هنا',
    '5 أشخاص هنا',
    '30 شخصًا هنا',
  ])
  expect(plural(french.people, 0, 'fr')).toBe('0 personne ici')
})

test('no label, however written, breaks the count', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), (label, count) => {
      expect(typeof plural(parseForms(label), count, 'en')).toBe('string')
    }),
  )
})

test('names are put into sentences as they are, also those that look like a place for one', () => {
  expect(fillIn('Follow {name}', { name: '<img onerror=alert(1)> {name} $&' })).toBe(
    'Follow <img onerror=alert(1)> {name} $&',
  )
  expect(fillIn('{missing} {constructor}', {})).toBe('{missing} {constructor}')
})

const places = (text: unknown): string[] =>
  [...(JSON.stringify(text) ?? '').matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted()

for (const [language, table] of Object.entries({ arabic, french, german, spanish })) {
  test(`${language} says everything English does, with the same places to fill in`, () => {
    for (const [key, text] of Object.entries(english)) {
      const other: unknown = table[key as keyof typeof table]
      expect(other, key).toBeDefined()
      expect(new Set(places(other)), key).toEqual(new Set(places(text)))
    }
    expect(table.colors).toHaveLength(12)
    expect(table.reactions).toHaveLength(6)
  })
}
