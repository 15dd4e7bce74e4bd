/**
 * Ten thousand people who do nothing: what a connection costs to make, and what it costs to keep.
 *
 * Memory is the resident size after a full collection, with everybody in, less that of the warm server before. At the end one
 * message goes to every room, to show that everybody really is there.
 */
import { createGuest, assemble } from '../wire/crowd.mjs'
import { messagePayload } from '../wire/payload.mjs'
import { pauseMs, arrival } from '../wire/pace.mjs'
import { countInto, createTally } from '../wire/tally.mjs'

const DRAIN_LIMIT_MS = 10_000

async function load({ dialect, port, options, mark }) {
  const tally = createTally()
  const guests = []
  for (let who = 0; who < options.people; who += 1) {
    guests.push(createGuest({ who, room: `room-${who % options.rooms}`, isShown: options.isShown }))
  }
  for (const guest of guests) countInto(tally, guest, 1)
  // So that compiled code is charged to neither memory nor time of a connection.
  const early = Array.from({ length: options.early }, (_, i) => createGuest({ who: options.people + i, room: 'early' }))
  await assemble({ dialect, port, guests: early })
  await pauseMs(options.settleMs)
  await mark('empty', { collect: true })
  await mark('start')
  await assemble({ dialect, port, guests })
  await mark('end')
  await pauseMs(options.settleMs)
  await mark('full', { collect: true })
  await mark('idleStart')
  await pauseMs(options.idleMs)
  await mark('idleEnd')

  for (const guest of guests.slice(0, options.rooms)) dialect.publish(guest.connection, messagePayload(0, 1))
  await arrival(() => options.people - tally.delivered, DRAIN_LIMIT_MS)
  return { expected: options.people, delivered: tally.delivered, reordered: tally.reordered }
}

function summarise({ marks, spent, spentBetween, options }) {
  const idle = spentBetween('idleStart', 'idleEnd')
  return {
    bytesPerConnection: (marks.full.rss - marks.empty.rss) / options.people,
    cpuUsPerJoin: spent.cpuUs / options.people,
    userUsPerJoin: spent.userUs / options.people,
    idleCpuMsPerSecond: idle.cpuUs / idle.ms,
    heapBytesPerConnection: (marks.full.heapUsed - marks.empty.heapUsed) / options.people,
  }
}

const options = { people: 10_000, rooms: 500, early: 300, settleMs: 1_500, idleMs: 5_000, isShown: false }
const quick = { idleMs: 1_000 }
const smoke = { people: 60, rooms: 6, early: 5, settleMs: 50, idleMs: 50 }

export const idle = {
  name: 'idle',
  title: '10,000 idle connections in 500 rooms',
  options,
  quick,
  smoke,
  load,
  summarise,
}

export const idleShown = {
  name: 'idle-shown',
  title: '10,000 idle members, everyone on the roster, in 500 rooms',
  options: { ...options, isShown: true },
  quick,
  smoke,
  load,
  summarise,
}
