import { expect, test } from 'vitest'
import { checkNewcomer, isTrusted } from './newcomers.js'
import type { HoldRule } from './settings.js'

function author(isVerified: boolean, approved: number, rejected: number) {
  return { id: 'a', name: 'A', isVerified, approved, rejected, sinceMs: 0 }
}

test.each([
  // hold, verified, approved, rejected, approvals → reason, trusted
  ['first', false, 0, 0, 1, 'first-timer', false],
  ['first', false, 1, 0, 1, undefined, false],
  ['first', false, 1, 0, 2, 'first-timer', false],
  ['first', false, 4, 0, 1, undefined, false],
  ['first', false, 5, 0, 1, undefined, true],
  ['first', false, 5, 0, 9, 'first-timer', false],
  ['first', true, 0, 0, 1, undefined, true],
  ['first', true, 0, 2, 1, undefined, true],
  ['first', true, 7, 3, 1, undefined, true],
  ['first', true, 6, 3, 1, 'history', false],
  ['first', true, 0, 3, 1, 'history', false],
  ['first', false, 100, 60, 1, 'history', false],
  ['guests', false, 99, 0, 1, 'guest', true],
  ['guests', true, 0, 0, 1, undefined, true],
  ['all', true, 99, 0, 1, 'all', true],
  ['none', false, 0, 0, 1, undefined, false],
  ['none', false, 99, 0, 1, undefined, false],
  ['none', true, 0, 99, 1, undefined, true],
] as const)(
  '[S33] hold %s: verified %s with %i approved and %i rejected of %i → %s',
  (hold: HoldRule, isVerified, approved, rejected, approvals, reason, trusted) => {
    const who = author(isVerified, approved, rejected)
    expect(checkNewcomer(who, hold, approvals)).toEqual(reason && { do: 'hold', reason })
    expect(isTrusted(who, hold, approvals)).toBe(trusted)
  },
)
