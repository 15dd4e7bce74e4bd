/**
 * Fifty people write comments in one room as fast as they are acknowledged, and all of them read along.
 *
 * A closed loop: everybody's next comment is sent when the last one was acknowledged. A run counts only if every
 * acknowledged comment is in every reader's log exactly once, in one order, and nothing else is.
 */
import { createGuest, assemble } from '../wire/crowd.mjs'
import { pauseMs, arrival } from '../wire/pace.mjs'
import { createTranscript } from '../wire/transcript.mjs'

const DRAIN_LIMIT_MS = 30_000

async function load({ dialect, port, options, mark }) {
  const transcript = createTranscript(options.writers, dialect.entriesOf)
  const guests = Array.from({ length: options.writers }, (_, who) => createGuest({ who, room: 'comments' }))
  const stage = { sent: 0, acknowledged: new Set(), agesMs: [], isOver: false, doubled: 0 }
  for (const guest of guests) {
    guest.onLog = (after, bytes, from, to) => transcript.hear(guest.who, after, bytes, from, to)
    guest.onAck = (k) => acknowledged(stage, guest, k, dialect)
  }
  await assemble({ dialect, port, guests })
  await pauseMs(options.settleMs)

  for (const guest of guests) send(stage, guest, dialect)
  await pauseMs(options.warmMs)
  await mark('start', { watchLoop: true })
  stage.agesMs = []
  const startMs = performance.now()
  const { size } = stage.acknowledged
  await pauseMs(options.measureMs)
  const acknowledgedInTime = stage.acknowledged.size - size
  const tookMs = performance.now() - startMs
  const { agesMs } = stage
  await mark('end')

  stage.isOver = true
  await arrival(() => stage.sent - stage.acknowledged.size, DRAIN_LIMIT_MS)
  await arrival(() => transcript.missing(stage.sent), DRAIN_LIMIT_MS)
  return {
    ...{ agesMs, tookMs, acknowledged: acknowledgedInTime },
    expected: stage.sent * options.writers,
    delivered: transcript.counts.delivered,
    reordered: transcript.counts.reordered + stage.doubled + strangers(transcript.order, stage.acknowledged),
  }
}

function send(stage, guest, dialect) {
  stage.sent += 1
  guest.sentAtMs = performance.now()
  guest.sentNumber = stage.sent
  dialect.comment(guest.connection, stage.sent)
}

function acknowledged(stage, guest, k, dialect) {
  if (k !== guest.sentNumber || stage.acknowledged.has(k)) stage.doubled += 1
  stage.acknowledged.add(k)
  stage.agesMs.push(performance.now() - guest.sentAtMs)
  if (!stage.isOver) send(stage, guest, dialect)
}

/** Entries of the log that nobody was acknowledged, and acknowledged ones that are not in it or twice. */
function strangers(order, known) {
  const told = new Set(order.slice(1))
  return order.length - 1 - told.size + [...told].filter((k) => !known.has(k)).length + known.size - told.size
}

function summarise({ counts, spent }) {
  return {
    acknowledgedPerSecond: counts.acknowledged / (counts.tookMs / 1_000),
    cpuUsPerComment: spent.cpuUs / counts.acknowledged,
  }
}

export const comments = {
  name: 'comments',
  title: '50 people write comments in one room, all read',
  peers: {
    roomful: { module: 'roomful-comments', dialect: 'roomful-comments' },
    socketio: { module: 'socketio-sqlite', dialect: 'socketio-comments' },
  },
  options: { writers: 50, settleMs: 500, warmMs: 2_000, measureMs: 6_000 },
  quick: { warmMs: 1_000, measureMs: 3_000 },
  smoke: { writers: 8, settleMs: 50, warmMs: 100, measureMs: 300 },
  load,
  summarise,
}
