/** Section E of the SPEC against a hub under a fake clock. */
import { encodeClientEvent, jsonBytes } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { tokenOf } from '../support/test-gate.js'
import { createTestHub, type TestPage } from '../support/test-hub.js'

const room = { rooms: [{ room: '/a' }] }
const data = (page: TestPage): unknown[] => page.all('event').map((event) => event.data)
const numbers = (page: TestPage): number[] => page.all('event').map((event) => event.seq)

test('[E1,F1] an event reaches everyone in the room in the form they asked for, its sender included', async () => {
  const kit = createTestHub()
  const sender = await kit.enter(room)
  const binary = await kit.enter(room)
  const json = await kit.enter({ ...room, format: 'json' })
  const elsewhere = await kit.enter({ rooms: [{ room: '/b' }] })
  const { n, ref } = sender.last('joined')
  sender.send({ t: 'event', n, name: 'clap', data: { text: 'hé 👏' } })
  sender.send(encodeClientEvent(n, 0, 'clap', jsonBytes([1, 2])))
  sender.send(encodeClientEvent(n, 0, 'clap', new Uint8Array()))
  await kit.run(50)
  const expected = [{ text: 'hé 👏' }, [1, 2], null].map((each, i) => ({
    t: 'event',
    n,
    from: ref,
    seq: i + 1,
    name: 'clap',
    data: each,
  }))
  for (const page of [sender, binary, json]) expect(page.all('event')).toEqual(expected)
  const forms = (page: TestPage) =>
    new Set(page.arrivals.filter(({ message }) => message.t === 'event').map(({ isBinary }) => isBinary))
  expect([forms(binary), forms(json)]).toEqual([new Set([true]), new Set([false])])
  expect(elsewhere.all('event')).toEqual([])
})

test('[E1] names and sizes at their limits pass, beyond them they are refused and nobody hears', async () => {
  const kit = createTestHub()
  const page = await kit.enter(room)
  const reader = await kit.enter(room)
  const longest = 'x'.repeat(16_382)
  page.send({ t: 'event', n: 1, id: 1, name: 'N'.repeat(32), data: longest })
  await kit.run(1_000)
  page.send({ t: 'event', n: 1, id: 2, name: 'N'.repeat(33) })
  page.send({ t: 'event', n: 1, id: 3, name: 'a b' })
  page.send({ t: 'event', n: 1, id: 4, name: 'a', data: `${longest}x` })
  await kit.run(1_000)
  expect(page.all('ack').map(({ id }) => id)).toEqual([1])
  expect(page.errors.map(({ code, at }) => [code, at])).toEqual([
    ['MESSAGE_INVALID', 'name'],
    ['MESSAGE_INVALID', 'name'],
    ['MESSAGE_INVALID', 'data'],
  ])
  expect(data(reader)).toEqual([longest])
})

test('[E2] with an id there is an ack with the number, or an error with the id; without one only an error', async () => {
  const kit = createTestHub({ events: { clap: {} } })
  const page = await kit.enter(room)
  page.send({ t: 'event', n: 1, id: 7, name: 'clap' })
  page.send({ t: 'event', n: 1, name: 'clap' })
  page.send({ t: 'event', n: 1, id: 8, name: 'clap' })
  page.send({ t: 'event', n: 1, id: 9, name: 'other' })
  page.send({ t: 'event', n: 1, name: 'other' })
  await kit.run(50)
  expect(page.all('ack')).toEqual([
    { t: 'ack', id: 7, seq: 1 },
    { t: 'ack', id: 8, seq: 3 },
  ])
  expect(page.errors.map(({ code, id }) => [code, id])).toEqual([
    ['EVENT_UNKNOWN', 9],
    ['EVENT_UNKNOWN', undefined],
  ])
  expect(numbers(page)).toEqual([1, 2, 3])
})

test('[E2,F2] a refused event with an id carries that id, also when its field was bad', async () => {
  const kit = createTestHub()
  const page = await kit.enter(room)
  page.send({ t: 'event', n: 1, id: 5, name: 'bad name' })
  await kit.run(50)
  expect(page.last('error')).toMatchObject({ code: 'MESSAGE_INVALID', at: 'name', id: 5 })
})

