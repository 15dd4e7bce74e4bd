import { expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '@roomful/protocol'
import { memoryBus } from './bus/memory.js'
import { checkOptions } from './check-options.js'
import type { RoomfulOptions } from './options.js'
import { memoryStore } from './store/memory.js'

/** A wrong option, the option the error names, and words its sentence must hold. */
const wrong: readonly (readonly [options: unknown, at: string, words: string])[] = [
  [null, 'options', 'object'],
  [[], 'options', 'object'],
  [{ origin: [] }, 'origin', 'did you mean "origins"?'],
  [{ databse: 'memory:' }, 'databse', 'did you mean "database"?'],
  [{ wallpaper: true }, 'wallpaper', 'there are database'],
  [{ database: 'mysql://db/x' }, 'database', 'sqlite:FILE'],
  [{ database: 'postgres://' }, 'database', 'postgres://…'],
  [{ database: 'sqlite:' }, 'database', 'sqlite:FILE'],
  [{ database: 7 }, 'database', 'sqlite:FILE'],
  [{ database: 'sqlite:a.db', store: memoryStore() }, 'database', 'exclude each other'],
  [{ store: {} }, 'store', 'setting()'],
  [{ bus: 'redis' }, 'bus', 'redis://'],
  [{ bus: 'http://broker' }, 'bus', 'nats://'],
  [{ bus: 'redis://a,nats://b' }, 'bus', 'redis://'],
  [{ bus: {} }, 'bus', 'publish()'],
  [{ bus: { ...memoryBus(), onGap: undefined } }, 'bus', 'onGap()'],
  [{ clock: {} }, 'clock', 'monotonic()'],
  [{ random: Math.random }, 'random', 'bytes()'],
  [{ log: console }, 'log', 'function'],
  [{ authorize: true }, 'authorize', 'function'],
  [{ secret: 'short' }, 'secret', '32 bytes'],
  [{ secret: '' }, 'secret', '32 bytes'],
  [{ origins: 'https://a.example' }, 'origins', 'list'],
  [{ origins: [7] }, 'origins', 'list'],
  [{ trustProxy: true }, 'trustProxy', 'list'],
  [{ path: 'roomful' }, 'path', 'slash'],
  [{ path: '' }, 'path', 'slash'],
  [{ path: '/a//b' }, 'path', 'plain segments'],
  [{ path: '/a b' }, 'path', 'plain segments'],
  [{ path: '/:id' }, 'path', 'plain segments'],
  [{ path: 7 }, 'path', 'slash'],
  [{ jwt: 'secret' }, 'jwt', 'object'],
  [{ jwt: {} }, 'jwt', 'exactly one'],
  [{ jwt: { secret: 'a', publicKey: 'b' } }, 'jwt', 'exactly one'],
  [{ jwt: { sercet: 'a' } }, 'jwt.sercet', 'did you mean "secret"?'],
  [{ jwt: { secret: 7 } }, 'jwt.secret', 'text'],
  [{ jwt: { secret: 'a', audience: '' } }, 'jwt.audience', 'text'],
  [{ jwt: { keys: {} } }, 'jwt.keys', 'list'],
  [{ jwt: { jwksUrl: 'https://a.example' } }, 'jwt.algs', 'algorithms'],
  [{ guests: true }, 'guests', 'false or a list'],
  [{ guests: ['se'] }, 'guests', 'did you mean "see"?'],
  [{ guests: false }, 'guests', 'nobody at all could come in'],
  [{ rooms: '/blog/*' }, 'rooms', 'patterns'],
  [{ rooms: [''] }, 'rooms', 'patterns'],
  [{ rooms: ['x'.repeat(257)] }, 'rooms', 'patterns'],
  [{ events: [] }, 'events', 'object'],
  [{ events: { clap: true } }, 'events.clap', 'object'],
  [{ events: { clap: { grant: 'send' } } }, 'events.clap.grant', 'is not an option'],
  [{ events: { clap: { can: 'clap' } } }, 'events.clap.can', 'see, appear'],
  [{ events: { clap: { droppable: 1 } } }, 'events.clap.droppable', 'true or false'],
  [{ events: { clap: { schema: {} } } }, 'events.clap.schema', 'Standard Schema'],
  [{ limits: 7 }, 'limits', 'object'],
  [{ limits: { conections: 7 } }, 'limits.conections', 'did you mean "connections"?'],
  [{ limits: { connections: 0 } }, 'limits.connections', 'from 1'],
  [{ limits: { connections: 1.5 } }, 'limits.connections', 'whole number'],
  [{ limits: { connections: '7' } }, 'limits.connections', 'whole number'],
  [{ limits: { connections: Number.NaN } }, 'limits.connections', 'whole number'],
  [{ limits: { frameBytes: 100 } }, 'limits.frameBytes', 'from 8192'],
  [{ limits: { frameBytes: 10_000_000 } }, 'limits.frameBytes', 'to 1048576'],
  [{ drainMs: -1 }, 'drainMs', 'from 0 to 600000'],
  [{ drainMs: 600_001 }, 'drainMs', 'from 0 to 600000'],
  [{ drainMs: '3s' }, 'drainMs', 'milliseconds'],
  [{ drainAfterMs: 0.5 }, 'drainAfterMs', 'whole number'],
  [{ drainAfterMs: null }, 'drainAfterMs', 'whole number'],
  [{ drainafterms: 1 }, 'drainafterms', 'did you mean "drainAfterMs"?'],
]

for (const [options, at, words] of wrong) {
  test(`${JSON.stringify(options)?.slice(0, 80)} is refused with a sentence about ${at}`, () => {
    const error = (() => {
      try {
        return checkOptions(options as RoomfulOptions)
      } catch (thrown) {
        return thrown
      }
    })() as Error
    expect(error).toMatchObject({ code: 'OPTION_INVALID', at, message: expect.stringContaining(words) })
    // A sentence: it begins with the option, ends, and holds no value that could be a secret.
    expect(error.message).toMatch(/^[\w.]+ .*[.?)]$/)
  })
}

