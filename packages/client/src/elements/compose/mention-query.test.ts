import { expect, test } from 'vitest'
import { mentionedIn, queryAt } from './mention-query.js'

const query = (marked: string): string | undefined => {
  const caret = marked.indexOf('|')
  return queryAt(marked.replace('|', ''), caret)?.q
}

test.each([
  ['@|', ''],
  ['hello @Ad|', 'Ad'],
  ['hello @Ada Lov|elace', 'Ada Lov'],
  ['(@ad|', 'ad'],
  ['一@张|', undefined],
  ['ada@exam|', undefined],
  ['@ada\nand|', undefined],
  ['@ada is a person|', undefined],
  ['@ |', undefined],
  ['no one|', undefined],
  ['@@ad|', undefined],
  [`@${'a'.repeat(31)}|`, undefined],
])('in %j somebody looks for %j', (text, q) => {
  expect(query(text)).toBe(q)
})

test('a query knows where its sign stands', () => {
  expect(queryAt('hi @ad', 6)).toEqual({ at: 3, q: 'ad' })
  expect(queryAt(`${'x '.repeat(100)}@ad`, 203)).toEqual({ at: 200, q: 'ad' })
})

test('[T6] only people whose name still stands in the text are mentioned, each once', () => {
  const ada = { id: 'a', name: 'Ada' }
  const bob = { id: 'b', name: 'Bob' }
  expect(mentionedIn('hi @ADA', [ada, bob, ada])).toEqual([ada])
})
