import { expect, test } from 'vitest'
import type { CommentsView } from '../../room/comments.js'
import { words } from '../words/comments/comments-english.js'
import { createArrivals } from './arrivals.js'
import type { Typing } from './typing.js'

const view = (
  fresh: number,
  ...threads: readonly (readonly [id: string, answers: number, fresh: number])[]
): CommentsView =>
  ({
    status: 'ready',
    fresh,
    list: threads.map(([id, answers, late]) => ({ comment: { id }, answers: Array(answers), more: 0, fresh: late })),
  }) as unknown as CommentsView

test('new comments are said in numbers, and the signs of those who wrote them end where they came', () => {
  const said: string[] = []
  const quiet: (string | undefined)[] = []
  const typing = { quiet: (thread?: string) => void quiet.push(thread) } as unknown as Typing
  const { saw } = createArrivals(typing, (text) => void said.push(text), { words, lang: 'en' })
  saw({ ...view(0), status: 'loading' })
  saw(view(0, ['a', 2, 0], ['b', 0, 0]))
  expect([said, quiet]).toEqual([[], []])
  saw(view(1, ['a', 2, 1], ['b', 0, 0]))
  saw(view(2, ['a', 2, 1], ['b', 0, 0]))
  expect(said).toEqual(['1 new comment', '2 new comments'])
  expect(quiet).toEqual(['a', undefined])
  saw(view(0, ['c', 0, 0], ['a', 3, 0], ['b', 0, 0]))
  saw(view(0, ['c', 0, 0], ['a', 3, 0]))
  expect(said).toHaveLength(2)
  expect(quiet).toHaveLength(2)
})
