import type { Clock } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_BUCKETS } from '../model/moderation/flood.js'
import { MAX_GROUPS } from '../model/moderation/similar.js'
import type { Submission, SubmissionAuthor, Verdict } from '../model/moderation/verdict.js'
import { systemClock } from '../platform/clock.js'
import { checkModeration } from './moderation-options.js'
import type { ModerationOptions } from './moderation-options.js'
import { MAX_ANSWERS, createModeration } from './moderation.js'
import type { Moderation } from './moderation.js'

const PASS = { do: 'pass' }
const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`
const CHECK = { url: 'https://check.example/', secret: SECRET }
const LONG = 'The tide pools in the third picture reminded me of a summer long ago'

let writes = 0
type Changes = Partial<Omit<Submission, 'author'>> & { readonly author?: Partial<SubmissionAuthor> }

function submission(text: string, { author, ...more }: Changes = {}): Submission {
  const who = { id: 'ann', name: 'Ann', isVerified: false, approved: 1, rejected: 0, sinceMs: 0, ...author }
  const base = { id: `w${writes++}`, room: '/a', text, plain: text, links: [], author: who, atMs: 0 }
  return { ...base, isReply: false, isEdit: false, ...more }
}

interface Site {
  readonly moderation: Moderation
  readonly check: (text: string, more?: Changes) => Verdict | Promise<Verdict>
  /** The bodies the site's own check was asked with. */
  readonly asked: string[]
  pass(ms: number): void
}

function site(
  options: ModerationOptions,
  answer: () => Promise<Response> | Response = () => Response.json({ verdict: 'pass' }),
): Site {
  let nowMs = 0
  const asked: string[] = []
  const clock: Clock = { ...systemClock, monotonic: () => nowMs }
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    asked.push(String(new Headers(init?.headers).get('webhook-id')))
    return answer()
  }
  const moderation = createModeration(checkModeration(options), { clock, log: () => {}, fetch })
  return {
    moderation,
    asked,
    check: (text, more) => moderation.check(submission(text, more)),
    pass: (ms) => void (nowMs += ms),
  }
}

function answering(verdict: string): () => Response {
  return () => Response.json({ verdict })
}

/** A promise and what settles it; Node 20 has no `Promise.withResolvers`. */
function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((settle) => (resolve = settle))
  return { promise, resolve }
}

test('[M2] a friendly comment passes at once', () => {
  expect(site({}).check('Well put!')).toEqual(PASS)
})

test.each([
  ['nothing', '', 'length'],
  ['nothing visible', ' \n\u0301\u200b ', 'length'],
  ['10,001 characters', 'x'.repeat(10_001), 'length'],
  ['201 lines', 'x\n'.repeat(200), 'lines'],
])('[M2] %s is no comment', (_what, text, reason) => {
  const invalid = { do: 'reject', code: 'COMMENT_INVALID', reason }
  expect(site({}).check(text)).toEqual(invalid)
  expect(site({}).check(text, { author: { isModerator: true } })).toEqual(invalid)
})

test('[M2] 10,000 characters and 200 lines are a comment', () => {
  expect(site({}).check('x'.repeat(10_000))).toEqual(PASS)
  expect(site({}).check(`${'x\n'.repeat(199)}x`)).toEqual(PASS)
})

test('[M2,S33] the first check that has something to say decides: refusals, the site itself, then holds', async () => {
  const options: ModerationOptions = {
    words: { refuse: ['bad'], hold: ['doubtful'] },
    links: { refuse: ['spam.example'] },
    check: CHECK,
  }
  const newcomer = { author: { approved: 0 } }
  const everything = { ...newcomer, links: ['https://a.spam.example/', 'https://b.example', 'https://c.example'] }
  const strict = site(options, answering('reject'))
  expect(strict.check(`bad doubtful ${'x\n'.repeat(300)}`, everything)).toMatchObject({ reason: 'lines' })
  expect(strict.check(`bad doubtful ${LONG}`, everything)).toMatchObject({ do: 'reject', reason: 'words' })
  expect(strict.check(`doubtful ${LONG}`, everything)).toMatchObject({ do: 'reject', reason: 'links' })
  expect(strict.asked).toEqual([])
  const links = everything.links.slice(1)
  expect(await strict.check(`doubtful ${LONG}`, { ...newcomer, links })).toMatchObject({
    do: 'reject',
    reason: 'external',
  })
  const mild = site(options)
  expect(await mild.check(`doubtful ${LONG}`, { ...newcomer, links })).toMatchObject({ do: 'hold', reason: 'words' })
  expect(await mild.check('hello', { ...newcomer, links: [...links, 'https://d.example'] })).toMatchObject({
    reason: 'links',
  })
  expect(await mild.check('hello again', newcomer)).toMatchObject({ do: 'hold', reason: 'first-timer' })
  expect(mild.asked).toHaveLength(3)
})

test('[M2,S33] who writes too fast is told how long to wait, and may then send the same again', () => {
  const { check, moderation, pass } = site({})
  for (const text of ['one', 'two', 'three', 'four']) expect(check(text)).toEqual(PASS)
  const fifth = submission('five')
  expect(moderation.check(fifth)).toEqual({ do: 'reject', code: 'RATE_LIMITED', reason: 'flood', retryMs: 10_000 })
  expect(check('from another', { author: { id: 'bob' } })).toEqual(PASS)
  pass(10_000)
  expect(moderation.check(fifth)).toEqual(PASS)
})

test.each<[string, Changes]>([
  ['b4d', {}],
  ['see b[](https://x.example)ad', { plain: 'see bad' }],
  ['see [here](https://x.example/bad)', { plain: 'see here' }],
  ['b**a**d', { plain: 'bad' }],
  ['look at spam.example today', {}],
  ['look at s p a m . e x a m p l e', {}],
  ['here', { links: ['https://user@WWW.SPAM.example./'] }],
  ['hello', { author: { name: 'B.A.D' } }],
])('[M2,S33] %j does not get around the lists', (text, more) => {
  const options: ModerationOptions = { words: { refuse: ['bad'] }, links: { refuse: ['spam.example'] } }
  for (const isEdit of [false, true]) {
    expect(site(options).check(text, { ...more, isEdit })).toMatchObject({ do: 'reject', code: 'COMMENT_REFUSED' })
  }
})

test('[M2] a name the site vouches for is not looked at, and people of the site are under the lists too', () => {
  const { check } = site({ words: { refuse: ['bad'] } })
  expect(check('hello', { author: { name: 'Bad', isVerified: true } })).toEqual(PASS)
  expect(check('bad', { author: { isVerified: true } })).toMatchObject({ reason: 'words' })
  expect(check('bad', { author: { isModerator: true } })).toEqual(PASS)
})

test('[M2,S33] links: two from a guest, more from a regular, none by changing what was agreed to', () => {
  const { check } = site({ flood: false })
  const links = (count: number): string[] => Array.from({ length: count }, (_, index) => `https://a.example/${index}`)
  const held = { do: 'hold', reason: 'links' }
  expect([check('one', { links: links(2) }), check('two', { links: links(3) })]).toEqual([PASS, held])
  expect(check('three', { links: links(9), author: { approved: 5 } })).toEqual(PASS)
  expect(check('four', { links: links(9), author: { isVerified: true } })).toEqual(PASS)
  expect(check('five', { links: links(1), isEdit: true, comment: 'c' })).toEqual(held)
  expect(check('six', { links: links(1), isEdit: true, comment: 'c', author: { approved: 5 } })).toEqual(PASS)
  expect(site({ hold: 'none' }).check('seven', { links: links(2), isEdit: true, comment: 'c' })).toEqual(PASS)
})