test('[E3] all readers see one order without a gap, and numbers wrap at 16 bits', async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const kit = createTestHub({ seed, delayMs: () => 0, limits: { eventsPerSecond: 1e6, framesPerSecond: 1e6 } })
    const pages = []
    for (let i = 0; i < 5; i++) pages.push(await kit.enter({ ...room, format: i % 2 ? 'json' : 'binary' }))
    for (let i = 0; i < 300; i++) {
      kit.dice.pick(pages).send({ t: 'event', n: 1, name: 'x', data: i })
      if (kit.dice.chance(0.2)) await kit.run(kit.dice.below(3))
    }
    await kit.run(100)
    const [first] = pages
    expect(numbers(first!)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1))
    for (const page of pages) expect(data(page)).toEqual(data(first!))
  }
  const kit = createTestHub({ limits: { eventsPerSecond: 1e6, framesPerSecond: 1e6 } })
  const page = await kit.enter(room)
  for (let i = 0; i < 65_540; i++) kit.hub.room('/a').send('x')
  await kit.run(10)
  expect(numbers(page).slice(-6)).toEqual([65_535, 0, 1, 2, 3, 4].slice(0, 6))
  page.send({ t: 'event', n: 1, id: 1, name: 'x' })
  await kit.run(10)
  expect(page.last('ack').seq).toBe(65_541)
})

test('[E3,R1] seq in joined is the latest event’s number: the next frame is the one after it', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const kit = createTestHub({ seed, limits: { eventsPerSecond: 1e6, framesPerSecond: 1e6 } })
    const sender = await kit.enter(room)
    const pages: TestPage[] = []
    for (let i = 0; i < 60; i++) {
      sender.send({ t: 'event', n: 1, name: 'x' })
      if (kit.dice.chance(0.2)) {
        const page = kit.connect()
        page.send({ t: 'hello', v: 1, ...room })
        pages.push(page)
      }
      if (kit.dice.chance(0.3)) await kit.run(kit.dice.below(3))
    }
    await kit.run(100)
    for (const page of pages) {
      const { seq } = page.last('joined')
      expect(numbers(page)).toEqual(Array.from({ length: 60 - seq }, (_, i) => seq + 1 + i))
      expect(page.arrivals.findIndex(({ message }) => message.t === 'joined')).toBeLessThanOrEqual(1)
    }
  }
})

const schema = {
  '~standard': {
    version: 1 as const,
    vendor: 'test',
    validate: (value: unknown) =>
      typeof value === 'number' ? { value } : { issues: [{ message: 'not a number', path: ['x'] }] },
  },
}

test('[E4] a declared event is checked for name, schema and grant; the built-in ones are always there', async () => {
  const kit = createTestHub({ events: { tally: { schema }, steer: { can: 'lead' } } })
  const page = await kit.enter(room)
  const reader = await kit.enter(room)
  page.send({ t: 'event', n: 1, id: 1, name: 'tally', data: 5 })
  page.send({ t: 'event', n: 1, id: 2, name: 'tally', data: 'five' })
  page.send({ t: 'event', n: 1, id: 3, name: 'steer' })
  page.send({ t: 'event', n: 1, id: 4, name: 'nope' })
  page.send({ t: 'event', n: 1, id: 5, name: 'reaction', data: { emoji: '👏' } })
  await kit.run(100)
  expect(page.all('ack').map(({ id }) => id)).toEqual([1, 5])
  expect(page.errors).toMatchObject([
    { id: 2, code: 'EVENT_INVALID', at: 'data', message: 'x: not a number' },
    { id: 3, code: 'GRANT_MISSING', at: 'lead' },
    { id: 4, code: 'EVENT_UNKNOWN' },
  ])
  expect(reader.all('event').map(({ name }) => name)).toEqual(['tally', 'reaction'])
})

