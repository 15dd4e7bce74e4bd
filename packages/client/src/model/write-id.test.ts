import { isWriteId } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { createWriteIds } from './write-id.js'

test('[W1] ids are UUIDs of version 7: valid, sortable by time, and different even when chance is not', () => {
  const id = createWriteIds((count) => new Uint8Array(count).fill(0xff))
  const early = id(1_700_000_000_000)
  expect(early).toMatch(/^018bcfe5-6800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(isWriteId(early)).toBe(true)
  expect(id(1_700_000_000_001) > early).toBe(true)
  expect(new Set(Array.from({ length: 1_000 }, () => id(5))).size).toBe(1_000)
})