test('[M2,S33] the same text again is refused, from many it waits', () => {
  const { check, pass } = site({ flood: false })
  expect([check(LONG), check(`${LONG}!`)]).toEqual([PASS, { do: 'reject', code: 'COMMENT_REFUSED', reason: 'similar' }])
  expect(check(`${LONG}.`, { isEdit: true, comment: 'c1' })).toEqual(PASS)
  const others = ['b', 'c', 'd', 'e'].map((id) => check(LONG, { author: { id }, room: `/${id}` }))
  expect(others).toEqual([PASS, PASS, { do: 'hold', reason: 'similar' }, { do: 'hold', reason: 'similar' }])
  expect(check(LONG, { author: { id: 'f', isVerified: true } })).toEqual(PASS)
  pass(600_001)
  expect(check(LONG)).toEqual(PASS)
})

test('[S33] what was refused for another reason may be said again in better words', () => {
  const { check } = site({ flood: false, words: { refuse: ['bad'] } })
  expect(check(`${LONG} bad`)).toMatchObject({ reason: 'words' })
  expect(check(LONG)).toEqual(PASS)
})

test('[S33] also where the site itself refused it', async () => {
  let verdict = 'reject'
  const { check } = site({ flood: false, check: CHECK }, () => Response.json({ verdict }))
  expect(await check(LONG)).toMatchObject({ do: 'reject' })
  verdict = 'pass'
  expect(await check(LONG)).toEqual(PASS)
})

