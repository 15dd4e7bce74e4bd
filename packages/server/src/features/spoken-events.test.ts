import { expect, test } from 'vitest'
import { chat } from './chat.js'
import { select } from './select.js'
import { typing } from './typing.js'

test('[E7] typing names a thread or none', () => {
  for (const data of [{}, { thread: 'c1' }]) expect(typing.check?.(data)).toBeUndefined()
  for (const data of [null, [], 'x', { thread: 7 }, { thread: 'x'.repeat(65) }, { text: 'x' }])
    expect(typing.check?.(data)).toEqual(expect.any(String))
})

test('[E7,S15] chat is clean text of at most 200 characters, as it is relayed', () => {
  for (const text of ['', 'see ', 'see there', '👩‍👩‍👧', 'سلام', 'x'.repeat(200), '<b>not bold</b>'])
    expect(chat.check?.({ text }), text).toBeUndefined()
  for (const data of [null, {}, { text: 7 }, { text: 'x'.repeat(201) }, { text: 'a\u202eb' }, { text: 'a\u200bb' }])
    expect(chat.check?.(data), JSON.stringify(data)).toEqual(expect.any(String))
  expect(chat.check?.({ text: 'x', html: 'y' })).toEqual(expect.any(String))
})

test('[E8] a selection is numbers within bounds, or nothing', () => {
  for (const data of [{}, { from: 0, to: 1 }, { anchor: 5, from: 10, to: 1_010 }])
    expect(select.check?.(data)).toBeUndefined()
  for (const data of [
    null,
    [],
    { from: 1 },
    { from: 2, to: 2 },
    { from: 0, to: 1_001 },
    { from: -1, to: 3 },
    { anchor: 1 },
  ])
    expect(select.check?.(data), JSON.stringify(data)).toEqual(expect.any(String))
  expect(select.check?.({ from: 0, to: 1, words: 'x' })).toEqual(expect.any(String))
})
