import { expect, test } from 'vitest'
import { readSlots, slotOf } from './redis-slots.js'

test('slots are those of Redis', () => {
  // From the cluster specification, and from CLUSTER KEYSLOT of a server.
  expect(slotOf('123456789')).toBe(0x31c3 % 16_384)
  expect(slotOf('foo')).toBe(12_182)
  expect(slotOf('{user1000}.following')).toBe(slotOf('user1000'))
  expect(slotOf('foo{}{bar}')).not.toBe(slotOf('bar'))
  expect(slotOf('foo{bar}{zap}')).toBe(slotOf('bar'))
  expect(slotOf('foo{bar')).not.toBe(slotOf('bar'))
})

const asked = { host: 'here', port: 1 }

test('the answer of a cluster is read, and one without all slots is none', () => {
  const whole = [
    [0, 8_191, ['10.0.0.1', 7_000, 'id', []], ['10.0.0.3', 7_002, 'replica']],
    [8_192, 16_383, ['', 7_001, 'id']],
  ]
  const map = readSlots(whole, asked)
  expect(map?.masters).toEqual([
    { host: '10.0.0.1', port: 7_000 },
    { host: 'here', port: 7_001 },
  ])
  expect([map?.bySlot[0], map?.bySlot[8_191], map?.bySlot[8_192], map?.bySlot[16_383]]).toEqual([0, 0, 1, 1])
  expect(readSlots(whole.slice(1), asked)).toBe(undefined)
  for (const junk of [undefined, 'x', [1], [[0, 16_383]], [[0, 16_383, ['a', 'b']]], [['0', 1, ['a', 1]]], []]) {
    expect(readSlots(junk, asked)).toBe(undefined)
  }
})
