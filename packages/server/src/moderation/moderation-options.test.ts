import { expect, test } from 'vitest'
import { checkModeration } from './moderation-options.js'

const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
const URL_OF_CHECK = 'https://check.example/comments'

/** A wrong option, the option the error names, and words its sentence must hold. */
const wrong: readonly (readonly [options: unknown, at: string, words: string])[] = [
  [null, 'moderation', 'object'],
  [true, 'moderation', 'object'],
  [[], 'moderation', 'object'],
  [{ holds: 'all' }, 'moderation.holds', 'did you mean "hold"?'],
  [{ wallpaper: 1 }, 'moderation.wallpaper', 'there are hold'],
  [{ hold: 'frist' }, 'moderation.hold', 'did you mean "first"?'],
  [{ hold: true }, 'moderation.hold', 'first, guests, all, none'],
  [{ approvals: 0 }, 'moderation.approvals', 'from 1 to 100'],
  [{ approvals: 1.5 }, 'moderation.approvals', 'whole number'],
  [{ text: 7 }, 'moderation.text', 'most, lines'],
  [{ text: { most: 10_001 } }, 'moderation.text.most', 'to 10000'],
  [{ text: { lines: '7' } }, 'moderation.text.lines', 'whole number'],
  [{ words: ['bad'] }, 'moderation.words', 'refuse, hold'],
  [{ words: { ban: [] } }, 'moderation.words.ban', 'is not an option'],
  [{ words: { refuse: 'bad' } }, 'moderation.words.refuse', 'list of texts'],
  [{ words: { refuse: [/bad/] } }, 'moderation.words.refuse', 'list of texts'],
  [{ words: { refuse: ['bad', 'c++'] } }, 'moderation.words.refuse', '"c++" is no more than "c"'],
  [{ words: { hold: [''] } }, 'moderation.words.hold', 'no letter'],
  [{ words: { hold: ['ab*'] } }, 'moderation.words.hold', 'three letters'],
  [{ words: { hold: Array(20_001).fill('x') } }, 'moderation.words.hold', '20000'],
  [{ links: { most: -1 } }, 'moderation.links.most', 'from 0'],
  [{ links: { refuse: ['https://spam.example/'] } }, 'moderation.links.refuse', 'is not a host'],
  [{ flood: true }, 'moderation.flood', 'false or an object'],
  [{ flood: { perMinute: 0 } }, 'moderation.flood.perMinute', 'from 1'],
  [{ similar: { minutes: 61 } }, 'moderation.similar.minutes', 'to 60'],
  [{ similar: { own: 0 } }, 'moderation.similar.own', 'from 1'],
  [{ check: {} }, 'moderation.check.url', 'https://'],
  [{ check: { url: 'check.example', secret: SECRET } }, 'moderation.check.url', 'https://'],
  [{ check: { url: 'ftp://check.example', secret: SECRET } }, 'moderation.check.url', 'https://'],
  [{ check: { url: 'https://me:it@check.example', secret: SECRET } }, 'moderation.check.url', 'password'],
  [{ check: { url: URL_OF_CHECK } }, 'moderation.check.secret', 'whsec_'],
  [{ check: { url: URL_OF_CHECK, secret: 'hunter2' } }, 'moderation.check.secret', 'whsec_'],
  [{ check: { url: URL_OF_CHECK, secret: [] } }, 'moderation.check.secret', 'whsec_'],
  [{ check: { url: URL_OF_CHECK, secret: [SECRET, 7] } }, 'moderation.check.secret', 'whsec_'],
  [{ check: { url: URL_OF_CHECK, secret: SECRET, timeoutMs: 20_000 } }, 'moderation.check.timeoutMs', 'to 10000'],
  [
    { check: { url: URL_OF_CHECK, secret: SECRET, onSilence: 'refuse' } },
    'moderation.check.onSilence',
    'hold, pass, reject',
  ],
]

for (const [options, at, words] of wrong) {
  test(`${JSON.stringify(options).slice(0, 80)} is refused with a sentence about ${at}`, () => {
    const error = (() => {
      try {
        return checkModeration(options)
      } catch (thrown) {
        return thrown
      }
    })() as Error
    expect(error).toMatchObject({ code: 'OPTION_INVALID', at, message: expect.stringContaining(words) })
    expect(error.message).toMatch(/^[\w.]+ .*[.?)]$/)
    expect(error.message).not.toContain('hunter2')
  })
}

test('nothing has to be said', () => {
  expect(checkModeration()).toEqual({
    hold: 'first',
    approvals: 1,
    text: { most: 10_000, lines: 200 },
    words: { refuse: [], hold: [] },
    links: { most: 2, refuse: [] },
    flood: { perMinute: 6, burst: 4 },
    similar: { windowMs: 600_000, own: 1, others: 3 },
    check: undefined,
  })
  expect(checkModeration({ hold: undefined, words: undefined, flood: undefined })).toEqual(checkModeration({}))
})

test('what is said holds', () => {
  const settings = checkModeration({
    hold: 'none',
    words: { refuse: ['bad*'] },
    links: { most: 0, refuse: ['*.spam.example'] },
    flood: false,
    similar: false,
    check: { url: URL_OF_CHECK, secret: [SECRET, SECRET], timeoutMs: 500, onSilence: 'pass' },
  })
  expect(settings).toMatchObject({ hold: 'none', words: { refuse: ['bad*'], hold: [] }, links: { most: 0 } })
  expect([settings.flood, settings.similar]).toEqual([undefined, undefined])
  expect(settings.check).toEqual({ url: URL_OF_CHECK, secrets: [SECRET, SECRET], timeoutMs: 500, onSilence: 'pass' })
})