test('nothing has to be said, and everything has a default', () => {
  expect(checkOptions({})).toMatchObject({
    database: 'memory:',
    path: '/roomful',
    guests: ['see', 'appear', 'send', 'react', 'comment'],
    retention: {},
    limits: DEFAULT_LIMITS,
    trustProxy: ['loopback'],
    origins: undefined,
    drainAfterMs: 0,
    drainMs: 0,
  })
  expect(checkOptions({}).isRoom('anything')).toBe(true)
})

test('what is said holds, and undefined is as good as nothing', () => {
  const settings = checkOptions({
    path: '/live/',
    limits: { rooms: 3 },
    rooms: (room) => (room === '/a' ? true : (undefined as unknown as boolean)),
    guests: [],
    ...({ origins: undefined, secret: undefined } as object),
  })
  expect(settings).toMatchObject({ path: '/live', limits: { ...DEFAULT_LIMITS, rooms: 3 }, guests: [] })
  expect([settings.isRoom('/a'), settings.isRoom('/b')]).toEqual([true, false])
  expect(checkOptions({ path: '/' }).path).toBe('')
  expect(checkOptions({ bus: 'rediss://a,rediss://b' })).toMatchObject({
    bus: undefined,
    broker: 'rediss://a,rediss://b',
  })
  const bus = memoryBus()
  expect(checkOptions({ bus })).toMatchObject({ bus, broker: undefined })
  expect(() => checkOptions({ bus: 'redis://:secret@' })).toThrow(/^(?!.*secret)/)
})

test('[K3] who has other nodes sends people away bit by bit, unless told otherwise', () => {
  expect(checkOptions({ bus: memoryBus() })).toMatchObject({ drainAfterMs: 0, drainMs: 3_000 })
  expect(checkOptions({ bus: memoryBus(), drainMs: 0 }).drainMs).toBe(0)
  expect(checkOptions({ drainMs: 500, drainAfterMs: 7_000 })).toMatchObject({ drainAfterMs: 7_000, drainMs: 500 })
})