test('[E4,A2] a schema that throws or waits refuses the event and nothing else', async () => {
  const hostile = (validate: (value: unknown) => never) => ({
    schema: { '~standard': { version: 1 as const, vendor: 'x', validate } },
  })
  const kit = createTestHub({
    events: {
      throws: hostile(() => {
        throw new Error('secret')
      }),
      waits: hostile((() => Promise.resolve({ value: 1 })) as never),
      nothing: hostile((() => undefined) as never),
    },
  })
  const page = await kit.enter(room)
  for (const [id, name] of ['throws', 'waits', 'nothing'].entries()) page.send({ t: 'event', n: 1, id: id + 1, name })
  await kit.run(100)
  expect(page.errors.map(({ code }) => code)).toEqual(['EVENT_INVALID', 'EVENT_INVALID', 'EVENT_INVALID'])
  expect(JSON.stringify(page.errors)).not.toContain('secret')
  expect(page.closeCode).toBeUndefined()
})

test('[E5,Q2] a slow reader misses droppable events only, and sees from the numbers how many', async () => {
  const kit = createTestHub({
    events: { must: {}, may: { droppable: true } },
    limits: { eventsPerSecond: 1e6, framesPerSecond: 1e6 },
  })
  const sender = await kit.enter(room)
  const reader = await kit.enter(room)
  reader.wire.stall('down')
  const filler = 'x'.repeat(8_000)
  let must = 0
  for (let i = 0; i < 60; i++) {
    const isMust = i % 2 === 0
    if (isMust) must++
    sender.send({ t: 'event', n: 1, name: isMust ? 'must' : 'may', data: isMust ? filler : i })
    await kit.run(5)
  }
  reader.wire.resume()
  await kit.run(100)
  const got = reader.all('event')
  expect(got.filter(({ name }) => name === 'must')).toHaveLength(must)
  const missed = got.reduce((sum, { seq }, i) => sum + (i === 0 ? seq - 1 : seq - (got[i - 1]?.seq ?? 0) - 1), 0)
  expect(got.filter(({ name }) => name === 'may').length + missed).toBe(60 - must - (60 - (got.at(-1)?.seq ?? 0)))
  expect(missed).toBeGreaterThan(10)
  expect(sender.all('event')).toHaveLength(60)
})

test('[E6] a reaction is one emoji at a place or none; gather needs the grant lead', async () => {
  const kit = createTestHub()
  const page = await kit.enter(room)
  const leader = await kit.enter({ ...room, token: tokenOf({ id: 'ada', can: ['see', 'send', 'lead'] }) })
  const verdict = async (from: TestPage, name: string, value: unknown): Promise<string> => {
    from.clear()
    from.send({ t: 'event', n: 1, id: 1, name, data: value })
    await kit.run(600)
    return from.errors[0]?.code ?? (from.all('ack').length === 1 ? 'ok' : 'silence')
  }
  for (const emoji of ['👏', '❤️', '👩‍👩‍👧‍👦', '🇩🇪', '1️⃣', '👍🏽'])
    expect(await verdict(page, 'reaction', { emoji })).toBe('ok')
  for (const emoji of ['', 'x', 'hello', '<b>', '👏 hi', '👏'.repeat(9), 7, null, ['👏']]) {
    expect(await verdict(page, 'reaction', { emoji }), String(emoji)).toBe('EVENT_INVALID')
  }
  const place = { anchor: 1, place: 2, mode: 0 }
  expect(await verdict(page, 'reaction', { emoji: '👏', ...place })).toBe('ok')
  expect(await verdict(page, 'reaction', { emoji: '👏', ...place, anchor: 2 ** 24 })).toBe('EVENT_INVALID')
  expect(await verdict(page, 'reaction', { emoji: '👏', from: 9 })).toBe('EVENT_INVALID')
  expect(await verdict(page, 'gather', place)).toBe('GRANT_MISSING')
  expect(await verdict(leader, 'gather', place)).toBe('ok')
  expect(await verdict(leader, 'gather', { anchor: 1 })).toBe('EVENT_INVALID')
  expect(await verdict(leader, 'reaction', { emoji: '👏' })).toBe('GRANT_MISSING')
})

test('[F1] a frame’s bytes may be used again by the transport: nobody reads them late', async () => {
  // The fake wire spoils every frame after handing it over, before the turn ends and the room is flushed.
  const kit = createTestHub()
  const sender = await kit.enter(room)
  const json = await kit.enter({ ...room, format: 'json' })
  sender.send(encodeClientEvent(1, 0, 'clap', jsonBytes({ a: 1 })))
  await kit.run(50)
  expect(data(json)).toEqual([{ a: 1 }])
})
