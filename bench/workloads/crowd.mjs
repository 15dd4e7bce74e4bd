/**
 * One room of a thousand, everyone visible, everyone moving at 20 Hz, read in twenty sections.
 *
 * What a reader is sent has a ceiling: here the twenty people painted in the reader's own section. Ages are those of
 * `cursors.mjs`: when a painted position is refreshed, the one shown until then was as old as it gets. At the end every
 * reader must show the last position of as many people as are painted there, and of nobody else.
 */
import { createGuest, assemble } from '../wire/crowd.mjs'
import { traffic } from '../wire/connection.mjs'
import { atRate, pauseMs, arrival } from '../wire/pace.mjs'
import { percentile } from '../statistics.mjs'

const HERTZ = 20
const PAINTED = 20
const DRAIN_LIMIT_MS = 30_000
/** Send times are kept for this many moves of each person: 50 s. */
const MOVES_MASK = 1_023

async function load({ dialect, port, options, mark }) {
  const { people, sections, agesEvery } = options
  const sent = new Int32Array(people)
  const sentAtMs = new Float64Array(people * (MOVES_MASK + 1))
  const whoOfRef = []
  const stage = { reordered: 0, delivered: 0, agesMs: [] }
  const guests = Array.from({ length: people }, (_, who) => createGuest({ who, room: 'crowd', isShown: true }))
  for (const guest of guests) {
    guest.shown = new Map()
    guest.onCursorGone = (ref) => guest.shown.delete(whoOfRef[ref])
    guest.onCursorOf = (ref, k) => {
      const who = whoOfRef[ref]
      const before = guest.shown.get(who)
      guest.shown.set(who, k)
      stage.delivered += 1
      if (before === undefined || k === before) return
      if (k < before) stage.reordered += 1
      else if (guest.who % agesEvery === 0) {
        stage.agesMs.push(performance.now() - sentAtMs[who * (MOVES_MASK + 1) + (before & MOVES_MASK)])
      }
    }
  }
  await assemble({ dialect, port, guests })
  for (const guest of guests) whoOfRef[guest.ref] = guest.who
  await pauseMs(options.settleMs)
  for (const guest of guests) dialect.read(guest.connection, 1 + (guest.who % sections))
  await pauseMs(options.settleMs)

  const move = (i) => {
    const who = i % people
    sent[who] += 1
    sentAtMs[who * (MOVES_MASK + 1) + (sent[who] & MOVES_MASK)] = performance.now()
    // Forty paragraphs, so that there is warmth to tell.
    dialect.move(guests[who].connection, who, sent[who], 1 + ((who * 7 + (sent[who] >> 5)) % 40))
  }
  const expected = people * Math.min(PAINTED, Math.floor(people / sections))
  const missing = () => Math.abs(expected - guests.reduce((sum, { shown, who }) => sum + right(shown, who, sent), 0))
  const drained = () => arrival(missing, DRAIN_LIMIT_MS)
  await atRate(people * HERTZ, options.warmMs, move)
  await drained()
  Object.assign(stage, { reordered: 0, delivered: 0, agesMs: [] })
  traffic.bytesIn = 0
  await mark('start')
  const heldUpMs = await atRate(people * HERTZ, options.measureMs, move)
  const { bytesIn } = traffic
  const { delivered, agesMs } = stage
  await drained()
  await mark('end')
  return { heldUpMs, bytesIn, delivered, agesMs, reordered: stage.reordered, lost: missing() }
}

/** How many people this reader shows where they are, the reader included; less those shown where they are not. */
function right(shown, _who, sent) {
  let count = 0
  for (const [other, k] of shown) count += k === sent[other] ? 1 : -1
  return count
}

function summarise({ counts, spent, options }) {
  return {
    p95Ms: percentile(counts.agesMs, 0.95),
    kilobytesPerSecondAndReader: counts.bytesIn / options.measureMs / options.people,
    cpuMsPerSecond: spent.cpuUs / options.measureMs,
    deliveredPerSecond: counts.delivered / (options.measureMs / 1_000),
  }
}

export const crowd = {
  name: 'crowd-1000',
  title: '1,000 cursors in one room at 20 Hz, in 20 sections',
  peers: { roomful: {} },
  options: { people: 1_000, sections: 20, agesEvery: 20, settleMs: 2_000, warmMs: 2_000, measureMs: 5_000 },
  quick: { warmMs: 1_000, measureMs: 3_000 },
  smoke: { people: 220, sections: 5, agesEvery: 1, settleMs: 700, warmMs: 200, measureMs: 400 },
  load,
  summarise,
}
