/** Many small rooms: everyone publishes once a second, so there is nothing to batch and every message costs its own. */
import { createGuest, assemble } from '../wire/crowd.mjs'
import { messagePayload } from '../wire/payload.mjs'
import { atRate, pauseMs, arrival } from '../wire/pace.mjs'
import { countInto, createTally, resetTally } from '../wire/tally.mjs'

const DRAIN_LIMIT_MS = 10_000

async function load({ dialect, port, options, mark }) {
  const tally = createTally()
  const guests = []
  for (let who = 0; who < options.rooms * options.peoplePerRoom; who += 1) {
    // Neighbours in time are in different rooms: a room's five messages are spread over the second.
    guests.push(createGuest({ who, room: `room-${who % options.rooms}` }))
  }
  for (const guest of guests) countInto(tally, guest, options.peoplePerRoom)
  await assemble({ dialect, port, guests })
  await pauseMs(options.settleMs)

  let sent = 0
  const publish = () => {
    const { who, connection } = guests[sent % guests.length]
    const round = Math.floor(sent / guests.length)
    sent += 1
    dialect.publish(connection, messagePayload(Math.floor(who / options.rooms), round + 1))
  }
  const run = async (ms) => {
    const sentBefore = sent
    const deliveredBefore = tally.delivered
    const heldUpMs = await atRate(guests.length, ms, publish)
    const expected = (sent - sentBefore) * options.peoplePerRoom
    await arrival(() => expected - (tally.delivered - deliveredBefore), DRAIN_LIMIT_MS)
    return { published: sent - sentBefore, expected, heldUpMs }
  }
  await run(options.warmMs)
  resetTally(tally)
  await mark('start')
  const counts = await run(options.measureMs)
  await mark('end')
  return { ...counts, ...tally }
}

function summarise({ counts, spent }) {
  return {
    cpuMsPerSecond: spent.cpuUs / spent.ms,
    cpuUsPerDelivery: spent.cpuUs / counts.delivered,
    userUsPerDelivery: spent.userUs / counts.delivered,
    bytesPerDelivery: counts.bytes / counts.delivered,
  }
}

export const rooms = {
  name: 'rooms',
  title: '1,000 rooms × 5 people, one message a second each',
  options: { rooms: 1_000, peoplePerRoom: 5, settleMs: 1_000, warmMs: 1_000, measureMs: 6_000 },
  quick: { measureMs: 3_000 },
  smoke: { rooms: 10, settleMs: 50, warmMs: 200, measureMs: 1_100 },
  load,
  summarise,
}
