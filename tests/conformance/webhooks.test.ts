/** Notices as a service of the site gets them: signed, at least once, and about nothing that is not public. */
import type { RoomfulOptions } from 'roomful'
import { expect, test } from 'vitest'
import { fastClock, SITE, withNotices } from '../support/notice-server.js'
import { until } from '../support/until.js'
import { openReceiver, WEBHOOK_SECRET, type Call, type WebhookReceiver } from '../support/webhook-receiver.js'

const options = (receiver: WebhookReceiver, more: RoomfulOptions = {}): RoomfulOptions => ({
  notices: { site: SITE, webhook: { url: receiver.url, secret: WEBHOOK_SECRET } },
  ...more,
})

const dataOf = (call: Call | undefined): Record<string, unknown> =>
  (JSON.parse(call?.body ?? '{}') as { data: Record<string, unknown> }).data

test('[X2,S20] every notice is one signed call that says who, what, where and from whom', async () => {
  const receiver = await openReceiver()
  await withNotices(options(receiver), async (server) => {
    const first = await server.say('ada', 'One.')
    await server.say('bob', 'Here.')
    const comment = await server.say('cy', 'Well **said**, @Name of bob', { parent: first, mentions: ['bob'] })
    await receiver.count(2)
    const calls = receiver.calls.toSorted((a, b) => a.body.localeCompare(b.body))
    expect(calls.map(({ isSigned }) => isSigned)).toEqual([true, true])
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2)
    expect(Math.abs((calls[0]?.atS ?? 0) - Date.now() / 1_000)).toBeLessThan(60)
    const [mention, reply] = calls.map(({ body }) => JSON.parse(body) as Record<string, unknown>)
    expect(reply).toEqual({
      type: 'notice.reply',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      data: {
        person: 'ada',
        room: '/blog/7',
        comment,
        url: `${SITE}/blog/7#comment-${comment}`,
        from: { id: 'cy', name: 'Name of cy', isVerified: true },
        text: 'Well **said**, @Name of bob',
        plain: 'Well said, @Name of bob',
      },
    })
    expect(mention).toMatchObject({ type: 'notice.mention', data: { person: 'bob', comment } })
  })
})

test('[S20] a receiver that was down, refused and was slow gets each notice once more, with the same id', async () => {
  const receiver = await openReceiver()
  const { port } = receiver
  const [statuses, failed] = [[500, 503, undefined, 404], [] as string[]]
  receiver.answer = ({ id }) => {
    failed.push(id)
    return statuses.length > 0 ? statuses.shift() : 500
  }
  await withNotices(options(receiver, { clock: fastClock(20) }), async (server) => {
    const first = await server.say('ada', 'One.')
    for (let n = 0; n < 3; n++) await server.say('bob', `Answer ${n}`, { parent: first })
    await until(() => failed.length >= 7, 'tries')
    await receiver.close()
    const answer = await server.say('bob', 'While nobody was there.', { parent: first })
    const again = await openReceiver({ port })
    await until(() => new Set(again.calls.map(({ id }) => id)).size === 4, 'all four notices', 18_000)
    const ids = again.calls.map(({ id }) => id)
    for (const id of failed) expect(ids).toContain(id)
    expect(again.calls.every(({ isSigned }) => isSigned)).toBe(true)
    expect(again.calls.map((call) => dataOf(call)['comment'])).toContain(answer)
    // Whoever has said thank you is not called again.
    expect(new Set(ids).size).toBe(ids.length)
  })
}, 30_000)

test('[M1,S20] nothing is called for what waits, and nothing of what was deleted is in a later call', async () => {
  const receiver = await openReceiver()
  receiver.answer = () => 500
  const moderation = { hold: 'none', words: { hold: ['doubtful'] }, flood: false, similar: false } as const
  await withNotices(options(receiver, { moderation, clock: fastClock(40) }), async (server) => {
    const first = await server.say('ada', 'One.')
    await server.say('bob', 'A doubtful SECRET.', { parent: first })
    const gone = await server.say('bob', 'First words', { parent: first })
    const changed = await server.say('bob', 'Second words', { parent: first })
    await receiver.count(2)
    expect(receiver.calls.map((call) => dataOf(call)['comment']).toSorted()).toEqual([gone, changed].toSorted())
    await server.write('bob', 'comment.delete', { comment: gone })
    await server.write('bob', 'comment.edit', { comment: changed, text: 'Better words' })
    const before = receiver.calls.length
    receiver.answer = () => 200
    await until(
      () => receiver.calls.slice(before).some((call) => dataOf(call)['comment'] === changed),
      'the changed one',
      15_000,
    )
    const later = receiver.calls.slice(before).filter((call) => dataOf(call)['text'] !== 'Second words')
    expect(later.map((call) => dataOf(call)['plain'])).toEqual(['Better words'])
    expect(receiver.calls.map(({ body }) => body).join()).not.toContain('SECRET')
  })
}, 30_000)
