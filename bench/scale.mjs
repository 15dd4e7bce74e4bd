/**
 * What nodes say to each other, counted: the numbers of docs/operations/scale.md.
 *
 *     node bench/scale.mjs             measures and computes, prints
 *     node bench/scale.mjs --write     and puts the tables into the page
 *     node bench/scale.mjs --smoke     tiny numbers: only shows that it runs
 *
 * Several nodes in this one process, each with its own HTTP server, on a bus in memory that counts; people are real WebSockets
 * over loopback. So frames and bytes are what a broker would carry; times and CPU are not measured here. Needs the built server.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createRoomful, memoryBus, memoryExchange } from 'roomful'
import * as dialect from './dialects/roomful.mjs'
import { writeReadme } from './report.mjs'
import { millionTables } from './scale-arithmetic.mjs'
import { traffic } from './wire/connection.mjs'
import { assemble, createGuest } from './wire/crowd.mjs'
import { TOKEN_AUDIENCE, TOKEN_SECRET } from './wire/token.mjs'

const { values } = parseArgs({
  options: { write: { type: 'boolean', default: false }, smoke: { type: 'boolean', default: false } },
})
const PAGE = fileURLToPath(new URL('../docs/operations/scale.md', import.meta.url))
const WINDOW_MS = values.smoke ? 500 : 8_000
/** Long enough for what follows a change to be over: summaries, repeats of positions up to 4 s. */
const SETTLE_MS = values.smoke ? 200 : 9_000
const LIFTED = 1_000_000
const MOVES_PER_SECOND = 10
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** A site of several nodes, and what has crossed its bus. */
async function startSite(count) {
  const exchange = memoryExchange()
  const tally = { frames: 0, bytes: 0, deliveries: 0, deliveredBytes: 0 }
  const nodes = []
  for (let index = 0; index < count; index += 1) {
    const bus = memoryBus(exchange)
    const counted = {
      ...bus,
      publish(topic, frame) {
        tally.frames += 1
        tally.bytes += frame.length
        return bus.publish(topic, frame)
      },
      subscribe: (topic, onFrame) =>
        bus.subscribe(topic, (frame) => {
          tally.deliveries += 1
          tally.deliveredBytes += frame.length
          onFrame(frame)
        }),
    }
    const roomful = await createRoomful({
      bus: counted,
      drainMs: 0,
      secret: TOKEN_SECRET,
      jwt: { secret: TOKEN_SECRET, audience: TOKEN_AUDIENCE },
      guests: false,
      limits: {
        framesPerSecond: LIFTED,
        eventsPerSecond: LIFTED,
        connectionsPerAddress: LIFTED,
        connectsPerSecond: LIFTED,
      },
    })
    const { port } = await roomful.listen(0, '127.0.0.1')
    nodes.push({ roomful, port })
  }
  return { nodes, tally, close: () => Promise.all(nodes.map(({ roomful }) => roomful.close())) }
}

/** Lets people in, spread over the nodes; `room` by number. */
async function people(site, count, { room, isShown = false, from = 0 }) {
  const guests = Array.from({ length: count }, (_, index) =>
    createGuest({ who: from + index, room: room(index), isShown }),
  )
  await Promise.all(
    site.nodes.map(({ port }, node) => {
      const ours = guests.filter((_, index) => index % site.nodes.length === node)
      return ours.length === 0 ? undefined : assemble({ dialect, port, guests: ours, atOnce: 16 })
    }),
  )
  return guests
}

const leave = (guests) => guests.forEach(({ connection }) => connection.destroy())

/** What crosses the bus, and what each reader gets, in a while in which `act` happens. Per second. */
async function during(site, readers, act = () => undefined) {
  const before = { ...site.tally, read: traffic.bytesIn }
  const stop = act()
  const startedMs = performance.now()
  await pause(WINDOW_MS)
  const seconds = (performance.now() - startedMs) / 1_000
  stop?.()
  const per = (name) => (site.tally[name] - before[name]) / seconds
  return {
    frames: per('frames'),
    bytes: per('bytes'),
    deliveries: per('deliveries'),
    bytesPerReader: (traffic.bytesIn - before.read) / seconds / readers,
  }
}

/** Repeats `each` so many times a second. */
function often(perSecond, each) {
  const timer = setInterval(() => each(), 1_000 / perSecond)
  return () => clearInterval(timer)
}

