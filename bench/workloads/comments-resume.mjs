/**
 * Five hundred readers come back at once after a server has forgotten them, each with a hundred comments to catch up with.
 *
 * The room is empty in between, so that the server holds nothing of its log any more, as after a restart. What they get is
 * checked like any log: everything missed, once, in order, and nobody may be told to start over.
 */
import { createGuest, assemble } from '../wire/crowd.mjs'
import { arrival } from '../wire/pace.mjs'
import { createTranscript } from '../wire/transcript.mjs'
import { makeHistory } from './history.mjs'

const ROOM = 'resume'
const DRAIN_LIMIT_MS = 30_000

const prepare = ({ folder, options }) => makeHistory(folder, ROOM, options.history)

async function load({ dialect, port, options, mark }) {
  const { readers, missed, history } = options
  const position = { epoch: await epochOf(dialect, port), offset: history, last: `comment:comment-${history - 1}` }
  await writeAll({ dialect, port, missed })
  // The writer has left, and with the last one the room.
  await emptied(mark)

  const transcript = createTranscript(readers, dialect.entriesOf)
  const guests = Array.from({ length: readers }, (_, who) => ({ ...createGuest({ who, room: ROOM }), position }))
  let resets = 0
  for (const guest of guests) {
    transcript.begin(guest.who, history)
    guest.onLog = (after, bytes, from, to) => transcript.hear(guest.who, after, bytes, from, to)
  }
  await mark('start', { watchLoop: true })
  const startedMs = performance.now()
  await assemble({ dialect, port, guests, atOnce: readers })
  await arrival(() => transcript.missing(history + missed), DRAIN_LIMIT_MS)
  const allInMs = performance.now() - startedMs
  await mark('end')
  for (const guest of guests) if (guest.isReset) resets += 1
  const { delivered, reordered } = transcript.counts
  return { allInMs, resets, expected: readers * missed, delivered, reordered: reordered + resets, agesMs: [] }
}

async function epochOf(dialect, port) {
  const guest = createGuest({ who: 0, room: ROOM })
  await assemble({ dialect, port, guests: [guest] })
  guest.connection.destroy()
  return guest.epoch
}

async function writeAll({ dialect, port, missed }) {
  const writer = createGuest({ who: 1, room: ROOM })
  const acknowledged = new Set()
  writer.onAck = (k) => acknowledged.add(k)
  await assemble({ dialect, port, guests: [writer] })
  for (let k = 1; k <= missed; k += 1) dialect.comment(writer.connection, k)
  await arrival(() => missed - acknowledged.size, DRAIN_LIMIT_MS)
  writer.connection.destroy()
}

async function emptied(mark) {
  const endMs = performance.now() + DRAIN_LIMIT_MS
  while ((await mark('emptied')).rooms > 0) {
    if (performance.now() > endMs) throw new Error('the room is still there')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function summarise({ counts, marks, spent, options }) {
  return {
    allInMs: counts.allInMs,
    readsPerClient: (marks.end.storeReads - marks.start.storeReads) / options.readers,
    cpuUsPerJoin: spent.cpuUs / options.readers,
  }
}

export const commentsResume = {
  name: 'comments-resume',
  title: '500 readers come back at once, 100 comments behind',
  peers: { roomful: { module: 'roomful-comments', dialect: 'roomful-comments' } },
  options: { readers: 500, missed: 100, history: 1_000 },
  quick: {},
  smoke: { readers: 30, missed: 10, history: 50 },
  prepare,
  load,
  summarise,
}
