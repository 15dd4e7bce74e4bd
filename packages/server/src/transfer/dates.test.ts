import { expect, test } from 'vitest'
import { dateMs, firstDateMs } from './dates.js'

const AT = Date.UTC(2016, 4, 4, 9, 12, 44)

test('dates with and without a zone, with T and with a space', () => {
  for (const text of [
    '2016-05-04T09:12:44Z',
    '2016-05-04T09:12:44',
    ' 2016-05-04 09:12:44 ',
    '2016-05-04 09:12:44 UTC',
    '2016-05-04T11:12:44+02:00',
    '2016-05-04T05:42:44-0330',
    '2016-05-04t09:12:44.000000z',
  ]) {
    expect(dateMs(text), text).toBe(AT)
  }
  expect(dateMs('2016-05-04T09:12:44.123456Z')).toBe(AT + 123)
  expect(dateMs('2016-05-04')).toBe(Date.UTC(2016, 4, 4))
  expect(dateMs('2016-02-29 00:00')).toBe(Date.UTC(2016, 1, 29))
})

test('what is no date is none', () => {
  for (const text of [
    undefined,
    '',
    '0000-00-00 00:00:00',
    '2023-06-31 09:00:00',
    '2023-02-29',
    '2023-13-01',
    '2023-01-01T24:00:00Z',
    '2023-01-01T10:60:00Z',
    '0021-01-01',
    'yesterday',
    '1654073999',
    `2023-01-01${' '.repeat(100_000)}x`,
  ]) {
    expect(dateMs(text), text?.slice(0, 20)).toBeUndefined()
  }
  expect(firstDateMs('0000-00-00 00:00:00', undefined, '2016-05-04 09:12:44')).toBe(AT)
})
