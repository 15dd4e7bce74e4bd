import { expect, test } from 'vitest'
import { createProgress, progressLine, size, thousands } from './progress.js'

test('a line says how many, how fast, how much of how much', () => {
  const facts = { what: 'comments', count: 12_345, rate: 2_310.4, bytes: 34_000_000, totalBytes: 120_000_000 }
  expect(progressLine(facts)).toBe('12,345 comments, 2,310/s, 34.0 MB of 120 MB (28 %)')
  expect(progressLine({ ...facts, rate: undefined, totalBytes: undefined })).toBe('12,345 comments, 34.0 MB')
  expect(progressLine({ ...facts, bytes: 0, totalBytes: undefined })).toBe('12,345 comments, 2,310/s')
  expect(progressLine({ ...facts, bytes: 121_000_000 })).toContain('(100 %)')
  expect(progressLine({ ...facts, totalBytes: 0 })).toBe('12,345 comments, 2,310/s, 34.0 MB')
})

test('numbers and sizes are short and never round up to what is not there', () => {
  expect([0, 999, 1_000, 1_234_567].map(thousands)).toEqual(['0', '999', '1,000', '1,234,567'])
  expect([0, 999, 1_000, 1_234, 99_949, 99_950, 999_499, 999_500, 1_234_567_890].map(size)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.00 kB',
    '1.23 kB',
    '99.9 kB',
    '100 kB',
    '999 kB',
    '1.00 MB',
    '1.23 GB',
  ])
})

function setUp(isTerminal: boolean, columns = 80) {
  let nowMs = 1_000
  const written: string[] = []
  const screen = { isTerminal, columns, write: (text: string) => void written.push(text) }
  const progress = createProgress(screen, { monotonic: () => nowMs }, { what: 'records', totalBytes: undefined })
  return { written, progress, wait: (ms: number) => void (nowMs += ms) }
}

test('a terminal gets one line, rewritten ten times a second at most and gone at the end', () => {
  const { written, progress, wait } = setUp(true)
  for (let step = 1; step <= 40; step++) {
    wait(25)
    progress.report(step, 0)
  }
  expect(written.length).toBe(10)
  expect(written.at(-1)).toBe('\r40 records, 40/s\u001b[K')
  progress.end()
  expect(written.at(-1)).toBe('\r\u001b[K')
  progress.end()
  expect(written.length).toBe(11)
})

test('a line wider than the terminal is cut, not wrapped', () => {
  const { written, progress, wait } = setUp(true, 10)
  wait(1_000)
  progress.report(123_456, 0)
  expect(written).toEqual(['\r123,456 r\u001b[K'])
})

test('elsewhere a line comes every five seconds, and nothing for what is quick', () => {
  const { written, progress, wait } = setUp(false)
  wait(4_000)
  progress.report(100, 0)
  progress.end()
  expect(written).toEqual([])
  wait(1_000)
  progress.report(150, 2_000)
  expect(written).toEqual(['150 records, 30/s, 2.00 kB\n'])
})

test('the rate is that of the last seconds', () => {
  const { written, progress, wait } = setUp(true)
  for (let second = 1; second <= 20; second++) {
    wait(1_000)
    progress.report(second <= 10 ? second * 1_000 : 10_000 + (second - 10) * 10, 0)
  }
  expect(written[8]).toContain(' 1,000/s')
  expect(written.at(-1)).toContain(' 10/s')
})
