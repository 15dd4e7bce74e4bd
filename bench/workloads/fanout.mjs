/**
 * One person publishes, everyone in the room receives. Saturated: a fixed number of publishes is kept in flight, a
 * publish being in flight until the last reader has it. Paced: a fixed number of publishes a second.
 */
import { createGuest, assemble } from '../wire/crowd.mjs'
import { messagePayload } from '../wire/payload.mjs'
import { atRate, pauseMs, arrival } from '../wire/pace.mjs'
import { countInto, createTally, resetTally } from '../wire/tally.mjs'

const DRAIN_LIMIT_MS = 10_000
/** More than can ever be in flight. */
const WINDOW_MASK = 1_023

async function load({ dialect, port, options, mark }) {
  const tally = createTally()
  const stage = { published: 0, completed: 0, readers: new Int32Array(WINDOW_MASK + 1), onComplete: () => {} }
  const guests = Array.from({ length: options.people }, (_, who) => createGuest({ who, room: 'fanout' }))
  for (const guest of guests) countInto(tally, guest, 1, (number) => arrived(stage, number, options.people))
  await assemble({ dialect, port, guests })
  await pauseMs(options.settleMs)

  // The last to come has the longest number: the messages are as long as they get.
  const { connection } = guests.at(-1)
  const publish = () => {
    stage.published += 1
    // Publishes that fall due together leave together, or the first would be fanned out alone by every server.
    connection.gather()
    dialect.publish(connection, messagePayload(0, stage.published))
  }
  const run = options.inFlight === undefined ? paced : saturated
  await run({ stage, publish, options, ms: options.warmMs })
  const before = { ...stage }
  resetTally(tally)
  await mark('start')
  await run({ stage, publish, options, ms: options.measureMs })
  await mark('end')
  const published = stage.published - before.published
  return { published, expected: published * options.people, ...tally }
}

function arrived(stage, number, people) {
  const slot = number & WINDOW_MASK
  stage.readers[slot] += 1
  if (stage.readers[slot] < people) return
  stage.readers[slot] = 0
  stage.completed += 1
  stage.onComplete()
}

async function saturated({ stage, publish, options, ms }) {
  const endMs = performance.now() + ms
  stage.onComplete = () => {
    if (performance.now() < endMs) publish()
  }
  for (let i = 0; i < options.inFlight; i += 1) publish()
  await pauseMs(ms)
  await drained(stage)
}

async function paced({ stage, publish, options, ms }) {
  await atRate(options.perSecond, ms, publish)
  await drained(stage)
}

/** From quiet to quiet: the server's CPU then belongs to exactly the deliveries counted. */
async function drained(stage) {
  await arrival(() => stage.published - stage.completed, DRAIN_LIMIT_MS)
}

function summarise({ counts, spent }) {
  return {
    cpuUsPerDelivery: spent.cpuUs / counts.delivered,
    userUsPerDelivery: spent.userUs / counts.delivered,
    bytesPerDelivery: counts.bytes / counts.delivered,
    deliveriesPerSecond: counts.delivered / (spent.ms / 1_000),
  }
}

const base = { people: 1_000, settleMs: 500, warmMs: 1_000, measureMs: 4_000 }
const quick = { warmMs: 500, measureMs: 1_500 }
const smoke = { people: 20, settleMs: 50, warmMs: 100, measureMs: 200 }

export const fanoutSaturated = {
  name: 'fanout-saturated',
  title: 'Fan-out 1 → 1,000, 16 publishes in flight',
  options: { ...base, inFlight: 16 },
  quick,
  smoke,
  load,
  summarise,
}

export const fanoutPaced = {
  name: 'fanout-paced',
  title: 'Fan-out 1 → 1,000, 20 publishes a second',
  options: { ...base, perSecond: 20, measureMs: 6_000 },
  quick: { ...quick, measureMs: 3_000 },
  smoke,
  load,
  summarise,
}