const ONE_ROOM = [
  { name: 'nothing', act: () => undefined },
  {
    name: 'ten people a second come, and leave a second later',
    act: ({ site }) => {
      let from = 1_000_000
      return often(10, () => {
        from += 1
        void people({ nodes: [site.nodes[from % site.nodes.length]] }, 1, { room: () => '/', from }).then((guests) =>
          setTimeout(() => leave(guests), 1_000),
        )
      })
    },
  },
  {
    name: '20 people move, ten times a second',
    act: ({ guests }) => {
      let turn = 0
      const movers = guests.slice(0, 20)
      return often(MOVES_PER_SECOND, () => {
        turn += 1
        for (const { connection, who } of movers) dialect.move(connection, who, turn % 60_000)
      })
    },
  },
  {
    name: 'ten events a second',
    act: ({ guests }) => {
      const payload = Buffer.alloc(64, '1')
      return often(10, () => dialect.publish(guests[0].connection, payload))
    },
  },
]

/** One room on so many nodes with so many people: what crosses the bus does not depend on how many there are. */
async function oneRoom(nodes, count) {
  const site = await startSite(nodes)
  const guests = await people(site, count, { room: () => '/', isShown: true })
  const rows = []
  for (const { name, act } of ONE_ROOM) {
    await pause(SETTLE_MS)
    rows.push({ name, nodes, people: count, ...(await during(site, count, () => act({ site, guests }))) })
  }
  leave(guests)
  await site.close()
  return rows
}

/** As many rooms as readers: what one costs when it opens, and what all cost when they are open. */
async function manyRooms(nodes, count) {
  const site = await startSite(nodes)
  await pause(SETTLE_MS)
  const beats = await during(site, 1)
  const before = { ...site.tally }
  const startedMs = performance.now()
  const guests = await people(site, count, { room: (index) => `/page/${index}` })
  // What follows an opening is over after half a minute at most.
  await pause(values.smoke ? 200 : 35_000)
  const seconds = (performance.now() - startedMs) / 1_000
  const perOpening = (site.tally.frames - before.frames - beats.frames * seconds) / count
  const bytesPerOpening = (site.tally.bytes - before.bytes - beats.bytes * seconds) / count
  const quiet = await during(site, count)
  leave(guests)
  await site.close()
  return {
    nodes,
    rooms: count,
    perOpening,
    bytesPerOpening,
    quietFrames: Math.max(0, quiet.frames - beats.frames),
    beats,
    quiet,
  }
}

const number = (value) => (Math.abs(value) < 10 ? value.toFixed(2) : Math.round(value).toLocaleString('en'))
const line = (fields) => `| ${fields.join(' | ')} |`

function roomTable(rows) {
  const head = ['what happens', 'nodes', 'people', 'frames a second, each node', 'bytes each', 'kB/s to each reader']
  return [
    line(head),
    line(head.map((_, index) => (index === 0 ? '---' : '--:'))),
    ...rows.map(({ name, nodes, people: count, frames, bytes, bytesPerReader }) =>
      line([
        name,
        nodes,
        count,
        number(frames / nodes),
        number(bytes / Math.max(frames, 1e-9)),
        number(bytesPerReader / 1_000),
      ]),
    ),
  ].join('\n')
}

const sizes = values.smoke
  ? [[2, 20]]
  : [
      [2, 20],
      [2, 200],
      [2, 1_000],
      [4, 200],
    ]
const rows = []
for (const [nodes, count] of sizes) rows.push(...(await oneRoom(nodes, count)))
const rooms = await manyRooms(values.smoke ? 2 : 3, values.smoke ? 20 : 1_000)
rows.sort(
  (a, b) => ONE_ROOM.findIndex(({ name }) => name === a.name) - ONE_ROOM.findIndex(({ name }) => name === b.name),
)
const text = [
  'One room:',
  roomTable(rows),
  `${rooms.rooms.toLocaleString('en')} rooms with one reader each, on ${rooms.nodes} nodes: ${number(rooms.perOpening)} frames of ` +
    `${number(rooms.bytesPerOpening / Math.max(rooms.perOpening, 1e-9))} bytes when a room opens, ` +
    `${number(rooms.quietFrames)} a second while they are open and quiet; besides, each node says ` +
    `${number(rooms.beats.frames / rooms.nodes)} beats a second. An idle reader gets ${number(rooms.quiet.bytesPerReader)} bytes a second.`,
  'From these:',
  millionTables({ rows, rooms }),
].join('\n\n')
process.stdout.write(`${text}\n`)
if (values.write) writeReadme(PAGE, text)
process.exit(0)
