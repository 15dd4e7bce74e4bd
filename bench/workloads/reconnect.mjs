/**
 * Everybody is cut off in the same instant and comes back at once, without any back-off: the time until the last one is
 * in its room again. At the end one message goes to every room, to show that everybody really is back.
 */
import { createGuest, assemble } from '../wire/crowd.mjs'
import { messagePayload } from '../wire/payload.mjs'
import { pauseMs, arrival } from '../wire/pace.mjs'
import { percentile } from '../statistics.mjs'
import { countInto, createTally } from '../wire/tally.mjs'

const DRAIN_LIMIT_MS = 10_000

async function load({ dialect, port, options, mark }) {
  const tally = createTally()
  const guests = []
  for (let who = 0; who < options.people; who += 1)
    guests.push(createGuest({ who, room: `room-${who % options.rooms}` }))
  for (const guest of guests) countInto(tally, guest, 1)
  await assemble({ dialect, port, guests })
  await pauseMs(options.settleMs)

  await mark('start')
  const startedMs = performance.now()
  for (const guest of guests) guest.connection.destroy()
  const tookMs = await assemble({ dialect, port, guests, atOnce: guests.length })
  const allInMs = performance.now() - startedMs
  await mark('end')

  await pauseMs(options.settleMs)
  for (const guest of guests.slice(0, options.rooms)) dialect.publish(guest.connection, messagePayload(0, 1))
  await arrival(() => options.people - tally.delivered, DRAIN_LIMIT_MS)
  tookMs.sort((a, b) => a - b)
  const { delivered, reordered } = tally
  const ages = { p50Ms: percentile(tookMs, 0.5), p99Ms: percentile(tookMs, 0.99) }
  return { expected: options.people, delivered, reordered, allInMs, ...ages }
}

function summarise({ counts, spent, options }) {
  return {
    allInMs: counts.allInMs,
    p50Ms: counts.p50Ms,
    p99Ms: counts.p99Ms,
    cpuUsPerJoin: spent.cpuUs / options.people,
  }
}

export const reconnect = {
  name: 'reconnect',
  title: '2,000 people in 20 rooms reconnect at once',
  options: { people: 2_000, rooms: 20, settleMs: 1_000 },
  quick: {},
  smoke: { people: 40, rooms: 4, settleMs: 100 },
  load,
  summarise,
}
