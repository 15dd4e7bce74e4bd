/**
 * What a page costs each of its readers when it goes viral: the same hundred viewers on a page of 300 members, then of 10,000.
 *
 * Members do what their clients do: who is told to be painted moves at 20 Hz, everyone else once a second. The CPU is that of
 * the server for all its connections, divided by them; the bytes are those of viewers who show nothing. At both sizes every
 * viewer must know how many members there are.
 */
import { createGuest, assemble } from '../wire/crowd.mjs'
import { arrival, atRate, pauseMs } from '../wire/pace.mjs'

const PAINTED_HERTZ = 20
const QUIET_HERTZ = 1
const ARRIVAL_LIMIT_MS = 20_000
const PARAGRAPHS = 60
const ROOM = 'viral'

async function load({ dialect, port, options, mark }) {
  const painted = new Set()
  const members = []
  const viewers = []
  const enter = async (count, isShown) => {
    const list = isShown ? members : viewers
    const from = list.length
    for (let i = from; i < count; i += 1) {
      const guest = createGuest({ who: (isShown ? 0 : 1_000_000) + i, room: ROOM, isShown })
      if (isShown) guest.onPainted = (on) => void (on ? painted.add(guest) : painted.delete(guest))
      else watch(guest)
      guest.moves = 0
      list.push(guest)
    }
    await assemble({ dialect, port, guests: list.slice(from) })
  }

  await enter(options.few, true)
  await enter(options.viewers, false)
  const few = await phase('few')
  await enter(options.many, true)
  await mark('grown')
  const many = await phase('many')
  const late = createGuest({ who: 2_000_000, room: ROOM })
  watch(late)
  await assemble({ dialect, port, guests: [late] })
  await arrival(() => (late.told.includes('crowd') ? 0 : 1), ARRIVAL_LIMIT_MS)
  const join = { bytes: late.connection.bytesIn, frames: late.told.slice(0, late.told.indexOf('crowd') + 1).length }
  return { few, many, join, reordered: 0, lost: 0 }

  async function phase(name) {
    // Nobody may be unaware of anybody: the number that everyone is told has to be right.
    await arrival(() => viewers.filter(({ shown }) => shown !== members.length).length, ARRIVAL_LIMIT_MS)
    await pauseMs(options.settleMs)
    await moveAll(options.warmMs)
    const before = viewers.map(({ connection }) => connection.bytesIn)
    await mark(name === 'few' ? 'start' : 'manyStart')
    const startedMs = performance.now()
    await moveAll(options.measureMs)
    const tookMs = performance.now() - startedMs
    await mark(name === 'few' ? 'end' : 'manyEnd')
    const bytes = viewers.map(({ connection }, i) => connection.bytesIn - before[i])
    const connections = members.length + viewers.length
    return { tookMs, connections, viewerBytes: bytes.reduce((sum, each) => sum + each, 0) / viewers.length }
  }

  async function moveAll(ms) {
    const fast = [...painted]
    const move = (guest) => {
      guest.moves += 1
      const paragraph = 1 + ((guest.who * 7 + (guest.moves >> 3)) % PARAGRAPHS)
      dialect.move(guest.connection, guest.who, guest.moves, paragraph)
    }
    await Promise.all([
      atRate(members.length * QUIET_HERTZ, ms, (i) => move(members[i % members.length])),
      fast.length > 0 && atRate(fast.length * PAINTED_HERTZ, ms, (i) => move(fast[i % fast.length])),
    ])
  }
}

function watch(guest) {
  guest.told = []
  guest.onTold = (message) => {
    if (guest.told.length < 10) guest.told.push(message.t)
    if (message.t === 'crowd') guest.shown = message.shown
  }
}

function summarise({ counts, spent, spentBetween, options }) {
  const { few, many, join } = counts
  const perConnection = ({ cpuUs, ms }, { connections }) => cpuUs / ms / connections
  const atMany = spentBetween('manyStart', 'manyEnd')
  return {
    bytesRatio: many.viewerBytes / many.tookMs / (few.viewerBytes / few.tookMs),
    cpuRatio: perConnection(atMany, many) / perConnection(spent, few),
    kilobytesPerSecondAndViewer: many.viewerBytes / many.tookMs,
    kilobytesPerSecondAndViewerAtFew: few.viewerBytes / few.tookMs,
    cpuMsPerSecond: atMany.cpuUs / atMany.ms,
    cpuMsPerSecondAtFew: spent.cpuUs / spent.ms,
    cpuUsPerJoin: spentBetween('end', 'grown').cpuUs / (options.many - options.few),
    joinKilobytes: join.bytes / 1_000,
    joinFrames: join.frames,
  }
}

export const crowdViewers = {
  name: 'crowd-viewers',
  title: '100 viewers of a page with 300, then 10,000 members',
  peers: { roomful: {} },
  options: { few: 300, many: 10_000, viewers: 100, settleMs: 3_000, warmMs: 2_000, measureMs: 6_000 },
  quick: { settleMs: 2_000, warmMs: 1_000, measureMs: 4_000 },
  smoke: { few: 210, many: 260, viewers: 5, settleMs: 300, warmMs: 100, measureMs: 300 },
  load,
  summarise,
}