test('[M2,W3] the same write sent again gets the same verdict, counts once and asks once, also while the answer is awaited', async () => {
  const answer = deferred<Response>()
  const asking = site({ check: CHECK, flood: { burst: 1, perMinute: 1 } }, () => answer.promise)
  const write = submission(LONG)
  const verdicts = [asking.moderation.check(write), asking.moderation.check({ ...write, atMs: 7 })]
  answer.resolve(Response.json({ verdict: 'hold', reason: 'odd' }))
  const odd = { do: 'hold', reason: 'external:odd' }
  expect([await verdicts[0], await verdicts[1]]).toEqual([odd, odd])
  expect(asking.moderation.check(write)).toEqual(odd)
  expect(asking.asked).toHaveLength(1)
  // Other words under the same id, or the same id by somebody else, are another question.
  const { moderation } = site({ words: { refuse: ['bad'] } })
  expect(moderation.check(write)).toEqual(PASS)
  expect(moderation.check({ ...write, text: 'bad', plain: 'bad' })).toMatchObject({ do: 'reject' })
  expect(moderation.check({ ...write, author: { ...write.author, id: 'bob', approved: 0 } })).toMatchObject({
    do: 'hold',
  })
})

test('[S20] a question has one name as long as it is the same question', async () => {
  const asking = site({ check: CHECK, flood: false }, answering('reject'))
  const write = submission(LONG)
  await asking.moderation.check(write)
  await asking.moderation.check(write)
  await asking.moderation.check({ ...write, text: 'other words' })
  expect(asking.asked).toHaveLength(3)
  expect(asking.asked[0]).toMatch(/^chk_[\w-]{32}$/)
  expect([asking.asked[0] === asking.asked[1], asking.asked[1] === asking.asked[2]]).toEqual([true, false])
})

test('[S33] what a service says outranks what only waits, and its silence never frees what waits', async () => {
  const newcomer = { author: { approved: 0 } }
  expect(await site({ check: CHECK }, answering('shadow')).check('hi', newcomer)).toEqual({
    do: 'shadow',
    reason: 'external',
  })
  const broken = (): Response => new Response('', { status: 500 })
  const lenient = site({ check: { ...CHECK, onSilence: 'pass' } }, broken)
  expect(await lenient.check('hi', newcomer)).toEqual({ do: 'hold', reason: 'first-timer' })
  expect(await lenient.check('hello')).toEqual(PASS)
})

test('moderators only meet the limits', () => {
  const { check, asked } = site({ hold: 'all', words: { refuse: ['bad'] }, check: CHECK })
  for (let each = 0; each < 20; each++) expect(check(`bad ${LONG}`, { author: { isModerator: true } })).toEqual(PASS)
  expect(asked).toEqual([])
})

test('history is asked for where it matters', () => {
  expect(site({}).moderation.needsHistory).toBe(true)
  expect(site({ hold: 'none' }).moderation.needsHistory).toBe(false)
  expect(site({ hold: 'none', check: CHECK }).moderation.needsHistory).toBe(true)
  const { check } = site({ hold: 'none' })
  expect(check('hello', { author: { rejected: 99 } })).toEqual(PASS)
})

test('a person who is forgotten starts anew', () => {
  const { check, moderation } = site({ flood: { burst: 1, perMinute: 1 } })
  expect([check(LONG), check('more')]).toMatchObject([PASS, { reason: 'flood' }])
  moderation.forget('ann')
  expect(check(LONG)).toEqual(PASS)
})

test('[S33] 30,000 authors leave no more than the memories may hold', () => {
  const { check, moderation } = site({})
  for (let index = 0; index < 30_000; index++) {
    const text = `${(index * 2_654_435_761).toString(36)} is what ${(index * 40_503).toString(36)} looks like from the second bridge`
    void check(text, { author: { id: `g${index}` } })
  }
  expect(moderation.size).toBeGreaterThan(MAX_ANSWERS)
  expect(moderation.size).toBeLessThanOrEqual(MAX_ANSWERS + MAX_BUCKETS + MAX_GROUPS)
})

test('[S17,S33] whatever is written, there is a verdict, at once, and the same for the same', () => {
  const { moderation } = site({
    flood: false,
    similar: false,
    words: { refuse: ['bad', '*aab*'], hold: ['a b'] },
    links: { refuse: ['x.example'] },
  })
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(fc.string({ maxLength: 30 })),
      (text, links) => {
        const write = submission(text, { links, author: { name: text.slice(0, 40) } })
        const verdict = moderation.check(write)
        expect(verdict).not.toBeInstanceOf(Promise)
        expect(moderation.check(write)).toEqual(verdict)
      },
    ),
  )
  for (const piece of ['\u0301\u0316', 'a.', 'a a ', '1!', 'ﷺ', 'https://x ', '[', '🅱']) {
    const text = piece.repeat(65_536 / piece.length)
    const from = performance.now()
    void moderation.check(submission(text))
    void moderation.check(submission(text.slice(0, 10_000), { links: Array(3_000).fill('https://a.b.c.d.example/') }))
    expect(performance.now() - from, piece).toBeLessThan(2_000)
  }
})
