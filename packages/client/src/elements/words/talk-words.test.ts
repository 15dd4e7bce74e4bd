import { expect, test } from 'vitest'
import { words as inboxArabic } from './inbox/inbox-arabic.js'
import { words as inboxEnglish } from './inbox/inbox-english.js'
import { words as inboxFrench } from './inbox/inbox-french.js'
import { words as inboxGerman } from './inbox/inbox-german.js'
import { words as inboxSpanish } from './inbox/inbox-spanish.js'
import { words as marginArabic } from './margin/margin-arabic.js'
import { words as marginEnglish } from './margin/margin-english.js'
import { words as marginFrench } from './margin/margin-french.js'
import { words as marginGerman } from './margin/margin-german.js'
import { words as marginSpanish } from './margin/margin-spanish.js'
import { words as talkArabic } from './talk/talk-arabic.js'
import { words as talkEnglish } from './talk/talk-english.js'
import { words as talkFrench } from './talk/talk-french.js'
import { words as talkGerman } from './talk/talk-german.js'
import { words as talkSpanish } from './talk/talk-spanish.js'

type Table = Readonly<Record<string, unknown>>

/** The places to be filled in, of all forms together. */
const places = (text: unknown): Set<string> =>
  new Set([...(JSON.stringify(text) ?? '').matchAll(/\{\w+\}/g)].map(([place]) => place))

const formsOf = (lang: string): string[] => new Intl.PluralRules(lang).resolvedOptions().pluralCategories

function compare(english: object, others: Readonly<Record<string, object>>): void {
  for (const [lang, table] of Object.entries(others)) {
    for (const [key, text] of Object.entries(english)) {
      const other = (table as Table)[key]
      expect(typeof other, `${lang} ${key}`).toBe(typeof text)
      expect(places(other), `${lang} ${key}`).toEqual(places(text))
      if (typeof other === 'object') {
        const own = other as Record<string, string>
        // What has its own form in the language has one here, or falls back to one that reads well.
        if (lang === 'ar') expect(Object.keys(own).toSorted(), key).toEqual(formsOf(lang).toSorted())
        expect(own['other'], `${lang} ${key}`).toContain('#')
      }
    }
  }
}

test('chat and messages say in every language what they say in English, with the same places to fill in', () => {
  compare(talkEnglish, { ar: talkArabic, de: talkGerman, es: talkSpanish, fr: talkFrench })
})

test('so does the margin', () => {
  compare(marginEnglish, { ar: marginArabic, de: marginGerman, es: marginSpanish, fr: marginFrench })
})

test('so does the inbox', () => {
  compare(inboxEnglish, { ar: inboxArabic, de: inboxGerman, es: inboxSpanish, fr: inboxFrench })
})
