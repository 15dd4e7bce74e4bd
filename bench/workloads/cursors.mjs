/**
 * One room, everyone visible, everyone moving at 20 Hz.
 *
 * A move carries its own number; the generator knows when it was sent. When a reader's picture of somebody is
 * refreshed, the position shown until then has reached its greatest age: that is the age taken. Positions are the last
 * value by nature, so skipping one is not a loss; going back to an older one is, and counts as reordered. At the end
 * everyone must show everybody's last position, or it counts as lost.
 */
import { createGuest, assemble } from '../wire/crowd.mjs'
import { traffic } from '../wire/connection.mjs'
import { atRate, pauseMs, arrival } from '../wire/pace.mjs'

const HERTZ = 20
const LATE_MS = 100
const DRAIN_LIMIT_MS = 50_000
/** Send times are kept for this many moves of each person: 50 s. */
const MOVES_MASK = 1_023

async function load({ dialect, port, options, mark }) {
  const { people } = options
  const stage = createStage(people)
  const guests = Array.from({ length: people }, (_, who) => createGuest({ who, room: 'cursors', isShown: true }))
  for (const guest of guests) watch(stage, guest, options.agesEvery)
  await assemble({ dialect, port, guests })
  for (const guest of guests) if (guest.ref !== undefined) stage.whoOfRef[guest.ref] = guest.who
  await pauseMs(options.settleMs)

  const move = (i) => {
    const who = i % people
    stage.sent[who] += 1
    stage.sentAtMs[who * (MOVES_MASK + 1) + (stage.sent[who] & MOVES_MASK)] = performance.now()
    dialect.move(guests[who].connection, who, stage.sent[who])
  }
  await atRate(people * HERTZ, options.warmMs, move)
  await drained(stage)
  Object.assign(stage, { refreshes: 0, late: 0, reordered: 0, delivered: 0, agesMs: [] })
  traffic.bytesIn = 0
  await mark('start')
  const heldUpMs = await atRate(people * HERTZ, options.measureMs, move)
  const { refreshes, late, delivered, agesMs } = stage
  await drained(stage)
  await mark('end')
  return {
    ...{ heldUpMs, refreshes, late, delivered, agesMs },
    bytesIn: traffic.bytesIn,
    reordered: stage.reordered,
    lost: missing(stage),
  }
}

/** From quiet to quiet: a server that falls behind is charged for what it still owes when the moving ends. */
async function drained(stage) {
  await arrival(() => missing(stage), DRAIN_LIMIT_MS)
}

function createStage(people) {
  return {
    people,
    sent: new Int32Array(people),
    sentAtMs: new Float64Array(people * (MOVES_MASK + 1)),
    shown: new Int32Array(people * people),
    whoOfRef: [],
    refreshes: 0,
    late: 0,
    delivered: 0,
    reordered: 0,
    agesMs: [],
  }
}

function watch(stage, guest, agesEvery) {
  const row = guest.who * stage.people
  const isAged = guest.who % agesEvery === 0
  guest.onCursor = (who, k) => {
    stage.delivered += 1
    const before = stage.shown[row + who]
    stage.shown[row + who] = k
    if (k <= before) {
      // The same again is allowed: whoever catches up receives every cursor once.
      if (k < before) stage.reordered += 1
      return
    }
    if (!isAged || before === 0) return
    const ageMs = performance.now() - stage.sentAtMs[who * (MOVES_MASK + 1) + (before & MOVES_MASK)]
    stage.refreshes += 1
    if (ageMs > LATE_MS) stage.late += 1
    if (stage.refreshes % 16 === 0) stage.agesMs.push(ageMs)
  }
  guest.onCursorOf = (ref, k) => guest.onCursor(stage.whoOfRef[ref], k)
}

/** How many pictures of somebody else do not show that person's last position. */
function missing(stage) {
  let count = 0
  for (let reader = 0; reader < stage.people; reader += 1) {
    for (let who = 0; who < stage.people; who += 1) {
      if (reader !== who && stage.shown[reader * stage.people + who] !== stage.sent[who]) count += 1
    }
  }
  return count
}

function summarise({ counts, spent, options }) {
  return {
    cpuMsPerSecond: spent.cpuUs / options.measureMs,
    kilobytesPerSecondAndClient: counts.bytesIn / options.measureMs / options.people,
    lateShare: counts.late / counts.refreshes,
    deliveredPerSecond: counts.delivered / (options.measureMs / 1_000),
  }
}

const base = { agesEvery: 1, settleMs: 1_500, warmMs: 1_500, measureMs: 5_000 }
const quick = { settleMs: 1_000, warmMs: 1_000, measureMs: 3_000 }

export const cursors = [50, 100, 200].map((people) => ({
  name: `cursors-${people}`,
  title: `${people} cursors in one room at 20 Hz`,
  options: { ...base, people, agesEvery: people / 50 },
  quick,
  smoke: people === 50 && { people: 8, agesEvery: 1, settleMs: 100, warmMs: 200, measureMs: 400 },
  load,
  summarise,
}))
