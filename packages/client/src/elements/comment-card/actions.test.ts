import { EDIT_WINDOW_MS } from '@roomful/protocol'
import { expect, test } from 'vitest'
import type { ShownComment } from '../../model/comments/overlay.js'
import { actionsOn, type Reader } from './actions.js'

const comment: ShownComment = {
  id: 'c',
  o: 3,
  status: 'visible',
  author: { id: 'ada', name: 'Ada' },
  text: 'Hello',
  atMs: 0,
  reactions: [],
}
const reader: Reader = { isAuthor: false, canComment: true, canModerate: false }
const author: Reader = { ...reader, isAuthor: true }
const moderator: Reader = { ...reader, canModerate: true }

test('a reader can link and report, an author change and delete', () => {
  expect(actionsOn(comment, reader, 0)).toEqual(['copyLink', 'report'])
  expect(actionsOn(comment, author, 0)).toEqual(['edit', 'copyLink', 'resolve', 'remove'])
})

test('[T3] the time for changing a comment ends for its author, not for a moderator', () => {
  expect(actionsOn(comment, author, EDIT_WINDOW_MS)).not.toContain('edit')
  expect(actionsOn(comment, moderator, EDIT_WINDOW_MS)).toContain('edit')
})

test('[T8] only the first of a thread is pinned or resolved', () => {
  const first = actionsOn({ ...comment, pinned: true, resolved: true }, moderator, 0)
  expect(first).toEqual(['reject', 'edit', 'copyLink', 'unpin', 'reopen', 'report', 'restrain', 'remove'])
  const answer = actionsOn({ ...comment, thread: 't', parent: 't' }, moderator, 0)
  expect(answer).toEqual(['reject', 'edit', 'copyLink', 'report', 'restrain', 'remove'])
})

test('[M1] what waits cannot be linked to, and what is gone or not sent has nothing to do', () => {
  expect(actionsOn({ ...comment, status: 'held' }, author, 0)).toEqual(['edit', 'remove'])
  expect(actionsOn({ ...comment, status: 'held' }, moderator, 0)).toEqual(['approve', 'edit', 'restrain', 'remove'])
  expect(actionsOn({ ...comment, status: 'deleted' }, moderator, 0)).toEqual([])
  const write = { id: 'c', kind: 'comment.add', body: {}, atMs: 0, isRestored: false }
  expect(actionsOn({ ...comment, write }, author, 0)).toEqual([])
})
