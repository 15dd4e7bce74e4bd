import { MAX_NAME_CHARS } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanName, defaultColor, nameSkeleton, neutralName } from './names.js'

test.each([
  ['  Ada   Lovelace ', 'Ada Lovelace'],
  ['Bob\u202e<b>', 'Bob<b>'],
  ['zero\u200bwidth', 'zerowidth'],
  ['line\nbreak\ttab', 'linebreaktab'],
  ['\u2066isolated\u2069', 'isolated'],
  ['e\u0301', 'é'],
  ['Z\u0300\u0301\u0302\u0303\u0304algo', 'Z\u0300\u0301algo'],
  ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['\ud800lone', 'lone'],
  ['\u3164', ''],
  ['', ''],
])('[P8] %j is shown as %j', (raw, shown) => {
  expect(cleanName(raw).normalize('NFC')).toBe(shown.normalize('NFC'))
})

test('[P8] a name is at most 40 characters, has no control or direction characters, and cleaning it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 256 }), (raw) => {
      const name = cleanName(raw)
      expect([...name].length).toBeLessThanOrEqual(MAX_NAME_CHARS)
      expect(name).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b]/u)
      expect(cleanName(name)).toBe(name)
    }),
  )
})

test('[P8] a person without a name keeps one neutral name and colour', () => {
  expect(neutralName('g_1')).toBe(neutralName('g_1'))
  expect(neutralName('g_1')).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/)
  expect(defaultColor('g_1', 12)).toBeLessThan(12)
})

test.each([
  ['Admin', 'Аdmin'],
  ['Paul', 'PauI'],
  ['modern', 'modem'],
  ['Ada Lovelace', 'ada_lovelace'],
  ['Robin', 'R0bin'],
])('[P8,S14] %s and %s look alike', (one, other) => {
  expect(nameSkeleton(one)).toBe(nameSkeleton(other))
})

test('[P8] different names do not look alike', () => {
  expect(nameSkeleton('Ada')).not.toBe(nameSkeleton('Eve'))
})

test('[S17] 64 KiB of any one repeated pair is cleaned and compared in a moment', () => {
  for (const pair of ['a\u0301', '\u200b ', 'rn', '\u0301\u0302', '\ud800x', '  ']) {
    const long = pair.repeat(32_768)
    const from = performance.now()
    cleanName(long)
    nameSkeleton(long)
    // A wall-clock bound far above the linear cost and far below a quadratic one (which would take minutes).
    expect(performance.now() - from).toBeLessThan(2_000)
  }
})
