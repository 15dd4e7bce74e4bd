import { expect, test } from 'vitest'
import type { Shelf } from '../../platform/environment.js'
import { forget, isHidden, recall, remember, setHidden } from './memory.js'

function shelf(): Shelf & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>()
  return {
    kept,
    get: (key) => kept.get(key),
    set: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
  }
}

test('corner and size come back, and are gone when forgotten', () => {
  const local = shelf()
  remember(local, 'bottom-left', true)
  expect(recall(local)).toEqual({ corner: 'bottom-left', isMini: true })
  forget(local)
  expect(local.kept.size).toBe(0)
  expect(recall(local)).toEqual({ corner: undefined, isMini: false })
})

test('what somebody else left there counts as nothing', () => {
  const local = shelf()
  local.set('roomful.box', '{"corner":"middle"}')
  expect(recall(local)).toEqual({ corner: undefined, isMini: false })
})

test('without storage nothing is kept and nothing breaks', () => {
  remember(undefined, 'top-left', false)
  setHidden(undefined, true)
  expect(recall(undefined)).toEqual({ corner: undefined, isMini: false })
  expect(isHidden(undefined)).toBe(false)
})

test('hidden for the visit is one mark, and it can be taken back', () => {
  const session = shelf()
  setHidden(session, true)
  expect(isHidden(session)).toBe(true)
  setHidden(session, false)
  expect(session.kept.size).toBe(0)
})
