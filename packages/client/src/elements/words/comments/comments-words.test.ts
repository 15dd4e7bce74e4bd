import { expect, test } from 'vitest'
import { words as arabic } from './comments-arabic.js'
import { words as english } from './comments-english.js'
import { words as french } from './comments-french.js'
import { words as german } from './comments-german.js'
import { words as spanish } from './comments-spanish.js'
import { plural, type Forms } from '../words.js'

const places = (text: unknown): Set<string> =>
  new Set([...(JSON.stringify(text) ?? '').matchAll(/\{\w+\}/g)].map(([place]) => place))
const isForms = (text: unknown): text is Forms =>
  typeof text === 'object' && text !== null && 'other' in text && 'one' in text

for (const [language, table] of Object.entries({ arabic, french, german, spanish })) {
  test(`${language} says of comments everything English does, with the same places to fill in`, () => {
    expect(Object.keys(table)).toEqual(Object.keys(english))
    expect(Object.keys(table.refusals)).toEqual(Object.keys(english.refusals))
    for (const [key, text] of Object.entries(english)) {
      const other: unknown = table[key as keyof typeof table]
      expect(places(other), key).toEqual(places(text))
      expect(Array.isArray(other) ? other.length : 0, key).toBe(Array.isArray(text) ? text.length : 0)
    }
  })
}

test('every number has a form in every language, and shows it where there are many', () => {
  for (const [lang, table] of Object.entries({ en: english, ar: arabic, de: german, es: spanish, fr: french })) {
    for (const [key, forms] of Object.entries(table)) {
      if (!isForms(forms)) continue
      for (const count of [0, 1, 2, 3, 11, 100]) expect(plural(forms, count, lang), `${lang} ${key}`).not.toContain('#')
      expect(plural(forms, 1_100, `${lang}-u-nu-latn`), `${lang} ${key}`).toMatch(/1.?100/)
    }
  }
})
