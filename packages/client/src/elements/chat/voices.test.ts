import { MAX_CHAT_CHARS } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chatText, forget, hear, keepPresent, readChat, settle, type Voices } from './voices.js'

const nobody: Voices = new Map()

test('[E7] words are said once, when they have stood still, and not letter by letter', () => {
  let voices = nobody
  const said: string[] = []
  let nowMs = 0
  const wait = (ms: number): void => {
    nowMs += ms
    const settled = settle(voices, nowMs)
    voices = settled.voices
    for (const id of settled.say) said.push(voices.get(id)!.text)
  }
  for (const text of ['H', 'He', 'Hello', 'Hello there']) {
    voices = hear(voices, 'ada', text, nowMs)
    wait(400)
  }
  expect(said).toEqual([])
  wait(3_000)
  wait(5_000)
  expect(said).toEqual(['Hello there'])
  // Kept alive by a repetition: nothing new to be said.
  voices = hear(voices, 'ada', 'Hello there', nowMs)
  wait(4_000)
  expect(said).toEqual(['Hello there'])
  voices = hear(voices, 'ada', 'Hello there!', nowMs)
  wait(3_500)
  expect(said).toEqual(['Hello there', 'Hello there!'])
})

test('[E7] empty words end them, and words nobody ends are forgotten', () => {
  const one = hear(hear(nobody, 'ada', 'Hi', 0), 'bob', 'Ho', 20_000)
  expect([...hear(one, 'ada', '', 1).keys()]).toEqual(['bob'])
  const { voices, inMs } = settle(one, 30_000)
  expect([...voices.keys()]).toEqual(['bob'])
  expect(inMs).toBe(20_000)
  expect(settle(nobody, 0).inMs).toBeUndefined()
  expect(forget(nobody, 'ada')).toBe(nobody)
  expect(keepPresent(one, () => true)).toBe(one)
  expect([...keepPresent(one, (id) => id === 'bob').keys()]).toEqual(['bob'])
})

test('a voice is looked at again no later than something becomes of it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40_000), { minLength: 1, maxLength: 5 }), fc.nat(60_000), (times, nowMs) => {
      const voices = times.reduce((all, atMs, at) => hear(all, String(at), 'x', Math.min(atMs, nowMs)), nobody)
      const settled = settle(voices, nowMs)
      if (settled.inMs === undefined) expect(settled.voices.size).toBe(0)
      else {
        expect(settled.inMs).toBeGreaterThan(0)
        const just = settle(settled.voices, nowMs + settled.inMs - 1)
        expect([just.voices.size, just.say]).toEqual([settled.voices.size, []])
        const next = settle(settled.voices, nowMs + settled.inMs)
        expect(next.say.length > 0 || next.voices.size < settled.voices.size).toBe(true)
      }
    }),
  )
})

test('[E7] what is sent is one clean line of a bounded length, and what arrives is held to the same', () => {
  expect(chatText('  two\nlines \u202eand\u200b a trick ')).toBe('two lines and a trick')
  expect(chatText(`${'x'.repeat(197)}👨‍👩`)).toBe(`${'x'.repeat(197)}👨`)
  expect(readChat({ text: 'a\u202eb' })).toBe('ab')
  for (const data of [null, 'text', [], {}, { text: 7 }, { text: 'x'.repeat(MAX_CHAT_CHARS + 1) }])
    expect(readChat(data as never)).toBeUndefined()
  fc.assert(
    fc.property(fc.nat(201), fc.string({ unit: 'binary', maxLength: 40 }), (before, typed) => {
      const text = chatText('a'.repeat(before) + typed)
      expect(text.length).toBeLessThanOrEqual(MAX_CHAT_CHARS)
      expect(chatText(text)).toBe(text)
    }),
  )
})
