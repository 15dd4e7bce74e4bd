import fc from 'fast-check'
import { expect, test } from 'vitest'
import { format, type FormatKind } from './format.js'

/** `[` and `]` are the ends of the selection, here and in what comes out. */
function press(marked: string, kind: FormatKind): string {
  const from = marked.indexOf('⟦')
  const to = marked.indexOf('⟧') - 1
  const text = marked.replace(/[⟦⟧]/g, '')
  const change = format(text, from, to, kind)
  const next = text.slice(0, change.from) + change.insert + text.slice(change.to)
  return `${next.slice(0, change.start)}⟦${next.slice(change.start, change.end)}⟧${next.slice(change.end)}`
}

test.each<[FormatKind, string, string]>([
  ['bold', 'a ⟦word⟧ b', 'a **⟦word⟧** b'],
  ['bold', 'a **⟦word⟧** b', 'a ⟦word⟧ b'],
  ['bold', 'a ⟦word ⟧b', 'a **⟦word⟧** b'],
  ['bold', 'a ⟦⟧', 'a **⟦⟧**'],
  ['italic', 'a **⟦word⟧** b', 'a ***⟦word⟧*** b'],
  ['italic', 'a ***⟦word⟧*** b', 'a **⟦word⟧** b'],
  ['italic', '*⟦word⟧*', '⟦word⟧'],
  ['code', 'a ⟦word⟧ b', 'a `⟦word⟧` b'],
  ['code', 'x ⟦a\nb⟧ y', 'x \n```\n⟦a\nb⟧\n```\n y'],
  ['quote', 'one\nt⟦w⟧o\nthree', 'one\n⟦> two⟧\nthree'],
  ['quote', '⟦> one\n> two⟧', '⟦one\ntwo⟧'],
  ['quote', '⟦⟧', '> ⟦⟧'],
  ['link', 'see ⟦this⟧', 'see [this](⟦https://⟧)'],
  ['link', '⟦https://a.example/b⟧', '[⟦⟧](https://a.example/b)'],
])('%s: %j becomes %j', (kind, before, after) => {
  expect(press(before, kind)).toBe(after)
})

test('whatever is selected, nothing but the signs is added, and pressed twice bold is gone', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '.') }),
      fc.nat(),
      fc.nat(),
      (text, first, second) => {
        const [from = 0, to = 0] = [first, second].map((each) => each % (text.length + 1)).sort((a, b) => a - b)
        const once = format(text, from, to, 'bold')
        const next = text.slice(0, once.from) + once.insert + text.slice(once.to)
        expect(next.replaceAll('*', '')).toBe(text)
        const twice = format(next, once.start, once.end, 'bold')
        expect(next.slice(0, twice.from) + twice.insert + next.slice(twice.to)).toBe(text)
      },
    ),
  )
})
